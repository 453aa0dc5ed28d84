"""Who did it and to whom, from what the tagger marks and what the rules find beside it."""

from collections.abc import Sequence

from spacy.tokens import Span, Token

from trucewatch.extract.english.drafting import parties_of
from trucewatch.extract.english.drafts import Draft
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parties import PERCEIVING, TELLING
from trucewatch.extract.english.resolve import Memory
from trucewatch.extract.english.syntax import conjuncts
from trucewatch.extract.english.tagged_words import completed, giver_of, led, marked, names, words_at
from trucewatch.extract.english.tagger import Span as Offsets
from trucewatch.extract.english.tagger import TaggedClaim
from trucewatch.model import ActorRef

__all__ = ["fill_parties"]


def fill_parties(reading: Reading, memory: Memory, draft: Draft, claim: TaggedClaim) -> None:
    """Who and to whom: as the tagger marks them, with the actors of the watch that the rules find besides; who did it
    by the rules where the tagger marks nobody."""
    doers = parties_of(memory, draft.roles.initiators)
    done_to = parties_of(memory, draft.roles.targets)
    acting = _parties(reading, memory, _acting(reading, draft, claim.initiators), whole=True)
    initiators = tuple(party for party in acting if not _tells(party, draft))
    targets = tuple(t for t in _parties(reading, memory, claim.targets) if t not in initiators)
    draft.initiators = initiators or tuple(d for d in doers if d not in targets and not _tells(d, draft))
    draft.targets = (*targets, *_unnamed(done_to, (*draft.initiators, *targets)))
    draft.rules["initiators"] = giver_of(claim, "initiator", draft.initiators, draft.roles.rule)
    draft.rules["targets"] = giver_of(claim, "target", draft.targets, draft.roles.rule)


def _acting(reading: Reading, draft: Draft, spans: Sequence[Offsets]) -> list[Offsets]:
    """The marked doers without those that the sentence gives another part: who heard, saw or counted the event, whom a
    verb's object or passive names as the sufferer, and those of other verbs where the event's own verb has a subject
    of its own."""
    verbal = draft.roles.rule.startswith("verb")
    suffering = {token.i for token in draft.roles.targets}
    own = {token.i for token in draft.roles.initiators}
    verbs = {draft.head.i, *(token.i for token in conjuncts(draft.head))}

    def acts(offsets: Offsets) -> bool:
        words = words_at(reading.doc, offsets)
        if words is None:
            return True
        if _perceives(words, draft.head):
            return False
        span = completed(words)
        if not verbal or span.root.i in own or span.root.sent.start != draft.sentence:
            return True
        elsewhere = span.root.dep_ in ("nsubj", "nsubjpass") and span.root.head.i not in verbs
        by_other = span.root.head.dep_ == "agent" and span.root.head.head.i not in verbs
        return span.root.i not in suffering and not (own and (elsewhere or by_other))

    return [offsets for offsets in spans if acts(offsets)]


def _perceives(span: Span, event: Token) -> bool:
    """Whether these words are the subject of a verb of perceiving that has the event below it."""
    verb = span.root.head
    return span.root.dep_ == "nsubj" and verb.lemma_.lower() in PERCEIVING and verb != event and verb in event.ancestors


def _tells(party: ActorRef, draft: Draft) -> bool:
    """Whether it is a witness who tells of the event, and no group that tells of its own deed."""
    return party.id is None and party.text in draft.said.source and party.text.lower().split()[-1] in TELLING


def _unnamed(found: Sequence[ActorRef], named: Sequence[ActorRef]) -> tuple[ActorRef, ...]:
    """Those found that are actors of the watch and not yet among the named."""
    known = {ref.id for ref in named}
    return tuple(ref for ref in found if ref.id is not None and ref.id not in known)


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
