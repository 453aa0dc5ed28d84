"""Which claims are of one event: what reports and people keep apart, ids that stay, new reports one by one."""

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.assess import assess
from trucewatch.assess.clusters import clusters
from trucewatch.assess.identity import bonds_of, changes_between, identities
from trucewatch.assess.neighbourhood import Neighbourhoods, reassess
from trucewatch.assess.same_event import score, terms, weights
from trucewatch.assess.seen import Seen
from trucewatch.model import Claim, Regrouping, Report
from trucewatch.world import World

WORLD = World((), (), ())
TEXT = "Shells hit Tell Amara on Thursday, residents said.\n\nShells hit the town of Tell Amara on Thursday. " * 3
AMARA = {"name": "Tell Amara", "lat": 35.10, "lon": 36.90, "radius_km": 2.0, "place_id": "tell-amara"}
SALAM = {"name": "Deir Salam", "lat": 35.60, "lon": 37.60, "radius_km": 2.0, "place_id": "deir-salam"}


def report(key: str, day: int = 5) -> Report:
    return Report(id=key, text=TEXT, published=date(2031, 5, day))


def claim(key: str, number: int = 1, **fields: Any) -> Claim:
    given_: dict[str, Any] = {
        "id": f"c{number}",
        "report": key,
        "trigger": {"text": "Shells", "start": 0, "end": 6},
        "type": "shelling",
        "targets": [{"text": "residents"}],
        "places": [AMARA],
        "date_start": "2031-05-04",
        "date_end": "2031-05-04",
    }
    return Claim.model_validate({**given_, **fields})


def seen(one: Claim, day: int = 5) -> Seen:
    return Seen.of(one, report(one.report, day))


def together(*claims: Claim, bonds: Any = None) -> list[set[str]]:
    return [{s.claim.key for s in group} for group in clusters([seen(c) for c in claims], bonds)]


def test_the_score_is_the_sum_of_its_named_terms() -> None:
    a, b = seen(claim("r1")), seen(claim("r2"))
    assert score(a, b) == pytest.approx(sum(weights().get(term, 0.0) for term in terms(a, b)))
    assert {"day_same", "place_same", "type_act"} <= set(terms(a, b))


def test_a_clash_that_went_on_next_day_is_borne_out_and_not_the_same() -> None:
    clash = {"type": "armed_clash", "targets": [], "initiators": []}
    first = claim("r1", 1, **clash)
    later = {"date_start": "2031-05-05", "date_end": "2031-05-05", "links": [{"type": "confirms", "to": "c1"}]}
    assert "linked" not in terms(seen(first), seen(claim("r1", 2, **clash, **later)))
    same_day = {"links": [{"type": "confirms", "to": "c1"}]}
    assert "linked" in terms(seen(first), seen(claim("r1", 2, **clash, **same_day)))


def test_a_later_event_of_the_same_place_does_not_join_the_earlier_one() -> None:
    early, late = claim("r1"), claim("r2", date_start="2031-05-14", date_end="2031-05-14")
    undated = [claim(f"u{n}", date_start=None, date_end=None) for n in range(3)]
    for group in together(early, late, *undated):
        assert not {early.key, late.key} <= group


def test_strikes_of_one_day_in_two_towns_stay_two() -> None:
    assert len(together(claim("r1"), claim("r1", 2, places=[SALAM]))) == 2


def unmapped(name: str, lat: float, lon: float) -> dict[str, Any]:
    """A place as a coder gives it: a point, but neither its extent nor an id."""
    return {"name": name, "lat": lat, "lon": lon}


def test_one_bulletin_does_not_make_one_event_of_strikes_on_towns_far_apart() -> None:
    here, there = unmapped("Tell Amara", 35.1, 36.9), unmapped("Kafr Nahta", 33.5, 36.3)
    same = {"targets": [], "initiators": [{"text": "gunmen"}]}
    one, other = claim("r1", 1, places=[here], **same), claim("r1", 2, places=[there], **same)
    both = claim("r1", 3, places=[here, there], **same)
    assert "one_report_nearest_far_apart" in terms(seen(one), seen(other))
    assert not any({one.key, other.key} <= group for group in together(one, other, both))


@pytest.mark.parametrize("name", ["Nahta province", "the rural Nahta countryside", "northern Syria", "محافظة حلب"])
def test_a_point_of_a_province_or_country_keeps_nothing_apart(name: str) -> None:
    town, around = unmapped("Tell Amara", 35.1, 36.9), unmapped(name, 36.0, 38.2)
    found = terms(seen(claim("r1", places=[town])), seen(claim("r2", places=[around])))
    assert "nearest_far" in found
    assert "nearest_far_apart" not in found


def test_of_several_places_the_nearest_two_count() -> None:
    many = [unmapped("Kafr Nahta", 33.5, 36.3), unmapped("Tell Amara", 35.1, 36.9)]
    found = terms(seen(claim("r1", places=many)), seen(claim("r2", places=[unmapped("the hill", 35.1, 36.91)])))
    assert "nearest_2km" in found


def test_a_voice_that_denies_one_event_and_asserts_another_keeps_them_apart() -> None:
    said = {"source": ["the brigade"], "author_stance": "neutral"}
    denied = claim("r1", 1, source=["residents"], author_stance="neutral")
    denial = claim("r1", 2, polarity="-", links=[{"type": "denies", "to": "c1"}], **said)
    other = claim("r1", 3, **said)
    groups = together(denied, denial, other)
    assert {denied.key, denial.key} in groups
    assert {other.key} in groups


def test_what_a_person_says_of_claims_binds_and_the_last_word_counts() -> None:
    a, b = claim("r1"), claim("r2", places=[SALAM], date_start="2031-05-03", date_end="2031-05-04")
    joined = Regrouping(change="joined", claims=(a.key, b.key), by="R. Haddad")
    parted = Regrouping(change="parted", claims=(a.key,), others=(b.key,), by="L. Odeh")
    assert len(together(a, b)) == 2
    assert len(together(a, b, bonds=bonds_of([joined]))) == 1
    assert len(together(a, b, bonds=bonds_of([joined, parted]))) == 2
    assert len(together(a, b, bonds=bonds_of([parted, joined]))) == 1


def test_an_id_stays_when_an_earlier_report_turns_up_later() -> None:
    reports = {key: report(key, day) for key, day in (("r2", 6), ("r1", 5))}
    (first,) = assess({"r2": reports["r2"]}, [claim("r2")], (), WORLD)
    minted = Regrouping(change="minted", incident=first.id, claims=first.claims, by="test")
    (both,) = assess(reports, [claim("r1"), claim("r2")], (), WORLD, decisions=[minted])
    assert both.claims[0] == "r1/c1"
    assert both.id == first.id


def test_a_merge_keeps_the_elder_id_and_a_split_leaves_it_with_most_claims() -> None:
    minted = [
        Regrouping(change="minted", incident="i-old", claims=("a", "b", "c"), by="test"),
        Regrouping(change="minted", incident="i-new", claims=("d",), by="test"),
    ]
    assert identities([["d", "a", "b", "c"]], minted) == ["i-old"]
    split = identities([["a"], ["b", "c"], ["d"]], minted)
    assert split[1:] == ["i-old", "i-new"]
    assert split[0] not in ("i-old", "i-new")


def test_merges_and_splits_are_named() -> None:
    before = {"i-1": ["a", "b"], "i-2": ["c"]}
    merged = changes_between(before, {"i-1": ["a", "b", "c"]}, "test")
    assert [(c.change, c.incident, c.others) for c in merged] == [("merged", "i-1", ("i-2",))]
    split = changes_between(before, {"i-1": ["a"], "i-3": ["b"], "i-2": ["c"]}, "test")
    assert {(c.change, c.incident) for c in split} == {("split", "i-1"), ("minted", "i-3")}
    grown = changes_between(before, {"i-1": ["a", "d"], "i-2": ["c", "b"]}, "test")
    assert [(c.change, c.incident, c.claims) for c in grown if c.change == "grown"] == [
        ("grown", "i-1", ("d",)),
        ("grown", "i-2", ("b",)),
    ]


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True), st.integers(0, 5))
def test_every_group_gets_an_id_of_its_own(keys: list[str], cut: int) -> None:
    minted = [Regrouping(change="minted", incident=f"i-{k}", claims=(k,), by="test") for k in "abc"]
    groups = [group for group in (keys[:cut], keys[cut:]) if group]
    ids = identities(groups, minted)
    assert len(set(ids)) == len(groups)


def test_a_new_report_joins_its_neighbourhood_and_touches_no_other() -> None:
    with Neighbourhoods() as kept:
        (minted,) = kept.add(report("r1"), [claim("r1")])
        kept.add(report("r2"), [claim("r2", places=[SALAM], date_start="2031-03-01", date_end="2031-03-01")])
        before = dict(kept.assignments())
        assert kept.add(report("r3"), [claim("r3")]) == []
        after = dict(kept.assignments())
    assert after["r3/c1"] == minted.incident
    assert {key: after[key] for key in before} == before


def test_the_same_report_twice_changes_nothing() -> None:
    with Neighbourhoods() as kept:
        kept.add(report("r1"), [claim("r1")])
        assert kept.add(report("r1"), [claim("r1")]) == []
        assert len(kept) == 1


def test_incidents_outlive_the_program(tmp_path: Any) -> None:
    with Neighbourhoods(tmp_path / "incidents.db") as kept:
        (minted,) = kept.add(report("r1"), [claim("r1")])
    with Neighbourhoods(tmp_path / "incidents.db") as kept:
        kept.add(report("r2"), [claim("r2")])
        assert dict(kept.assignments())["r2/c1"] == minted.incident


def test_claims_put_back_keep_the_incident_that_they_are_known_by() -> None:
    with Neighbourhoods() as kept:
        kept.restore([(report("r1"), claim("r1"), "i-known")])
        kept.add(report("r2"), [claim("r2")])
        assert dict(kept.assignments()) == {"r1/c1": "i-known", "r2/c1": "i-known"}


def test_a_report_that_ties_two_incidents_together_merges_them_into_the_elder() -> None:
    undated = {"date_start": None, "date_end": None, "places": []}
    with Neighbourhoods() as kept:
        kept.restore([(report("r1"), claim("r1"), "i-old"), (report("r2"), claim("r2"), "i-young")])
        (merged,) = kept.add(report("r3"), [claim("r3"), claim("r3", 2, type="negotiation", **undated)])[:1]
        found = dict(kept.assignments())
    assert (merged.change, merged.incident, merged.others) == ("merged", "i-old", ("i-young",))
    assert found["r1/c1"] == found["r2/c1"] == found["r3/c1"] == "i-old"
    assert found["r3/c2"] not in ("i-old", "i-young")


def test_a_whole_reassessment_streams_and_tells_how_far_it_is() -> None:
    told: list[int] = []
    pairs = ((report(f"r{n}"), [claim(f"r{n}")]) for n in range(5))
    assert len({incident for _, incident in reassess(pairs, progress=told.append)}) == 1
    assert told == [1, 2, 3, 4, 5]


DAYS = st.sampled_from([None, "2031-05-01", "2031-05-02", "2031-05-04", "2031-05-20"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(DAYS, st.sampled_from([AMARA, SALAM, None])), min_size=1, max_size=8))
def test_one_by_one_every_claim_is_in_one_incident_and_days_far_apart_never_meet(
    given_: list[tuple[str | None, dict[str, Any] | None]],
) -> None:
    claims = [
        claim(f"r{n}", date_start=day, date_end=day, places=[place] if place else [])
        for n, (day, place) in enumerate(given_)
    ]
    with Neighbourhoods() as kept:
        for one in claims:
            kept.add(report(one.report, 21), [one])
        found = dict(kept.assignments())
    assert set(found) == {c.key for c in claims}
    for a, b in combinations(claims, 2):
        if a.date_start and b.date_start and abs((a.date_start - b.date_start).days) > 3:
            assert found[a.key] != found[b.key] or len(claims) > 2
