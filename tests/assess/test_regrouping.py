"""What is decided about incidents lies in the ledger: minted ids, people's words, outcomes with the day of learning."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trucewatch.assess import assess, group
from trucewatch.assess.parameters import parameters
from trucewatch.ledger import Ledger
from trucewatch.ledger.kinds import ClaimsExtracted, IncidentsRegrouped, ReportAdded
from trucewatch.model import Claim, Incident, Report, Source
from trucewatch.model.errors import InputError
from trucewatch.regrouping import join, part, record_changes, records_of, regroupings, resolve
from trucewatch.world import World

WORLD = World((), (), (Source(id="wire", name="Harbour Wire", kind="wire", start="B", lean="none"),))
PLACES = {
    "amara": {"name": "Tell Amara", "lat": 35.10, "lon": 36.90, "radius_km": 2.0, "place_id": "tell-amara"},
    "far": {"name": "Deir Salam", "lat": 37.90, "lon": 40.60, "radius_km": 2.0, "place_id": "deir-salam-2"},
    "salam": {"name": "Deir Salam", "lat": 35.60, "lon": 37.60, "radius_km": 2.0, "place_id": "deir-salam"},
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.db") as made:
        yield made


def tell(ledger: Ledger, key: str, place: str, day: int = 5) -> str:
    """A report with one claim, in the ledger; the claim's key."""
    words = " ".join(f"word{key}{n}" for n in range(20))
    report = Report(id=key, text=f"shelled {place} {words}", published=date(2031, 5, day), publisher="Harbour Wire")
    claim = Claim.model_validate(
        {
            "id": "c1",
            "report": key,
            "trigger": {"text": "shelled", "start": 0, "end": 7},
            "type": "shelling",
            "places": [PLACES[place]],
            "date_start": "2031-05-04",
            "date_end": "2031-05-04",
        }
    )
    extracted = ClaimsExtracted(report=key, extractor="test", version="1", claims=(claim,))
    ledger.append_many(
        [("report_added", ReportAdded.model_validate({"report": report})), ("claims_extracted", extracted)], by="test"
    )
    return claim.key


def incidents(ledger: Ledger) -> tuple[Incident, ...]:
    return assess(ledger.reports(), ledger.claims().values(), (), WORLD, decisions=regroupings(ledger))


def joined(ledger: Ledger, other: str) -> Incident:
    """The one incident that a person made of two with three claims each, at Tell Amara and at another place."""
    for n in range(3):
        tell(ledger, f"a{n}", "amara")
        tell(ledger, f"s{n}", other)
    record_changes(ledger, WORLD)
    first, second = (i.id for i in incidents(ledger))
    join(ledger, WORLD, [first, second], by="R. Haddad", reason="one operation")
    (whole,) = incidents(ledger)
    return whole


def test_what_the_method_made_is_recorded_once(ledger: Ledger) -> None:
    tell(ledger, "r1", "amara")
    assert [c.change for c in record_changes(ledger, WORLD)] == ["minted"]
    assert record_changes(ledger, WORLD) == ()
    assert len(list(ledger.entries(IncidentsRegrouped.kind))) == 1


def test_a_claim_that_came_later_is_recorded_with_its_incident_and_what_becomes_of_it(ledger: Ledger) -> None:
    tell(ledger, "r1", "amara")
    (minted,) = record_changes(ledger, WORLD)
    later = tell(ledger, "r2", "amara")
    (grown,) = record_changes(ledger, WORLD)
    assert (grown.change, grown.incident, grown.claims) == ("grown", minted.incident, (later,))
    assert record_changes(ledger, WORLD) == ()
    (whole,) = incidents(ledger)
    part(ledger, WORLD, whole.id, [later], by="R. Haddad", reason="another hill")
    recorded = [c for c in regroupings(ledger) if c.change in ("split", "minted")]
    other = next(i.id for i in incidents(ledger) if i.id != whole.id)
    assert {(c.change, c.incident) for c in recorded[1:]} == {("split", whole.id), ("minted", other)}
    assert record_changes(ledger, WORLD) == ()


def test_recording_groups_as_assessing_does_and_is_stable_after_merges_and_splits(ledger: Ledger) -> None:
    whole = joined(ledger, "salam")
    assert record_changes(ledger, WORLD) == ()
    part(ledger, WORLD, whole.id, whole.claims[:2], by="R. Haddad", reason="another hill")
    assert record_changes(ledger, WORLD) == ()
    found = group(ledger.reports(), ledger.claims().values(), WORLD, regroupings(ledger))
    assert found == {i.id: i.claims for i in incidents(ledger)}


def test_a_person_joins_two_incidents_and_the_elder_id_stays(ledger: Ledger) -> None:
    tell(ledger, "r1", "amara")
    tell(ledger, "r2", "salam")
    record_changes(ledger, WORLD)
    first, second = (i.id for i in incidents(ledger))
    join(ledger, WORLD, [first, second], by="R. Haddad", reason="one strike, two towns named")
    (one,) = incidents(ledger)
    elder = next(iter(ledger.entries(IncidentsRegrouped.kind))).body["changes"][0]["incident"]
    assert one.id == elder
    recorded = regroupings(ledger)
    assert {c.change for c in recorded} == {"minted", "joined", "merged"}
    assert next(c for c in recorded if c.change == "joined").by == "R. Haddad"


def test_a_join_holds_for_every_claim_of_both_whatever_lies_between(ledger: Ledger) -> None:
    whole = joined(ledger, "far")
    assert len(whole.claims) == 6
    part(ledger, WORLD, whole.id, whole.claims[:1], by="R. Haddad", reason="another day")
    assert sorted(len(i.claims) for i in incidents(ledger)) == [1, 5]


def test_a_person_parts_a_claim_and_a_later_word_takes_that_back(ledger: Ledger) -> None:
    tell(ledger, "r1", "amara")
    key = tell(ledger, "r2", "amara")
    record_changes(ledger, WORLD)
    (one,) = incidents(ledger)
    part(ledger, WORLD, one.id, [key], by="R. Haddad", reason="another street")
    both = incidents(ledger)
    assert sorted(i.claims for i in both) == [("r1/c1",), ("r2/c1",)]
    assert one.id in {i.id for i in both}
    join(ledger, WORLD, [i.id for i in both], by="L. Odeh", reason="the same street after all")
    assert [i.id for i in incidents(ledger)] == [one.id]


def test_wrong_ids_and_claims_get_one_sentence_and_record_nothing(ledger: Ledger) -> None:
    tell(ledger, "r1", "amara")
    record_changes(ledger, WORLD)
    (one,) = incidents(ledger)
    before = ledger.head()
    with pytest.raises(InputError, match="no incident i-none"):
        join(ledger, WORLD, [one.id, "i-none"], by="x", reason="y")
    with pytest.raises(InputError, match="two incidents at least"):
        join(ledger, WORLD, [one.id], by="x", reason="y")
    with pytest.raises(InputError, match="no claim of"):
        part(ledger, WORLD, one.id, ["r9/c9"], by="x", reason="y")
    with pytest.raises(InputError, match="leave at least one"):
        part(ledger, WORLD, one.id, ["r1/c1"], by="x", reason="y")
    assert ledger.head() == before


def test_an_outcome_teaches_from_its_day_on_and_can_be_taken_back(ledger: Ledger) -> None:
    tell(ledger, "r1", "amara")
    (one,) = incidents(ledger)
    learned = datetime(2035, 1, 1, tzinfo=UTC)
    resolve(ledger, one, one.occurred, False, by="R. Haddad", reason="there was no shelling", known_from=learned)

    def wrong(known_on: datetime) -> int:
        found = records_of(ledger, ledger.reports(), ledger.claims(), (), WORLD, known_on)
        return found.of_source("wire", 0.5, parameters(), "neutral", "physical", None).seen

    assert wrong(datetime(2031, 6, 1, tzinfo=UTC)) == 0
    assert wrong(datetime(2035, 1, 2, tzinfo=UTC)) == 1
    resolve(ledger, one, one.occurred, None, by="R. Haddad", reason="too early to say", known_from=learned)
    assert wrong(datetime(2036, 1, 1, tzinfo=UTC)) == 0
