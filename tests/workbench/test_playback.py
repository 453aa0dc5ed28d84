"""The clock of knowledge, played: on every day it is the very map that the clock shows when it is set to that day."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from trucewatch.exporting import leaving_now
from trucewatch.model import EventType, Polarity, Verdict, View
from trucewatch.monitoring import Monitoring, sign
from trucewatch.publish.release import Profile, shipped_profile
from trucewatch.regrouping import resolve
from trucewatch.review.undoing import undo
from trucewatch.reviewing import Reviewing
from trucewatch.watch import Watch
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.contents.ground import Ground, days_known, first_known, ground
from trucewatch.workbench.contents.seen import Seen
from trucewatch.workbench.playback import Film, film, filming, on_screen
from trucewatch.workbench.playback.replay import Replay

FIRST, LAST = date(2017, 5, 1), date(2017, 7, 10)
PARTS = ("setting", "reports", "copies", "claims", "incidents", "findings", "holdings", "sensitive")


@pytest.fixture(scope="module")
def watch(read_watch: Path) -> Iterator[Watch]:
    with Watch.open(read_watch, extractor="rules") as opened:
        yield opened


@pytest.fixture
def own(read_watch: Path, tmp_path: Path) -> Iterator[Watch]:
    """A copy of the example in which a test may decide."""
    shutil.copytree(read_watch, tmp_path / "own")
    with Watch.open(tmp_path / "own", extractor="rules") as opened:
        yield opened


def noon(watch: Watch, day: int) -> datetime:
    """A moment in June, by which all reports of May are known."""
    return datetime(2017, 6, day, 12, tzinfo=watch.zone)


def view_of(watch: Watch, known: date, true: date = LAST) -> View:
    return watch.view(*Clocks(true, known).moments(watch.zone))


def last_entry(watch: Watch) -> datetime:
    return watch.ledger.entry(watch.ledger.head().seq).recorded_at


def played(watch: Watch, profile: Profile | None = None, true: date = LAST) -> Film:
    return film(watch, view_of(watch, LAST, true), last_entry(watch), profile)


def shown(watch: Watch, known: date, profile: Profile | None = None, true: date = LAST) -> Ground:
    """The map with the clock "as known on" set to a day."""
    view = view_of(watch, known, true)
    if profile is None:
        return ground(Seen(view), watch.world, first_known(days_known(watch), view.incidents))
    left = leaving_now(watch, view, profile)
    assert left.released is not None
    return ground(Seen(left.released.view, left.released), watch.world, {})


def days_to_ask(watch: Watch) -> list[date]:
    """The days on which something came, and of each the day after."""
    days = [step.day for step in Replay(watch, view_of(watch, LAST), last_entry(watch)).steps()]
    return sorted({*days, *(day + timedelta(days=1) for day in days)})


def assert_the_same(found: Film, day: date, there: Ground) -> None:
    assert {s.id: s for s in on_screen(found.spots, day)} == {s.id: s for s in there.spots}, day
    assert {h.place_id: h for h in on_screen(found.held, day)} == {h.place_id: h for h in there.held}, day
    zones = {(z.agreement, z.letter, z.version): z for z in on_screen(found.zones, day)}
    assert zones == {(z.agreement, z.letter, z.version): z for z in there.zones}, day


def assert_the_same_views(watch: Watch) -> None:
    """Every step of a replay against the view of that day."""
    for step in Replay(watch, view_of(watch, LAST), last_entry(watch)).steps():
        there = view_of(watch, step.day)
        for part in PARTS:
            assert getattr(step.view, part) == getattr(there, part), (step.day, part)
        assert [*step.view.reports] == [*there.reports]


@pytest.mark.parametrize(
    ("profile", "true"), [(None, LAST), (None, date(2017, 5, 20)), (shipped_profile("partners"), LAST)]
)
def test_every_day_is_the_map_of_that_day(watch: Watch, profile: Profile | None, true: date) -> None:
    found = played(watch, profile, true)
    asked = days_to_ask(watch)
    assert len(asked) > 20
    for day in asked[:: 1 if profile is None else 3]:
        assert_the_same(found, day, shown(watch, day, profile, true))


def test_days_on_which_nothing_came_change_nothing(watch: Watch) -> None:
    days = {step.day for step in Replay(watch, view_of(watch, LAST), last_entry(watch)).steps()}
    before: View | None = None
    for day in (FIRST + timedelta(days=n) for n in range(40)):
        now = view_of(watch, day)
        if before is not None and day not in days:
            assert (now.claims, now.incidents, now.findings) == (before.claims, before.incidents, before.findings)
        before = now
    assert {date.fromisoformat(day) for day in played(watch).days} <= days


def test_who_holds_a_place_is_unknown_until_something_is_known(watch: Watch) -> None:
    found = played(watch, true=date(2017, 5, 12))
    told = [(shot.came, shot.value) for shot in sorted(found.held, key=lambda s: s.came) if shot.value.place == "Tabqa"]
    assert told[0][1].state == "unknown"
    assert told[0][1].sure == ""
    assert {"held", "contested"} & {held.state for _, held in told}
    assert all(held.holder for _, held in told if held.state == "held")
    assert any("likely" in held.sure for _, held in told)


def test_the_last_day_is_the_map_as_it_is(watch: Watch) -> None:
    found = played(watch)
    assert_the_same(found, date.fromisoformat(found.days[-1]), shown(watch, LAST))


class TestDecisions:
    """What people decide counts from when it is known, and not before."""

    def test_merged_split_undone_resolved_and_signed(self, own: Watch) -> None:
        one, other, third = [i for i in view_of(own, LAST).incidents if len(i.claims) > 1][:3]
        with Reviewing(own) as reviewing:
            reviewing.person("A. Person", noon(own, 20)).merge([one, other], reason="one event")
            reviewing.person("B. Person", noon(own, 22)).split(third, third.claims[:1], reason="two events")
            undo(reviewing.person("A. Person", noon(own, 26)), reason="it was not")
        resolve(own.ledger, one, one.occurred, True, "C. Person", "seen on the spot", noon(own, 24))
        signed_on = Monitoring(own, *Clocks(LAST, date(2017, 6, 25)).moments(own.zone))
        finding = next(f for f in signed_on.view.findings if f.verdict is not Verdict.PROBABLE)
        sign(signed_on, finding, Verdict.PROBABLE, "D. Person", "two more told it")
        assert_the_same_views(own)
        found = played(own)
        assert {f"2017-06-{day}" for day in (20, 22, 25, 26)} <= {*found.days}
        numbers = [len(on_screen(found.spots, date(2017, 6, day))) for day in (19, 20, 22, 26)]
        assert numbers[1] == numbers[0] - 1
        assert numbers[3] == numbers[2] + 1

    def test_claims_rejected_corrected_and_linked(self, own: Watch) -> None:
        claims = view_of(own, LAST).claims
        rejected = next(key for key, claim in claims.items() if claim.type is EventType.TERRITORY_CAPTURED)
        pair = next(
            (a.key, b.key)
            for a in claims.values()
            for b in claims.values()
            if a.report == b.report and a.key != b.key and a.polarity is Polarity.NEGATIVE and not a.links
        )
        redated = next(key for key in claims if key not in (rejected, *pair))
        with Reviewing(own) as reviewing:
            reviewing.person("A. Person", noon(own, 20)).reject(rejected)
            reviewing.person("A. Person", noon(own, 21)).correct(
                redated, {"date_start": "2017-05-09", "date_end": None}
            )
            reviewing.person("A. Person", noon(own, 23)).link("denies", *pair)
            undo(reviewing.person("A. Person", noon(own, 27)))
        assert_the_same_views(own)
        found = played(own)
        for day in (19, 20, 21, 23, 27):
            assert_the_same(found, date(2017, 6, day), shown(own, date(2017, 6, day)))


def test_a_running_watch_shows_its_own_data_as_they_were(read_watch: Path, tmp_path: Path) -> None:
    """Zones come with the agreement's file, and not before; a name that is learned later moves nothing earlier."""
    settings = (read_watch / "watch.toml").read_text("utf-8").replace('clock = "received"', 'clock = "recorded"')
    folder = tmp_path / "running"
    shutil.copytree(read_watch, folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence", "cache"))
    (folder / "watch.toml").write_text(settings, "utf-8")
    with Watch.open(folder, extractor="rules") as watch:
        watch.add([folder / "reports" / "reports.jsonl"])
        today = datetime.now(watch.zone).date()
        view = watch.view(*Clocks(LAST, today).moments(watch.zone))
        (step,) = Replay(watch, view, last_entry(watch)).steps()
        assert step.view.incidents == view.incidents
        assert step.view.setting == view.setting
        (day,) = film(watch, view, last_entry(watch)).days
        assert day == str(step.day)


def test_a_film_under_a_profile_shows_so_many_days_and_says_which(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filming, "MOST_BOUND", 5)
    whole, some = played(watch), played(watch, shipped_profile("partners"))
    assert (whole.every, some.every) == (True, False)
    assert len(some.days) == 5
    assert some.days[-1] == str(days_to_ask(watch)[-2])
    for day in map(date.fromisoformat, some.days):
        assert_the_same(some, day, shown(watch, day, shipped_profile("partners")))


def test_rows_of_numbers_say_what_the_film_says(watch: Watch) -> None:
    found = played(watch)
    told = json.loads(found.json())
    columns, values = told["columns"]["spots"], told["values"]
    rows = [dict(zip(columns, (values[n] for n in row), strict=True)) for row in told["spots"]]
    assert rows == [{"came": s.came, "went": s.went, **asdict(s.value)} for s in found.spots]
    assert told["days"] == [*found.days]
