"""A mention of an event, as the trigger stage hands it to the stages after it."""

from dataclasses import dataclass

from trucewatch.extract.english.parsed import Span, Token
from trucewatch.model import EventType

__all__ = ["EventHit"]


@dataclass(frozen=True)
class EventHit:
    """One mention of an event: its trigger words, the word of them that heads it, its type and the rule that found
    it.

    `open` says that neither the clause nor the lexicon tells by what means; `toll` that the word is one of killing,
    which counts only where no event that killed is named; `holder` is the head of the actor in "rebel-held";
    `shared` marks the second event of one trigger; `negated` that "not" belongs to the event's own words ("were
    never allowed in").
    """

    span: Span
    head: Token
    type: EventType
    rule: str
    open: bool = False
    toll: bool = False
    holder: Token | None = None
    shared: bool = False
    negated: bool = False
