"""Agreements of very different kinds, invented: each loads, and is judged by its own rules."""

import copy
import json
from datetime import UTC, date, datetime

import jsonschema
import pytest
import yaml

from trucewatch.model import Agreement, Outcome, TestName, Verdict
from trucewatch.monitor import check_agreement, judge, load_agreement, obligations
from trucewatch.schemas import schemas
from trucewatch.world import World

from .conftest import DATA, SHARED, SOURCES, actor, claim, incident, needs_shared, place, report

NAMES = ["river-exchange", "cantonment", "day-corridor", "port-pause"]


def strings(value):
    """YAML's dates as the strings that JSON has."""
    if isinstance(value, dict):
        return {str(k): strings(v) for k, v in value.items()}
    if isinstance(value, list):
        return [strings(v) for v in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def at(name, lat, lon, radius_km=0.2):
    from trucewatch.model import PlaceRef

    return PlaceRef(name=name, lat=lat, lon=lon, radius_km=radius_km)


def answer_of(found, name):
    return found.test(name).code, found.test(name).outcome


@pytest.fixture(scope="module")
def river():
    return load_agreement(DATA / "river-exchange.yaml")


@pytest.fixture(scope="module")
def cantonment():
    return load_agreement(DATA / "cantonment.yaml")


@pytest.fixture(scope="module")
def corridor():
    return load_agreement(DATA / "day-corridor.yaml")


@pytest.fixture(scope="module")
def world():
    sides = {
        "east-command": "east",
        "west-command": "west",
        "free-riders": "west",
        "council": "council",
        "highlanders": "highland",
        "splinter": "none-of-them",
        "mbele": "mbele",
        "tarsis": "tarsis",
        "ekon": "ekon",
    }
    actors = [actor(name, side) for name, side in sides.items()]
    actors += [actor("convoy-drivers", None, "civilians"), actor("un", None, "igo")]
    return World(actors, [place("lusanga", -4.5, 15.2)], SOURCES)


def judged(agreement, world, *, sentence="", **event):
    made = incident("i1", event.pop("type_", "shelling"), reported=event.pop("reported", None), **event)
    claims, reports = {}, {}
    for key in made.claims if sentence else ():
        claims[key] = claim(key.split("/")[0], "c1", str(made.type), text=sentence[:4], first=made.date_start)
        reports[key.split("/")[0]] = report(key.split("/")[0], made.date_start, sentence)
    (found,) = judge([made], agreement, claims, reports, world, date(2040, 1, 1))
    return found


class TestTheSchema:
    @pytest.mark.parametrize("name", NAMES)
    def test_each_agreement_loads_and_fits_the_published_schema(self, name):
        checked = check_agreement(DATA / f"{name}.yaml")
        assert checked.problems == ()
        whole = checked.agreement.model_dump(mode="json", by_alias=True, exclude_none=True)
        jsonschema.validate(whole, schemas()["agreement"])
        assert Agreement.model_validate(json.loads(json.dumps(whole))) == checked.agreement

    @needs_shared
    @pytest.mark.parametrize("name", ["astana-2017", "minsk-2-2015"])
    def test_the_published_schema_accepts_what_the_shared_one_accepts(self, name):
        data = strings(yaml.safe_load((SHARED / f"{name}.yaml").read_text("utf-8")))
        jsonschema.validate(data, json.loads((SHARED / "agreement.schema.json").read_text("utf-8")))
        jsonschema.validate(data, schemas()["agreement"])

    @needs_shared
    @pytest.mark.parametrize("name", NAMES)
    def test_the_shared_schema_accepts_our_agreements(self, name):
        data = strings(yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8")))
        jsonschema.validate(data, json.loads((SHARED / "agreement.schema.json").read_text("utf-8")))

    @needs_shared
    def test_every_entry_that_may_be_left_out_by_the_shared_schema_may_be_left_out_here(self):
        data = strings(yaml.safe_load((SHARED / "astana-2017.yaml").read_text("utf-8")))
        shared = jsonschema.Draft202012Validator(json.loads((SHARED / "agreement.schema.json").read_text("utf-8")))
        ours = jsonschema.Draft202012Validator(schemas()["agreement"])
        tried = 0
        for key in list(data):
            less = {k: v for k, v in data.items() if k != key}
            tried += 1
            assert ours.is_valid(less) or not shared.is_valid(less), key
        for part in ("participants", "zones", "obligations", "monitoring", "reporting", "text_versions"):
            for key in list(data[part][0]):
                less = copy.deepcopy(data)
                del less[part][0][key]
                tried += 1
                assert ours.is_valid(less) or not shared.is_valid(less), (part, key)
        assert tried > 30


FIRES = {"by": ["west-command"], "to": ["east-command"]}
STANDS = {"type_": "prohibited_presence", "first": date(2032, 9, 1), "by": ["council"]}
SHELLS = {"by": ["mbele"], "to": ["tarsis"]}


class TestTheRiverTruce:
    def test_fire_at_the_bridge_is_inconsistent_with_it(self, river, world):
        found = judged(river, world, at=at("the bridge", 10.0, 20.0), first=date(2031, 4, 5), **FIRES)
        assert found.verdict is Verdict.PROBABLE
        assert found.zone == "crossing"
        assert "inconsistent with" in found.wording
        assert "violation of" not in found.wording

    @pytest.mark.parametrize(("km", "code"), [(1.5, "inside"), (6.0, "outside")])
    def test_a_circle_is_as_wide_as_the_text_says(self, river, world, km, code):
        found = judged(river, world, at=at("north", 10.0 + km / 110.6, 20.0), first=date(2031, 4, 5), **FIRES)
        assert found.test(TestName.IN_ZONE).code == code

    @pytest.mark.parametrize(("km", "code"), [(0.0, "inside"), (0.5, "boundary"), (3.0, "outside")])
    def test_a_corridor_is_as_wide_as_the_text_says(self, river, world, km, code):
        found = judged(river, world, at=at("the road", 10.0 + km / 110.6, 20.1, 0.1), first=date(2031, 4, 5), **FIRES)
        assert found.test(TestName.IN_ZONE).code == code
        assert {b.zone for b in found.test(TestName.IN_ZONE).boundaries} <= {"crossing", "ferry-road"}

    def test_fire_that_is_said_to_answer_fire_stays_open(self, river, world):
        words = "The western guns fired in response to an attack on the bridge."
        found = judged(river, world, sentence=words, at=at("the bridge", 10.0, 20.0), first=date(2031, 4, 5), **FIRES)
        assert found.verdict is Verdict.INDETERMINATE
        assert found.decided_by == ("self_defence_claimed",)

    def test_after_the_term_the_extension_is_not_assumed(self, river, world):
        found = judged(river, world, at=at("the bridge", 10.0, 20.0), first=date(2031, 7, 9), **FIRES)
        assert answer_of(found, TestName.IN_FORCE) == ("extension_unclear", Outcome.DISPUTED)

    @pytest.mark.parametrize(
        ("day", "code"), [(date(2031, 4, 2), "same_side_unlisted"), (date(2031, 4, 5), "rejecting")]
    )
    def test_a_role_holds_from_its_day_on(self, river, world, day, code):
        found = judged(
            river, world, at=at("the bridge", 10.0, 20.0), first=day, by=["free-riders"], to=["east-command"]
        )
        assert found.test(TestName.ACTORS_BOUND).code == code

    def test_firing_on_those_who_mediate_is_judged(self, river, world):
        found = judged(
            river,
            world,
            at=at("the bridge", 10.0, 20.0),
            first=date(2031, 4, 5),
            by=["west-command"],
            to=["river-elders"],
        )
        assert found.test(TestName.ACTORS_BOUND).code == "monitor_target"


def states(agreement, world, day, *, found=(), incidents=(), sourced=None, events=None):
    when = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    made = obligations(
        agreement,
        {},
        {},
        incidents,
        as_of=when,
        known_on=when,
        tz="UTC",
        world=world,
        findings=found,
        sourced=sourced,
        events=events,
    )
    return {s.id: s for s in made}


class TestQuietDays:
    def days(self, *numbers):
        return {date(2031, 4, n) for n in numbers}

    def fire(self, river, world, day):
        made = incident(
            f"fire-{day}",
            "shelling",
            by=["west-command"],
            to=["east-command"],
            at=at("the bridge", 10.0, 20.0),
            first=date(2031, 4, day),
            reported=None,
        )
        return made, judge([made], river, {}, {}, world, date(2040, 1, 1))

    def test_the_clock_starts_again_with_each_violation_and_then_sets_the_deadline(self, river, world):
        made, found = self.fire(river, world, 4)
        sourced = {"crossing": self.days(*range(2, 12)), "ferry-road": self.days(*range(2, 12)), None: set()}
        before = states(river, world, date(2031, 4, 6), found=found, incidents=[made], sourced=sourced)["exchange"]
        assert before.deadline is None
        (clock,) = before.clocks
        assert (clock.run, clock.required, clock.last_reset, clock.reached) == (2, 3, date(2031, 4, 4), None)
        assert clock.resets == (found[0].id,)
        after = states(river, world, date(2031, 4, 8), found=found, incidents=[made], sourced=sourced)["exchange"]
        assert after.clocks[0].reached == date(2031, 4, 7)
        assert after.deadline.day == date(2031, 4, 9)

    def test_days_without_a_source_are_not_quiet(self, river, world):
        sourced = {"crossing": self.days(2, 3, 5, 6, 8), None: set()}
        made, found = self.fire(river, world, 30)
        status = states(river, world, date(2031, 4, 9), found=found, incidents=[made], sourced=sourced)["exchange"]
        (clock,) = status.clocks
        assert clock.run == 8
        assert clock.unknown_days == 3
        assert clock.reached is None
        assert status.deadline is None
        assert "unknown" in clock.reason

    def test_three_figures_reset_three_clocks(self, river, world):
        made, found = self.fire(river, world, 4)
        status = states(river, world, date(2031, 4, 6), found=found, incidents=[made], sourced={})["exchange"]
        assert found[0].verdict is Verdict.PROBABLE
        assert status.clocks[0].by_count == (5, 2, 2)

    def test_days_since_the_last_violation_are_not_counted_twice(self, river, world):
        made, found = self.fire(river, world, 4)
        sourced = {"crossing": self.days(*range(2, 20)), None: set()}
        status = states(river, world, date(2031, 4, 12), found=found, incidents=[made], sourced=sourced)["pull-back"]
        assert status.deadline.day == date(2031, 4, 9)

    def test_what_hangs_on_an_event_waits_for_somebody_to_record_it(self, cantonment, world):
        day = date(2032, 12, 1)
        assert states(cantonment, world, day)["vote"].deadline is None
        recorded = states(cantonment, world, day, events={"law_adopted": date(2032, 11, 1)})["vote"]
        assert recorded.deadline.day == date(2033, 2, 1)
        assert "law adopted on 2032-11-01" in recorded.deadline.reckoning


class TestTheCantonment:
    @pytest.mark.parametrize(
        ("lon", "words", "code", "verdict"),
        [
            (30.95, "Mortars stood by the mill.", "inside", Verdict.PROBABLE),
            (30.85, "Mortars stood by the mill.", "outside", Verdict.OUT_OF_SCOPE),
            (30.85, "Howitzers stood by the mill.", "inside", Verdict.PROBABLE),
            (30.85, "Arms stood by the mill.", "weapon_unnamed", Verdict.INDETERMINATE),
            (30.50, "Howitzers stood by the mill.", "outside", Verdict.OUT_OF_SCOPE),
        ],
    )
    def test_weapons_are_barred_by_class_and_distance(self, cantonment, world, lon, words, code, verdict):
        found = judged(cantonment, world, sentence=words, at=at("the mill", 5.0, lon), **STANDS)
        assert found.test(TestName.IN_ZONE).code == code
        assert found.verdict is verdict

    def test_each_side_has_its_own_baseline(self, cantonment, world):
        event = {**STANDS, "by": ["highlanders"]}
        found = judged(cantonment, world, sentence="Mortars stood there.", at=at("the mill", 5.0, 30.95), **event)
        assert found.test(TestName.IN_ZONE).code == "outside"

    def test_presence_needs_no_other_side(self, cantonment, world):
        found = judged(cantonment, world, sentence="Mortars.", at=at("the mill", 5.0, 30.95), **STANDS)
        assert found.test(TestName.ACTORS_BOUND).code == "bound_alone"

    def test_an_attack_anywhere_falls_under_it_also_after_the_last_phase(self, cantonment, world):
        who = {"by": ["council"], "to": ["highlanders"]}
        found = judged(cantonment, world, at=at("a village", -2.0, 28.0), first=date(2032, 12, 1), **who)
        assert answer_of(found, TestName.IN_FORCE) == ("in_force", Outcome.YES)
        assert found.zone == "whole"
        late = judged(cantonment, world, at=at("a village", -2.0, 28.0), first=date(2033, 9, 1), **who)
        assert late.test(TestName.IN_FORCE).code == "after_end"

    def test_a_controlled_detonation_is_not_held_against_anyone_yet(self, cantonment, world):
        found = judged(
            cantonment,
            world,
            sentence="A controlled detonation was heard.",
            type_="explosive_device",
            at=at("the camp", 5.0, 30.0),
            first=date(2032, 9, 1),
            by=["council"],
            to=["highlanders"],
        )
        assert found.verdict is Verdict.NOT_A_VIOLATION

    def test_returns_fall_due_every_thirty_days(self, cantonment, world):
        status = states(cantonment, world, date(2032, 11, 10))["returns"]
        due = [o.due for o in status.occurrences]
        assert due == [date(2032, 9, 4), date(2032, 10, 4), date(2032, 11, 3), date(2032, 12, 3)]
        assert status.occurrences[-1].state.value == "pending"


class TestTheDayCorridor:
    def test_an_event_dated_to_a_day_may_lie_outside_the_hours(self, corridor, world):
        found = judged(corridor, world, at=at("the road", -4.0, 15.2), first=date(2033, 6, 10), **SHELLS)
        assert answer_of(found, TestName.IN_FORCE) == ("straddles_window", Outcome.UNKNOWN)
        assert found.verdict is Verdict.INDETERMINATE

    @pytest.mark.parametrize(("day", "code"), [(21, "in_force"), (25, "after_phases"), (10, "before_area_regime")])
    def test_a_pause_in_one_zone_holds_for_its_days(self, corridor, world, day, code):
        found = judged(corridor, world, at="lusanga", first=date(2033, 6, day), **SHELLS)
        assert found.test(TestName.IN_FORCE).code == code

    def test_blocked_aid_is_judged_without_an_armed_counterpart(self, corridor, world):
        found = judged(
            corridor,
            world,
            type_="access_restriction",
            at=at("the road", -4.0, 15.2),
            first=date(2033, 6, 10),
            by=["mbele"],
            to=["un"],
        )
        assert found.test(TestName.ACTORS_BOUND).outcome is Outcome.YES
        assert found.test(TestName.ACT_PROHIBITED).code == "prohibited"

    def test_the_committee_meets_each_monday(self, corridor, world):
        status = states(corridor, world, date(2033, 6, 21))["meet"]
        assert [o.due.isoweekday() for o in status.occurrences] == [1] * len(status.occurrences)
        assert len(status.occurrences) == 3

    def test_seventy_two_hours_are_reckoned(self, corridor, world):
        assert states(corridor, world, date(2033, 6, 5))["lists"].deadline.day == date(2033, 6, 7)


def test_numbers_where_words_are_meant_are_read_as_words(tmp_path):
    text = (DATA / "river-exchange.yaml").read_text("utf-8").replace('provision: "1"', "provision: 1")
    file = tmp_path / "a.yaml"
    file.write_text(text, "utf-8")
    assert load_agreement(file).obligations[0].provision == "1"


def test_notices_say_what_is_kept_but_not_applied():
    said = {str(n) for n in check_agreement(DATA / "river-exchange.yaml").notices}
    assert any("'hunting'" in n and "line " in n for n in said)
    assert any("quote: kept but not understood" in n for n in said)
    corridor = [n.message for n in check_agreement(DATA / "cantonment.yaml").notices]
    assert any("law_adopted" in n for n in corridor)
