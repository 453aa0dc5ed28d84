"""Who held a place on a day, on what was known: claims of capture, withdrawal and control, with the denied ones kept.

A claim that a place changed hands which is denied, and which nothing else supports, changes nothing: it makes the
place contested, not held (memorandum-and-chronology.md, Tabqa: false on 4 May, true on 10 May).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from trucewatch.model import Claim, ControlState, EventType, Holding, Place, Report
from trucewatch.monitor.control_claims import GroundClaims, Move

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["control_timeline", "holdings"]

_BACKGROUND = timedelta(days=7)
_LIVE = timedelta(days=30)

_Answer = tuple[ControlState, str | None, Sequence[Move], str]


def holdings(
    place_ids: Iterable[str],
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    world: "World",
    as_of: datetime,
    known_on: datetime,
) -> tuple[Holding, ...]:
    """Who held each place on the day of `as_of`, on reports published up to `known_on`.

    Ids that the watch's places do not have are left out. Days are read as the two datetimes state them.
    """
    day, known = as_of.date(), known_on.date()
    heard = [
        c
        for _, c in sorted(claims.items())
        if (r := reports.get(c.report)) is not None and (r.published is None or r.published <= known)
    ]
    at = known_on if known_on.tzinfo else known_on.replace(tzinfo=UTC)
    places = (p for place_id in place_ids if (p := world.places.get(place_id)) is not None)
    return tuple(_Ground(p, GroundClaims(p, heard, reports, world, day), world, day).holding(at) for p in places)


def control_timeline(
    place_id: str,
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    world: "World",
    first: date,
    as_of: datetime,
    known_on: datetime,
) -> tuple[Holding, ...]:
    """Every change in who held a place from a day on, up to `as_of`: the first holding, and each that differs from the
    one before in state or holder. Days on which no claim bears on the place change nothing, except that what was
    contested becomes unknown after a month without more of it."""
    days = {first, as_of.date()}
    for claim in claims.values():
        report = reports.get(claim.report)
        day = claim.date_start or claim.date_end or (report.published if report else None)
        if day is not None and first <= day <= as_of.date():
            days |= {day, min(day + _LIVE + timedelta(days=1), as_of.date())}
    found: list[Holding] = []
    for day in sorted(days):
        moment = as_of.replace(year=day.year, month=day.month, day=day.day)
        for holding in holdings([place_id], claims, reports, world, moment, known_on):
            if not found or (found[-1].state, found[-1].holder) != (holding.state, holding.holder):
                found.append(holding)
    return tuple(found)


class _Ground:
    """One place on one day, weighed from what is said of it."""

    def __init__(self, place: Place, said: GroundClaims, world: "World", day: date) -> None:
        self._place, self._said, self._world, self._day = place, said, world, day
        self._latest = max((m.day for m in said.gains), default=None)
        self._taking = [m for m in said.gains if m.day == self._latest]

    def holding(self, known_on: datetime) -> Holding:
        """The state of the place with its reason."""
        state, holder, moves, reason = self._answer()
        candidate = self._candidate(state, holder)
        return Holding(
            place_id=self._place.id,
            place=self._place.name,
            as_of=self._day,
            known_on=known_on,
            state=state,
            holder=holder,
            since=self._since(holder) if holder else None,
            claims=tuple(m.claim.key for m in moves),
            denied=tuple(m.claim.key for m in self._said.denied),
            reason=reason,
            candidate=candidate,
            probability=self._probability(candidate) if candidate else None,
        )

    def _candidate(self, state: ControlState, holder: str | None) -> str | None:
        """The holder; where it is contested, the one who was last said to hold it or to have taken it."""
        if holder is not None or state is ControlState.UNKNOWN:
            return holder
        named = [m for m in self._named() if m.claim.initiators]
        last = max(named, key=lambda m: (m.day, m.claim.key), default=None)
        return _first_actor(last.claim) if last else None

    def _probability(self, candidate: str) -> float:
        """Laplace's rule over publishers: those who name the candidate against those who speak against it since."""
        told = [m for m in self._named() if self._is_of(candidate, m.claim)]
        since = max((m.day for m in told), default=self._day)
        others = [m for m in self._said.gains if m.day >= since and not self._is_of(candidate, m.claim)]
        # The fight by which a place was taken speaks for its taking, not against it.
        against = [*others, *self._said.refusals, *(m for m in self._said.fights if m.day > since)]
        yes = len({self._publisher(m) for m in told if m.day == since})
        no = len({self._publisher(m) for m in against if m.day >= since})
        return round((yes + 1) / (yes + no + 2), 2)

    def _named(self) -> list[Move]:
        """Claims that somebody took or holds the place, the denied ones included."""
        return [*self._said.gains, *(m for m in self._said.denied if m.claim.type is not EventType.WITHDRAWAL)]

    def _publisher(self, move: Move) -> str:
        return self._said.publisher(move)

    def _answer(self) -> _Answer:
        taking = self._taking
        holders = self._holders()
        names = " and ".join(self._name(h) for h in holders)
        if len(holders) > 1:
            return ControlState.CONTESTED, None, taking, f"{names} are each said to hold it on {self._latest}"
        unsettled = self._unsettled(holders)
        if unsettled is not None:
            return unsettled
        left = [m for m in self._said.leavings if self._latest is not None and m.day > self._latest]
        if holders and any(self._is_leaving(holders[0], m.claim) for m in left):
            said = f"{names} is said to have left; nobody is said to hold it since"
            return ControlState.UNKNOWN, None, (*taking, *left), said
        if holders:
            said = f"{_count(taking)} for {self._latest} that {names} holds it, and no known claim denies it"
            return ControlState.HELD, holders[0], taking, said
        if self._said.firm:
            return ControlState.UNKNOWN, None, self._said.firm, "no claim says who holds the whole of it"
        return ControlState.UNKNOWN, None, (), "no claim that is firm says who holds it"

    def _unsettled(self, holders: Sequence[str]) -> _Answer | None:
        """Contested where a denied change or a fight is not answered by a later claim of who holds the place.

        After a month without more of it, who holds the place is unknown rather than contested.
        """
        settled = self._settled()
        denied = [m for m in self._said.denied if settled is None or m.day > settled]
        fights = [m for m in self._said.fights if settled is None or m.day > settled]
        if not denied and not fights:
            return None
        last = max(m.day for m in (*denied, *fights))
        after = f", after {self._name(holders[0])} was said to hold it from {self._latest}" if holders else ""
        moves = (*self._taking, *fights)
        if last < self._day - _LIVE:
            said = f"fighting or a change of control was last told of {last}{after}; who holds it since is not told"
            return ControlState.UNKNOWN, None, moves, said
        parts = []
        if denied:
            parts.append(f"{_count(denied)} of a change of control, denied or rejected")
        if fights:
            parts.append(f"{_count(fights)} of fighting over it or of the taking of a part")
        return ControlState.CONTESTED, None, moves, "; ".join(parts) + after

    def _settled(self) -> date | None:
        """The day up to which fights and denied changes are answered by a firm claim of who holds it.

        A capture answers what came before it. That a report calls a place held by somebody answers only what lies a
        week back: such words are often background (codebook.md, "Modifiers").
        """
        return max((m.day if m.captures else m.day - _BACKGROUND for m in self._said.gains), default=None)

    def _since(self, holder: str) -> date | None:
        """The first day of the unbroken run of claims that name this holder."""
        first = None
        gone = max((m.day for m in self._said.leavings if self._is_leaving(holder, m.claim)), default=None)
        for move in sorted(self._said.gains, key=lambda m: m.day, reverse=True):
            if not self._is_of(holder, move.claim) or (gone is not None and move.day <= gone):
                break
            first = move.day
        return first

    def _holders(self) -> list[str]:
        """Those who are said to hold it last, a part of another named holder or of its camp counted as that one."""
        named = list(dict.fromkeys(_first_actor(m.claim) for m in self._taking))
        above = {n: set(self._world.actors.ancestors(n, self._day)) for n in named}
        camps: dict[str, str] = {}
        for name in named:
            if not above[name] & set(named):
                camps.setdefault(self._camp(name) or name, name)
        return list(camps.values())

    def _is_of(self, holder: str, claim: Claim) -> bool:
        names = {ref.id or ref.text for ref in claim.initiators}
        wider = {a for n in names for a in (n, *self._world.actors.ancestors(n, self._day))}
        camp = self._camp(holder)
        return holder in wider or (camp is not None and camp in {self._camp(n) for n in names})

    def _is_leaving(self, holder: str, claim: Claim) -> bool:
        """Whether those who left are the holder or what it is part of: a unit may leave while the rest stays."""
        names = {ref.id or ref.text for ref in claim.initiators}
        return bool(names & {holder, *self._world.actors.ancestors(holder, self._day)})

    def _name(self, holder: str) -> str:
        actor = self._world.actors.get(holder)
        return actor.name if actor else holder

    def _camp(self, name: str) -> str | None:
        actor = self._world.actors.get(name)
        return actor.side if actor else None


def _first_actor(claim: Claim) -> str:
    resolved = (ref.id for ref in claim.initiators if ref.id)
    return next(resolved, claim.initiators[0].text)


def _count(moves: Sequence[Move]) -> str:
    reports = len({m.claim.report for m in moves})
    claims = "1 claim" if len(moves) == 1 else f"{len(moves)} claims"
    return f"{claims} in {reports} report{'' if reports == 1 else 's'}"
