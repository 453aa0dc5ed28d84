"""A model's claims held against the text: only what stands there literally becomes a claim of the report."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from trucewatch.extract.llm.answer import AnsweredCasualties, AnsweredClaim
from trucewatch.extract.llm.cache import Answered
from trucewatch.extract.llm.literal import quoted_spans, spans_of, wording
from trucewatch.model import (
    AUTHOR,
    ActorRef,
    Casualties,
    Claim,
    Link,
    Mode,
    PlaceRef,
    Report,
    Stance,
    TextSpan,
    Trigger,
)
from trucewatch.world import PlaceContext, World

__all__ = ["ClaimCheck"]

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*")
_LEANS_ON = 3
_MOST = 300
_RULED = (
    *("trigger", "type", "initiators", "targets", "places", "date", "source", "polarity", "certainty", "mode"),
    *("author_stance", "links", "killed", "injured"),
)


@dataclass(frozen=True)
class _Placed:
    """A claim of an answer with its trigger found in the text; `answer` tells which answer its number belongs to."""

    claim: AnsweredClaim
    trigger: TextSpan
    answer: int


class _RefusedError(Exception):
    """A claim that the text does not bear out; the message is the reason's name."""


class ClaimCheck:
    """Checks a model's claims of one report; `refused` counts claims left out by reason, `dropped` fields left empty.

    Reasons for refusing: form (a field missing or of no known value), quotation or trigger (not literally in the text),
    page furniture, source (named, but not in the text: whose claim it is would be a guess), invented (it names parties
    or places, none of which the text knows), twice (the same claim again) and too many (more than 300 in one answer).
    """

    def __init__(self, report: Report, world: World, model: str, method: str) -> None:
        self._report = report
        self._world = world
        self._rule = f"llm:{model}"
        self._method = method
        self._near: list[PlaceRef] = []
        self.refused: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()

    def claims(self, answers: Iterable[Answered]) -> list[Claim]:
        """The claims that hold, numbered c1, c2 ... in text order, with links among them."""
        placed: list[_Placed] = []
        for number, answered in enumerate(answers):
            self.refused["too many"] += max(0, len(answered.claims) - _MOST)
            for raw in answered.claims[:_MOST]:
                with self._counting():
                    placed.append(self._place(raw, answered.piece, number, placed))
        placed.sort(key=lambda p: (p.trigger.start, p.answer, p.claim.number))
        built: list[tuple[_Placed, Claim]] = []
        for found in placed:
            with self._counting():
                built.append((found, self._build(found)))
        return self._numbered(self._apart(built))

    @contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except _RefusedError as refusal:
            self.refused[str(refusal)] += 1

    def _place(self, raw: Any, piece: TextSpan, answer: int, before: Sequence[_Placed]) -> _Placed:
        try:
            claim = AnsweredClaim.model_validate(raw)
        except ValidationError:
            raise _RefusedError("form") from None
        text = self._report.text
        quotations = list(quoted_spans(text, claim.quotation, piece.start, piece.end))
        if not quotations:
            raise _RefusedError("quotation")
        triggers = [t for q in quotations for t in spans_of(text, claim.trigger, q.start, q.end)]
        if not triggers:
            raise _RefusedError("trigger")
        triggers = [t for t in triggers if not self._report.is_boilerplate(t.start, t.end)]
        if not triggers:
            raise _RefusedError("page furniture")
        taken = {(p.trigger.start, p.trigger.end) for p in before if p.claim.type is claim.type}
        free = (t for t in triggers if (t.start, t.end) not in taken)
        return _Placed(claim, next(free, triggers[0]), answer)

    def _build(self, placed: _Placed) -> Claim:
        given, text = placed.claim, self._report.text
        source = AUTHOR if given.source.strip().lower() == AUTHOR else wording(text, given.source)
        if source is None:
            raise _RefusedError("source")
        first, last = self._days(given)
        initiators = self._parties("initiators", given.initiators, first)
        targets = tuple(t for t in self._parties("targets", given.targets, first) if t not in initiators)
        places = self._places(given)
        if (given.initiators or given.targets or given.places) and not (initiators or targets or places):
            raise _RefusedError("invented")
        span = placed.trigger
        return Claim(
            id="c0",
            report=self._report.id,
            trigger=Trigger(text=text[span.start : span.end], start=span.start, end=span.end),
            type=given.type,
            initiators=initiators,
            targets=targets,
            places=places,
            date_start=first,
            date_end=last,
            source=(source,),
            source_chain=self._chain(source, given.source_chain),
            polarity=given.polarity,
            certainty=given.certainty,
            mode=given.mode,
            author_stance=Stance.ENDORSES if source == AUTHOR else given.author_stance,
            killed=self._tolls("killed", given.killed),
            injured=self._tolls("injured", given.injured),
            rules=dict.fromkeys(_RULED, self._rule),
            method=self._method,
        )

    def _chain(self, source: str, given: Sequence[str]) -> tuple[str, ...]:
        """The source, then who passes its words on, outwards; () where the report speaks itself."""
        if source == AUTHOR:
            return ()
        return tuple(dict.fromkeys((source, *self._worded("source_chain", given))))

    def _days(self, given: AnsweredClaim) -> tuple[date | None, date | None]:
        """The event's days; both None where one is no day, they run backwards or an actual one is after publication."""
        try:
            first, last = (date.fromisoformat(d) if d else None for d in (given.date_start, given.date_end))
        except ValueError:
            self.dropped["date"] += 1
            return None, None
        published = self._report.published
        late = given.mode is Mode.ACTUAL and published and first and first > published
        if late or (first and last and last < first):
            self.dropped["date"] += 1
            return None, None
        return first, last

    def _parties(self, role: str, given: Sequence[str], day: date | None) -> tuple[ActorRef, ...]:
        found: dict[ActorRef, None] = {}
        for name in self._worded(role, given):
            actor = self._world.actors.resolve(name, day or self._report.published).actor
            found[ActorRef(text=name, id=actor.id if actor else None)] = None
        return tuple(found)

    def _places(self, given: AnsweredClaim) -> tuple[PlaceRef, ...]:
        """Places, the outermost resolved first, so that an inner one can lean on it."""
        found: dict[PlaceRef, None] = {}
        for name in reversed(self._worded("places", given.places)):
            context = PlaceContext(near=tuple(self._near[-_LEANS_ON:]), event_type=given.type)
            place = self._world.places.resolve(name, context=context)
            found[place] = None
            if place.lat is not None:
                self._near.append(place)
        return tuple(reversed(found))

    def _worded(self, field: str, given: Sequence[str]) -> list[str]:
        """The wordings among those given that stand in the text."""
        found = [w for name in given if (w := wording(self._report.text, name)) is not None]
        self.dropped[field] += len(given) - len(found)
        return found

    def _tolls(self, field: str, given: Sequence[AnsweredCasualties]) -> tuple[Casualties, ...]:
        """Tolls whose words stand in the text and, where these hold numerals, whose bounds are among them."""
        found = []
        for toll in given:
            low, high = toll.low, toll.high
            words = wording(self._report.text, toll.words)
            backwards = low is not None and high is not None and high < low
            if words is None or low is high is None or backwards or not _fits(words, (low, high)):
                self.dropped[field] += 1
                continue
            found.append(Casualties(who=wording(self._report.text, toll.who) or "", low=low, high=high))
        return tuple(found)

    def _apart(self, built: Sequence[tuple[_Placed, Claim]]) -> list[tuple[_Placed, Claim]]:
        """The claims without those that say the same of the same words again."""
        kept: dict[object, tuple[_Placed, Claim]] = {}
        for placed, claim in built:
            key = (claim.model_dump_json(), placed.claim.links)
            if kept.setdefault(key, (placed, claim))[0] is not placed:
                self.refused["twice"] += 1
        return list(kept.values())

    def _numbered(self, built: Sequence[tuple[_Placed, Claim]]) -> list[Claim]:
        ids: dict[tuple[int, int], str | None] = {}
        for n, (placed, _) in enumerate(built, 1):
            key = (placed.answer, placed.claim.number)
            # A number that two claims bear names neither.
            ids[key] = None if key in ids else f"c{n}"
        return [
            claim.model_copy(update={"id": f"c{n}", "links": self._links(placed, ids, f"c{n}")})
            for n, (placed, claim) in enumerate(built, 1)
        ]

    def _links(self, placed: _Placed, ids: dict[tuple[int, int], str | None], own: str) -> tuple[Link, ...]:
        found: dict[Link, None] = {}
        for link in placed.claim.links:
            to = ids.get((placed.answer, link.to))
            if to is None or to == own:
                self.dropped["links"] += 1
            else:
                found[Link(type=link.type, to=to)] = None
        return tuple(found)


def _fits(words: str, bounds: Sequence[int | None]) -> bool:
    numbers = {int(re.sub(r"\D", "", m)) for m in _NUMBER.findall(words)}
    return not numbers or all(bound in numbers for bound in bounds if bound is not None)
