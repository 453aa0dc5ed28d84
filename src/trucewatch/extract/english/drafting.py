"""From event mentions to drafts: the stages for each mention, and what joined and repeated mentions share."""

from collections.abc import Sequence

from trucewatch.extract.english.dateline import dateline
from trucewatch.extract.english.drafts import Draft
from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.places import find_places
from trucewatch.extract.english.resolve import Memory
from trucewatch.extract.english.roles import assign
from trucewatch.extract.english.speech import Speech, attribute
from trucewatch.extract.english.status import judge
from trucewatch.extract.english.words import words
from trucewatch.model import ActorRef, EventType, codebook

__all__ = ["draft_claims", "parties_of", "share"]


def draft_claims(reading: Reading, speech: Speech, hits: Sequence[EventHit]) -> list[Draft]:
    """One draft per event mention, with roles, places, source and status; bare if-clauses and events without a named or
    described actor or place are left out (codebook, What to code)."""
    day = dateline(reading.doc, reading.report.published)
    memory = Memory(reading, day, countries=reading.world.countries_in(reading.report.text))
    drafts: list[Draft] = []
    for hit in hits:
        memory.read_to(hit.head.sent)
        said = attribute(reading, speech, hit.head)
        status = judge(reading, hit, said)
        if status.bare_if:
            continue
        draft = _filled(reading, memory, Draft(hit, said, status, assign(reading, hit)))
        if _adds_nothing(draft, drafts):
            continue
        if _is_known_state(draft, drafts) or (
            hit.toll and hit.rule.endswith(("last_means", "report_means")) and not draft.initiators
        ):
            continue
        _take_up(drafts, draft)
        share(drafts, draft)
        if draft.initiators or draft.targets or draft.places or (reading.warlike and hit.type in _PROCESS):
            drafts.append(draft)
            memory.note_parties(draft.initiators)
    return drafts


_PROCESS = frozenset(kind for kind, entry in codebook().items() if entry.layer == "process") | {
    EventType.CEASEFIRE_BREACH,
    EventType.DETENTION_RELEASE,
    EventType.WITHDRAWAL,
    EventType.ACCESS_RESTRICTION,
}


"""Types that a report of war may name without a party or place: the agreement under discussion is understood."""


def _is_known_state(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether "the besieged town", "the rebel-held town" only repeats a state told of the place before (codebook:
    Modifiers)."""
    if draft.hit.type not in (EventType.CONTROL, EventType.SIEGE) or draft.head.dep_ not in ("amod", "compound", "acl"):
        return False
    names = {p.name.lower() for p in draft.places} | {p.place_id for p in draft.places if p.place_id}
    return any(
        other.hit.type is draft.hit.type
        and names & ({p.name.lower() for p in other.places} | {p.place_id for p in other.places if p.place_id})
        for other in drafts
    )


_GOES_ON = words("drafting.goes_on")


def _adds_nothing(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a mention only takes up an event named before ("the attack"), with nobody, no place, time or figure
    of its own (codebook, What to code)."""
    if not draft.definite or draft.initiators or draft.targets or draft.places:
        return False
    sentence = draft.head.sent
    told = any(
        t.ent_type_ in ("DATE", "TIME", "CARDINAL") or t.like_num or t.lower_ in _GOES_ON for t in sentence[:150]
    )
    known = any(other.hit.type is draft.hit.type for other in drafts)
    return known and not told and not draft.status.rules.keys() & {"polarity", "mode", "certainty"}


def _filled(reading: Reading, memory: Memory, draft: Draft) -> Draft:
    hit, roles = draft.hit, draft.roles
    draft.initiators = parties_of(memory, roles.initiators)
    draft.targets = tuple(t for t in parties_of(memory, roles.targets) if t not in draft.initiators)
    spans = find_places(reading, hit, roles)
    resolved = [place for span in reversed(spans) for place in reversed(memory.places_of(span, hit.type))]
    draft.places = tuple(dict.fromkeys(reversed(resolved)))
    memory.note_places(draft.places)
    draft.definite = is_definite(hit.head)
    draft.rules |= {
        "trigger": hit.rule,
        "type": hit.rule,
        "initiators": roles.rule,
        "targets": roles.rule,
        "source": draft.said.rule,
        "places": "phrase" if spans else "none",
    } | draft.status.rules
    return draft


def is_definite(head: Token) -> bool:
    """Whether a noun takes up what was named before: "the attack", "these strikes"."""
    return head.pos_ in ("NOUN", "PROPN") and any(
        c.dep_ == "det" and c.lower_ in ("the", "this", "these", "that", "those") for c in head.lefts
    )


def parties_of(memory: Memory, heads: Sequence[Token]) -> tuple[ActorRef, ...]:
    """Those whom the phrases of these heads mean, pronouns taken back to names."""
    found: dict[ActorRef, None] = {}
    for head in heads:
        found |= dict.fromkeys(memory.actor(head))
    return tuple(found)


def share(drafts: Sequence[Draft], draft: Draft) -> None:
    """Joined verbs share what either leaves unsaid: "stormed the lines in X and captured buildings from Y"."""
    for other in reversed(drafts[-4:]):
        if (
            other.head not in (draft.head.head, draft.head) and other.head.head != draft.head.head
        ) or other.sentence != draft.sentence:
            continue
        if (
            draft.head.dep_ != "conj"
            or draft.head.pos_ != "VERB"
            or other.head.pos_ != "VERB"
            or draft.initiators != other.initiators
        ):
            continue
        one_side = {draft.hit.type, other.hit.type} <= _HOSTILE
        if one_side and not any(t.id for t in draft.targets) and any(t.id for t in other.targets):
            draft.targets, draft.rules["targets"] = other.targets, "shared"
        elif one_side and not any(t.id for t in other.targets) and any(t.id for t in draft.targets):
            other.targets, other.rules["targets"] = draft.targets, "shared"
        if not _located(draft) and _located(other):
            draft.places, draft.rules["places"] = (*draft.places, *other.places), "shared"
        elif not _located(other) and _located(draft):
            other.places, other.rules["places"] = (*other.places, *draft.places), "shared"


_HOSTILE = frozenset(
    (
        EventType.ASSAULT,
        EventType.TERRITORY_CAPTURED,
        EventType.OFFENSIVE_LAUNCHED,
        EventType.SHELLING,
        EventType.AIR_STRIKE,
    )
)


def _located(draft: Draft) -> bool:
    return any(p.lat is not None for p in draft.places)


def _take_up(drafts: Sequence[Draft], draft: Draft) -> None:
    """ "The fighting", "the attack": who and where come from the last event of the type where this mention is
    silent."""
    if not draft.definite:
        return
    for other in reversed(drafts[-15:]):
        if other.hit.type is draft.hit.type and other.status.mode is draft.status.mode:
            if not draft.places:
                draft.places, draft.rules["places"] = other.places, "takes_up"
            if not draft.initiators:
                draft.initiators, draft.rules["initiators"] = other.initiators, "takes_up"
            return
