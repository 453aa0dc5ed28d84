"""Printed lines back to paragraphs: a PDF knows lines, the reading of sentences needs whole ones."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

__all__ = ["paragraphs_of"]

_NUMBER = re.compile(r"\d+")
_FURNITURE_LINES = 2
_FEWEST_PAGES = 3
_SHORT, _HEADING = 0.75, 0.5
_SENTENCE_END = re.compile(r"[.!?:;؟…][\"”’»)\]]*$")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\x02]$")
_ITEM = re.compile(r"^(?:[•▪●–—*-]|\(?\d{1,3}[.)]|\([a-z]\))\s")


def paragraphs_of(pages: Sequence[str]) -> str:
    """The text of printed pages: words cut at a line's end made whole, lines joined, a blank line between paragraphs.

    A line that stands at the head or foot of more than half of the pages (three or more), numbers apart, is left out,
    and so is one that is a page's number.
    """
    lines = [[line.strip() for line in page.splitlines()] for page in pages]
    running = _running(lines)
    kept: list[str] = []
    for page in lines:
        kept.extend(line for line in _without(page, running))
    return "\n\n".join(_joined(kept))


def _edges(page: list[str]) -> set[int]:
    filled = [n for n, line in enumerate(page) if line]
    return {*filled[:_FURNITURE_LINES], *filled[-_FURNITURE_LINES:]}


def _running(pages: list[list[str]]) -> set[str]:
    if len(pages) < _FEWEST_PAGES:
        return set()
    seen = Counter(form for page in pages for form in {_NUMBER.sub("#", page[n]) for n in _edges(page)})
    return {form for form, times in seen.items() if times > len(pages) / 2}


def _without(page: list[str], running: set[str]) -> Iterator[str]:
    edges = _edges(page)
    for n, line in enumerate(page):
        form = _NUMBER.sub("#", line)
        if not (n in edges and (form in running or re.fullmatch(r"[-–— ]*#[-–— ]*", form))):
            yield line


def _joined(lines: list[str]) -> Iterator[str]:
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[int(len(lengths) * 0.8)] if lengths else 0
    paragraph = ""
    for line in lines:
        if paragraph and (not line or _ITEM.match(line)):
            yield paragraph
            paragraph = ""
        if not line:
            continue
        paragraph = _continued(paragraph, line)
        ends = _SENTENCE_END.search(line) is not None
        if len(line) < _SHORT * usual and (ends or len(line) < _HEADING * usual):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _continued(paragraph: str, line: str) -> str:
    """The paragraph with one more line; a hyphen at a line's end goes where a small letter follows, else it stays."""
    if not paragraph:
        return line
    if _HYPHEN.search(paragraph):
        return (paragraph[:-1] if line[0].islower() else paragraph) + line
    return f"{paragraph} {line}"
