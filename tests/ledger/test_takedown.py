"""Text goes, hash stays."""

from pathlib import Path

import pytest
from ledger_material import START, added, claim, extracted, report

from trucewatch.ledger import CopiesFound
from trucewatch.ledger.custody import custody_of
from trucewatch.model import Copy
from trucewatch.model.errors import LedgerError

SECRET = "Marten Oldweather"  # an invented name


@pytest.fixture
def filled(ledger, evidence, clock):
    private = report("r1", evidence, text=f"{SECRET} saw the shelling of Dusthill.")
    other = report("r2", evidence)
    ledger.append_many([added(private), extracted(private, claim(private)), added(other), extracted(other)], by="ana")
    pair = Copy(a="r1", b="r2", kind="partial", shared=0.3, reason="a passage")
    ledger.append("copies_found", CopiesFound(copies=(pair,)), by="ana")
    clock.tick(days=1)
    return ledger


def on_disk(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_words_leave_every_file_and_every_view(filled, evidence, place):
    def there(words: str) -> bool:
        return words.encode() in place.on_disk() + on_disk(evidence.folder)

    assert there(SECRET)
    chain = [entry.hash for entry in filled.entries()]
    filled.take_down("r1", "asked by the person named", by="dana", evidence=evidence)
    assert not there(SECRET)
    assert not there("Marten")
    assert [entry.hash for entry in filled.entries()][:-1] == chain
    for moment in (None, START):
        assert list(filled.reports(moment)) == ["r2"]
        assert list(filled.claims(moment)) == ["r2/c1"]
        assert filled.copies(moment) == ()
    assert filled.taken_down()["r1"].reason == "asked by the person named"
    assert filled.verify(evidence).problems == ()
    filled.rebuild()
    assert filled.verify(evidence).problems == ()
    first = next(filled.entries("report_added"))
    with pytest.raises(LedgerError, match="are gone"):
        filled.body(first)


def test_it_cannot_be_added_again_or_taken_down_twice(filled, evidence):
    filled.take_down("r1", "asked", by="dana", evidence=evidence)
    with pytest.raises(LedgerError, match="was taken down and cannot be added again"):
        filled.append(*added(report("r1")), by="ana")
    with pytest.raises(LedgerError, match="was taken down"):
        filled.take_down("r1", "asked again", by="dana", evidence=evidence)
    with pytest.raises(LedgerError, match="was taken down"):
        filled.append(*extracted(report("r1")), by="ana")
    assert filled.report_ids() == {"r1", "r2"}


def test_bytes_that_another_report_stands_on_stay(ledger, evidence):
    one = report("r1", evidence)
    twin = one.model_copy(update={"id": "twin"})
    ledger.append_many([added(one), added(twin)], by="ana")
    ledger.take_down("r1", "asked", by="dana", evidence=evidence)
    assert evidence.read(twin.capture.sha256) == one.text.encode()
    assert ledger.standing_on(twin.capture.sha256) == ("twin",)
    assert custody_of(ledger, evidence, "r1").originals[0].state == "shared"
    assert ledger.verify(evidence).problems == ()


def test_one_that_was_cut_short_is_completed(filled, evidence, monkeypatch):
    sha256 = filled.report("r1").capture.sha256
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refusing)
        with pytest.raises(LedgerError, match="take the report down once more"):
            filled.take_down("r1", "asked", by="dana", evidence=evidence)
    assert SECRET.encode() in on_disk(evidence.folder)
    assert custody_of(filled, evidence, "r1").originals[0].state == "still there"
    head = filled.head()
    assert filled.finish_takedown("r1", evidence) == (sha256,)
    assert SECRET.encode() not in on_disk(evidence.folder)
    assert custody_of(filled, evidence, "r1").originals[0].state == "gone"
    assert filled.verify(evidence).problems == ()
    assert filled.finish_takedown("r1", evidence) == ()
    assert filled.head() == head
    with pytest.raises(LedgerError, match="was not taken down"):
        filled.finish_takedown("r2", evidence)


def refusing(*_args, **_options):
    raise PermissionError(13, "Permission denied")


def test_completing_leaves_bytes_that_another_report_came_to_stand_on(filled, evidence):
    raw = filled.report("r1").text.encode()
    filled.take_down("r1", "asked", by="dana", evidence=evidence)
    again = report("r7", evidence, text=raw.decode())
    filled.append(*added(again), by="ana")
    assert filled.finish_takedown("r1", evidence) == ()
    assert evidence.read(again.capture.sha256) == raw
    assert custody_of(filled, evidence, "r1").originals[0].state == "shared"


def test_evidence_left_behind_is_named(filled, evidence):
    raw = filled.reports()["r1"].text.encode()
    filled.take_down("r1", "asked", by="dana", evidence=evidence)
    sha256 = evidence.store(raw)
    found = filled.verify(evidence)
    assert found.problems == (
        f"entry 1 (report_added), report r1: evidence {sha256} was taken down but is still there",
    )


def test_reports_without_claims_share_nothing_that_goes(ledger):
    none = [("claims_extracted", {"report": n, "extractor": "x", "version": "2", "claims": ()}) for n in ("r1", "r2")]
    ledger.append_many([added(report("r1")), added(report("r2")), *none], by="ana")
    ledger.take_down("r1", "asked", by="dana")
    assert ledger.verify().problems == ()
    assert list(ledger.reports()) == ["r2"]


def test_a_takedown_needs_a_reason_and_its_own_way_in(filled):
    with pytest.raises(LedgerError, match="not valid at reason"):
        filled.take_down("r1", "", by="dana")
    with pytest.raises(LedgerError, match="take_down"):
        filled.append("takedown", {"report": "r1", "reason": "asked"}, by="dana")
    assert "r1" in filled.reports()
