import hashlib
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lesser import as_nobody

from trucewatch.ledger import Evidence
from trucewatch.model.errors import LedgerError, TamperError


@given(raw=st.binary(max_size=3000))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_come_back_by_their_hash(evidence, raw):
    sha256 = evidence.store(raw)
    assert sha256 == hashlib.sha256(raw).hexdigest()
    assert evidence.read(sha256) == raw


def test_storing_again_changes_nothing(evidence):
    sha256 = evidence.store(b"a report")
    path = evidence.folder / sha256[:2] / sha256[2:]
    before = path.stat()
    assert evidence.store(b"a report") == sha256
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert [file for file in evidence.folder.rglob("*") if file.is_file()] == [path]


def test_a_file_that_was_cut_short_is_stored_anew(evidence):
    sha256 = evidence.store(b"a report")
    evidence.path(sha256).write_bytes(b"a rep")
    evidence.store(b"a report")
    assert evidence.read(sha256) == b"a report"


def test_changed_and_missing_bytes_are_told_apart(evidence):
    sha256 = evidence.store(b"a report")
    evidence.path(sha256).write_bytes(b"a rumour")
    with pytest.raises(TamperError, match="was changed"):
        evidence.read(sha256)
    with pytest.raises(LedgerError, match="is missing"):
        evidence.read("0" * 64)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "evidence").write_text("a file where the folder should be")
    with pytest.raises(LedgerError, match="cannot be written"):
        Evidence(tmp_path / "evidence").store(b"a report")


def test_a_read_only_folder_is_one_sentence(open_folder):
    assert "cannot be written" in as_nobody(lambda: Evidence(open_folder / "evidence").store(b"a report"))
    assert list(open_folder.iterdir()) == []


def test_a_failed_write_leaves_nothing_behind(evidence, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerError, match="No space left on device"):
        evidence.store(b"a report")
    assert [file for file in evidence.folder.rglob("*") if file.is_file()] == []
