"""What voices weigh: every sum can be redone by hand, no flood raises a probability, records learn with a date."""

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.assess import assess
from trucewatch.assess.learning import Resolution, records_from
from trucewatch.assess.origins import OriginFinder
from trucewatch.assess.parameters import parameters
from trucewatch.assess.records import Resolved, TrackRecords
from trucewatch.assess.voices import Voice, weigh_voices
from trucewatch.ingest import find_copies
from trucewatch.model import Actor, Claim, Incident, Link, PropositionKind, Regrouping, Report, Source, Standing, Weight
from trucewatch.world import World

ACTORS = (
    Actor(id="north", name="Northern Brigade", side="north", kind="armed_group"),
    Actor(id="army", name="Army", side="gov", kind="armed_forces"),
)
SOURCES = (
    Source(id="wire", name="Harbour Wire", kind="wire", start="B", lean="none"),
    Source(id="north-press", name="Northern press office", kind="party_statement", start="C", lean="north"),
    Source(id="army-press", name="Army press office", kind="party_statement", start="C", lean="gov"),
    Source(id="gazette", name="Delta Gazette", kind="outlet", start="D", lean="gov"),
    Source(id="courier", name="Delta Courier", kind="outlet", start="D", lean="gov"),
    Source(id="mirror", name="Mirror Site", kind="republisher", start="F", republishes=("wire",)),
)
WORLD = World(ACTORS, (), SOURCES)
AMARA = {"name": "Tell Amara", "lat": 35.10, "lon": 36.90, "radius_km": 2.0, "place_id": "tell-amara"}
TEXT = (
    "The Northern Brigade seized Tell Amara on Thursday after a night of fighting near the old mill. Its fighters came "
    "over the eastern bridge before dawn and raised their flag over the grain silo, where the garrison had slept. "
)
NO_RECORDS = TrackRecords()


def report(key: str, publisher: str, day: int = 5, text: str = TEXT) -> Report:
    return Report(id=key, text=text, published=date(2031, 5, day), publisher=publisher)


def claim(key: str, number: int = 1, **fields: Any) -> Claim:
    given_: dict[str, Any] = {
        "id": f"c{number}",
        "report": key,
        "trigger": {"text": "seized", "start": 21, "end": 27},
        "type": "territory_captured",
        "initiators": [{"text": "Northern Brigade", "id": "north"}],
        "targets": [{"text": "the army", "id": "army"}],
        "places": [AMARA],
        "date_start": "2031-05-04",
        "date_end": "2031-05-04",
    }
    return Claim.model_validate({**given_, **fields})


def run(reports: list[Report], claims: list[Claim], **more: Any) -> Incident:
    held = {r.id: r for r in reports}
    (incident,) = assess(held, claims, find_copies(reports), WORLD, **more)
    return incident


def weight_of(incident: Incident) -> Weight:
    assert incident.occurred.weight is not None
    return incident.occurred.weight


def by_hand(weight: Weight) -> float:
    """The probability redone from what is shown: products of factors, their sum, the logistic function."""
    total = 0.0
    for term in weight.contributions:
        amount = math.prod(term.factors.values()) if term.factors else term.log_odds
        total += -amount if term.term == "denies" and term.factors else amount
    return 1 / (1 + math.exp(-total))


def test_every_term_is_the_product_of_its_factors_and_the_probability_their_sum() -> None:
    reports = [report("r1", "Harbour Wire"), report("r2", "Army press office", 40 - 10, "Other words. " + TEXT[60:])]
    denial = claim(
        "r1", 2, polarity="-", source=["Northern press office"], author_stance="neutral", certainty="probable"
    )
    hedged = claim("r2", 1, certainty="possible", killed=[{"low": 3, "high": 3}])
    incident = run(reports, [claim("r1"), denial, hedged])
    for proposition in incident.propositions:
        if proposition.weight:
            assert proposition.weight.probability == pytest.approx(by_hand(proposition.weight), abs=1e-3)
            assert proposition.weight.low <= proposition.weight.probability <= proposition.weight.high


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(["A", "B", "C", "D", "E", "F", None]),
            st.sampled_from(["neutral", "interested", "against_interest"]),
            st.sampled_from(["certain", "probable", "possible"]),
            st.sampled_from(["gov", "north", "none", None]),
        ),
        max_size=8,
    )
)
def test_any_sum_of_voices_can_be_redone(spoken: list[tuple[bool, Any, Any, str, Any]]) -> None:
    voices = [
        Voice(f"o{n}", f"o{n}", asserts, letter=letter, side=side, stake=stake, certainty=certainty, rated=bool(side))
        for n, (asserts, letter, stake, certainty, side) in enumerate(spoken)
    ]
    weight = weigh_voices(voices, NO_RECORDS)
    assert weight.probability == pytest.approx(by_hand(weight), abs=1e-3)
    assert weight.origins == len(voices)


def test_a_statement_against_interest_counts_more_than_an_interested_one() -> None:
    def chance(**how: Any) -> float:
        return weigh_voices([Voice("o", "o", True, letter="C", side="gov", **how)], NO_RECORDS).probability

    assert chance(stake="against_interest") > chance() > chance(stake="interested")
    assert chance(promptness="before_the_event") < chance(promptness="late") < chance()
    assert chance(access="present") >= chance() > chance(access="relayed")


def test_partisans_of_one_side_add_little_to_each_other() -> None:
    voices = [Voice(f"o{n}", f"o{n}", True, letter="C", side="gov", stake="interested") for n in range(50)]
    one, fifty = (weigh_voices(some, NO_RECORDS) for some in (voices[:1], voices))
    assert (
        one.probability
        < fifty.probability
        < weigh_voices([Voice("a", "a", True, letter="C"), Voice("b", "b", True, letter="C")], NO_RECORDS).probability
    )


FLOOD = st.lists(
    st.tuples(st.sampled_from(["copy", "relay", "repeat", "mirror"]), st.integers(5, 25)), min_size=1, max_size=12
)
INVENTED = st.lists(st.integers(5, 25), min_size=1, max_size=20)


@settings(max_examples=25, deadline=None)
@given(FLOOD, st.sampled_from(["certain", "probable", "possible"]))
def test_no_flooding_raises_a_probability(flood: list[tuple[str, int]], certainty: str) -> None:
    """Copies, relays however firm, repeats and mirrors of one origin leave it where it was."""
    reports = [report("r0", "Harbour Wire")]
    claims = [claim("r0", certainty=certainty)]
    alone = weight_of(run(reports, claims))
    for n, (how, day) in enumerate(flood, start=1):
        publisher = {"copy": f"Page {n}", "relay": f"Page {n}", "repeat": "Harbour Wire", "mirror": "Mirror Site"}[how]
        text = f"{TEXT}Visit us {n}." if how == "copy" else " ".join(f"word{n}x{m} fallen" for m in range(12))
        reports.append(report(f"r{n}", publisher, day, text))
        said: dict[str, Any] = {"certainty": certainty if how == "repeat" else "certain"}
        if how == "relay":
            said |= {"source": ["Harbour Wire"], "author_stance": "endorses"}
        trigger = (
            {"text": "seized", "start": 21, "end": 27} if how == "copy" else {"text": "fallen", "start": 99, "end": 105}
        )
        claims.append(claim(f"r{n}", trigger=trigger, **said))
    flooded = weight_of(run(reports, claims))
    assert flooded.probability <= alone.probability
    assert flooded.origins == 1


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["Harbour Wire", "Northern press office", "Blog 0"]), INVENTED)
def test_invented_names_are_one_more_voice_together(publisher: str, days: list[int]) -> None:
    """However many distinct unknown names say so, it stands where one of them brings it, and they weigh less than two
    of them would; they confirm nothing."""
    reports = [report("r0", publisher), report("r1", "Blog 1", 5, "word1 fallen")]
    reports += [report(f"r{n}", f"Blog {n}", day, f"word{n} fallen") for n, day in enumerate(days, start=2)]
    claims = [claim(r.id) for r in reports]
    alone, one, flooded = (run(reports[:n], claims[:n]) for n in (1, 2, None))
    assert len(flooded.origins) == len(reports)
    by_one = alone if publisher == "Blog 0" else one
    assert flooded.occurred.standing is by_one.occurred.standing
    unrated = weigh_voices([Voice("o", "o", True, rated=False)], NO_RECORDS).contributions[0].log_odds
    rise = math.log(odds_of(flooded) / odds_of(alone))
    assert rise < (1 if publisher == "Blog 0" else 2) * unrated + 0.001
    assert weight_of(flooded).grade_item > 1


def odds_of(incident: Incident) -> float:
    return weight_of(incident).probability / (1 - weight_of(incident).probability)


@pytest.mark.parametrize(
    ("publishers", "standing"),
    [
        (["Blog 1", "Blog 2", "Blog 3"], Standing.REPORTED),
        (["Delta Gazette", "Delta Courier"], Standing.REPORTED),  # both gain by it, and by the same
        (["Delta Gazette", "Blog 1"], Standing.SUPPORTED),
        (["Delta Gazette", "Harbour Wire"], Standing.SUPPORTED),
    ],
)
def test_like_voices_support_as_one(publishers: list[str], standing: Standing) -> None:
    reports = [report(f"r{n}", name, 5, f"word{n} fallen") for n, name in enumerate(publishers)]
    taken = {"initiators": [{"text": "the army", "id": "army"}], "targets": [{"text": "rebels", "id": "north"}]}
    incident = run(reports, [claim(r.id, **taken) for r in reports])
    assert incident.occurred.standing is standing


def test_only_sources_that_the_watch_knows_confirm() -> None:
    known = [Voice(f"o{n}", f"o{n}", True, letter="A") for n in range(2)]
    unknown = [Voice(f"b{n}", f"b{n}", True, rated=False) for n in range(9)]
    assert weigh_voices(known, NO_RECORDS).grade_item == 1
    assert weigh_voices([known[0], *unknown], NO_RECORDS).grade_item == 2


def test_a_thousand_near_copies_are_one_origin() -> None:
    reports = [report("r0", "Harbour Wire")]
    reports += [report(f"r{n}", f"Page {n}", 6, TEXT.replace("dawn", f"dawn {n}")) for n in range(1, 1000)]
    flooded = run(reports, [claim(r.id) for r in reports])
    assert len(flooded.origins) == 1
    assert weight_of(flooded).probability == weight_of(run(reports[:1], [claim("r0")])).probability


def test_sources_that_cite_each_other_in_a_ring_are_one_origin_that_names_nobody() -> None:
    texts = ("The town fell, the Courier says.", "The Gazette writes that the town has fallen today.")
    reports = [report("r1", "Delta Gazette", 5, texts[0]), report("r2", "Delta Courier", 5, texts[1])]
    said = {"author_stance": "neutral", "trigger": {"text": "fallen", "start": 0, "end": 6}}
    ring = run(reports, [claim("r1", source=["Delta Courier"], **said), claim("r2", source=["Delta Gazette"], **said)])
    (origin,) = ring.origins
    assert origin.id.startswith("ring:")
    assert all("a ring" in reason for reason in origin.reasons.values())
    assert "unnamed" in weight_of(ring).contributions[0].reason


def test_a_relay_leads_on_to_whom_it_relays_with_a_reason_on_each_step() -> None:
    reports = [
        report("r1", "Delta Gazette", 5, "The press office says that the town fell."),
        report("r2", "Page", 6, "x y z"),
    ]
    said = {"author_stance": "neutral", "trigger": {"text": "x", "start": 0, "end": 1}}
    relayed = [claim("r1", source=["Army press office"], **said), claim("r2", source=["Delta Gazette"], **said)]
    incident = run(reports, relayed)
    assert [o.id for o in incident.origins] == ["army-press"]
    steps = {(e.start, e.end) for e in incident.origin_edges}
    assert {("r2/c1", "gazette"), ("gazette", "army-press")} <= steps
    assert all(e.reason for e in incident.origin_edges)


def test_a_correction_replaces_the_word_that_it_corrects() -> None:
    first, later = (
        report("r1", "Harbour Wire", 5),
        report("r2", "Harbour Wire", 8, "Tell Amara had not fallen, we find."),
    )
    wrong = claim("r1")
    right = claim("r2", polarity="-", trigger={"text": "fallen", "start": 19, "end": 25})
    weight = weight_of(run([first, later], [wrong, right]))
    assert weight.origins == 1
    assert weight.probability < 0.3
    assert "takes back" in weight.contributions[0].reason


def test_a_claim_dated_after_its_report_hardly_counts() -> None:
    future = {"date_start": "2031-08-01", "date_end": "2031-08-01"}
    weight = weight_of(run([report("r1", "Harbour Wire")], [claim("r1", **future)]))
    assert weight.contributions[0].factors["promptness"] == parameters().promptness["before_the_event"]
    assert weight.probability < 0.6


def test_a_place_of_unknown_extent_and_no_day_are_weighed_all_the_same() -> None:
    bare = claim("r1", places=[{"name": "somewhere near the river"}], date_start=None, date_end=None)
    assert 0 < weight_of(run([report("r1", "Harbour Wire")], [bare])).probability < 1


def test_a_toll_is_an_interval_over_origins_and_the_latest_word_of_each() -> None:
    reports = [
        report("r1", "Harbour Wire", 5),
        report("r2", "Harbour Wire", 7, "New words. "),
        report("r3", "Delta Gazette"),
    ]
    tolls = (
        [{"who": "", "low": 12, "high": 12}],
        [{"who": "", "low": 19, "high": 19}, {"who": "", "low": 4, "high": 4}],
    )
    more = [{"who": "", "low": 24, "high": None}]
    incident = run(reports[:2], [claim("r1", killed=tolls[0]), claim("r2", killed=tolls[1])])
    assert (incident.killed_low, incident.killed_high) == (19, 19)
    wider = run(
        reports,
        [claim("r1", killed=tolls[0]), claim("r2", killed=tolls[1]), claim("r3", source=["army medics"], killed=more)],
    )
    assert (wider.killed_low, wider.killed_high) == (19, None)


def test_a_toll_of_at_most_so_many_is_a_proposition_and_an_interval() -> None:
    reports = [report("r1", "Harbour Wire"), report("r2", "Delta Gazette", 5, "Other words.")]
    at_most = {"who": "", "low": None, "high": 20}
    first = claim("r1", killed=[at_most, {"who": "children", "low": 6, "high": 6}])
    alone = run(reports[:1], [claim("r1", killed=[at_most])])
    assert [p.value for p in alone.propositions if p.kind is PropositionKind.KILLED] == ["up to 20"]
    assert (alone.killed_low, alone.killed_high) == (0, 20)
    both = run(reports, [first, claim("r2", killed=[{"who": "", "low": 31, "high": 31}])])
    assert (both.killed_low, both.killed_high) == (0, 31)
    against = {
        p.value: [c for c in p.weight.contributions if c.term == "denies"]
        for p in both.propositions
        if p.kind is PropositionKind.KILLED and p.weight
    }
    assert [c.claims for c in against["up to 20"]] == [("r2/c1",)]
    assert [c.claims for c in against["31"]] == [("r1/c1",)]


def test_a_denial_answers_who_did_it_where_it_names_them() -> None:
    reports = [report("r1", "Harbour Wire"), report("r2", "Army press office", text="The army answered the charge.")]
    said = claim("r1", initiators=[{"text": "the army", "id": "army"}], targets=[], killed=[{"low": 4, "high": 4}])
    denial = claim("r2", polarity="-", initiators=[{"text": "the army", "id": "army"}], targets=[])
    incident = run(reports, [said, denial.model_copy(update={"links": (Link(type="denies", to="r1/c1"),)})])
    parts = {(p.kind, p.value): p for p in incident.propositions}
    who = parts[PropositionKind.INITIATOR, "army"]
    assert (who.standing, who.supports, who.denies) == (Standing.CONTESTED, ("r1/c1",), ("r2/c1",))
    toll, where = parts[PropositionKind.KILLED, "4"], parts[PropositionKind.PLACE, "tell-amara"]
    assert [(p.standing, p.denies) for p in (toll, where)] == [(Standing.REPORTED, ())] * 2
    assert who.weight is not None
    assert toll.weight is not None
    assert who.weight.probability < toll.weight.probability


def answered(denier: str, text: str, **denial: Any) -> dict[tuple[PropositionKind, str], Any]:
    """The propositions of a shelling that the wire reported and somebody denied."""
    shelled = {"type": "shelling", "initiators": [{"text": "the army", "id": "army"}],
               "targets": [{"text": "Northern Brigade", "id": "north"}]}  # fmt: skip
    reports = [report("r1", "Harbour Wire"), report("r2", denier, text=text)]
    link = Link(type="denies", to="r1/c1")
    said = claim("r2", **{**shelled, "polarity": "-", **denial}).model_copy(update={"links": (link,)})
    return {(p.kind, p.value or ""): p for p in run(reports, [claim("r1", **shelled), said]).propositions}


OCCURRED = (PropositionKind.OCCURRED, "")


def accused(kind: str = "shelling", **second: Any) -> dict[tuple[PropositionKind, str], Any]:
    """The propositions of an act that each of two parties lays on the other."""
    reports = [report("r1", "Army press office"), report("r2", "Northern press office", text="Other words.")]
    by_north, by_army = ({"text": "they", "id": who} for who in ("north", "army"))
    said = [
        claim("r1", type=kind, initiators=[by_north], targets=[]),
        claim("r2", **{"type": kind, "initiators": [by_army], "targets": [], **second}),
    ]
    one = Regrouping(change="joined", claims=tuple(c.key for c in said))
    return {(p.kind, p.value or ""): p for p in run(reports, said, decisions=[one]).propositions}


def test_two_parties_that_accuse_each_other_contest_who_did_it() -> None:
    parts = accused()
    for who in ("north", "army"):
        doer = parts[PropositionKind.INITIATOR, who]
        assert doer.standing is Standing.CONTESTED
        assert doer.weight.probability == pytest.approx(0.5)
        assert [c.term for c in doer.weight.contributions].count("denies") == 1
    assert parts[OCCURRED].standing is Standing.SUPPORTED


@pytest.mark.parametrize(
    ("kind", "second"),
    [
        ("withdrawal", {}),  # both can have left
        ("shelling", {"type": "air_strike"}),  # two acts, told as one event
        ("shelling", {"initiators": [{"text": "army", "id": "army"}, {"text": "brigade", "id": "north"}]}),
        ("shelling", {"initiators": [{"text": "gunmen", "id": None}]}),  # of no side that is known
        ("shelling", {"targets": [{"text": "brigade", "id": "north"}]}),  # who was shelled may have shelled too
    ],
)
def test_doers_that_can_both_be_right_are_no_rivals(kind: str, second: dict[str, Any]) -> None:
    doer = accused(kind, **second)[PropositionKind.INITIATOR, "north"]
    assert doer.standing in (Standing.REPORTED, Standing.SUPPORTED)
    assert all(c.term != "denies" for c in doer.weight.contributions)


def test_the_accused_who_denies_having_done_it_leaves_open_whether_it_happened() -> None:
    parts = answered("Army press office", "The army denied that it had shelled Tell Amara.", targets=[])
    assert (parts[OCCURRED].standing, parts[OCCURRED].denies) == (Standing.REPORTED, ())
    who = parts[PropositionKind.INITIATOR, "army"]
    assert (who.standing, who.denies) == (Standing.CONTESTED, ("r2/c1",))
    assert parts[PropositionKind.TARGET, "north"].denies == ()
    assert who.weight.probability < parts[OCCURRED].weight.probability


def test_a_party_that_denies_having_been_hit_leaves_open_whether_it_happened() -> None:
    parts = answered("Northern press office", "The brigade denied that it had been hit.", initiators=[])
    assert parts[OCCURRED].denies == ()
    hit = parts[PropositionKind.TARGET, "north"]
    assert (hit.standing, hit.denies) == (Standing.CONTESTED, ("r2/c1",))
    assert parts[PropositionKind.INITIATOR, "army"].denies == ()


@pytest.mark.parametrize(
    "denial",
    [
        {"initiators": [], "targets": []},  # nothing happened there
        {"initiators": [{"text": "rebels", "id": None}], "targets": []},  # not what was said of anybody
    ],
)
def test_a_party_that_denies_the_event_contests_that_it_happened(denial: dict[str, Any]) -> None:
    parts = answered("Army press office", "The army denied that anything had happened.", **denial)
    assert parts[OCCURRED].denies == ("r2/c1",)
    assert parts[OCCURRED].standing in (Standing.CONTESTED, Standing.REJECTED)


def test_a_party_that_denies_what_nobody_else_can_have_done_contests_that_it_happened() -> None:
    left: dict[str, Any] = {"type": "withdrawal", "initiators": [{"text": "the army", "id": "army"}], "targets": []}
    reports = [
        report("r1", "Harbour Wire"),
        report("r2", "Army press office", text="The army denied that it had left."),
    ]
    link = Link(type="denies", to="r1/c1")
    denial = claim("r2", polarity="-", **left).model_copy(update={"links": (link,)})
    assert run(reports, [claim("r1", **left), denial]).occurred.denies == ("r2/c1",)


def test_a_denial_by_others_than_the_party_contests_that_it_happened() -> None:
    parts = answered("Delta Gazette", "The army did not shell Tell Amara.")
    assert parts[OCCURRED].denies == ("r2/c1",)


@pytest.mark.parametrize(("speaker", "own"), [("the army's spokesman", True), ("an officer", False)])
def test_a_party_is_known_by_how_it_is_worded(speaker: str, own: bool) -> None:
    parts = answered("Harbour Wire", "It was denied on Friday.", source=[speaker], targets=[])
    assert parts[OCCURRED].denies == (() if own else ("r2/c1",))


def test_records_know_nothing_of_what_was_resolved_later() -> None:
    records = TrackRecords.of(
        Resolved(date(2035, 1, n), "wire", "neutral", "physical", right=False) for n in range(1, 29)
    )
    voice = Voice("wire", "Harbour Wire", True, letter="B", side="none")
    then, now = (weigh_voices([voice], records, day).probability for day in (date(2031, 5, 5), date(2035, 2, 1)))
    assert then == weigh_voices([voice], NO_RECORDS).probability
    assert now < 0.5 < then


def test_records_are_kept_apart_by_stake() -> None:
    records = TrackRecords.of(
        Resolved(date(2031, 1, 1), "army-press", "interested", "physical", right=False) for _ in range(20)
    )

    def chance(stake: Any) -> float:
        voice = Voice("army-press", "Army press office", True, letter="C", side="gov", stake=stake)
        return weigh_voices([voice], records).probability

    assert chance("interested") < 0.4
    assert chance("against_interest") > chance("interested") + 0.15


def test_a_resolved_proposition_teaches_who_was_right() -> None:
    reports = {
        r.id: r for r in (report("r1", "Harbour Wire"), report("r2", "Northern press office", 5, "Other words."))
    }
    claims = {c.key: c for c in (claim("r1"), claim("r2", polarity="-"))}
    found = Resolution(date(2031, 6, 1), PropositionKind.OCCURRED, True, ("r1/c1",), ("r2/c1",))
    records = records_from([found], reports, claims, (), WORLD)
    start = parameters()
    right = records.of_source("wire", 0.5, start, "neutral", "physical", None)
    wrong = records.of_source("north-press", 0.5, start, "against_interest", "physical", None)
    assert (right.seen, wrong.seen) == (1, 1)
    assert right.right > right.wrong
    assert wrong.right < wrong.wrong


def test_a_source_that_corrected_itself_is_taught_as_right() -> None:
    """A record is held to the word that stands in weighing: the latest own one, and a relay never before it."""
    held = (report("r1", "Harbour Wire", 5), report("r2", "Harbour Wire", 8, "Tell Amara had not fallen, we find."))
    wrong, right = claim("r1"), claim("r2", polarity="-")
    found = Resolution(date(2031, 6, 1), PropositionKind.OCCURRED, False, (wrong.key,), (right.key,))
    records = records_from([found], {r.id: r for r in held}, {c.key: c for c in (wrong, right)}, (), WORLD)
    record = records.of_source("wire", 0.5, parameters(), "neutral", "physical", None)
    assert (record.seen, record.right > record.wrong) == (1, True)


def test_an_agency_that_signs_a_text_is_its_origin() -> None:
    text = "Harbour towns wait.\n\nSource: Harbour Wire"
    finder = OriginFinder({"r1": report("r1", "Page", 5, text)}, (), WORLD)
    assert finder.trace(claim("r1")).id == "wire"
