"""Very long reports, read part by part, so that memory and time grow with the part and not with the report."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from trucewatch.model import Claim, Report, TextSpan

__all__ = ["extract_in_parts"]

_PART = 40_000
_ENDINGS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?]\s"), re.compile(r"\s"))


def extract_in_parts(
    report: Report, extract: Callable[[Report], list[Claim]], dateline: Callable[[str, date | None], date | None]
) -> list[Claim]:
    """The claims of a report by an extractor that reads it whole, or part by part where it is longer than a book's
    chapter: parts end with a paragraph or a sentence, what one part says is not linked to another, and the day that
    heads the report (`dateline`) holds for all of them."""
    if len(report.text) <= _PART:
        return extract(report)
    claims: list[Claim] = []
    written = dateline(report.text[:_PART], report.published)
    for start, end in _cuts(report.text):
        if report.text[start:end].strip():
            found = extract(_part(report, start, end, written))
            claims += [_moved(claim, start, len(claims)) for claim in found]
    return claims


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = min(start + _PART, len(text))
        if end < len(text):
            end = _ending(text, start + _PART // 2, end)
        yield start, end
        start = end


def _ending(text: str, low: int, high: int) -> int:
    """The last good place to end a part between two offsets: a paragraph, a line, a sentence, a word, else anywhere."""
    for pattern in _ENDINGS:
        last = None
        for last in pattern.finditer(text, low, high):  # noqa: B007 -- the last match is wanted
            pass
        if last is not None:
            return last.end()
    return high


def _part(report: Report, start: int, end: int, written: date | None) -> Report:
    spans = tuple(
        TextSpan(start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in report.boilerplate
        if span.start < end and start < span.end
    )
    return report.model_copy(update={"text": report.text[start:end], "boilerplate": spans, "published": written})


def _moved(claim: Claim, offset: int, count: int) -> Claim:
    """The claim with offsets into the whole text and ids that go on counting."""

    def renamed(name: str) -> str:
        return f"c{int(name[1:]) + count}"

    trigger = claim.trigger.model_copy(
        update={"start": claim.trigger.start + offset, "end": claim.trigger.end + offset}
    )
    links = tuple(link.model_copy(update={"to": renamed(link.to)}) for link in claim.links)
    return claim.model_copy(update={"id": renamed(claim.id), "trigger": trigger, "links": links})
