"""Claims become incidents: copies add no origin, denials answer propositions, interest is weighed."""

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.assess import assess
from trucewatch.model import (
    Actor,
    Claim,
    Copy,
    EventType,
    Incident,
    PropositionKind,
    Report,
    Source,
    Standing,
)
from trucewatch.world import World

ACTORS = (
    Actor(id="north", name="Northern Brigade", side="north", kind="armed_group"),
    Actor(id="army", name="Army", side="gov", kind="armed_forces"),
)
SOURCES = (
    Source(id="wire", name="Harbour Wire", kind="wire", start="B", lean="none"),
    Source(id="north-press", name="Northern press office", kind="party_statement", start="C", lean="north"),
    Source(id="army-press", name="Army press office", kind="party_statement", start="C", lean="gov"),
    Source(id="mirror", name="Mirror Site", kind="republisher", start="F"),
)
WORLD = World(ACTORS, (), SOURCES)
AMARA = {"name": "Tell Amara", "lat": 35.10, "lon": 36.90, "radius_km": 2.0, "place_id": "tell-amara"}
SALAM = {"name": "Deir Salam", "lat": 35.60, "lon": 37.60, "radius_km": 2.0, "place_id": "deir-salam"}
TEXT = "The Northern Brigade seized Tell Amara on Thursday after a night of fighting near the old mill. " * 2


def report(key: str, publisher: str, day: int = 5, text: str = TEXT) -> Report:
    return Report(id=key, text=text, published=date(2017, 5, day), publisher=publisher)


def claim(key: str, number: int = 1, **fields: Any) -> Claim:
    given_: dict[str, Any] = {
        "id": f"c{number}",
        "report": key,
        "trigger": {"text": "seized", "start": 21, "end": 27},
        "type": "territory_captured",
        "initiators": [{"text": "Northern Brigade", "id": "north"}],
        "targets": [{"text": "the army", "id": "army"}],
        "places": [AMARA],
        "date_start": "2017-05-04",
        "date_end": "2017-05-04",
    }
    return Claim.model_validate({**given_, **fields})


def run(reports: list[Report], claims: list[Claim], copies: tuple[Copy, ...] = ()) -> tuple[Incident, ...]:
    return assess({r.id: r for r in reports}, claims, copies, WORLD)


def test_two_reports_of_one_capture_are_one_incident_with_two_origins() -> None:
    (incident,) = run([report("r1", "Harbour Wire"), report("r2", "Army press office")], [claim("r1"), claim("r2")])
    assert incident.type is EventType.TERRITORY_CAPTURED
    assert {origin.id for origin in incident.origins} == {"wire", "army-press"}
    assert incident.occurred.standing is Standing.SUPPORTED
    assert (incident.date_start, incident.date_end) == (date(2017, 5, 4), date(2017, 5, 4))


def test_captures_of_two_places_are_two_incidents() -> None:
    found = run(
        [report("r1", "Harbour Wire")],
        [claim("r1"), claim("r1", 2, places=[SALAM], date_start="2017-05-01", date_end="2017-05-01")],
    )
    assert len(found) == 2


def test_every_claim_is_in_exactly_one_incident() -> None:
    claims = [claim("r1"), claim("r1", 2, type="negotiation"), claim("r1", 3, places=[SALAM])]
    found = run([report("r1", "Harbour Wire")], claims)
    assert sorted(key for incident in found for key in incident.claims) == sorted(c.key for c in claims)


def test_a_repost_adds_no_origin_and_no_weight() -> None:
    reports = [report("r1", "Harbour Wire"), report("r2", "Mirror Site", 6)]
    copy = Copy(a="r1", b="r2", kind="copy", shared=1.0, reason="the same text")
    (alone,) = run(reports[:1], [claim("r1")])
    (both,) = run(reports, [claim("r1"), claim("r2")], (copy,))
    assert [origin.id for origin in both.origins] == ["wire"]
    assert both.origins[0].reasons["r2/c1"].startswith("copy of r1")
    assert both.occurred.weight is not None
    assert alone.occurred.weight is not None
    assert both.occurred.weight.probability == alone.occurred.weight.probability
    assert both.occurred.standing is Standing.REPORTED


def test_copies_that_go_round_in_a_ring_still_have_one_origin() -> None:
    reports = [report("r1", "Harbour Wire"), report("r2", "Mirror Site")]
    ring = tuple(Copy(a=a, b=b, kind="copy", shared=1.0, reason="same") for a, b in (("r1", "r2"), ("r2", "r1")))
    (incident,) = run(reports, [claim("r1"), claim("r2")], ring)
    assert incident.occurred.standing in (Standing.REPORTED, Standing.SUPPORTED)


def test_a_denial_contests_the_incident_and_never_starts_one_of_its_own() -> None:
    denial = claim(
        "r1",
        2,
        polarity="-",
        source=["Northern press office"],
        author_stance="neutral",
        links=[{"type": "denies", "to": "c1"}],
    )
    asserted = claim("r1", source=["activists"], author_stance="neutral")
    (incident,) = run([report("r1", "Harbour Wire")], [asserted, denial])
    assert incident.occurred.denies == ("r1/c2",)
    assert incident.occurred.standing in (Standing.CONTESTED, Standing.REJECTED)


def test_a_denial_against_interest_weighs_more_than_an_interested_one() -> None:
    def contested(speaker: str) -> float:
        denial = claim(
            "r1", 2, polarity="-", source=[speaker], author_stance="neutral", links=[{"type": "denies", "to": "c1"}]
        )
        (incident,) = run(
            [report("r1", "Harbour Wire")], [claim("r1", source=["activists"], author_stance="neutral"), denial]
        )
        assert incident.occurred.weight is not None
        return incident.occurred.weight.probability

    assert contested("Northern press office") < contested("Army press office")


def test_what_is_only_planned_has_not_happened() -> None:
    (incident,) = run([report("r1", "Harbour Wire")], [claim("r1", mode="planned")])
    assert not incident.mode_actual
    assert incident.occurred.standing is Standing.FORESEEN
    assert incident.occurred.weight is None


def test_unnamed_hedged_sources_leave_it_unconfirmed() -> None:
    (incident,) = run([report("r1", "Harbour Wire")], [claim("r1", source=["Reports"], author_stance="neutral")])
    assert incident.occurred.standing is Standing.UNCONFIRMED


def test_different_tolls_contest_each_other_and_are_not_added() -> None:
    claims = [
        claim("r1", killed=[{"who": "fighters", "low": 12, "high": 12}]),
        claim("r2", killed=[{"who": "fighters", "low": 30, "high": None}]),
    ]
    (incident,) = run([report("r1", "Harbour Wire"), report("r2", "Army press office")], claims)
    tolls = [p for p in incident.propositions if p.kind is PropositionKind.KILLED]
    assert [(p.value, p.standing) for p in tolls] == [("12", Standing.CONTESTED), ("30 or more", Standing.CONTESTED)]


def test_the_sum_can_be_redone_by_hand() -> None:
    claims = [
        claim("r1"),
        claim("r2"),
        claim("r3", polarity="-", source=["Northern press office"], author_stance="neutral"),
    ]
    reports = [report("r1", "Harbour Wire"), report("r2", "Army press office"), report("r3", "Unknown Page")]
    for incident in run(reports, claims):
        weight = incident.occurred.weight
        assert weight is not None
        total = sum(term.log_odds for term in weight.contributions)
        assert weight.probability == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(min_value=2, max_value=40))
def test_no_flood_of_copies_raises_a_probability(copies: int) -> None:
    reports = [report(f"r{n}", "Harbour Wire" if n == 0 else f"Page {n}", 5) for n in range(copies)]
    claims = [claim(r.id) for r in reports]
    links = tuple(Copy(a="r0", b=r.id, kind="copy", shared=1.0, reason="same") for r in reports[1:])
    (alone,) = run(reports[:1], claims[:1])
    (flooded,) = run(reports, claims, links)
    assert flooded.occurred.weight == alone.occurred.weight or (
        flooded.occurred.weight is not None
        and alone.occurred.weight is not None
        and flooded.occurred.weight.probability <= alone.occurred.weight.probability
    )


def test_the_same_claims_give_the_same_incidents_in_any_order() -> None:
    reports = [report("r1", "Harbour Wire"), report("r2", "Army press office")]
    claims = [claim("r1"), claim("r1", 2, places=[SALAM]), claim("r2")]
    assert run(reports, claims) == run(reports, claims[::-1])


def test_a_claim_dated_in_the_future_of_its_report_is_kept_with_its_date() -> None:
    (incident,) = run([report("r1", "Harbour Wire")], [claim("r1", date_start="2030-01-01", date_end="2030-01-01")])
    assert incident.date_start == date(2030, 1, 1)
