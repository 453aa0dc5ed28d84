"""Findings: the six tests, their reason codes, and the verdict that they come to."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trucewatch.model import Agreement, Outcome, PlaceRef, Proposition, PropositionKind, Standing, TestName, Verdict
from trucewatch.monitor import REASONS, judge
from trucewatch.world import World

from .conftest import actor, claim, incident, place, report

LATER = datetime(2032, 1, 1, tzinfo=UTC)
IN_PAUSE = date(2031, 3, 3)
POINT = PlaceRef(name="a hill", lat=10.03, lon=-29.97, radius_km=1.0)


def only(agreement, world, event, as_of=LATER):
    findings = judge([event], agreement, {}, {}, world, as_of)
    assert len(findings) == 1
    return findings[0]


def answers(finding):
    return {t.name.value: (t.outcome.value, t.code) for t in finding.tests}


def altered(agreement, **parts):
    data = agreement.model_dump(by_alias=True, mode="json")
    for key, value in parts.items():
        data[key] = {**data[key], **value} if isinstance(value, dict) else value
    return Agreement.model_validate(data)


class TestTheSyrianSeed:
    def test_qaboun_stays_open_for_three_named_reasons(self, astana, syria):
        event = incident("q", "assault", by=["saa", "sy-rg-105"], to=["hts", "rahman"], at="qaboun-se")
        finding = only(astana, syria, event)
        assert finding.verdict is Verdict.INDETERMINATE
        assert finding.decided_by == ("before_area_regime", "zone_disputed", "mixed_target")
        assert finding.zone == "eastern-ghouta"
        assert finding.text_version == "signed"

    def test_fighting_within_one_side_is_out_of_scope(self, astana, syria):
        finding = only(astana, syria, incident("a", "assault", by=["rahman", "hts"], to=["jai"], at="arbin"))
        assert finding.verdict is Verdict.OUT_OF_SCOPE
        assert finding.decided_by == ("intra_side",)

    @pytest.mark.parametrize("dead", ["civilians", "fighters", "people"])
    def test_who_dies_between_the_lines_of_one_side_is_not_whom_it_fought(self, astana, syria, dead):
        day = date(2017, 5, 10)
        event = incident("a", "armed_clash", by=["rahman"], to=["jai", dead], at="arbin", first=day)
        assert only(astana, syria, event).decided_by == ("intra_side",)

    def test_a_place_outside_every_area_between_actors_not_bound_is_out_of_scope(self, astana, syria):
        event = incident("t", "armed_clash", by=["sdf"], to=["isis"], at="tabqa", first=date(2017, 5, 4))
        finding = only(astana, syria, event)
        assert finding.verdict is Verdict.OUT_OF_SCOPE
        assert finding.decided_by == ("outside", "not_a_party")
        assert finding.zone is None

    def test_an_attack_on_an_excluded_group_is_carved_out(self, astana, syria):
        event = incident("e", "air_strike", by=["saa"], to=["hts"], at="idlib", first=date(2017, 5, 10))
        finding = only(astana, syria, event)
        assert finding.verdict is Verdict.NOT_A_VIOLATION
        assert finding.decided_by == ("carve_out_excluded",)

    def test_an_attack_by_an_excluded_group_is_out_of_scope(self, astana, syria):
        event = incident("e", "assault", by=["hts"], to=["saa"], at="idlib", first=date(2017, 5, 10))
        assert only(astana, syria, event).decided_by == ("initiator_excluded",)

    def test_shelling_between_bound_sides_in_an_area_is_probable(self, astana, syria):
        event = incident("d", "shelling", by=["saa"], to=["jai"], at="douma", first=date(2017, 5, 10))
        finding = only(astana, syria, event)
        assert finding.verdict is Verdict.PROBABLE
        assert "probably a violation of" in finding.wording

    def test_between_entry_and_area_regime_it_is_disputed(self, astana, syria):
        event = incident("d", "shelling", by=["saa"], to=["jai"], at="douma", first=date(2017, 5, 5))
        finding = only(astana, syria, event)
        assert answers(finding)["in_force"] == ("disputed", "before_area_regime")

    def test_before_every_start_it_is_out_of_scope(self, astana, syria):
        event = incident("d", "shelling", by=["saa"], to=["jai"], at="douma", first=date(2017, 5, 3))
        assert only(astana, syria, event).decided_by == ("before_in_force",)

    def test_an_ally_that_no_entry_names_stays_unknown(self, astana, syria):
        event = incident("n", "assault", by=["ndf"], to=["jai"], at="douma", first=date(2017, 5, 10))
        assert only(astana, syria, event).decided_by == ("same_side_unlisted",)

    def test_the_end_of_one_zone_ends_the_agreement_there_only(self, astana, syria):
        douma = incident("d", "shelling", by=["saa"], to=["jai"], at="douma", first=date(2018, 5, 10))
        assert only(astana, syria, douma).decided_by == ("after_end",)
        rastan = incident("r", "shelling", by=["saa"], to=["jai"], at="rastan", first=date(2018, 5, 10))
        assert "extension_unclear" in only(astana, syria, rastan).decided_by

    def test_a_boundary_that_is_not_public_is_unknown_but_rules_out_what_lies_far_off(self, astana, syria):
        saraqib = incident("s", "shelling", by=["saa"], to=["jai"], at="saraqib", first=date(2017, 10, 1))
        assert answers(only(astana, syria, saraqib))["in_zone"] == ("unknown", "geometry_unknown")
        raqqa = incident("r", "shelling", by=["saa"], to=["jai"], at="raqqa", first=date(2017, 10, 1))
        assert answers(only(astana, syria, raqqa))["in_zone"] == ("no", "outside")


class TestForce:
    def case(self, port, harbour, **when):
        return answers(
            only(port, harbour, incident("i", "shelling", by=["north-guns"], to=["south-guns"], at="selm-pier", **when))
        )["in_force"]

    def test_hours_of_the_start_and_end_make_their_days_open(self, port, harbour):
        assert self.case(port, harbour, first=date(2031, 3, 1)) == ("no", "before_in_force")
        assert self.case(port, harbour, first=date(2031, 3, 2)) == ("unknown", "straddles_start")
        assert self.case(port, harbour, first=date(2031, 3, 3)) == ("yes", "in_force")
        assert self.case(port, harbour, first=date(2031, 3, 5)) == ("unknown", "straddles_end")
        assert self.case(port, harbour, first=date(2031, 3, 6)) == ("no", "after_end")

    def test_an_interval_over_the_start_is_open(self, port, harbour):
        assert self.case(port, harbour, first=date(2031, 2, 1), last=date(2031, 3, 3)) == ("unknown", "straddles_start")

    def test_an_undated_event_has_only_its_first_report_as_latest_day(self, port, harbour):
        assert self.case(port, harbour, reported=date(2031, 3, 4)) == ("unknown", "undated")
        assert self.case(port, harbour, reported=date(2031, 2, 4)) == ("no", "before_in_force")
        assert self.case(port, harbour, reported=None) == ("unknown", "undated")

    def test_a_contested_start_is_named(self, port, harbour):
        later = altered(port, in_force={"from_contested": [{"value": "2031-03-04"}]})
        assert self.case(later, harbour, first=date(2031, 3, 3)) == ("disputed", "start_contested")
        earlier = altered(port, in_force={"from_contested": [{"value": "2031-02-20"}]})
        assert self.case(earlier, harbour, first=date(2031, 2, 25)) == ("disputed", "start_contested")

    def test_a_term_that_may_be_extended_is_disputed_after_its_end(self, port, harbour):
        open_end = altered(port, in_force={"extension": {"mode": "automatic_on_consensus"}})
        assert self.case(open_end, harbour, first=date(2031, 3, 9)) == ("disputed", "extension_unclear")
        automatic = altered(port, in_force={"extension": {"mode": "automatic"}})
        assert self.case(automatic, harbour, first=date(2031, 3, 9)) == ("yes", "in_force")

    def test_a_stated_end_ends_it(self, port, harbour):
        ended = altered(port, in_force={"ended": [{"date": "2031-03-03", "how": "called off"}]})
        assert self.case(ended, harbour, first=date(2031, 3, 4)) == ("no", "after_end")


class TestZone:
    def case(self, port, harbour, at, **rest):
        finding = only(
            port,
            harbour,
            incident("i", "shelling", by=["north-army"], to=["south-army"], at=at, first=IN_PAUSE, **rest),
        )
        return answers(finding)["in_zone"], finding

    @pytest.mark.parametrize(
        ("where", "expected"),
        [
            ("selm-port", ("yes", "inside")),
            ("selm-pier", ("yes", "inside")),  # through the port that holds it
            ("selm-barracks", ("no", "outside")),  # excluded by name, whatever the map shows
            ("mill", ("yes", "inside")),
            ("edge", ("unknown", "boundary")),
            ("rim", ("unknown", "likely_outside")),
            ("far-town", ("no", "outside")),
            ("ocean", ("unknown", "place_vague")),
            (POINT, ("yes", "inside")),
            (PlaceRef(name="somewhere"), ("unknown", "place_unresolved")),
            (None, ("unknown", "no_place")),
        ],
    )
    def test_lists_beat_geometry_and_geometry_gives_bands(self, port, harbour, where, expected):
        assert self.case(port, harbour, where)[0] == expected

    def test_the_probability_is_given_where_a_map_decides_and_not_where_a_list_does(self, port, harbour):
        edge = self.case(port, harbour, "edge")[1].test(TestName.IN_ZONE)
        assert edge.low == edge.high == pytest.approx(0.5, abs=0.02)
        assert self.case(port, harbour, "selm-port")[1].test(TestName.IN_ZONE).low is None

    def test_a_place_some_way_off_a_listed_one_is_not_the_listed_one(self, port, harbour):
        north = PlaceRef(name="60 km north of the port", lat=10.55, lon=-30.0, radius_km=2, place_id="selm-port")
        assert self.case(port, harbour, north)[0] == ("no", "outside")

    def test_versions_that_disagree_are_disputed_from_smallest_to_largest(self, port, harbour):
        zones = port.model_dump(by_alias=True, mode="json")["zones"]
        small = {**zones[0]["versions"][0], "id": "annex-b", "includes": [], "excludes": []}
        small["geometry"] = {
            "type": "Polygon",
            "coordinates": [[[-30.01, 9.99], [-29.99, 9.99], [-29.99, 10.01], [-30.01, 9.99]]],
        }
        zones[0]["versions"].append(small)
        outcome, finding = self.case(altered(port, zones=zones), harbour, "mill")
        assert outcome == ("disputed", "versions_disagree")
        assert finding.test(TestName.IN_ZONE).low == 0.0
        assert finding.test(TestName.IN_ZONE).high == 1.0

    def test_without_zones_it_holds_everywhere(self, port, harbour):
        bare = altered(port, zones=[], obligations=[])
        assert self.case(bare, harbour, None)[0] == ("yes", "no_zones")

    def test_a_zone_that_is_the_whole_territory_needs_no_map(self, port, harbour):
        zone = {"id": "land", "as_worded": "the whole country", "kind": "whole_territory",
                "versions": [{"id": "v", "precision": "stated", "geometry": None}]}  # fmt: skip
        assert self.case(altered(port, zones=[zone], obligations=[]), harbour, "mill")[0] == ("yes", "whole_territory")

    def test_conflicting_statements_are_a_dispute(self, port):
        world = World(
            [actor("north-army", "north"), actor("south-army", "south")],
            [place("selm-barracks", 10.02, -30.02, membership={"port-area": "inside"})],
            (),
        )
        assert self.case(port, world, "selm-barracks")[0] == ("disputed", "zone_disputed")


class TestActors:
    def case(self, port, harbour, by, to, type_="shelling"):
        return only(port, harbour, incident("i", type_, by=by, to=to, at="mill", first=IN_PAUSE))

    @pytest.mark.parametrize(
        ("by", "to", "expected"),
        [
            (["north-guns"], ["south-army"], ("yes", "bound")),
            (["north-army"], ["north-guns"], ("no", "intra_side")),
            (["north-army"], ["townspeople"], ("yes", "civilian_target")),
            (["north-army"], ["some villagers"], ("yes", "civilian_target")),
            (["fisher-league"], ["south-army"], ("no", "not_a_party")),
            (["north-army"], ["fisher-league"], ("no", "not_a_party")),
            (["dune-group"], ["south-army"], ("no", "initiator_excluded")),
            (["north-army"], ["dune-group"], ("no", "target_excluded")),
            (["north-army"], ["south-army", "dune-group"], ("disputed", "mixed_target")),
            (["north-army", "dune-group"], ["south-army"], ("yes", "bound")),
            (["north-militia"], ["south-army"], ("unknown", "same_side_unlisted")),
            (["masked men"], ["south-army"], ("unknown", "actor_unknown")),
            ([], ["south-army"], ("unknown", "initiator_unnamed")),
            (["north-army"], [], ("unknown", "target_unnamed")),
            ([], [], ("unknown", "initiator_unnamed")),
            ([], ["dune-group"], ("no", "target_excluded")),
            (["fisher-league"], [], ("no", "not_a_party")),
        ],
    )
    def test_who_was_bound(self, port, harbour, by, to, expected):
        assert answers(self.case(port, harbour, by, to))["actors_bound"] == expected

    def test_a_clash_with_an_excluded_group_is_carved_out_whoever_is_named_first(self, port, harbour):
        for pair in (["dune-group"], ["north-army"]), (["north-army"], ["dune-group"]):
            assert self.case(port, harbour, *pair, "armed_clash").decided_by == ("carve_out_excluded",)

    def test_roles_are_dated(self, port, harbour):
        people = port.model_dump(by_alias=True, mode="json")["participants"]
        people[0]["from"] = "2031-03-04"
        assert answers(self.case(altered(port, participants=people), harbour, ["north-army"], ["south-army"]))[
            "actors_bound"
        ] == ("no", "not_a_party")

    def test_an_exclusion_is_dated(self, port, harbour):
        people = port.model_dump(by_alias=True, mode="json")["participants"]
        people[2]["to"] = "2031-03-02"
        people.append({"actor": "dune-group", "role": "acceded", "from": "2031-03-03", "side": "dune"})
        joined = altered(port, participants=people)
        assert answers(self.case(joined, harbour, ["north-army"], ["dune-group"]))["actors_bound"] == ("yes", "bound")

    def test_a_truce_between_two_groups_of_one_camp_is_between_two_sides(self, port):
        world = World(
            [actor("river-band", "rebels"), actor("hill-band", "rebels"), actor("army", "state")],
            [place("mill", 10.03, -29.97)],
            (),
        )
        people = [{"actor": a, "role": "party", "side": a} for a in ("river-band", "hill-band")]
        truce = altered(port, participants=people, exclusions=[])
        assert self.case(truce, world, ["river-band"], ["hill-band"]).verdict is Verdict.PROBABLE
        assert self.case(truce, world, ["army"], ["hill-band"]).decided_by == ("not_a_party",)
        voices = [("a", "rebels"), ("b", "hill-band")]
        told = incident("i", "shelling", by=["river-band"], to=["hill-band"], at="mill", first=IN_PAUSE, origins=voices)
        assert only(truce, world, told).decided_by == ("aligned_origins",)

    def test_a_contested_role_and_a_rejection_are_disputes(self, port, harbour):
        people = port.model_dump(by_alias=True, mode="json")["participants"]
        contested = [{**people[0], "side": "disputed"}, *people[1:]]
        finding = self.case(altered(port, participants=contested), harbour, ["north-army"], ["south-army"])
        assert finding.decided_by == ("role_disputed",)
        rejecting = [*people, {"actor": "south-army", "role": "rejecting"}]
        finding = self.case(altered(port, participants=rejecting), harbour, ["north-army"], ["south-army"])
        assert finding.decided_by == ("rejecting",)

    def test_a_successor_of_an_excluded_group_is_excluded_by_association_only_where_the_text_says_so(self, port):
        heirs = {"relations": [{"kind": "predecessor", "to": "dune-group"}]}
        world = World(
            [actor("north-army", "north"), actor("dune-group", "dune"), actor("dune-heirs", "dune", **heirs)],
            [place("mill", 10.03, -29.97)],
            (),
        )
        assert self.case(port, world, ["north-army"], ["dune-heirs"]).decided_by == ("not_a_party",)
        wider = altered(
            port, exclusions=[{"as_worded": "and associates", "actors": ["dune-group"], "rule": "by_association"}]
        )
        assert self.case(wider, world, ["north-army"], ["dune-heirs"]).decided_by == ("carve_out_excluded",)


class TestAct:
    def case(self, port, harbour, type_, **parts):
        return only(
            altered(port, **parts),
            harbour,
            incident("i", type_, by=["north-army"], to=["south-army"], at="mill", first=IN_PAUSE),
        )

    def test_an_act_off_an_explicit_list_is_no_violation(self, port, harbour):
        finding = self.case(port, harbour, "explosive_device")
        assert (finding.verdict, finding.decided_by) == (Verdict.NOT_A_VIOLATION, ("act_not_listed",))

    def test_an_act_off_a_list_that_is_only_a_reading_stays_open(self, port, harbour):
        assert self.case(port, harbour, "explosive_device", violations={"defined": "implied"}).decided_by == (
            "act_not_listed_implied",
        )

    def test_without_any_list_nothing_can_be_held_against_it(self, port, harbour):
        finding = self.case(port, harbour, "shelling", violations={"event_types": []}, obligations=[])
        assert finding.decided_by == ("acts_unlisted",)

    def test_the_word_breach_alone_decides_nothing(self, port, harbour):
        assert self.case(port, harbour, "ceasefire_breach").decided_by == ("act_unnamed",)

    def test_an_agreement_without_a_definition_is_worded_as_inconsistency(self, port, harbour):
        finding = self.case(port, harbour, "shelling", violations={"defined": "none"})
        assert finding.verdict is Verdict.PROBABLE
        assert "inconsistent with" in finding.wording
        assert "violation" not in finding.wording.replace(port.title, "")


class TestVoices:
    def case(self, port, harbour, **rest):
        event = incident(
            "i", rest.pop("type_", "shelling"), by=["north-army"], to=["south-army"], at="mill", first=IN_PAUSE, **rest
        )
        return only(port, harbour, event)

    @pytest.mark.parametrize(
        ("origins", "verdict", "code"),
        [
            ([("wire-one", None), ("b", "south")], Verdict.PROBABLE, "independent_origins"),
            ([("a", "north"), ("b", "south")], Verdict.PROBABLE, "independent_origins"),
            ([("a", "none"), ("b", "south")], Verdict.PROBABLE, "independent_origins"),
            ([("a", "south"), ("b", "south")], Verdict.ALLEGED, "aligned_origins"),
            ([("a", None), ("b", None)], Verdict.ALLEGED, "aligned_origins"),
            ([("wire-one", None)], Verdict.ALLEGED, "single_origin"),
        ],
    )
    def test_two_origins_are_needed_one_of_them_apart_from_those_who_gain(self, port, harbour, origins, verdict, code):
        finding = self.case(port, harbour, origins=origins)
        assert (finding.verdict, finding.decided_by) == (verdict, (code,))

    def test_voices_of_both_sides_stand_apart_over_a_clash(self, port, harbour):
        finding = self.case(port, harbour, type_="armed_clash", origins=[("a", "north"), ("b", "south")])
        assert finding.verdict is Verdict.PROBABLE
        assert answers(finding)["attribution"] == ("unknown", "attribution_mutual")

    def test_hedged_voices_only_allege(self, port, harbour):
        assert self.case(port, harbour, standing=Standing.UNCONFIRMED).decided_by == ("hedged",)

    def test_a_denied_event_stays_open_and_a_rejected_one_is_contradicted(self, port, harbour):
        contested = self.case(port, harbour, standing=Standing.CONTESTED, denied=True)
        assert (contested.verdict, contested.decided_by) == (Verdict.INDETERMINATE, ("occurrence_contested",))
        assert "i-denial/c1" in contested.test(TestName.EVIDENCE).claims
        rejected = self.case(port, harbour, standing=Standing.REJECTED, denied=True)
        assert rejected.verdict is Verdict.CONTRADICTED

    def test_a_no_in_the_first_tests_decides_before_the_denial(self, port, harbour):
        event = incident(
            "i",
            "shelling",
            by=["north-army"],
            to=["south-army"],
            at="far-town",
            first=IN_PAUSE,
            standing=Standing.REJECTED,
            denied=True,
        )
        assert only(port, harbour, event).verdict is Verdict.OUT_OF_SCOPE

    def test_claims_that_name_different_sides_dispute_the_attribution(self, port, harbour):
        said = [
            Proposition(kind=PropositionKind.INITIATOR, value=v, supports=(k,), standing=Standing.REPORTED)
            for v, k in (("north-army", "i-wire-one/c1"), ("south-army", "i-monitor-two/c1"))
        ]
        finding = self.case(port, harbour, more=said)
        assert (finding.verdict, finding.decided_by) == (Verdict.ALLEGED, ("attribution_disputed",))

    def test_the_answer_names_who_says_so(self, port, harbour):
        reason = self.case(port, harbour, origins=[("North Radio", "north")]).test(TestName.ATTRIBUTION).reason
        assert "Army of the North" in reason
        assert "North Radio" in reason


def test_only_acts_that_are_said_to_have_happened_by_the_day_are_judged(port, harbour):
    events = [
        incident("plan", "shelling", actual=False),
        incident("foreseen", "shelling", standing=Standing.FORESEEN),
        incident("talks", "negotiation"),
        incident("held", "control"),
        incident("aid", "humanitarian_action"),
        incident("left", "withdrawal"),
        incident("tomorrow", "shelling", first=date(2031, 3, 9)),
        incident("denied-only", "shelling", origins=(), denied=True, standing=Standing.REJECTED),
        incident("siege", "siege"),
        incident("shelling", "shelling", first=date(2031, 3, 8)),
    ]
    found = judge(events, port, {}, {}, harbour, date(2031, 3, 8))
    assert [f.incident for f in found] == ["siege", "shelling"]


def test_each_answer_names_the_claims_that_it_rests_on(port, harbour):
    event = incident(
        "i",
        "shelling",
        by=["north-army"],
        to=["south-army"],
        at="mill",
        first=IN_PAUSE,
        origins=[("a", None), ("b", None)],
    )
    dated = claim("i-a", "c1", "shelling", by=["north-army"], at=["mill"], first=IN_PAUSE)
    placed = claim("i-b", "c1", "shelling", at=["mill"])
    claims = {c.key: c for c in (dated, placed)}
    reports = {r: report(r, IN_PAUSE) for r in ("i-a", "i-b")}
    finding = judge([event], port, claims, reports, harbour, LATER)[0]
    assert finding.test(TestName.IN_FORCE).claims == ("i-a/c1",)
    assert finding.test(TestName.IN_ZONE).claims == ("i-a/c1", "i-b/c1")


def test_every_reason_code_is_documented():
    text = (Path(__file__).parents[2] / "docs" / "findings.md").read_text("utf-8")
    assert [code for code in REASONS if f"`{code}`" not in text] == []


def test_established_is_never_given_and_every_code_is_known(port, harbour):
    names = ["north-army", "south-guns", "dune-group", "fisher-league", "north-militia", "nobody known", "townspeople"]
    events = [
        incident(f"{a}-{b}-{p}-{t}", t, by=[a], to=[b], at=p, first=day)
        for a in names
        for b in names
        for p in ("selm-port", "edge", "far-town", None)
        for t in ("shelling", "siege", "ceasefire_breach", "armed_clash")
        for day in (None, date(2031, 3, 2), IN_PAUSE)
    ]
    for finding in judge(events, port, {}, {}, harbour, LATER):
        assert finding.verdict is not Verdict.ESTABLISHED
        assert len(finding.tests) == 6
        assert {t.code for t in finding.tests} | set(finding.decided_by) <= set(REASONS)
        assert finding.wording.endswith(".")
        assert all(t.outcome in Outcome for t in finding.tests)
