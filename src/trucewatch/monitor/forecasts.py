"""Forecasts: what reports say will happen, kept with condition, window and forecaster, and held against what came.

A forecast is a claim whose mode is predicted or conditional. What a party plans or promises is an obligation or an
intention, not a forecast, unless somebody else foresees it.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from trucewatch.model import (
    Certainty,
    Claim,
    Copy,
    EventType,
    Incident,
    LinkType,
    Mode,
    PlaceRef,
    Polarity,
    Report,
    Standing,
)
from trucewatch.model.forecast import Forecast, ForecastScore, ForecastState
from trucewatch.monitor.sentences import sentence_of

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["forecasts", "scores"]

_FORESEEN = frozenset({Mode.PREDICTED, Mode.CONDITIONAL})
_WORTH = {Certainty.CERTAIN: 0.95, Certainty.PROBABLE: 0.7, Certainty.POSSIBLE: 0.35}
_HAPPENED = frozenset({Standing.SUPPORTED, Standing.REPORTED})
_NEAR_KM = 25.0
_KM_PER_DEGREE = 111.2
_IF = re.compile(r"\b(?:if|unless|provided(?: that)?|as long as|only when|in case|should)\b[^.;]*", re.IGNORECASE)
_SAME_ACT = (
    frozenset({EventType.OFFENSIVE_LAUNCHED, EventType.ASSAULT, EventType.TERRITORY_CAPTURED}),
    frozenset({EventType.SHELLING, EventType.AIR_STRIKE, EventType.WEAPONS_FIRE}),
    frozenset({EventType.NEGOTIATION, EventType.AGREEMENT_SIGNED}),
)


def forecasts(
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    incidents: Iterable[Incident],
    world: "World",
    day: date,
    copies: Iterable[Copy] = (),
) -> tuple[Forecast, ...]:
    """Every forecast among the claims with what became of it by a day, in the order of their claims' keys.

    An incident answers a forecast if it is of that type (or its near kin: a foreseen offensive by an assault), within
    the window, not told before the forecast, by an actor of the same camp and near its place, where these are named.
    A report that repeats another one (`copies`) makes no forecast of its own.
    """
    repeated = {c.b for c in copies if c.kind == "copy"}
    happened = [i for i in incidents if i.mode_actual and i.occurred.standing in _HAPPENED]
    published = {r.published for r in reports.values() if r.published is not None}
    made = [
        _Case(claim, reports[claim.report], claims, happened, published, world, day).forecast()
        for _, claim in sorted(claims.items())
        if claim.mode in _FORESEEN
        and claim.report in reports
        and claim.report not in repeated
        and not _is_counterfactual(claim)
    ]
    return tuple(made)


def scores(made: Iterable[Forecast]) -> tuple[ForecastScore, ...]:
    """The record of each forecaster, by name."""
    by: dict[str, list[Forecast]] = defaultdict(list)
    for forecast in made:
        by[forecast.forecaster[0]].append(forecast)
    found = []
    for name, own in sorted(by.items()):
        scored = [f.brier for f in own if f.brier is not None]
        still = sum(f.state in (ForecastState.OPEN, ForecastState.UNDATED) for f in own)
        found.append(
            ForecastScore(
                forecaster=name,
                resolved=len(scored),
                came_true=sum(f.state is ForecastState.CAME_TRUE for f in own),
                open=still,
                unscored=len(own) - len(scored) - still,
                brier=round(sum(scored) / len(scored), 4) if scored else None,
            )
        )
    return tuple(found)


def _is_counterfactual(claim: Claim) -> bool:
    """A counterfactual ("would have seized") speaks of the past (codebook.md, Counterfactuals)."""
    return claim.mode is Mode.CONDITIONAL and claim.polarity is Polarity.NEGATIVE


class _Case:
    """One forecast held against what is known."""

    def __init__(
        self,
        claim: Claim,
        report: Report,
        claims: Mapping[str, Claim],
        happened: Sequence[Incident],
        published: set[date],
        world: "World",
        day: date,
    ) -> None:
        self._claim, self._report, self._claims = claim, report, claims
        self._happened, self._published, self._world, self._day = happened, published, world, day

    def forecast(self) -> Forecast:
        """The forecast with its state."""
        claim = self._claim
        worth = _WORTH[claim.certainty]
        state, answers, reason = self._state()
        outcome = {ForecastState.CAME_TRUE: 1.0, ForecastState.DID_NOT: 0.0}.get(state)
        return Forecast(
            claim=claim.key,
            report=claim.report,
            made_on=self._report.published,
            forecaster=self._forecaster(),
            type=claim.type,
            initiators=tuple(a.id or a.text for a in claim.initiators),
            targets=tuple(a.id or a.text for a in claim.targets),
            place=claim.places[0].name if claim.places else None,
            window_start=claim.date_start or self._report.published,
            window_end=claim.date_end,
            mode=str(claim.mode),
            conditions=self._conditions(),
            condition_words=self._condition_words(),
            probability=round(worth, 4),
            state=state,
            answered_by=tuple(i.id for i in answers),
            brier=round((worth - outcome) ** 2, 4) if outcome is not None else None,
            reason=reason,
        )

    def _forecaster(self) -> tuple[str, ...]:
        if self._claim.by_author:
            return (self._report.publisher or self._report.id,)
        return self._claim.source

    def _conditions(self) -> tuple[str, ...]:
        links = (link.to for link in self._claim.links if link.type is LinkType.CONDITIONAL_ON)
        return tuple(f"{self._claim.report}/{to}" for to in links)

    def _condition_words(self) -> str | None:
        found = _IF.search(sentence_of(self._claim, self._report))
        return " ".join(found[0].split()).rstrip(",") if found else None

    def _state(self) -> tuple[ForecastState, Sequence[Incident], str]:
        answers = [i for i in self._happened if self._answers(i)]
        foresaw = self._claim.polarity is Polarity.POSITIVE
        if answers:
            days = ", ".join(str(i.date_start or i.reported_first) for i in answers[:3])
            count = "1 later incident" if len(answers) == 1 else f"{len(answers)} later incidents"
            state = ForecastState.CAME_TRUE if foresaw else ForecastState.DID_NOT
            return state, answers, f"{count} of the kind that it speaks of ({days})"
        failed = [key for key in self._conditions() if self._failed(key)]
        if failed:
            return (
                ForecastState.CONDITION_FAILED,
                (),
                f"what it hangs on is denied by later claims ({', '.join(failed)})",
            )
        end = self._claim.date_end
        if end is None:
            return ForecastState.UNDATED, (), "it names no time by which it would have to come"
        if end >= self._day:
            return ForecastState.OPEN, (), f"its window runs until {end}"
        if not any(end - timedelta(days=14) <= p for p in self._published):
            return ForecastState.UNKNOWN, (), f"its window ended on {end}, and no report of that time or later is known"
        state = ForecastState.DID_NOT if foresaw else ForecastState.CAME_TRUE
        return state, (), f"its window ended on {end}; no known incident is of the kind that it speaks of"

    def _failed(self, key: str) -> bool:
        """Whether a condition is denied by a claim of a later report on the same type and actors."""
        condition = self._claims.get(key)
        if condition is None:
            return False
        made = self._report.published
        wanted = {a.id or a.text for a in condition.initiators}
        return any(
            c.type is condition.type
            and c.polarity is Polarity.NEGATIVE
            and c.mode is Mode.ACTUAL
            and c.report != condition.report
            and (made is None or c.date_start is None or c.date_start >= made)
            and bool(wanted & {a.id or a.text for a in c.initiators})
            for c in self._claims.values()
        )

    def _answers(self, incident: Incident) -> bool:
        claim = self._claim
        if not _kin(claim.type, (incident.type, *incident.types)) or claim.key in incident.claims:
            return False
        when = incident.date_start or incident.date_end or incident.reported_first
        first, last = claim.date_start or self._report.published, claim.date_end
        if when is None or when > self._day or (first and when < first) or (last and when > last):
            return False
        made = self._report.published
        if made is not None and incident.reported_first is not None and incident.reported_first < made:
            return False
        return self._same_actor(incident) and self._same_place(incident)

    def _same_actor(self, incident: Incident) -> bool:
        wanted = {a.id for a in self._claim.initiators if a.id}
        if not wanted or not incident.initiators:
            return not wanted
        theirs = {a for i in incident.initiators for a in (i, *self._world.actors.ancestors(i, incident.date_start))}
        camps = {a.side for w in wanted if (a := self._world.actors.get(w)) and a.side}
        return bool(wanted & theirs) or any(
            (a := self._world.actors.get(i)) is not None and a.side in camps for i in incident.initiators
        )

    def _same_place(self, incident: Incident) -> bool:
        if not self._claim.places:
            return True
        return any(_near(a, b) for a in self._claim.places for b in incident.places)


def _kin(one: EventType, others: Iterable[EventType]) -> bool:
    return any(one is other or any({one, other} <= group for group in _SAME_ACT) for other in others)


def _near(one: PlaceRef, other: PlaceRef) -> bool:
    if one.place_id is not None and one.place_id == other.place_id:
        return True
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return one.name.casefold() == other.name.casefold()
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    apart = math.hypot(one.lat - other.lat, east) * _KM_PER_DEGREE
    return apart <= max(_NEAR_KM, (one.radius_km or 0) + (other.radius_km or 0))
