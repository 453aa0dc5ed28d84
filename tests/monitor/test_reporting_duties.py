"""Duties to report, turn by turn: what is known of them, and what silence does not show."""

from datetime import date

import pytest

from trucewatch.model import Agreement, ObligationState
from trucewatch.monitor.reporting_duties import reporting_duties

from .conftest import claim, report


@pytest.fixture
def daily(port):
    def made(**words):
        duty = {"by": "relief-agency", "to": "the public", "cadence": "daily", "public": True, **words}
        return Agreement.model_validate({**port.model_dump(by_alias=True, mode="json"), "reporting": [duty]})

    return made


def of(agreement, world, day, *told):
    """Where the one duty to report stands; `told` are pairs of a publisher with its day, and the source it names."""
    reports, claims = {}, {}
    for number, (publisher, published, source) in enumerate(told):
        page = report(f"r{number}", date.fromisoformat(published)).model_copy(update={"publisher": publisher})
        said = claim(page.id, "c1", "shelling").model_copy(update={"source": (source,)})
        reports[page.id], claims[said.key] = page, said
    return reporting_duties(agreement, claims, reports, date.fromisoformat(day), world)[0]


def states(status):
    return {str(o.due): o.state.value for o in status.occurrences}


def test_a_turn_is_met_where_somebody_quotes_the_body(daily, harbour):
    status = of(daily(), harbour, "2031-03-04", ("Wire One", "2031-03-03", "Relief Agency"))
    assert (status.id, status.actors, status.duty) == ("reporting-1", ("relief-agency",), "report to the public")
    assert status.evidence == ("r0/c1",)
    assert states(status)["2031-03-03"] == "met"
    assert status.state is ObligationState.IN_PROGRESS


def test_silence_of_a_body_whose_bulletins_are_not_read_is_unknown(daily, harbour):
    status = of(daily(), harbour, "2031-03-06", ("Wire One", "2031-03-03", "Relief Agency"))
    assert states(status)["2031-03-05"] == "unknown"
    assert status.state is ObligationState.UNKNOWN
    assert "not read here" in status.reason
    nobody = of(daily(), harbour, "2031-03-06", ("Wire One", "2031-03-03", "Army of the North"))
    assert (nobody.state, nobody.evidence) == (ObligationState.UNKNOWN, ())


def test_where_its_own_bulletins_are_read_a_turn_without_one_is_missed(daily, harbour):
    status = of(daily(), harbour, "2031-03-06", ("Relief Agency", "2031-03-03", "author"))
    assert states(status)["2031-03-03"] == "met"
    assert states(status)["2031-03-05"] == "missed"
    assert status.state is ObligationState.OVERDUE
    assert "no proof" in status.reason


def test_a_part_speaks_for_the_whole(daily, harbour):
    told = ("Wire One", "2031-03-03", "Third Battery")
    assert of(daily(by="north-army"), harbour, "2031-03-04", told).evidence == ("r0/c1",)


def test_reports_that_are_not_public_are_not_judged(daily, harbour):
    status = of(daily(public=False), harbour, "2031-03-06", ("Relief Agency", "2031-03-03", "author"))
    assert (status.state, status.occurrences, status.evidence) == (ObligationState.UNKNOWN, (), ())
    assert "not public" in status.reason


def test_nothing_is_due_before_the_agreement_binds_and_nothing_later_is_used(daily, harbour):
    told = ("Relief Agency", "2031-03-03", "author")
    assert of(daily(), harbour, "2031-03-01", told).state is ObligationState.PENDING
    assert of(daily(), harbour, "2031-03-02", told).evidence == ()


def test_a_cadence_that_sets_no_days_leaves_the_reports_that_are_known(daily, harbour):
    status = of(daily(cadence="each round"), harbour, "2031-03-06", ("Relief Agency", "2031-03-03", "author"))
    assert (status.state, status.occurrences) == (ObligationState.IN_PROGRESS, ())
    assert "'each round' sets no days" in status.reason
