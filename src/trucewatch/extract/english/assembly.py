"""Days, tolls and ids: drafts made into claims."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from trucewatch.extract.confidence import confidence_of
from trucewatch.extract.drafting import numbered
from trucewatch.extract.english.casualties import casualties, find_counts
from trucewatch.extract.english.claim_dates import EventMention, document_dates
from trucewatch.extract.english.dateline import dateline
from trucewatch.extract.english.drafts import Draft
from trucewatch.extract.english.figures import Figure, find_figures
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Doc, Span
from trucewatch.extract.english.times import find_times
from trucewatch.model import ActorRef, Casualties, Claim, EventType, Report, Trigger

__all__ = ["assemble", "date_and_count"]


def date_and_count(reading: Reading, drafts: Sequence[Draft]) -> list[Figure]:
    """Gives the drafts their days and casualties; returns the figures of the text."""
    doc, written = reading.doc, reading.report.published
    mentions = [_mention(doc, draft) for draft in drafts]
    times = find_times(doc, written)
    days = document_dates(mentions, times, dateline(doc, written))
    signing = next(
        (
            d.first
            for m, d in zip(mentions, days, strict=True)
            if m.type == EventType.AGREEMENT_SIGNED and d is not None and d.first
        ),
        None,
    )
    if signing is not None and any(time.kind == "deadline" for time in times):
        days = document_dates(mentions, find_times(doc, written, {"signing": signing}), dateline(doc, written))
    figures = find_figures(doc)
    tolls = casualties(mentions, find_counts(doc, figures))
    for draft, day, (killed, injured) in zip(drafts, days, tolls, strict=True):
        if day is not None:
            draft.date_start, draft.date_end = _ordered(day.first, day.last)
            draft.rules["date"] = day.rule
        draft.killed = tuple(Casualties(who=c.who, low=c.low, high=c.high) for c in killed)
        draft.injured = tuple(Casualties(who=c.who, low=c.low, high=c.high) for c in injured)
        if draft.hit.type in _HARMING:
            targets = _with_victims(draft, [c.who for c in (*killed, *injured) if c.who])
            if targets != draft.targets:
                draft.targets, draft.rules["targets"] = targets, "victims"
        for casualty in (*killed, *injured):
            draft.rules["killed" if casualty in killed else "injured"] = casualty.rule
    return figures


_HARMING = frozenset(
    (
        EventType.ASSAULT,
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.WEAPONS_FIRE,
        EventType.EXPLOSIVE_DEVICE,
        EventType.CHEMICAL_ATTACK,
        EventType.VIOLENCE_AGAINST_CIVILIANS,
    )
)


def _with_victims(draft: Draft, names: Sequence[str]) -> tuple[ActorRef, ...]:
    """Victims are targets (codebook, decisions: Casualties); those who are named as such already are not added."""
    found = list(draft.targets)
    for name in names:
        words = set(name.lower().split()) - _SMALL
        if words and not any(words & set(t.text.lower().split()) for t in (*found, *draft.initiators)):
            found.append(ActorRef(text=name))
    return tuple(found)


_SMALL = frozenset("the a an of and other others".split())


def _ordered(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    return (last, last) if first and last and first > last else (first, last)


def _mention(doc: Doc, draft: Draft) -> EventMention:
    span: Span = doc[draft.hit.span.start : draft.hit.span.end]
    return EventMention(
        span,
        draft.hit.type.value,
        _folded(p.name for p in draft.places),
        _folded(a.text for a in (*draft.initiators, *draft.targets)),
        draft.status.mode.value,
    )


def _folded(names: object) -> frozenset[str]:
    return frozenset(w for name in names for w in name.lower().split() if len(w) > 3)  # type: ignore[attr-defined]


def assemble(report: Report, drafts: Sequence[Draft], method: str) -> list[Claim]:
    """The claims of the drafts, numbered in text order; links to drafts that were left out are dropped."""
    extractor = method.partition("/")[0]

    def fields(draft: Draft) -> dict[str, Any]:
        span = draft.hit.span
        return {
            "trigger": Trigger(text=span.text, start=span.start_char, end=span.end_char),
            "type": draft.hit.type,
            "source": draft.said.source,
            "confidence": confidence_of(extractor, draft.rules | draft.status.rules),
        }

    return numbered(report, drafts, method, fields)
