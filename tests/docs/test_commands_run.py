"""Every command in the documentation runs, page by page, in the order in which it stands there."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from doc_pages import FAILS, ROOT, SKIPPED, Block, blocks, pages
from doc_shell import Shell, statements

import trucewatch as tw
from trucewatch.cli import app

SHELLS = ("sh", "bash", "console")
RUNBOOKS = {"docs/server.md": "tests/workbench/test_team.py"}
"""Pages whose ```shell blocks another test follows, against a real server."""
PAGES = [page for page in pages() if any(block.language in (*SHELLS, "python") for block in blocks(page))]


@pytest.fixture(scope="module")
def names(example_folder: Path) -> dict[str, str]:
    """What stands in the pages in place of ids that depend on the watch."""
    with tw.open(example_folder) as watch:
        then = {"as_of": "2017-05-11", "known_on": "2017-05-11"}
        incidents = watch.incidents(**then)
        tabqa = incidents.where(lambda i: i.place is not None and i.place.name == "Tabqa" and len(i.claims) > 2)
        judged = watch.findings(**then).where(lambda f: f.verdict == "indeterminate")
    assert len(tabqa) > 1
    assert judged
    return {
        "INCIDENT": tabqa[0].id,
        "OTHER": tabqa[1].id,
        "CLAIM": tabqa[0].claims[-1],
        "OTHERCLAIM": tabqa[0].claims[-2],
        "FINDING": judged[0].id,
    }


@pytest.fixture
def terminal(tmp_path: Path, example_folder: Path, names: dict[str, str]) -> Shell:
    """A terminal in a folder that holds the examples, and beside them the example watch with its reports read."""
    left_out = shutil.ignore_patterns("ledger.db*", "evidence", "notebooks")
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=left_out)
    shutil.copytree(example_folder, tmp_path / "syria-2017")
    (tmp_path / "benchmark").symlink_to(ROOT / "benchmark")
    return Shell(tmp_path, names)


def _said(line: str) -> str:
    return " ".join(line.split())


def _run(block: Block, terminal: Shell, where: str) -> None:
    output = ""
    wanted = 1 if block.title.startswith(FAILS) else 0
    for statement in statements(block.commands):
        result = terminal.run(statement)
        assert result.code == wanted, f"{where}: {statement}\n{result.output[-2000:]}"
        assert "Traceback" not in result.output, f"{where}: {statement}\n{result.output[-2000:]}"
        output += result.output
    for line in block.shown:
        assert _said(line) in _said(output), f"{where} shows what is not said (any more): {line}\n{output[-4000:]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run(page: Path, terminal: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(terminal.folder)
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        where = f"{page.relative_to(ROOT)}:{block.line}"
        if block.title.startswith(SKIPPED):
            assert len(block.title) > len(SKIPPED) + 10, f"{where}: say why it is not run"
        elif block.language in SHELLS:
            _run(block, terminal, where)
        elif block.language == "python":
            exec(compile(block.body, where, "exec"), namespace)
    for left_open in namespace.values():
        if isinstance(left_open, tw.Watch):
            left_open.close()


def test_commands_stand_in_blocks_that_are_run() -> None:
    """A block without a language is no way round the test."""
    stray = [
        f"{page.relative_to(ROOT)}:{block.line}"
        for page in pages()
        for block in blocks(page)
        if not (block.language == "shell" and str(page.relative_to(ROOT)) in RUNBOOKS)
        if block.language not in SHELLS and any(line.startswith("trucewatch ") for line in block.body.splitlines())
    ]
    assert not stray, "write ```sh, so that the commands are run"
    for page, test in RUNBOOKS.items():
        assert Path(page).name in (ROOT / test).read_text("utf-8")


def test_no_command_stands_in_an_indented_block() -> None:
    """They would be seen by no test."""
    command = re.compile(r"^ {4}(?:trucewatch|pip|python|make|\.venv/bin/\w+) ")
    stray = []
    for page in (page for page in pages() if page.name != "commands.md"):
        fenced = False
        for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
            fenced ^= line.startswith("```")
            if command.match(line) and not fenced:
                stray.append(f"{page.relative_to(ROOT)}:{number}")
    assert not stray, "write ```sh, so that the commands are run, or a title that says why they are not"


def test_a_skipped_block_is_rare() -> None:
    skipped = [block for page in PAGES for block in blocks(page) if block.title.startswith(SKIPPED)]
    run = [block for page in PAGES for block in blocks(page) if block.language in SHELLS and block not in skipped]
    assert len(skipped) < len(run)


def _examples(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any, list[str]]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _examples(command, (*path, name))
            continue
        example = " ".join((command.help or "").partition("Example:")[2].split())
        words = shlex.split(example.partition(" | ")[0], comments=True)
        yield " ".join((*path, name)), command, words[1 + len(path) + 1 :]


def test_every_example_of_a_command_is_one_that_it_takes() -> None:
    """Examples name files of their reader, so they are parsed as the command would, and not carried out."""
    refused = []
    for name, command, arguments in _examples(typer.main.get_command(app)):
        kept = arguments[: arguments.index(">")] if ">" in arguments else arguments
        command.callback = lambda **_: None
        try:
            command.main(args=kept, prog_name=name, standalone_mode=False)
        except Exception as error:
            if "does not exist" not in str(error):
                refused.append(f"{name} {' '.join(kept)}: {error}")
    assert not refused
