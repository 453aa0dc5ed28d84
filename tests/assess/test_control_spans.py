"""Control of a place is a proposition over time."""

import json
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from trucewatch.assess.control import control_spans
from trucewatch.cli import app
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


def spans_of(*incidents: Incident) -> list[tuple[str, int, int | None]]:
    """Holder, first day and last day of each span."""
    found = control_spans(incidents)
    return [(s.holder, s.since.day if s.since else 0, s.until.day if s.until else None) for s in found]


def test_a_place_lost_and_retaken_on_one_day_was_held_by_the_other_for_that_day() -> None:
    taken, lost, retaken = (
        incident("i-3", EventType.CONTROL, "army", 1),
        incident("i-2", EventType.TERRITORY_CAPTURED, "north", 9),
        incident("i-1", EventType.TERRITORY_CAPTURED, "army", 9),
    )
    assert spans_of(taken, lost, retaken) == [("army", 1, 9), ("north", 9, 9), ("army", 9, None)]


def test_a_party_leaves_what_it_took_on_the_same_day_after_taking_it() -> None:
    taken = incident("i-2", EventType.TERRITORY_CAPTURED, "north", 9)
    assert spans_of(taken, incident("i-1", EventType.WITHDRAWAL, "north", 9)) == [("north", 9, 9)]


def test_where_the_order_of_a_day_is_not_known_neither_ends_the_other() -> None:
    rivals = [incident(f"i-{n}", EventType.TERRITORY_CAPTURED, who, 9) for n, who in enumerate(("army", "north"))]
    assert spans_of(*rivals) == [("army", 9, None), ("north", 9, None)]
    held = incident("i-9", EventType.CONTROL, "army", 1)
    stated = incident("i-0", EventType.CONTROL, "army", 9)
    assert spans_of(held, stated, rivals[1])[-1] == ("north", 9, None)  # to have held it is not to have retaken it


def test_a_holding_is_shown_with_the_span_that_it_rests_on(example_folder: Path) -> None:
    asked = "control Tabqa --weighed --as-of 2017-05-20 --known-on 2017-05-20 --watch".split()
    told = CliRunner().invoke(app, [*asked, str(example_folder), "--format", "jsonl"])
    (holding,) = map(json.loads, told.stdout.splitlines())
    span = holding["weighed"]
    assert set(span["supports"]) & set(holding["claims"])
    assert span["place"] == holding["place_id"]
    shown = CliRunner().invoke(app, [*asked, str(example_folder)])
    assert f"{span['weight']['probability']:.2f}" in shown.stdout
