"""Adding to a watch: who is said to have captured what, and what stands on the quarantine list."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest_material import BODY, page, pdf, warc, warcinfo

from trucewatch._version import __version__
from trucewatch.founding import found
from trucewatch.watch import Watch


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    monkeypatch.setenv("TRUCEWATCH_BY", "Mara Oss")
    monkeypatch.chdir(tmp_path)
    found(tmp_path / "watch")
    with Watch.open(tmp_path / "watch", extractor="rules") as opened:
        yield opened


def listed(watch: Watch) -> list[str]:
    return [refusal.where or refusal.path for refusal in watch.quarantine.refusals()]


def test_a_file_is_taken_in_by_whoever_adds_it(watch: Watch) -> None:
    Path("mill.txt").write_text(BODY)
    [key] = watch.add(["mill.txt"]).new
    capture = watch.ledger.report(key).capture
    assert (capture.tool, capture.by) == (f"trucewatch {__version__}", "Mara Oss")
    assert capture.captured_at is not None


@pytest.mark.parametrize(
    ("info", "told"),
    [(b"", (None, None)), (warcinfo("<urn:uuid:1>", software="Crawler 3"), ("Crawler 3", None))],
)
def test_what_others_archived_is_not_said_to_be_captured_here(watch: Watch, info: bytes, told: tuple) -> None:
    Path("crawl.warc.gz").write_bytes(info + warc(("https://gazette.example/mill", "text/html", page())))
    [key] = watch.add(["crawl.warc.gz"]).new
    capture = watch.ledger.report(key).capture
    assert (capture.tool, capture.by) == told


def test_a_file_that_was_mended_leaves_the_quarantine_list(watch: Watch) -> None:
    Path("scan.pdf").write_bytes(pdf([[]]))
    good, bad = json.dumps({"id": "a", "text": BODY}), json.dumps({"id": "b"})
    Path("lines.jsonl").write_text(f"{good}\n{bad}\n")
    watch.add(["scan.pdf", "lines.jsonl"])
    assert listed(watch) == ["scan.pdf", "lines.jsonl, line 2"]
    watch.add(["lines.jsonl"])
    assert listed(watch) == ["scan.pdf", "lines.jsonl, line 2"]
    Path("lines.jsonl").write_text(
        f"{good}\n{bad[:-1]}, {json.dumps('text')}: {json.dumps('Fog lay over Oldwell.')}}}\n"
    )
    watch.add([Path("lines.jsonl").absolute()])
    assert listed(watch) == ["scan.pdf"]
    Path("scan.pdf").write_bytes(pdf([["Two shells hit the mill of Oldwell on Monday."]]))
    watch.add(["scan.pdf"])
    assert listed(watch) == []
    Path("scan.pdf").write_bytes(pdf([[]]))
    watch.add(["scan.pdf"])
    assert listed(watch) == ["scan.pdf"]


def test_another_folders_file_of_that_name_stays_on_it(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    for month, words in (("may", []), ("june", ["Two shells hit the mill of Oldwell on Monday."])):
        Path(month).mkdir()
        Path(month, "scan.pdf").write_bytes(pdf([words]))
        with monkeypatch.context() as there:
            there.chdir(month)
            watch.add(["scan.pdf"])
    assert listed(watch) == ["scan.pdf"]


def test_what_half_a_list_says_is_kept(watch: Watch) -> None:
    """A line that a power cut left half written spoils neither what stands before it nor what is struck after it."""
    Path("scan.pdf").write_bytes(pdf([[]]))
    Path("b.pdf").write_bytes(pdf([[]]))
    watch.add(["scan.pdf", "b.pdf"])
    with watch.quarantine.file.open("a") as file:
        file.write('{"at": "2026-05-0\n')
    assert watch.quarantine.strike("b.pdf", watch.began()) == 1
    assert listed(watch) == ["scan.pdf"]
    assert watch.quarantine.strike("none.pdf", watch.began()) == 0


def test_files_of_other_kinds_in_a_folder_are_counted(watch: Watch) -> None:
    for name in ("a.txt", "b.doc", "c.DOC", "d/e.zip", "d/notes", ".hidden.doc"):
        Path("inbox", name).parent.mkdir(parents=True, exist_ok=True)
        Path("inbox", name).write_text(f"Fog lay over Oldwell, said {name}.")
    done = watch.add(["inbox"])
    assert (len(done.new), dict(done.passed_over)) == (1, {".doc": 2, ".zip": 1, "": 1})
    assert dict(watch.add(["inbox/*.txt"]).passed_over) == {}
