"""What a sentence leads back to: for each claim the report's own words, who says it, and how it was coded."""

from dataclasses import dataclass

from trucewatch.model import AUTHOR, Claim, Polarity, Report, heard_at
from trucewatch.publish.desk import Desk
from trucewatch.publish.text import Quote, quote
from trucewatch.publish.wording import MODE_WORDS, STANCE_WORDS, TYPE_WORDS, day, interval

__all__ = ["Evidence", "evidence"]


@dataclass(frozen=True)
class Evidence:
    """One claim, ready to be shown. `rules` pairs each field with what made it and how sure that was; `sha256` is the
    hash of the report's bytes as captured, None if it was handed in without them."""

    number: int
    key: str
    quote: Quote
    event: str
    speakers: tuple[str, ...]
    status: tuple[tuple[str, str], ...]
    publisher: str
    published: str
    title: str
    url: str
    report: str
    language: str
    sha256: str | None
    copies: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    method: str


def evidence(desk: Desk, numbers: dict[str, int]) -> tuple[Evidence, ...]:
    """The evidence behind every cited claim, in the order of their numbers."""
    ordered = sorted(numbers.items(), key=lambda item: item[1])
    twins = _twins(desk)
    return tuple(_of(desk, desk.view.claims[key], number, twins) for key, number in ordered)


def _of(desk: Desk, claim: Claim, number: int, twins: dict[str, set[str]]) -> Evidence:
    report = desk.view.reports.get(claim.report)
    return Evidence(
        number=number,
        key=claim.key,
        quote=_quote(claim, report),
        event=f"{TYPE_WORDS[claim.type]}, {interval(claim.date_start, claim.date_end)}",
        speakers=_speakers(desk, claim, report),
        status=_status(claim),
        publisher=desk.naming.publisher(report, claim.report),
        published=_published(claim, report),
        title=(report.title if report else None) or "no title",
        url=(report.url if report else None) or "no address stated",
        report=claim.report,
        language=(report.language if report else None) or "",
        sha256=report.capture.sha256 if report and report.capture else None,
        copies=tuple(sorted(twins.get(claim.report, ()))),
        rules=tuple((field, _rule(claim, field)) for field in sorted(claim.rules)),
        method=claim.method or "not stated",
    )


def _published(claim: Claim, report: Report | None) -> str:
    """The day, and of a recording when in it the words are heard or shown."""
    said = day(report.published) if report and report.published else "date not stated"
    heard = heard_at(report, claim.trigger.start, claim.trigger.end)
    return f"{said}, at {heard} of the recording" if heard else said


def _rule(claim: Claim, field: str) -> str:
    sure = claim.confidence.get(field)
    return claim.rules[field] if sure is None else f"{claim.rules[field]} ({sure:.2f})"


def _quote(claim: Claim, report: Report | None) -> Quote:
    trigger = claim.trigger
    return quote(report.text if report else "", trigger.start, trigger.end, trigger.text)


def _speakers(desk: Desk, claim: Claim, report: Report | None) -> tuple[str, ...]:
    publisher = desk.naming.publisher(report, claim.report)
    if claim.by_author:
        return (f"{publisher} (own voice)",)
    outer = [words for words in dict.fromkeys(claim.source_chain) if words not in (*claim.source, AUTHOR)]
    return (desk.naming.speaker(claim), *map(desk.naming.voice, outer), f"{publisher} (prints it)")


def _status(claim: Claim) -> tuple[tuple[str, str], ...]:
    said = "affirmed (+)" if claim.polarity is Polarity.POSITIVE else "denied (−)"
    return (
        ("Polarity", said),
        ("Certainty of the source", claim.certainty.value),
        ("Mode", MODE_WORDS[claim.mode]),
        ("Stance", STANCE_WORDS[claim.author_stance]),
    )


def _twins(desk: Desk) -> dict[str, set[str]]:
    twins: dict[str, set[str]] = {}
    for copy in desk.view.copies:
        twins.setdefault(copy.a, set()).add(copy.b)
        twins.setdefault(copy.b, set()).add(copy.a)
    return twins
