"""Russian reports to claims by rules over natasha's parse: the stages in order, and the claims put together."""

from collections.abc import Iterator, Sequence
from functools import partial

from trucewatch._version import __version__
from trucewatch.extract.drafting import claims_of
from trucewatch.extract.parts import extract_in_parts
from trucewatch.extract.russian.dates import date_drafts
from trucewatch.extract.russian.denials import add_accusations, add_denials, link_mentions
from trucewatch.extract.russian.drafts import Draft
from trucewatch.extract.russian.figures import Toll, find_tolls
from trucewatch.extract.russian.pipeline import Parsed, Word, check_installed, parse
from trucewatch.extract.russian.places import find_places
from trucewatch.extract.russian.resolve import Memory
from trucewatch.extract.russian.roles import Roles, assign
from trucewatch.extract.russian.speech import Attribution, Speech
from trucewatch.extract.russian.status import Status, judge
from trucewatch.extract.russian.syntax import subtree
from trucewatch.extract.russian.times import dateline, find_times
from trucewatch.extract.russian.triggers import EventHit, find_triggers
from trucewatch.model import AUTHOR, ActorRef, Claim, EventType, LinkType, Mode, Report, codebook
from trucewatch.world import World

__all__ = ["RussianExtractor"]

_VIOLENT = frozenset(
    (
        EventType.ASSAULT,
        EventType.ARMED_CLASH,
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.WEAPONS_FIRE,
        EventType.EXPLOSIVE_DEVICE,
        EventType.VIOLENCE_AGAINST_CIVILIANS,
        EventType.CHEMICAL_ATTACK,
        EventType.OFFENSIVE_LAUNCHED,
    )
)
_BARE = frozenset(kind for kind, entry in codebook().items() if entry.layer == "process") | {
    EventType.CEASEFIRE_BREACH,
    EventType.DETENTION_RELEASE,
    EventType.ARMED_CLASH,
    EventType.AIR_STRIKE,
    EventType.ASSAULT,
    EventType.WITHDRAWAL,
}
"""Types that a report of war may name without a party or place: who fights and where is understood."""


class RussianExtractor:
    """Claims from Russian reports by rules. Same report, same world: the same claims.

    Needs the packages of `pip install trucewatch[ru]`; raises ExtractionError without them."""

    name = "russian"
    version = f"russian/{__version__}"
    languages = frozenset(("ru",))

    def __init__(self) -> None:
        check_installed()

    def extract(self, report: Report, world: World) -> list[Claim]:
        """The claims of the report, c1, c2 ... in text order; [] for a report in another language."""
        if report.language not in (None, *self.languages):
            return []
        return extract_in_parts(report, partial(self._extract, world=world), dateline)

    def _extract(self, report: Report, world: World) -> list[Claim]:
        parsed = parse(report.text)
        speech = Speech(parsed)
        today = dateline(report.text, report.published)
        memory = Memory(parsed, world, today)
        times = find_times(report.text, today)
        hits = [h for h in find_triggers(parsed, report) if not any(t.start < h.head.start < t.end for t in times)]
        drafts = list(_drafts(parsed, speech, memory, hits))
        drafts = _counted(parsed, speech, drafts, find_tolls(parsed))
        date_drafts(parsed, drafts, times, today)
        link_mentions(drafts)
        drafts = add_accusations(parsed, speech, drafts)
        drafts = add_denials(parsed, speech, drafts)
        _tie_conditions(parsed, drafts)
        return claims_of(report, parsed.words, drafts, self.version)


def _drafts(parsed: Parsed, speech: Speech, memory: Memory, hits: Sequence[EventHit]) -> Iterator[Draft]:
    """One draft for each mention that has a party, a place or is a step of the agreement (codebook, What to code)."""
    heads = frozenset(h.head for h in hits)
    for hit in hits:
        said = speech.attribute(hit.head)
        status = judge(parsed, hit, said)
        if status.bare_if:
            continue
        roles = assign(hit, said)
        draft = _filled(memory, hit, said, status, roles, heads)
        if not (
            draft.initiators
            or draft.targets
            or draft.places
            or hit.type in _BARE
            or (said.kind != "author" and hit.type in _VIOLENT)
        ):
            continue
        if not roles.swapped:
            yield draft
            continue
        for n, party in enumerate(draft.initiators):
            accused = draft.initiators[(n + 1) % len(draft.initiators)]
            yield _each(draft, accused, party.text)


def _each(draft: Draft, party: ActorRef, accuser: str) -> Draft:
    """One of the two claims of "X и Y обвинили друг друга"."""
    made = Draft(draft.head, draft.first, draft.last, draft.type, draft.said, draft.status, (accuser,))
    made.initiators, made.places, made.rules = (party,), draft.places, dict(draft.rules)
    return made


def _filled(
    memory: Memory,
    hit: EventHit,
    said: Attribution,
    status: Status,
    roles: Roles,
    heads: frozenset[Word],
) -> Draft:
    draft = Draft(hit.head, hit.first, hit.last, hit.type, said, status, said.source)
    draft.initiators = _parties(memory, roles.initiators, hit.head)
    draft.targets = tuple(t for t in _parties(memory, roles.targets, hit.head) if t not in draft.initiators)
    spots = find_places(hit, (*roles.initiators, *roles.targets), heads, said.speaker)
    spots = spots or _headline_place(hit)
    draft.places = tuple(dict.fromkeys(memory.place(w, hit.type) for w in spots))
    draft.rules |= {
        "trigger": hit.rule,
        "type": hit.rule,
        "initiators": roles.rule,
        "targets": roles.rule,
        "source": said.rule,
        "places": "phrase" if spots else "none",
    } | status.rules
    return draft


def _headline_place(hit: EventHit) -> list[Word]:
    """The place before the colon of a headline: "Ходейда: стрельба продолжалась"."""
    run = hit.head.run
    first = run[0]
    return [first] if len(run) > 1 and run[1].text == ":" and first.name == "LOC" and hit.first > 1 + first.i else []


def _parties(memory: Memory, heads: Sequence[Word], event: Word) -> tuple[ActorRef, ...]:
    return tuple(dict.fromkeys(ref for head in heads if (ref := memory.actor(head, event)) is not None))


def _counted(parsed: Parsed, speech: Speech, drafts: list[Draft], tolls: Sequence[Toll]) -> list[Draft]:
    """The drafts with their tolls; a toll of another source is a claim of its own (codebook, Casualties)."""
    made: list[Draft] = []
    for toll in tolls:
        cause = _cause(toll, drafts)
        if cause is None:
            continue
        said = speech.attribute(toll.word)
        victims = ActorRef(text=toll.count.who)
        if (
            said.source in (cause.source, (AUTHOR,))
            or toll.word is cause.head
            or any(x.via is cause.said.via for x in said.outer)
        ):
            _add(cause, toll, victims)
            continue
        twin = next((m for m in made if m.source == said.source and m.type is cause.type), None)
        if twin is None:
            twin = _toll_claim(parsed, toll, cause, said)
            made.append(twin)
        _add(twin, toll, victims)
    return sorted([*drafts, *made], key=lambda d: (d.first, d.last))


def _cause(toll: Toll, drafts: Sequence[Draft]) -> Draft | None:
    """The event that killed: the one in the toll's own sentence, else the last of the sentence before."""
    fitting = [
        d for d in drafts if d.type in _VIOLENT and d.status.mode is Mode.ACTUAL and d.status.polarity.value == "+"
    ]
    own = next((d for d in fitting if d.head is toll.word), None)
    if own is not None:
        return own
    here = [d for d in fitting if d.sentence == toll.word.sentence]
    if here:
        inside = [d for d in here if toll.word in subtree(d.head) or d.head in subtree(toll.word)]
        return (inside or [d for d in here if d.first < toll.word.i] or here)[-1]
    before = [d for d in fitting if 0 < toll.word.sentence - d.sentence <= 2]
    return before[-1] if before else None


def _add(draft: Draft, toll: Toll, victims: ActorRef) -> None:
    if toll.killed:
        draft.killed, draft.rules["killed"] = (*draft.killed, toll.count), f"toll:{toll.word.lemma}"
    else:
        draft.injured, draft.rules["injured"] = (*draft.injured, toll.count), f"toll:{toll.word.lemma}"
    if not victims.text.isdigit() and victims not in (*draft.targets, *draft.initiators):
        draft.targets = (*draft.targets, victims)


def _toll_claim(parsed: Parsed, toll: Toll, cause: Draft, said: Attribution) -> Draft:
    status = judge(parsed, EventHit(toll.word, toll.word.i, toll.word.i, cause.type, "toll"), said)
    made = Draft(toll.word, toll.word.i, toll.word.i, cause.type, said, status, said.source)
    made.initiators, made.places = cause.initiators, cause.places
    made.links = [(LinkType.REPEATS, cause)]
    made.rules = {"trigger": "toll", "type": "toll", "source": said.rule}
    return made


def _tie_conditions(parsed: Parsed, drafts: Sequence[Draft]) -> None:
    """A conditional claim hangs on the event that its sentence's if-clause names, where that was coded."""
    for draft in drafts:
        if draft.status.mode is not Mode.CONDITIONAL:
            continue
        marks = [w for w in parsed.sentences[draft.sentence] if w.lemma == "если"]
        if not marks:
            continue
        at = marks[0].i
        for other in drafts:
            inside = at < other.first and (other.first < draft.first or at > draft.first)
            if inside and other.sentence == draft.sentence and other.status.mode is Mode.ACTUAL:
                draft.links.append((LinkType.CONDITIONAL_ON, other))
