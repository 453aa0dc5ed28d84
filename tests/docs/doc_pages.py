"""The pages of the documentation and the blocks of commands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```\s*$", re.DOTALL | re.MULTILINE)
TITLE = re.compile(r'title="([^"]*)"')
SKIPPED = "Not run by the tests: "
FAILS = "Ends with exit code 1"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its title ("" without one), what stands in it, and its line in the page."""

    language: str
    title: str
    body: str
    line: int

    @property
    def commands(self) -> str:
        """What is typed: all of it, or in a console those lines that begin with "$ "."""
        if self.language != "console":
            return self.body
        lines = [line[2:] for line in self.body.splitlines() if line.startswith("$ ")]
        return "\n".join(lines) + "\n"

    @property
    def shown(self) -> list[str]:
        """The lines of output that a console shows, without those that are left out by "…"."""
        if self.language != "console":
            return []
        return [
            line for line in self.body.splitlines() if line.strip() and not line.startswith("$ ") and "…" not in line
        ]


def pages() -> list[Path]:
    """Every page that a reader meets."""
    found = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "examples").glob("*/README.md")]
    found.append(ROOT / "benchmark" / "README.md")
    return sorted(page for page in found if page.name != "CHANGELOG.md")


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text("utf-8")
    for found in FENCE.finditer(text):
        info = found["info"].strip()
        language = re.split(r"[\s{]", info, maxsplit=1)[0] if info else ""
        title = TITLE.search(info)
        indent = found["indent"]
        body = "".join(line.removeprefix(indent) for line in found["body"].splitlines(keepends=True))
        yield Block(language, title[1] if title else "", body, text.count("\n", 0, found.start()) + 1)
