"""The event mentions of a report put together: who says so, its status, parties and places, with what a pronoun or an
ending takes up from before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from trucewatch.extract.arabic.acts import Attribution
from trucewatch.extract.arabic.around import Roles, subjects
from trucewatch.extract.arabic.drafts import Draft
from trucewatch.extract.arabic.lexicon import table
from trucewatch.extract.arabic.phrases import Phrase, phrase_at, phrases_after
from trucewatch.extract.arabic.places import Gazette
from trucewatch.extract.arabic.roles import assign
from trucewatch.extract.arabic.speech import Speech
from trucewatch.extract.arabic.status import judge
from trucewatch.extract.arabic.tokens import Parsed
from trucewatch.extract.arabic.triggers import EventHit
from trucewatch.model import AUTHOR, ActorRef, EventType, LinkType, PlaceRef, codebook
from trucewatch.world import World

__all__ = ["VIOLENT", "Mentions"]

VIOLENT = frozenset(
    (
        EventType.ASSAULT, EventType.ARMED_CLASH, EventType.SHELLING, EventType.AIR_STRIKE, EventType.WEAPONS_FIRE,
        EventType.EXPLOSIVE_DEVICE, EventType.VIOLENCE_AGAINST_CIVILIANS, EventType.CHEMICAL_ATTACK,
        EventType.OFFENSIVE_LAUNCHED,
    )
)  # fmt: skip
_BARE = frozenset(kind for kind, entry in codebook().items() if entry.layer == "process") | {
    EventType.CEASEFIRE_BREACH, EventType.DETENTION_RELEASE, EventType.ARMED_CLASH, EventType.AIR_STRIKE,
    EventType.ASSAULT, EventType.WITHDRAWAL, EventType.SHELLING,
}  # fmt: skip
"""Types that a report of war may name without a party or place: who fights and where is understood."""


@dataclass
class Mentions:
    """One report being read: its speakers, its places, and who was named last."""

    parsed: Parsed
    world: World
    day: date | None
    speech: Speech = field(init=False)
    gazette: Gazette = field(init=False)
    actors: list[tuple[int, ActorRef]] = field(default_factory=list)
    pairs: list[tuple[ActorRef, ...]] = field(default_factory=list)
    doers: tuple[int, int, tuple[ActorRef, ...]] = (-1, -1, ())
    _ids: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.speech = Speech(self.parsed)
        self.gazette = Gazette(self.parsed, self.world)

    def drafts(self, hits: Sequence[EventHit]) -> Iterator[Draft]:
        """One draft for each mention that has a party, a place or is a step of the agreement (codebook, What to
        code)."""
        made: list[Draft] = []
        for n, hit in enumerate(hits):
            said = self.speech.attribute(hit.head, aside=hit.head.base in _SIGNED)
            status = judge(self.parsed, hit, said)
            if status.bare_if or status.rules.get("certainty") == "unconfirmed":
                continue
            roles = assign(self.parsed, self.gazette, hit, said)
            draft = Draft(hit.head, hit.first, hit.last, hit.type, said, status, said.source)
            draft.initiators = self._parties(roles.initiators, doing=True) or self._carried_on(hit, roles, said)
            draft.targets = tuple(t for t in self._parties(roles.targets) if t not in draft.initiators)
            draft.places = self.places(
                hit, roles, hits[n - 1] if n else None, hits[n + 1] if n + 1 < len(hits) else None, said
            )
            draft.rules |= {"trigger": hit.rule, "type": hit.rule, "source": said.rule} | status.rules
            draft.rules |= {
                "initiators": roles.rule,
                "targets": roles.rule,
                "places": "phrase" if draft.places else "none",
            }
            self._take_up(hit, draft, made)
            self._breach_by(hit, draft, made)
            sides = draft.initiators if len(draft.initiators) == 2 else (*draft.initiators, *draft.targets)
            if len(sides) == 2 and (len(draft.initiators) == 2 or hit.type is EventType.ARMED_CLASH):
                self.pairs.append(sides)
            made.append(draft)
            if draft.initiators and hit.head.is_verb:
                self.doers = (hit.head.sentence, hit.head.i, draft.initiators)
            if (
                draft.initiators
                or draft.targets
                or draft.places
                or hit.type in _BARE
                or (said.act and hit.type in VIOLENT)
            ):
                yield draft

    def _take_up(self, hit: EventHit, draft: Draft, made: Sequence[Draft]) -> None:
        """Lends a mention without a place that of the mention it goes on from: "القصف" after a shelling, the next
        clause of a sentence told by the same speaker, or "إليها" for the place before."""
        if draft.places or not made:
            return
        clause = self.parsed.words_of(self.parsed.clause_of(hit.head))
        there = any(t.base in _THERE and t.i > hit.head.i for t in clause)
        taken_up = not hit.head.is_verb and (hit.head.article or bool(hit.head.owner))
        for other in reversed(made[-4:]):
            same = taken_up and other.type is hit.type and hit.head.sentence - other.sentence <= 2
            goes_on = other.sentence == hit.head.sentence and other.source == draft.source
            goes_on = goes_on and {other.type, hit.type} <= VIOLENT
            if other.places and (same or goes_on or (there and hit.head.sentence - other.sentence <= 1)):
                draft.places, draft.rules["places"] = other.places, "taken_up"
                if same and draft.status.mode is other.status.mode:
                    draft.links.append((LinkType.REPEATS, other))
                return

    def _breach_by(self, hit: EventHit, draft: Draft, made: Sequence[Draft]) -> None:
        """Lends "في خرق للهدنة" the doers and places of the act before that it judges."""
        aside = hit.type is EventType.CEASEFIRE_BREACH and self.parsed.tokens[hit.head.i - 1].base == "في"
        if aside and not draft.initiators and made and made[-1].sentence == hit.head.sentence:
            draft.initiators, draft.places = made[-1].initiators, draft.places or made[-1].places

    def _parties(self, phrases: Sequence[Phrase], *, doing: bool = False) -> tuple[ActorRef, ...]:
        found: list[ActorRef] = []
        for phrase in phrases:
            both = self._both_sides() if phrase.head.base in _BOTH else ()
            if both:
                found += both
            elif phrase.text:
                ref = self.actor(phrase)
                self.actors += [(phrase.first, ref)] if doing else []
                found.append(ref)
        return tuple(dict.fromkeys(found))

    def _both_sides(self) -> tuple[ActorRef, ...]:
        """Whom "الطرفان" means: the two that the report named together before."""
        return next((pair for pair in reversed(self.pairs) if len(pair) == 2), ())

    def _carried_on(self, hit: EventHit, roles: Roles, said: Attribution) -> tuple[ActorRef, ...]:
        """Who goes on doing where a pronoun or an ending stands for the doer: whoever was named last."""
        if not roles.elided:
            return ()
        if self.doers[0] == hit.head.sentence and (said.act is None or self.doers[1] >= said.act.first):
            return self.doers[2]
        main = self._main_subject(hit, said)
        if main is not None:
            return (self.actor(main),)
        before = [(i, ref) for i, ref in self.actors if i < hit.head.i]
        act = said.act
        if act is not None and act.first <= hit.head.i:
            inside = [(i, ref) for i, ref in before if i >= act.first]
            if not inside and act.speaker is None and act.source != AUTHOR:
                return (ActorRef(text=act.source),)
            if not inside and act.speaker is not None and act.speaker.any("armed"):
                return (ActorRef(text=act.source, id=self._actor_id(act.source, act.speaker)),)
            before = inside or before
        return (before[-1][1],) if before else ()

    def _main_subject(self, hit: EventHit, said: Attribution) -> Phrase | None:
        """The subject of the nearest verb before in the sentence that has one and is no verb of saying."""
        first, _ = self.parsed.sentences[hit.head.sentence]
        low = max(first, said.act.first) if said.act is not None and said.act.first <= hit.head.i else first
        for token in reversed(self.parsed.tokens[low : hit.head.i]):
            told = said.act is not None and token is said.act.via
            if token.is_verb and token.clause != hit.head.clause and not told and not token.isa("auxiliary"):
                found = [p for p in subjects(self.parsed, token) if low <= p.first and p.last < hit.head.i]
                if found:
                    return found[0] if found[0].any("armed") or found[0].head.isa("titles") else None
        return None

    def actor(self, phrase: Phrase) -> ActorRef:
        """Whom a phrase means."""
        text = phrase.text
        return ActorRef(text=text, id=self._actor_id(text, phrase))

    def _actor_id(self, text: str, phrase: Phrase) -> str | None:
        if text not in self._ids:
            self._ids[text] = next((found for w in self._wordings(text, phrase) if (found := self._known(w))), None)
        return self._ids[text]

    def _known(self, wording: str) -> str | None:
        actor = self.world.actors.resolve(wording, self.day).actor
        return actor.id if actor is not None else None

    def _wordings(self, text: str, phrase: Phrase) -> Iterator[str]:
        """The phrase as worded, and in English where the lexicon has the words ("القوات الروسية": Russian forces)."""
        yield text
        run = self.parsed.tokens[phrase.first : phrase.last + 1]
        for token in run:
            name = table("names").get(token.norm) or table("names").get(token.base)
            if name is not None and len(run) == 1:
                yield name
        military = next((table("military")[b] for t in run for b in t.bases if b in table("military")), None)
        nisba = next((table("nisba")[w] for t in run if (w := t.base.removesuffix("ه")) in table("nisba")), None)
        if military and nisba:
            yield f"{nisba} {military}"

    def places(
        self, hit: EventHit, roles: Roles, before: EventHit | None, after: EventHit | None, said: Attribution
    ) -> tuple[PlaceRef, ...]:
        """Where an event was, `before` and `after` being the mentions next to it."""
        spots = list(self._spots(hit, roles, before, after, said))
        return tuple(dict.fromkeys(self.gazette.resolve(p, hit.type, by) for p, by in spots))

    def _spots(
        self, hit: EventHit, roles: Roles, before: EventHit | None, after: EventHit | None, said: Attribution
    ) -> Iterator[tuple[Phrase, str]]:
        """The phrases that say where: behind the event up to the next one, else before it in its clause or at the
        head of its sentence."""
        taken = {p.first for p in (*roles.initiators, *roles.targets) if p.head.isa("armed")}
        clause = self.parsed.clause_of(hit.head)
        end = clause.last
        if (
            after is not None
            and after.head.clause == hit.head.clause
            and after.head is not hit.head
            and after.head.prefix[:1] == "و"
        ):
            end = after.head.i - 1
        found: list[tuple[Phrase, str]] = []
        for p, by in phrases_after(self.parsed, hit.last):
            joined = by == "و" and bool(found) and found[-1][0].last == p.first - 1 and not p.any("armed")
            joined = joined and p.head.tag == "noun" and not (p.head.isa("people") or p.head.isa("truce"))
            if p.first <= end and (self._is_spot(p, by, taken) or joined):
                found.append((p, found[-1][1] if joined else by))
        if not found and before is not None and before.head.clause == hit.head.clause and before.head is not hit.head:
            start = before.last
        else:
            start = self._opening(hit)
        resolved = any(self.gazette.is_known(p) for p, _ in found)
        if not found or not resolved or start < clause.first:
            speaker = said.act.speaker if said.act is not None else None
            ahead = [
                (p, by)
                for p, by in self._phrases_between(start, hit.head.i)
                if self._is_spot(p, by, taken)
                and (by or hit.type in _STATES)
                and not (speaker is not None and speaker.first <= p.first <= speaker.last)
            ]
            found += ahead if not resolved else ahead[:1]
        if not found:
            found = list(self._named_within(hit)) or list(self._further(hit)) or list(self._headline(hit))
        yield from found[:4]

    def _named_within(self, hit: EventHit) -> Iterator[tuple[Phrase, str]]:
        """The place inside the name of an agreement or of talks: "هدنة الحديدة"."""
        own = phrase_at(self.parsed, hit.head.i)
        around = [p for p, _ in phrases_after(self.parsed, hit.last)]
        for phrase in [own, *around] if own is not None else around:
            inner = Phrase(self.parsed, phrase.last, phrase.last)
            named = any(t.isa("accord") or t.isa("talks") for t in self.parsed.tokens[phrase.first : phrase.last])
            if named and inner.head.tag == "noun" and self.gazette.is_place(inner) and not inner.head.known:
                yield inner, "في"
                return

    def _further(self, hit: EventHit) -> Iterator[tuple[Phrase, str]]:
        """Places that an aside parts from their verb: "دخلت قافلة، تضم 32 شاحنة، إلى المدينة"."""
        number = hit.head.clause + 1
        while number < len(self.parsed.clauses) and self.parsed.clauses[number].sentence == hit.head.sentence:
            words = self.parsed.words_of(self.parsed.clauses[number])
            if len(words) > 1 and words[1].tag == "prep" and not any(t.is_verb for t in words):
                spots = [(p, by) for p, by in phrases_after(self.parsed, words[0].i) if self._is_spot(p, by, set())]
                yield from spots[:2]
                return
            number += 1

    def _headline(self, hit: EventHit) -> Iterator[tuple[Phrase, str]]:
        """The place before the colon of a headline: "عين الحلوة: ..."."""
        run = self.parsed.sentence_of(hit.head)
        colon = next((t for t in run[:6] if t.text == ":"), None)
        if hit.head.sentence or colon is None or colon.i > hit.head.i:
            return
        phrase = phrase_at(self.parsed, run[0].i)
        if phrase is not None and phrase.last == colon.i - 1 and self.gazette.is_place(phrase):
            yield phrase, "في"

    def _opening(self, hit: EventHit) -> int:
        """Where to look for a place before an event: the beginning of its clause, or of a sentence that opens with a
        place ("وفي تعز، ...")."""
        first, _ = self.parsed.sentences[hit.head.sentence]
        clause = self.parsed.clause_of(hit.head)
        opening = self.parsed.clause_of(self.parsed.tokens[first])
        words = self.parsed.words_of(opening)
        if words[0].base in ("في", "الي") and not any(t.is_verb for t in words):
            return first
        return clause.first

    def _phrases_between(self, start: int, end: int) -> Iterator[tuple[Phrase, str]]:
        at = start
        while at < end:
            anchor = self.parsed.tokens[at]
            by = anchor.base if anchor.tag == "prep" else ""
            for phrase, before in phrases_after(self.parsed, at):
                if phrase.first >= end:
                    return
                yield phrase, before or (by if phrase.first == at + 1 else "")
                at = phrase.last
            at += 1

    def _is_spot(self, phrase: Phrase, by: str, taken: set[int]) -> bool:
        if phrase.first in taken or (phrase.head.isa("people") and not phrase.head.isa("localities")):
            return False
        if by == "" and phrase.head.isa("armed") and not phrase.head.isa("localities"):
            return False
        first = self.parsed.tokens[phrase.first]
        if first.base in ("مواقع", "موقع", "تجمعات") and phrase.any("armed"):
            return False
        if by not in _SPOT_PREPOSITIONS and by not in ("", "و"):
            return False
        named = self.gazette.is_place(phrase)
        if by == "عن":
            return self.gazette.is_known(phrase)
        return named or (by in _NAMED_AFTER and self.gazette.may_be_place(phrase))


_NAMED_AFTER = frozenset("في علي الي قرب قباله نحو باتجاه شمال جنوب شرق غرب شمالي جنوبي شرقي غربي".split())
"""Prepositions behind which a name that no list holds may be a place's."""
_BOTH = frozenset("طرفان طرفين جانبان جانبين".split())
_SIGNED = frozenset("موقع موقعه معلن معلنه مبرم مبرمه".split())
"""A signed agreement's own epithet: said beside what the agreement lays down."""
_STATES = frozenset((EventType.CONTROL, EventType.SIEGE))
_THERE = frozenset("اليها اليه منها منه فيها فيه عليها عليه هناك".split())
_SPOT_PREPOSITIONS = frozenset(
    "في ب علي الي من قرب قباله نحو باتجاه عند حول داخل خارج وسط شمال جنوب شرق غرب شمالي جنوبي شرقي غربي تجاه عبر "
    "بين فوق لدي امام ل عن".split()
)
