from datetime import date

import pytest
from pydantic import ValidationError

from trucewatch.model import Claim, EventType, Polarity, Stance, Trigger, codebook

TRIGGER = Trigger(text="shelled", start=10, end=17)


def claim(**fields: object) -> Claim:
    return Claim.model_validate({"id": "c1", "report": "r1", "trigger": TRIGGER, "type": "shelling", **fields})


def test_a_claim_is_named_by_report_and_id() -> None:
    assert claim().key == "r1/c1"


def test_only_an_affirmed_certain_actual_endorsed_claim_is_a_plain_assertion() -> None:
    assert claim().is_plain_assertion
    assert not claim(polarity=Polarity.NEGATIVE).is_plain_assertion
    assert not claim(author_stance=Stance.REJECTS, source=("activists",)).is_plain_assertion
    assert not claim(mode="planned").is_plain_assertion
    assert not claim(certainty="possible").is_plain_assertion


def test_a_trigger_must_fit_its_offsets() -> None:
    with pytest.raises(ValidationError, match="does not fit its offsets"):
        Trigger(text="shelled", start=10, end=12)


def test_an_event_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="before it starts"):
        claim(date_start=date(2017, 5, 5), date_end=date(2017, 5, 4))


def test_an_unknown_event_type_is_refused() -> None:
    with pytest.raises(ValidationError, match="type"):
        claim(type="violation")


def test_a_claim_has_a_source() -> None:
    with pytest.raises(ValidationError, match="no source"):
        claim(source=())


def test_the_codebook_has_an_entry_for_every_type_and_a_violation_is_no_type() -> None:
    assert set(codebook()) == set(EventType)
    assert "violation" not in {str(t) for t in EventType}
    assert codebook()[EventType.NEGOTIATION].violation == "no"
