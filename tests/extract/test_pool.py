"""Many reports on several processes give the claims of one process, in order."""

from datetime import date

import pytest

from trucewatch.extract.pool import extract_all
from trucewatch.model import Report
from trucewatch.model.errors import ExtractionError
from trucewatch.world import World


def reports(number: int) -> list[Report]:
    texts = (
        "The army shelled the town of Tell Amara on Thursday, killing at least {n} people.",
        "The Northern Brigade denied that it had pulled out of Tell Amara on day {n}.",
    )
    return [Report(id=f"r{n}", text=texts[n % 2].format(n=n + 2), published=date(2017, 5, 5)) for n in range(number)]


def make_world() -> World:
    return World((), (), ())


def test_several_processes_give_the_same_claims_in_the_same_order() -> None:
    many = reports(60)
    alone = list(extract_all(many, "rules", make_world, jobs=1))
    together = list(extract_all(iter(many), "rules", make_world, jobs=2))
    assert [r.id for r, _ in together] == [r.id for r in many]
    assert together == alone
    assert any(claims for _, claims in alone)


def test_an_unknown_extractor_is_refused_before_any_work() -> None:
    with pytest.raises(ExtractionError, match="oracle"):
        list(extract_all(reports(1), "oracle", make_world, jobs=1))


def test_nothing_in_gives_nothing_out() -> None:
    assert list(extract_all([], "rules", make_world)) == []
