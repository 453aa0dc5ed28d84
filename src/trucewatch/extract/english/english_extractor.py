"""English reports to claims: what the trained tagger finds, with the rules over the parse as its second opinion.

The tagger finds triggers with their types, marks the words that fill the roles and classifies the status. The rules
resolve those words to actors and places, follow the chain of speakers, settle how sure a source is, reckon days and
tolls, and find what denies or hangs on what. Which of the two decides a field was measured on reports held out from
training (docs/quality.md).
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from importlib.resources import files

import yaml

from trucewatch._version import __version__
from trucewatch.extract.english.dateline import dateline
from trucewatch.extract.english.drafting import draft_claims, is_definite, share
from trucewatch.extract.english.drafts import Draft
from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.figurative import is_figurative
from trucewatch.extract.english.figures import Figure
from trucewatch.extract.english.links import add_denials, add_links, date_denials, find_denials
from trucewatch.extract.english.mentions import Reading, read
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.pipeline import parse
from trucewatch.extract.english.places import find_places
from trucewatch.extract.english.resolve import Memory, is_area, is_named
from trucewatch.extract.english.roles import Roles, assign
from trucewatch.extract.english.rules_extractor import assemble, date_and_count
from trucewatch.extract.english.speech import Attribution, Speech, attribute, hear
from trucewatch.extract.english.status import NOT_LET, Status, judge
from trucewatch.extract.english.tagged_parties import fill_parties
from trucewatch.extract.english.tagged_words import completed, given_by, giver_of, marked, nested, place_name, words_at
from trucewatch.extract.english.tagger import Span as Offsets
from trucewatch.extract.english.tagger import TaggedClaim, Tagger
from trucewatch.extract.english.triggers import find_triggers
from trucewatch.extract.parts import extract_in_parts
from trucewatch.model import (
    AUTHOR,
    ActorRef,
    Casualties,
    Certainty,
    Claim,
    EventType,
    LinkType,
    Mode,
    PlaceRef,
    Polarity,
    Report,
    Stance,
)
from trucewatch.world import World

__all__ = ["EnglishExtractor"]

_ALONE = 0.49
"""The least probability of a trigger that only the tagger sees."""

_BACKED = 0.06
"""The least probability, by the tagger, of a trigger of the rules that can be trusted."""

_SURE = 0.8
"""The least probability at which the tagger's word on the polarity is taken where the rules found no mark."""

_SURE_AGAINST_NOT = 0.95
"""The least probability at which the tagger's word on the polarity is taken against a "not" above the event, which may
be said of something else ("did not say who was behind the attack")."""

_SURE_OF_STANCE = 0.5
"""The least probability at which the tagger's word on the stance is taken where the rules found no mark."""

_SURE_OF_CERTAINTY = 0.7
"""The least probability at which the tagger's word on the certainty is taken where the rules found no mark."""

_SURE_OF_MODE = 0.6
"""The least probability at which the tagger's word on the mode is taken even against the rules."""

_MACHINERY = frozenset((EventType.MECHANISM_ESTABLISHED, EventType.BOUNDARY_DEFINED))
"""What agreements set up: too rare in the reports that the tagger learnt from."""

_LINKED = (LinkType.DENIES, LinkType.CONFIRMS, LinkType.CONDITIONAL_ON)

_BACK = 10
"""How many mentions back a later one may lean on."""

_UNSURE = 0.2
"""Below this the tagger is sure that the report quotes somebody, above one less this that it speaks itself."""


class EnglishExtractor:
    """Claims by the tagger and the rules together. Same report, same world, same weights: the same claims."""

    name = "english"
    languages = frozenset(("en",))

    @cached_property
    def _tagger(self) -> Tagger:
        return Tagger.load()

    @cached_property
    def version(self) -> str:
        """The program's version with the digest of the weights."""
        return f"english/{__version__}+{self._tagger.manifest.digest[:8]}"

    def extract(self, report: Report, world: World) -> list[Claim]:
        """The claims of the report, c1, c2 ... in text order; [] for a report in another language."""
        if report.language not in (None, *self.languages):
            return []
        return extract_in_parts(report, partial(self._extract, world=world), dateline)

    def _extract(self, report: Report, world: World) -> list[Claim]:
        doc = parse(report.text)
        reading = read(report, doc, world)
        speech = hear(reading)
        sentences = [(s.start_char, s.end_char) for s in doc.sents]
        hits = find_triggers(reading)
        trusted = _trusted(draft_claims(reading, speech, hits))
        mentions = _Mentions(reading, hits, trusted)
        tagged = self._tagger.read(report.text, sentences, report.title, mentions.hold, mentions.hints)
        of_tagged = _drafts(reading, speech, tagged, mentions, trusted)
        drafts = _with_machinery(trusted, list(of_tagged.values()))
        figures = date_and_count(reading, drafts)
        _add_tagged_tolls(figures, tagged, of_tagged)
        drafts = _with_denials(drafts, reading, speech)
        add_links(drafts)
        _add_tagged_links(tagged, of_tagged)
        date_denials(drafts)
        return assemble(report, drafts, self.version)


class _Mentions:
    """The triggers that the tagger sees, as event mentions of the text, but for those that can be no claim: unlikely
    ones that the rules do not see, quite unlikely ones where they can be trusted, boilerplate, figures of speech."""

    def __init__(self, reading: Reading, hits: Sequence[EventHit], trusted: Sequence[Draft]) -> None:
        self._reading = reading
        self._seen = {(hit.head.i, hit.type): hit for hit in hits}
        self.hints = [((d.head.idx, d.head.idx + len(d.head)), d.hit.type.value) for d in trusted]
        self.held: dict[tuple[Offsets, str], EventHit] = {}

    def hold(self, trigger: Offsets, type_: str, score: float) -> bool:
        """Whether the trigger may be a claim; if so, its mention is kept."""
        span, kind = words_at(self._reading.doc, trigger), EventType(type_)
        if span is None or self._reading.report.is_boilerplate(*trigger):
            return False
        known = next((hit for token in span if (hit := self._seen.get((token.i, kind))) is not None), None)
        if score < (_ALONE if known is None else _BACKED):
            return False
        rule = given_by(score, "tagger" if known is None else "tagger and rules")
        hit = EventHit(span, span.root, kind, rule, holder=known.holder if known else None)
        if is_figurative(self._reading, hit.head, kind):
            return False
        self.held[trigger, type_] = hit
        return True


def _drafts(
    reading: Reading,
    speech: Speech,
    tagged: Sequence[TaggedClaim],
    mentions: _Mentions,
    trusted: Sequence[Draft],
) -> dict[int, Draft]:
    """The tagger's claims as drafts, by their number among its claims, in text order. What the rules can be trusted
    with is remembered as told: the next event may be where that one was."""
    day = dateline(reading.doc, reading.report.published)
    memory = Memory(reading, day, countries=reading.world.countries_in(reading.report.text))
    drafts: dict[int, Draft] = {}
    waiting = deque(trusted)
    for number, claim in sorted(enumerate(tagged), key=lambda item: (item[1].trigger, item[1].type)):
        hit = mentions.held[claim.trigger, claim.type]
        memory.read_to(hit.head.sent)
        while waiting and waiting[0].head.i < hit.head.i:
            memory.note_places(waiting.popleft().places)
        draft = _draft(reading, memory, speech, hit, claim)
        before = list(drafts.values())[-_BACK:]
        share(before, draft)
        _go_on(before, draft)
        _same_doers(before, draft)
        drafts[number] = draft
    return drafts


def _add_tagged_tolls(figures: Sequence[Figure], tagged: Sequence[TaggedClaim], drafts: Mapping[int, Draft]) -> None:
    """The tolls whose numbers the tagger marks in an event's own sentence, where the rules gave the event none."""
    for number, draft in drafts.items():
        for field, spans in (("killed", tagged[number].killed), ("injured", tagged[number].injured)):
            own = draft.head.sent
            near = [(a, b) for a, b in spans if own.start_char <= a < own.end_char]
            found = [f for a, b in near for f in figures if f.start < b and a < f.end]
            if found and not getattr(draft, field):
                setattr(draft, field, tuple(Casualties(who="", low=f.low, high=f.high) for f in found))
                draft.rules[field] = f"tagger:{found[0].rule}"


def _add_tagged_links(tagged: Sequence[TaggedClaim], drafts: Mapping[int, Draft]) -> None:
    """The links that the tagger sees between its claims and the rules did not, where the two claims allow it: a denial
    says the contrary of the same kind of event, a confirmation says the same."""
    for number, draft in drafts.items():
        for link in tagged[number].links:
            other, kind = drafts.get(link.to), LinkType(link.type)
            if other is None or kind not in _LINKED or any(known is other for _, known in draft.links):
                continue
            same = (draft.hit.type is other.hit.type, draft.status.polarity is other.status.polarity)
            if kind is LinkType.CONDITIONAL_ON or same == (True, kind is LinkType.CONFIRMS):
                draft.links.append((kind, other))
                draft.rules["links"] = given_by(link.probability)


def _go_on(drafts: Sequence[Draft], draft: Draft) -> None:
    """ "The fighting goes on": against whom, the last clash of the same parties tells where this mention does not."""
    if draft.hit.type is not EventType.ARMED_CLASH or draft.targets or not draft.initiators:
        return
    for other in reversed(drafts):
        if other.targets and other.hit.type in (EventType.ARMED_CLASH, EventType.ASSAULT, EventType.TERRITORY_CAPTURED):
            if {a.id or a.text for a in draft.initiators} & {a.id or a.text for a in other.initiators}:
                draft.targets, draft.rules["targets"] = other.targets, "takes_up"
            return


def _same_doers(drafts: Sequence[Draft], draft: Draft) -> None:
    """ "The strikes killed six": the strikes of the sentence before, by whom that one says."""
    if draft.initiators or not is_definite(draft.head):
        return
    for other in reversed(drafts):
        if other.hit.type is draft.hit.type and other.status.mode is draft.status.mode:
            if draft.sentence in (other.sentence, other.head.sent.end):
                draft.initiators, draft.rules["initiators"] = other.initiators, "takes_up"
            return


def _trusted(rules: Sequence[Draft]) -> list[Draft]:
    """Those of the rules' drafts whose rule proved right, that name an actor and a place of the watch, or that speak of
    the machinery of an agreement."""
    return [d for d in rules if d.hit.rule in _reliable() or d.hit.type in _MACHINERY or _is_placed(d)]


def _with_machinery(trusted: Sequence[Draft], drafts: list[Draft]) -> list[Draft]:
    """The tagger's drafts with what the rules see of the machinery of an agreement, where the tagger sees none."""
    told = {(draft.hit.type, draft.sentence) for draft in drafts}
    more = [d for d in trusted if d.hit.type in _MACHINERY and (d.hit.type, d.sentence) not in told]
    joined = sorted([*drafts, *more], key=lambda draft: (draft.hit.span.start, draft.hit.span.end))
    for n, draft in enumerate(joined):
        _same_doers(joined[max(0, n - _BACK) : n], draft)
    return joined


def _is_placed(draft: Draft) -> bool:
    actors = any(ref.id is not None for ref in (*draft.initiators, *draft.targets))
    return actors and any(place.lat is not None for place in draft.places)


@cache
def _reliable() -> frozenset[str]:
    """The rules of the lexicon that proved right on the training corpora (training/reliability.py)."""
    path = files("trucewatch.extract.english").joinpath("reliable.yaml")
    return frozenset(yaml.safe_load(path.read_text("utf-8"))["rules"])


def _draft(reading: Reading, memory: Memory, speech: Speech, hit: EventHit, claim: TaggedClaim) -> Draft:
    heard = attribute(reading, speech, hit.head)
    said = _said(reading, memory, hit.head, heard, claim)
    draft = Draft(hit, said, _status(judge(reading, hit, said), said, claim), assign(reading, hit))
    fill_parties(reading, memory, draft, claim)
    draft.places = _places(reading, memory, draft.roles, hit, claim, draft.targets)
    memory.note_places(draft.places)
    memory.note_parties(draft.initiators)
    memory.note_speaker(said, hit.head.sent)
    places = giver_of(claim, "place", draft.places, "phrase")
    draft.rules |= {"trigger": hit.rule, "type": hit.rule, "source": said.rule, "places": places} | draft.status.rules
    return draft


def _said(reading: Reading, memory: Memory, head: Token, heard: Attribution, claim: TaggedClaim) -> Attribution:
    """Who says so: the tagger decides whether the report speaks itself unless it is unsure and the rules are not; it
    marks whom the report quotes, pronouns taken back to names; the rules give the chain. Where it is sure that somebody
    is quoted whom no word near names, a quotation goes on, and the last speaker's."""
    limit = _UNSURE if heard.source == (AUTHOR,) else 1 - _UNSURE
    if claim.source_is_author >= limit:
        rule = given_by(claim.source_is_author)
        return Attribution(source=(AUTHOR,), chain=(), verb=None, denied=False, rule=rule, quoted=heard.quoted)
    spans = [completed(span) for span in marked(reading, claim.sources, whole=True)]
    named = [span.text for span in spans if span.root.pos_ != "PRON" and not is_area(span.root)]
    if not named and heard.source == (AUTHOR,):
        named = [ref.text for span in spans for ref in memory.actor(span.root)]
    worded = tuple(dict.fromkeys(named))
    if not worded and heard.source == (AUTHOR,):
        told = memory.speaker_before(head.sent) if claim.source_is_author <= _UNSURE else ()
        return replace(heard, source=told, chain=told, rule="goes_on") if told else heard
    return Attribution(
        source=worded or heard.source,
        chain=(*worded, *(outer for outer in heard.chain if outer not in (*worded, *heard.source))),
        verb=heard.verb,
        denied=heard.denied,
        rule=given_by(1 - claim.source_is_author) if worded else heard.rule,
        quoted=heard.quoted,
    )


def _status(status: Status, said: Attribution, claim: TaggedClaim) -> Status:
    """Whether it is told as actual, planned, predicted or conditional, the tagger decides if it is fairly sure. For the
    rest, what the rules found marked stands; where they found no mark, the tagger decides if it is sure."""
    marked = status.rules.get("polarity")
    unsettled = status.polarity is Polarity.POSITIVE and marked != NOT_LET
    if claim.polarity[1] >= (_SURE if unsettled else _SURE_AGAINST_NOT) and (unsettled or marked == "negation"):
        status.polarity, status.rules["polarity"] = Polarity(claim.polarity[0]), given_by(claim.polarity[1])
    if "certainty" not in status.rules and claim.certainty[1] >= _SURE_OF_CERTAINTY:
        status.certainty, status.rules["certainty"] = Certainty(claim.certainty[0]), given_by(claim.certainty[1])
    if claim.mode[1] >= _SURE_OF_MODE:
        status.mode, status.rules["mode"] = Mode(claim.mode[0]), given_by(claim.mode[1])
    if said.source == (AUTHOR,):
        status.stance = Stance.ENDORSES
    elif status.stance in (Stance.NEUTRAL, Stance.ENDORSES):
        sure = claim.stance[1] >= _SURE_OF_STANCE
        status.stance = Stance(claim.stance[0]) if sure else Stance.NEUTRAL
        status.rules["author_stance"] = given_by(claim.stance[1]) if sure else "quoted"
    return status


def _places(
    reading: Reading, memory: Memory, roles: Roles, hit: EventHit, claim: TaggedClaim, targets: Sequence[ActorRef]
) -> tuple[PlaceRef, ...]:
    """The places that the tagger marks, and those known ones that the rules find around the event.

    What was hit in a named place ("positions in X") is no place beside that one. An event that names no place of its
    own ("the village") is taken to go on where the last one was.
    """
    marked = [
        span
        for offsets in claim.places
        if (whole := words_at(reading.doc, offsets)) is not None and whole.root.i not in reading.actors
        for span in nested(place_name(reading, whole))
        if any(token.pos_ in ("NOUN", "PROPN") or token.i in reading.places for token in span)
    ]
    around = find_places(reading, hit, roles)
    found = [place for span in reversed(marked or around) for place in reversed(memory.places_of(span, hit.type))]
    worded = tuple(dict.fromkeys(reversed(found)))
    if marked:
        besides = (place for span in around for place in memory.places_of(span, hit.type) if place.lat is not None)
        worded = tuple(dict.fromkeys((*worded, *besides)))
    named = [place for place in worded if is_named(place)]
    if named or any(place.place_id is not None for place in worded):
        return tuple(place for place in worded if not _is_hit(place, named, targets))
    if any(place.lat is not None for place in worded):
        # Its point is that of something larger named before, so where the last event was says more.
        return (*memory.event_places, *(place for place in worded if place not in memory.event_places))
    return (*worded, *(place for place in memory.event_places if place not in worded))


def _is_hit(place: PlaceRef, named: Sequence[PlaceRef], targets: Sequence[ActorRef]) -> bool:
    """Whether a description is of what was hit, and has no point but that of a place named beside it."""
    lent = place.place_id is None and any((place.lat, place.lon) == (n.lat, n.lon) for n in named)
    return lent and place not in named and any(place.name == ref.text for ref in targets)


def _with_denials(drafts: list[Draft], reading: Reading, speech: Speech) -> list[Draft]:
    """The drafts with the denials that the rules find and the tagger did not."""
    known = {(d.hit.type, d.sentence) for d in drafts if d.status.polarity is Polarity.NEGATIVE}
    joined = add_denials(list(drafts), find_denials(reading, speech))
    return [d for d in joined if any(d is old for old in drafts) or (d.hit.type, d.sentence) not in known]
