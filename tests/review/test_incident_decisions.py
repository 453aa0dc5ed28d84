"""Split, merge, links and flags: what incidents and releases make of a person's word."""

from datetime import UTC, datetime

import pytest
from review_material import WORLD

from trucewatch.assess import assess
from trucewatch.decisions import sensitive
from trucewatch.model import Sensitivity, Setting
from trucewatch.model.errors import ConflictError, InputError
from trucewatch.publish.release import Releaser, shipped_profile
from trucewatch.regrouping import regroupings
from trucewatch.review.undoing import undo


def incidents(ledger, known_on=None):
    decisions = regroupings(ledger, known_on)
    return assess(ledger.reports(), ledger.claims().values(), (), WORLD, decisions=decisions)


def of(found, key):
    return next(incident for incident in found if key in incident.claims)


def test_split_and_merge_hold_until_they_are_undone(ledger, at_desk):
    ana, before = at_desk("Ana"), incidents(ledger)
    shelling = of(before, "r1/c1")
    assert "r2/c1" in shelling.claims
    ana.split(shelling, ["r2/c1", "r2/c2"], reason="another day")
    apart = incidents(ledger)
    assert of(apart, "r1/c1").claims != of(apart, "r2/c1").claims
    ana.merge([of(apart, "r1/c1"), of(apart, "r2/c1")])
    assert set(of(incidents(ledger), "r1/c1").claims) == set(shelling.claims)
    undo(ana)
    undo(ana)
    assert of(incidents(ledger), "r1/c1").claims == shelling.claims


def test_a_view_of_before_keeps_what_was_undone_later(ledger, at_desk):
    ana = at_desk("Ana")
    (entry,) = ana.split(of(incidents(ledger), "r1/c1"), ["r2/c1", "r2/c2"])
    undo(ana)
    assert "r2/c1" in of(incidents(ledger), "r1/c1").claims
    assert "r2/c1" not in of(incidents(ledger, entry.recorded_at), "r1/c1").claims


def test_wrong_parts_are_refused(ledger, at_desk):
    ana, shelling = at_desk("Ana"), of(incidents(ledger), "r1/c1")
    with pytest.raises(InputError, match="r1/c3 is no claim of"):
        ana.split(shelling, ["r1/c3"])
    with pytest.raises(InputError, match="leave one of them"):
        ana.split(shelling, shelling.claims)
    with pytest.raises(InputError, match="No claim is no claim"):
        ana.split(shelling, [])
    with pytest.raises(InputError, match="two incidents"):
        ana.merge([shelling, shelling])


def test_whoever_regroups_after_another_is_told(ledger, at_desk):
    shelling, seen = of(incidents(ledger), "r1/c1"), ledger.head().seq
    at_desk("Ana").split(shelling, ["r2/c1", "r2/c2"], seen=seen)
    with pytest.raises(ConflictError, match="Ana decided first"):
        at_desk("Ben").keep(shelling, seen=seen)


def test_links_join_events_and_a_denial_needs_a_denying_claim(ledger, at_desk):
    ana = at_desk("Ana")
    ana.link("denies", "r1/c2", "r1/c1")
    assert [(link.type, link.to) for link in ledger.claims()["r1/c2"].links] == [("denies", "c1")]
    with pytest.raises(InputError, match="denies nothing"):
        ana.link("denies", "r1/c1", "r2/c1")
    with pytest.raises(InputError, match="name two"):
        ana.link("same", "r1/c1", "r1/c1")
    ana.link("not-same", "r1/c1", "r2/c1")
    assert "r2/c1" not in of(incidents(ledger), "r1/c1").claims
    ana.link("same", "r1/c1", "r2/c1")
    assert "r2/c1" in of(incidents(ledger), "r1/c1").claims
    ana.reject("r2/c1")
    with pytest.raises(InputError, match="was rejected"):
        ana.link("confirms", "r1/c1", "r2/c1")


def leaves(ledger, profile: str, key: str) -> bool:
    setting = Setting(id="valley", title="Valley", timezone="UTC")
    flags = sensitive(ledger, incidents(ledger), None)
    releaser = Releaser(setting, shipped_profile(profile), datetime(2021, 7, 1, tzinfo=UTC), sensitive=flags)
    claim = ledger.claims()[key]
    return releaser.claim(claim, ledger.reports()[claim.report]) is not None


def test_a_flag_above_the_ceiling_keeps_a_record_in(ledger, at_desk):
    ana = at_desk("Ana")
    assert leaves(ledger, "partners", "r1/c1")
    ana.flag("claim", "r1/c1", Sensitivity.STRICT, reason="names a shelter")
    assert not leaves(ledger, "partners", "r1/c1")
    assert leaves(ledger, "internal", "r1/c1")
    assert leaves(ledger, "partners", "r2/c1")
    ana.flag("claim", "r1/c1", Sensitivity.PUBLIC, reason="the shelter is gone")
    assert leaves(ledger, "public", "r1/c1")
    ana.flag("report", "r2", Sensitivity.STRICT, reason="its author is in danger")
    assert not leaves(ledger, "partners", "r2/c1")
    undo(ana)
    assert leaves(ledger, "partners", "r2/c1")
    ana.flag(
        "incident",
        of(incidents(ledger), "r2/c1").id,
        Sensitivity.STRICT,
        incident=of(incidents(ledger), "r2/c1"),
        reason="x",
    )
    assert not leaves(ledger, "partners", "r2/c1")


def test_a_flag_needs_a_reason_and_a_record(ledger, at_desk):
    with pytest.raises(InputError, match="needs its reason"):
        at_desk("Ana").flag("claim", "r1/c1", Sensitivity.STRICT, reason="  ")
    with pytest.raises(InputError, match="no claim"):
        at_desk("Ana").flag("claim", "r1/c9", Sensitivity.STRICT, reason="x")
    with pytest.raises(InputError, match="no report"):
        at_desk("Ana").flag("report", "r9", Sensitivity.STRICT, reason="x")
    with pytest.raises(InputError, match="no incident"):
        at_desk("Ana").flag("incident", "i-9", Sensitivity.STRICT, reason="x")
