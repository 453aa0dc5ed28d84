"""Control of a place is a proposition over time."""

from datetime import date

from trucewatch.assess.control import control_spans
from trucewatch.model import EventType, Incident, PlaceRef, Proposition, PropositionKind, Standing, Weight


def incident(key: str, kind: EventType, who: str, day: int | None, probability: float = 0.8) -> Incident:
    weight = Weight(probability=probability, low=0.1, high=0.9, grade_source="C", grade_item=3)
    happened = Proposition(
        kind=PropositionKind.OCCURRED, supports=(f"{key}/c1",), standing=Standing.REPORTED, weight=weight
    )
    return Incident(
        id=key,
        type=kind,
        types=(kind,),
        initiators=(who,),
        place=PlaceRef(name="Tell Amara", place_id="tell-amara"),
        date_start=date(2031, 5, day) if day else None,
        claims=(f"{key}/c1",),
        propositions=(happened,),
    )


def test_a_capture_by_another_ends_a_span_and_begins_one() -> None:
    spans = control_spans(
        [
            incident("i-1", EventType.CONTROL, "army", 1),
            incident("i-2", EventType.TERRITORY_CAPTURED, "north", 9),
        ]
    )
    assert [(s.holder, s.since, s.until) for s in spans] == [
        ("army", date(2031, 5, 1), date(2031, 5, 9)),
        ("north", date(2031, 5, 9), None),
    ]


def test_a_capture_that_hardly_anyone_believes_ends_nothing() -> None:
    spans = control_spans(
        [
            incident("i-1", EventType.CONTROL, "army", 1),
            incident("i-2", EventType.TERRITORY_CAPTURED, "north", 9, probability=0.2),
        ]
    )
    assert spans[0].until is None
    assert spans[1].weight is not None
    assert spans[1].weight.probability == 0.2


def test_a_withdrawal_of_the_holder_ends_its_span_and_an_undated_one_does_not() -> None:
    held = incident("i-1", EventType.CONTROL, "army", 1)
    left = incident("i-2", EventType.WITHDRAWAL, "army", 5)
    assert control_spans([held, left])[0].until == date(2031, 5, 5)
    assert control_spans([held, incident("i-3", EventType.WITHDRAWAL, "army", None)])[0].until is None
