"""What claims say of who holds one place: captures, withdrawals, words of control, fights and refusals."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from trucewatch.model import (
    Certainty,
    Claim,
    EventType,
    LinkType,
    Mode,
    Place,
    PlaceKind,
    PlaceRef,
    Polarity,
    Report,
    Stance,
)

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["GroundClaims", "Move"]

_GAINS = frozenset({EventType.TERRITORY_CAPTURED, EventType.CONTROL})
_DEALS = frozenset({EventType.AGREEMENT_SIGNED, EventType.NEGOTIATION})
_CHANGES = _GAINS | {EventType.WITHDRAWAL}
_FIGHTS = frozenset({EventType.ARMED_CLASH, EventType.ASSAULT, EventType.OFFENSIVE_LAUNCHED})
_AREAS = frozenset({PlaceKind.DISTRICT, PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.SECTOR})
_PART = re.compile(
    r"\b(parts?|portions?|most|half|districts?|neighbou?rhoods?|quarters?|outskirts|edge|entrance|suburbs?|blocks?|"
    r"percent|near|around|(?:north|south|east|west)(?:ern|[- ]?(?:east|west)(?:ern)?)?)\b|%",
    re.IGNORECASE,
)
_SAME_CLAIM = timedelta(days=3)
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Move:
    """A claim that bears on who holds the place. `day` is the one it speaks of; `whole` whether of the whole place."""

    claim: Claim
    day: date
    whole: bool

    @property
    def positive(self) -> bool:
        """Whether it says that the thing happened."""
        return self.claim.polarity is Polarity.POSITIVE

    @property
    def firm(self) -> bool:
        """Whether its source commits to it and its report does not doubt it."""
        doubted = self.claim.author_stance in (Stance.REJECTS, Stance.DOUBTS)
        return self.claim.certainty is not Certainty.POSSIBLE and not doubted

    @property
    def captures(self) -> bool:
        """Whether it says that ground was taken, rather than that somebody holds it."""
        return self.claim.type is EventType.TERRITORY_CAPTURED


class GroundClaims:
    """Everything that known claims say of one place up to a day, the denied apart from the rest."""

    def __init__(
        self, place: Place, claims: Sequence[Claim], reports: Mapping[str, Report], world: "World", day: date
    ) -> None:
        self._place, self._world, self._reports, self._day = place, world, reports, day
        self._denied_keys = {
            f"{c.report}/{link.to}" for c in claims for link in c.links if link.type is LinkType.DENIES
        }
        moves = [m for c in claims if (m := self._move(c)) is not None]
        self.refusals = [m for m in moves if not m.positive]
        told = [m for m in moves if m.positive]
        changes = [m for m in told if m.claim.type in _CHANGES]
        self.denied = [m for m in told if m.claim.type in _CHANGES | _DEALS and self._is_denied(m)]
        self.firm = [m for m in changes if m.firm and m not in self.denied]
        self.gains = [m for m in self.firm if m.claim.type in _GAINS and m.claim.initiators and m.whole]
        self.leavings = [m for m in self.firm if m.claim.type is EventType.WITHDRAWAL and m.whole]
        partial = [m for m in self.firm if m.captures and not m.whole]
        self.fights = [m for m in told if m.claim.type in _FIGHTS and m.firm] + partial

    def publisher(self, move: Move) -> str:
        """Who brought out the report of a move."""
        report = self._reports[move.claim.report]
        return report.publisher or report.id

    def _move(self, claim: Claim) -> Move | None:
        if claim.type not in _CHANGES | _DEALS | _FIGHTS or claim.mode is not Mode.ACTUAL:
            return None
        index = self._index(claim.places)
        # An undated claim speaks at the latest of the day on which it was published.
        day = claim.date_start or claim.date_end or self._reports[claim.report].published
        if index is None or day is None or day > self._day:
            return None
        return Move(claim, day, self._is_whole(claim, index))

    def _index(self, places: Sequence[PlaceRef]) -> int | None:
        """Which of a claim's places is this one: the one with its id, else a part of it, else one within it."""
        tests = (lambda ref: ref.place_id == self._place.id, self._is_here)
        return next((i for test in tests for i, ref in enumerate(places) if test(ref)), None)

    def _is_whole(self, claim: Claim, index: int) -> bool:
        """Whether a claim speaks of the whole place, the one at `index` among its places, innermost first."""
        ref = claim.places[index]
        if ref.place_id not in (None, self._place.id) or _PART.search(ref.name):
            return False
        if self._place.kind in _AREAS and claim.type is not EventType.CONTROL:
            # "Captured in the governorate" tells of some place in it.
            return False
        if any(_PART.search(other.name) and self._is_part(other) for other in claim.places[index + 1 :]):
            return False
        return not any(self._is_part(inner) for inner in claim.places[:index])

    def _is_here(self, ref: PlaceRef) -> bool:
        if ref.place_id is not None:
            place = self._world.places.get(ref.place_id)
            return ref.place_id == self._place.id or (place is not None and place.parent == self._place.id)
        return self._is_within(ref)

    def _is_part(self, ref: PlaceRef) -> bool:
        """Whether an inner place lies in this one, or nothing is known of it but that it was named within."""
        place = self._world.places.get(ref.place_id) if ref.place_id else None
        if place is not None and place.parent == self._place.id:
            return True
        return (ref.lat is None and place is None) or self._is_within(ref)

    def _is_within(self, ref: PlaceRef) -> bool:
        if ref.lat is None or ref.lon is None:
            return False
        east = (ref.lon - self._place.lon) * math.cos(math.radians(ref.lat))
        return math.hypot(ref.lat - self._place.lat, east) * _KM_PER_DEGREE <= self._place.radius_km

    def _is_denied(self, move: Move) -> bool:
        """Denied in its own report, rejected by it, or denied elsewhere within days for the same actors."""
        claim = move.claim
        if claim.key in self._denied_keys or claim.author_stance is Stance.REJECTS:
            return True
        return any(
            _same_kind(r.claim, claim) and move.day <= r.day <= move.day + _SAME_CLAIM and _meet(r.claim, claim)
            for r in self.refusals
        )


def _same_kind(refusal: Claim, claim: Claim) -> bool:
    """Whether a refusal answers a claim: who denies holding a place denies having taken it, and the other way round."""
    return refusal.type is claim.type or {refusal.type, claim.type} <= _GAINS


def _meet(refusal: Claim, claim: Claim) -> bool:
    theirs = {ref.id or ref.text for ref in refusal.initiators}
    ours = {ref.id or ref.text for ref in claim.initiators}
    return not theirs or not ours or bool(theirs & ours)
