"""Who did it and to whom, from what the tagger marks and what the rules find beside it."""

from collections.abc import Sequence

from trucewatch.extract.english.drafting import parties_of
from trucewatch.extract.english.drafts import Draft
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.parties import PERCEIVING, TELLING
from trucewatch.extract.english.resolve import Memory
from trucewatch.extract.english.tagged_words import giver_of, led, marked, names, words_at
from trucewatch.extract.english.tagger import Span as Offsets
from trucewatch.extract.english.tagger import TaggedClaim
from trucewatch.model import ActorRef

__all__ = ["fill_parties"]


_SURE_OF_NOBODY = 0.8
"""The probability, by the tagger, that nobody near the event did it, or had it done to them, from which the rules are
not heard."""


def fill_parties(reading: Reading, memory: Memory, draft: Draft, claim: TaggedClaim) -> None:
    """Who and to whom, as the tagger marks them. Where it marks nobody, the rules are heard on actors of the watch that
    did it, and, if it is not sure that there is nobody to mark, on any other that did it and on those of the watch
    to whom it was done."""
    acts = [offsets for offsets in claim.initiators if not _perceives(reading, offsets, draft.head)]
    acting = _parties(reading, memory, acts, whole=True)
    initiators = tuple(party for party in acting if not _tells(party, draft))
    targets = tuple(t for t in _parties(reading, memory, claim.targets) if t not in initiators)
    if not initiators:
        doers = parties_of(memory, draft.roles.initiators)
        unsure = claim.initiators or claim.sure["initiator"] < _SURE_OF_NOBODY
        heard = doers if unsure else [d for d in doers if d.id is not None]
        initiators = tuple(d for d in heard if d not in targets and not _tells(d, draft))
    if not targets and claim.sure["target"] < _SURE_OF_NOBODY:
        done_to = parties_of(memory, draft.roles.targets)
        targets = tuple(ref for ref in done_to if ref.id is not None and ref not in initiators)
    draft.initiators, draft.targets = initiators, targets
    draft.rules["initiators"] = giver_of(claim, "initiator", draft.initiators, draft.roles.rule)
    draft.rules["targets"] = giver_of(claim, "target", draft.targets, draft.roles.rule)


def _perceives(reading: Reading, offsets: Offsets, event: Token) -> bool:
    """Whether these words are the subject of a verb of perceiving that has the event below it: they heard it, saw it
    or counted its dead."""
    span = words_at(reading.doc, offsets)
    if span is None:
        return False
    verb = span.root.head
    return span.root.dep_ == "nsubj" and verb.lemma_.lower() in PERCEIVING and verb != event and verb in event.ancestors


def _tells(party: ActorRef, draft: Draft) -> bool:
    """Whether it is a witness who tells of the event, and no group that tells of its own deed."""
    return party.id is None and party.text in draft.said.source and party.text.lower().split()[-1] in TELLING


def _parties(
    reading: Reading, memory: Memory, spans: Sequence[Offsets], *, whole: bool = False
) -> tuple[ActorRef, ...]:
    found: dict[ActorRef, None] = {}
    for found_words in marked(reading, spans, whole=whole):
        span = found_words if any(names(reading, token) for token in found_words) else led(found_words)
        if not any(names(reading, token) or token.pos_ == "NUM" for token in span):
            continue
        spoken = span.root.pos_ == "PRON" or memory.is_vague(span)
        named = memory.actor(span.root) if spoken else (memory.span(span),)
        found |= dict.fromkeys(named)
    return tuple(found)
