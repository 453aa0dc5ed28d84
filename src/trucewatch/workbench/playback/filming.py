"""The map as it was known on each day: zones, holders and incidents, each with the days on which it stood so.

Played back on a day it is the very map that the clock "as known on" shows when it is set to that day, under the same
release profile and with the world's clock as it is.
"""

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from trucewatch.exporting import leaving_now
from trucewatch.issuing import leaving_moment
from trucewatch.model import Agreement, EventType, View
from trucewatch.moments import day_of, end_of_day
from trucewatch.publish.release import Profile
from trucewatch.watch import Watch
from trucewatch.workbench.contents.beliefs import thinned
from trucewatch.workbench.contents.control import Held, held_now
from trucewatch.workbench.contents.ground import (
    Spot,
    ZoneOnMap,
    days_known,
    first_known,
    is_public,
    spot_of,
    zones_on_map,
)
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.playback.replay import Replay, Step

__all__ = ["Film", "Shot", "film", "on_screen"]

_OPEN = ""
MOST_BOUND = 60
"""Over how many days a film that is bound by a release profile is played at most: each of them is released as a whole,
since what may leave of one report can hang on all others."""
T = TypeVar("T")


@dataclass(frozen=True)
class Shot(Generic[T]):
    """Something that stood so on every day of knowledge from the one on which it `came` to the one before that on which
    it `went` (ISO days; "": it did not)."""

    came: str
    went: str
    value: T


@dataclass(frozen=True)
class Film:
    """What can be played: `days` are those on which anything on the map became otherwise, the earliest first. `every`:
    it says what stood on each day from the first of them on; else only what stood on these very days."""

    days: tuple[str, ...]
    every: bool
    zones: tuple[Shot[ZoneOnMap], ...]
    held: tuple[Shot[Held], ...]
    spots: tuple[Shot[Spot], ...]

    def json(self) -> bytes:
        """It as JSON. Spots and holders are rows of numbers in `values`, since most of their words are said many times;
        `columns` names what stands where in a row."""
        values = _Numbered()
        told = {
            "days": self.days,
            "every": self.every,
            "zones": [{"came": shot.came, "went": shot.went, **asdict(shot.value)} for shot in self.zones],
            "held": [values.row(shot) for shot in self.held],
            "spots": [values.row(shot) for shot in self.spots],
            "columns": {"held": _columns(Held), "spots": _columns(Spot)},
            "values": values.all,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def on_screen(shots: Iterable[Shot[T]], day: date) -> list[T]:
    """What stood so on a day."""
    told = str(day)
    return [shot.value for shot in shots if shot.came <= told and (shot.went == _OPEN or told < shot.went)]


def film(watch: Watch, view: View, upto: datetime, profile: Profile | None = None) -> Film:
    """The film of a whole view, made of what had been recorded up to `upto`, as it may be seen under a release profile
    (None, or one that is not for release: as the team sees it). Of more than MOST_BOUND days under a profile some are
    left out, evenly, never the last."""
    bound = profile is not None and profile.for_release
    known = {} if bound else days_known(watch)
    zones, held, spots = _Reel[ZoneOnMap](), _Reel[Held](), _Reel[Spot]()
    drawn = _Zones()
    more = _passing(watch, view, profile) if profile is not None and bound else ()
    replay = Replay(watch, view, upto, more)
    asked = thinned(replay.days, MOST_BOUND) if bound else replay.days
    kept, every = frozenset(asked), len(asked) == len(replay.days)
    for step in replay.steps():
        if step.day not in kept:
            continue
        day = str(step.day)
        if profile is not None and bound:
            left = leaving_now(watch, step.view, profile)
            seen = Seen(left.released.view, left.released) if left.released else Seen(step.view)
            spots.show(day, {one.id: spot_of(seen, one, {}) for one in seen.view.incidents})
        else:
            seen = Seen(_part(step))
            known_days = first_known(known, step.changed)
            spots.cut(day, sorted(step.gone))
            spots.add(day, {one.id: spot_of(seen, one, known_days) for one in step.changed})
        zones.show(day, drawn.of(seen))
        held.show(day, _named(held_now(seen)))
    days = sorted({*zones.days, *held.days, *spots.days}) if every else map(str, asked)
    return Film(tuple(days), every, tuple(zones.shots()), tuple(held.shots()), tuple(spots.shots()))


def _part(step: Step) -> View:
    """A day's view, of its incidents only those that are not as they were."""
    ids = {one.id for one in step.changed}
    claims = {key: step.view.claims[key] for one in step.changed for key in one.claims}
    reports = {claim.report: step.view.reports[claim.report] for claim in claims.values()}
    findings = tuple(finding for finding in step.view.findings if finding.incident in ids)
    told = {"incidents": step.changed, "claims": claims, "reports": reports, "findings": findings, "copies": ()}
    return step.view.model_copy(update=told)


def _named(held: Iterable[Held]) -> dict[Hashable, Held]:
    """Holders by place; of several under one name (a place that may not be told) by their order."""
    found: dict[Hashable, Held] = {}
    for one in held:
        number = sum(1 for key in found if isinstance(key, tuple) and key[0] == one.place_id)
        found[one.place_id, number] = one
    return found


def _passing(watch: Watch, view: View, profile: Profile) -> Iterator[date]:
    """The days of knowledge on which a delay of the profile may end, though nothing is learned."""
    timed = {*profile.delayed, *profile.until_completed}
    first, last = day_of(leaving_moment(watch, watch.began()), watch.zone), day_of(view.known_on, watch.zone)
    delay, undated = timedelta(hours=profile.delay_hours), timedelta(days=profile.undated_days)
    for claim in view.claims.values() if first <= last else ():
        if claim.type not in timed and EventType.CONTROL not in timed:
            continue
        report = view.reports.get(claim.report)
        printed = report.published if report is not None else None
        for day in {claim.date_end or claim.date_start or printed, printed and printed + undated} - {None}:
            assert day is not None
            over = day_of(end_of_day(day, watch.zone) + delay, watch.zone)
            yield from (one for one in (over, over + timedelta(days=1)) if first <= one <= last)


class _Zones:
    """The zones of a view, drawn once for as long as they stay the same."""

    def __init__(self) -> None:
        self._drawn: tuple[tuple[Agreement, ...], list[bool], dict[Hashable, ZoneOnMap]] | None = None

    def of(self, seen: Seen) -> dict[Hashable, ZoneOnMap]:
        """Every boundary version by its agreement, its zone's letter and its id."""
        agreements = seen.view.setting.agreements
        public = [is_public(agreement, seen.desk.known_on) for agreement in agreements]
        if self._drawn is None or self._drawn[0] is not agreements or self._drawn[1] != public:
            zones: dict[Hashable, ZoneOnMap] = {
                (zone.agreement, zone.letter, zone.version): zone for zone in zones_on_map(seen)[0]
            }
            self._drawn = agreements, public, zones
        return self._drawn[2]


class _Reel(Generic[T]):
    """Values by name over the days, each from the day on which it came to the one on which it went."""

    def __init__(self) -> None:
        self.days: set[str] = set()
        self._now: dict[Hashable, tuple[str, T]] = {}
        self._shots: list[Shot[T]] = []

    def show(self, day: str, values: Mapping[Hashable, T]) -> None:
        """Let these, and no others, stand from a day on."""
        self.cut(day, [name for name in self._now if name not in values])
        self.add(day, values)

    def add(self, day: str, values: Mapping[Hashable, T]) -> None:
        """Let these stand from a day on."""
        for name, value in values.items():
            before = self._now.get(name)
            if before is None or before[1] != value:
                self.cut(day, [name])
                self.days.add(day)
                self._now[name] = (day, value)

    def cut(self, day: str, names: Iterable[Hashable]) -> None:
        """Let these stand no more from a day on."""
        for name in names:
            if name in self._now:
                came, value = self._now.pop(name)
                self._shots.append(Shot(came, day, value))
                self.days.add(day)

    def shots(self) -> Iterator[Shot[T]]:
        """All of them."""
        yield from self._shots
        yield from (Shot(came, _OPEN, value) for came, value in self._now.values())


class _Numbered:
    """Values, each of them once."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._number: dict[tuple[type, Any], int] = {}

    def row(self, shot: Shot[Any]) -> list[int]:
        """The numbers of a shot's days and of its value's fields."""
        told = (shot.came, shot.went, *(getattr(shot.value, each.name) for each in fields(shot.value)))
        return [self._of(value) for value in told]

    def _of(self, value: Any) -> int:
        number = self._number.setdefault((type(value), value), len(self.all))
        if number == len(self.all):
            self.all.append(value)
        return number


def _columns(kind: type[Any]) -> list[str]:
    return ["came", "went", *(each.name for each in fields(kind))]
