"""What people decided, seen through whole views on both clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from review_material import TEXT, claims_of

from trucewatch.ledger import Ledger
from trucewatch.ledger.kinds import ClaimsExtracted, ReportAdded
from trucewatch.model import Report, Sensitivity, Standing
from trucewatch.publish.release import release, shipped_profile
from trucewatch.review.coding import Share
from trucewatch.review.deciding import Desk
from trucewatch.review.incidents import Grouper
from trucewatch.settings import WatchSettings
from trucewatch.views import view
from trucewatch.world import World

SETTINGS = WatchSettings(id="valley", title="The valley")
AS_OF = datetime(2021, 6, 1, tzinfo=UTC)


class Clock:
    now = datetime(2021, 5, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self) -> datetime:
        self.now += timedelta(days=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def valley(tmp_path, clock):
    with Ledger.create(tmp_path / "ledger.db", clock=clock) as made:
        report = Report(id="r1", text=TEXT, published=date(2021, 5, 2), publisher="Outlet", language="en")
        read = ClaimsExtracted(report="r1", extractor="rules", version="1", claims=claims_of("r1"))
        added = ReportAdded.model_validate({"report": report})
        made.append_many([("report_added", added), ("claims_extracted", read)], by="trucewatch")
        yield made


@pytest.fixture
def ana(valley) -> Grouper:
    return Grouper(Desk(valley, lambda: World((), (), ()), Share("valley", 0.0)), "Ana")


def seen(ledger, known_on, upto=None):
    return view(ledger, SETTINGS, as_of=AS_OF, known_on=known_on, upto=upto)


def shelling(found):
    return next(i for i in found.incidents if "r1/c1" in i.claims)


def test_a_rejected_denial_contests_nothing_any_more_but_did_before(valley, ana, clock):
    before = clock.now
    now = clock.tick()
    old = seen(valley, before)
    assert shelling(old).occurred.standing is Standing.CONTESTED
    ana.reject("r1/c2")
    new = seen(valley, now)
    assert shelling(new).occurred.standing is not Standing.CONTESTED
    assert new.corpus_hash != old.corpus_hash
    again = seen(valley, before)
    assert again.model_dump_json() == old.model_dump_json()
    assert seen(valley, now, upto=before).corpus_hash == old.corpus_hash


def test_a_correction_moves_the_incident_and_says_who_made_it(valley, ana, clock):
    now = clock.tick()
    ana.correct("r1/c1", {"date_start": "2021-05-02", "date_end": "2021-05-02"})
    ana.reject("r1/c2")
    found = seen(valley, now)
    assert shelling(found).date_start == date(2021, 5, 2)
    assert found.claims["r1/c1"].reviewed.by == "Ana"
    shown = release(found, shipped_profile("public"), AS_OF).view
    assert shown.claims["r1/c1"].reviewed is None
    assert "Ana" not in shown.model_dump_json()


def test_a_flag_holds_on_whatever_day_is_asked_about(valley, ana, clock):
    before = clock.now
    clock.tick()
    ana.flag("report", "r1", Sensitivity.STRICT, reason="its author is in danger")
    for known_on in (before, clock.now):
        shown = release(seen(valley, known_on), shipped_profile("partners"), AS_OF)
        assert shown.view.claims == {}
        assert all(report.text == "[words withheld]" for report in shown.view.reports.values())
        assert {(w.rule, w.kind) for w in shown.withheld} >= {("flagged", "claim")} or shown.withheld
    inside = release(seen(valley, clock.now), shipped_profile("internal"), AS_OF)
    assert set(inside.view.claims) == {"r1/c1", "r1/c2", "r1/c3"}
