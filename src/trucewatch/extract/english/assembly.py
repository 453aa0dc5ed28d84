"""Days, tolls and ids: drafts made into claims."""

from collections.abc import Sequence
from datetime import date

from spacy.tokens import Doc, Span

from trucewatch.extract.confidence import confidence_of
from trucewatch.extract.english.casualties import casualties, find_counts
from trucewatch.extract.english.claim_dates import EventMention, document_dates
from trucewatch.extract.english.dateline import dateline
from trucewatch.extract.english.drafts import Draft
from trucewatch.extract.english.figures import find_figures
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.times import find_times
from trucewatch.model import ActorRef, Casualties, Claim, EventType, Link, Report, Trigger

__all__ = ["assemble", "date_and_count"]


def date_and_count(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Gives the drafts their days and casualties."""
    doc, written = reading.doc, reading.report.published
    mentions = [_mention(doc, draft) for draft in drafts]
    days = document_dates(mentions, find_times(doc, written), dateline(doc, written))
    signing = next(
        (
            d.first
            for m, d in zip(mentions, days, strict=True)
            if m.type == EventType.AGREEMENT_SIGNED and d is not None and d.first
        ),
        None,
    )
    if signing is not None:
        days = document_dates(mentions, find_times(doc, written, {"signing": signing}), dateline(doc, written))
    tolls = casualties(mentions, find_counts(doc, find_figures(doc)))
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
    ids = {id(draft): f"c{n}" for n, draft in enumerate(drafts, 1)}
    extractor = method.partition("/")[0]
    return [
        Claim(
            id=ids[id(draft)],
            report=report.id,
            trigger=Trigger(text=draft.hit.span.text, start=draft.hit.span.start_char, end=draft.hit.span.end_char),
            type=draft.hit.type,
            initiators=draft.initiators,
            targets=draft.targets,
            places=draft.places,
            date_start=draft.date_start,
            date_end=draft.date_end,
            source=draft.said.source,
            source_chain=draft.said.chain,
            polarity=draft.status.polarity,
            certainty=draft.status.certainty,
            mode=draft.status.mode,
            author_stance=draft.status.stance,
            links=tuple(
                dict.fromkeys(Link(type=kind, to=ids[id(other)]) for kind, other in draft.links if id(other) in ids)
            ),
            killed=draft.killed,
            injured=draft.injured,
            rules=(rules := draft.rules | draft.status.rules),
            confidence=confidence_of(extractor, rules),
            method=method,
        )
        for draft in drafts
    ]
