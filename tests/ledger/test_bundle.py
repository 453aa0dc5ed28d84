"""Evidence bundles: checked by the Library of Congress's bagit, by sha256sum's rules, and by their own check."""

import hashlib
import json
import logging
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_material import added, claim, extracted, report

from trucewatch.ledger.bundle import write_bundle
from trucewatch.ledger.custody import custody_of
from trucewatch.ledger.decision_kinds import Anchor
from trucewatch.ledger.kinds import (
    ClaimCoded,
    ClaimCorrected,
    ClaimReviewed,
    ClaimsLinked,
    CopiesFound,
    DecisionUndone,
    RecordFlagged,
)
from trucewatch.model import Capture, Certainty, Copy, Sensitivity
from trucewatch.model.errors import LedgerError, TamperError


@pytest.fixture
def filled(ledger, evidence):
    one = report("r/1 \n../..", evidence, text="Обстрел мельницы. \U0001f54a\r\n«60 mm»")
    page = Capture(
        sha256=evidence.store(b"<html>whole page</html>"),
        size=23,
        url="https://press.example/7",
        headers={"Content-Type": "text/html"},
        by="ana",
        tool="trucewatch 9",
        captured_at="2026-03-01T09:00:00Z",
    )
    two = report("r2").model_copy(update={"capture": page})
    ledger.append("watch_opened", {"id": "valley"}, by="ana")
    ledger.append_many([added(one), extracted(one, claim(one, confidence={"type": 1e-7}))], by="ana")
    ledger.append_many([added(two), extracted(two), added(report("r3"))], by="ben")
    ledger.append(*extracted(two, claim(two, "c9"), version="2", supersedes=True), by="ben")
    return ledger


@pytest.fixture
def bundle(filled, evidence, tmp_path) -> Path:
    write_bundle(filled, evidence, ["r/1 \n../..", "r2"], tmp_path / "bundle")
    return tmp_path / "bundle"


def check(bundle: Path, *arguments: str) -> tuple[int, str]:
    """The bundle's own check, in a Python that has nothing installed."""
    command = [sys.executable, "-I", "-S", "data/check.py", *arguments]
    done = subprocess.run(command, cwd=bundle, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def decided(filled, evidence, tmp_path) -> Path:
    """A bundle of a report on which people decided, and of one that repeats it."""
    decide(filled)
    write_bundle(filled, evidence, ["r2", "r3"], tmp_path / "decided")
    return tmp_path / "decided"


def decide(ledger) -> None:
    def common(by: str) -> dict[str, object]:
        judged = ledger.judged(report="r2")["r2/c9"]
        anchor = Anchor.of(judged.machine)
        return {"claim": "r2/c9", "report": "r2", "seen": judged.version, "anchor": anchor, "by": by}

    def record(body):
        return ledger.append(body.kind, body, by=getattr(body, "by", "trucewatch"))

    machine = ledger.judged(report="r2")["r2/c9"].machine
    doubted = machine.model_copy(update={"certainty": Certainty.POSSIBLE, "confidence": {"certainty": 1e-7}})
    record(ClaimCoded(coded=doubted, exists=True, **common("Ana")))
    record(ClaimCorrected(corrected=doubted, fields=("certainty",), reason="„vielleicht“", **common("Ana")))
    taken = record(ClaimReviewed(verdict="rejected", **common("Ben")))
    record(DecisionUndone(entry=taken.seq, of=taken.kind, hash=taken.hash, by="Ben"))
    record(RecordFlagged(what="report", id="r2", sensitivity=Sensitivity.CONFIDENTIAL, by="Ana"))
    record(RecordFlagged(what="claim", id="r2/c9", sensitivity=Sensitivity.CONFIDENTIAL, by="Ana"))
    ledger.append(*extracted(report("r3"), claim(report("r3"))), by="ben")
    record(ClaimsLinked(link="denies", claim="r3/c1", to="r2/c9", seen=ledger.head().seq, by="Ben"))
    record(CopiesFound(copies=(Copy(a="r2", b="r3", kind="partial", shared=0.3, reason="a passage"),)))
    ledger.append(*NO_CLAIM, by="ben")


NO_CLAIM = ("claims_extracted", {"report": "r3", "extractor": "x", "version": "2", "claims": (), "supersedes": True})
ON_R2 = [
    "report_added",
    "claims_extracted",
    "claims_extracted",
    "claim_coded",
    "claim_corrected",
    "claim_reviewed",
    "decision_undone",
    "record_flagged",
    "record_flagged",
    "claims_linked",
    "copies_found",
]


def test_every_entry_about_a_report_is_in_its_custody(filled, evidence):
    decide(filled)
    assert [link.kind for link in custody_of(filled, evidence, "r2").entries] == ON_R2
    on_r3 = ["report_added", "claims_extracted", "claims_linked", "copies_found", "claims_extracted"]
    assert [link.kind for link in custody_of(filled, evidence, "r3").entries] == on_r3
    filled.take_down("r2", "asked", by="dana", evidence=evidence)
    assert [link.kind for link in custody_of(filled, evidence, "r2").entries] == [*ON_R2, "takedown"]
    assert [link.kind for link in custody_of(filled, evidence, "r3").entries][1:] == ["claims_extracted"] * 2


def test_decisions_are_in_the_bundle_and_checked(decided):
    first = decided / "data" / "reports" / "0001"
    assert check(decided)[0] == 0
    links = {link["kind"]: link["seq"] for link in json.loads((first / "custody.json").read_bytes())["entries"]}
    said = json.loads((first / f"decision-{links['claim_corrected']:06}.json").read_bytes())
    assert (said["by"], said["reason"], said["fields"]) == ("Ana", "„vielleicht“", ["certainty"])
    read = json.loads((first / f"decision-{links['claim_corrected']:06}-claim.json").read_bytes())
    assert read["certainty"] == "possible"
    assert (first / f"copies-{links['copies_found']:06}.json").is_file()
    assert len(list(first.glob("decision-??????.json"))) == 7


def test_an_independent_library_finds_it_valid(bundle):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bagit

        logging.getLogger("bagit").setLevel(logging.CRITICAL)
        assert bagit.Bag(str(bundle)).validate()
        (bundle / "data" / "chain.jsonl").write_bytes(b"")
        with pytest.raises(bagit.BagValidationError):
            bagit.Bag(str(bundle)).validate()


def test_its_own_check_needs_python_alone_and_compares_a_noted_head(bundle, filled):
    head = filled.head()
    code, said = check(bundle, head.hash)
    assert (code, said) == (0, f"As recorded: 6 entries, the last with number 7 and the hash {head.hash}.\n")
    assert check(bundle, "0" * 64)[0] == 1
    assert head.hash in (bundle / "data" / "README.txt").read_text()


def test_original_and_working_copy_lie_apart(bundle, filled):
    second = bundle / "data" / "reports" / "0002"
    custody = json.loads((second / "custody.json").read_bytes())
    assert custody["capture"]["url"] == "https://press.example/7"
    assert custody["capture"]["headers"] == {"Content-Type": "text/html"}
    [original] = custody["originals"]
    assert (second / original).resolve().read_bytes() == b"<html>whole page</html>"
    text = (second / "text.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == custody["working_copy"]["sha256"]
    assert text.decode() == filled.reports()["r2"].text
    assert [link["kind"] for link in custody["entries"]] == ["report_added", "claims_extracted", "claims_extracted"]
    assert sorted(path.name for path in second.iterdir()) == [
        "claims-000005.json",
        "claims-000007.json",
        "custody.json",
        "report.json",
        "text.txt",
    ]


@pytest.mark.parametrize(
    ("name", "was", "becomes"),
    [
        ("chain.jsonl", b'"body"', b'"bodz"'),
        ("chain.jsonl", b'"seq"', b'"seg"'),
        ("chain.jsonl", b'"sha256"', b'"sha255"'),
        ("reports/*/custody.json", b'"entries"', b'"entriez"'),
        ("reports/*/custody.json", b"{", b"("),
    ],
)
def test_a_name_that_was_changed_is_a_problem_and_no_crash(bundle, name, was, becomes):
    path = next((bundle / "data").glob(name))
    path.write_bytes(path.read_bytes().replace(was, becomes))
    code, said = check(bundle)
    assert code == 1
    assert name.split("/")[-1].removesuffix(".json") in said or "cannot be read" in said


@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_changed_byte_is_found_even_with_fresh_manifests(decided, data):
    bundle = decided
    names = ["chain.jsonl", "originals/*", "reports/*/report.json", "reports/*/claims-*.json", "reports/*/text.txt"]
    names += ["reports/*/decision-*.json", "reports/*/copies-*.json"]
    paths = [path for name in names for path in sorted((bundle / "data").glob(name))]
    path = data.draw(st.sampled_from(paths))
    raw = path.read_bytes()
    spot = data.draw(st.integers(0, len(raw) - 1))
    path.write_bytes(raw[:spot] + bytes([raw[spot] ^ data.draw(st.integers(1, 255))]) + raw[spot + 1 :])
    manifest = (bundle / "manifest-sha256.txt").read_text()
    fresh = manifest.replace(hashlib.sha256(raw).hexdigest(), hashlib.sha256(path.read_bytes()).hexdigest())
    (bundle / "manifest-sha256.txt").write_text(fresh)
    tags = (bundle / "tagmanifest-sha256.txt").read_text()
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in (manifest, fresh)]
    (bundle / "tagmanifest-sha256.txt").write_text(tags.replace(*digests))
    assert check(bundle)[0] == 1
    path.write_bytes(raw)
    (bundle / "manifest-sha256.txt").write_text(manifest)
    (bundle / "tagmanifest-sha256.txt").write_text(tags)
    assert check(bundle)[0] == 0


def test_a_file_that_was_laid_in_is_named(bundle):
    (bundle / "data" / "extra").write_text("x")
    assert check(bundle) == (1, "data/extra was added.\n")


def test_a_bundle_can_be_one_file(filled, evidence, tmp_path):
    write_bundle(filled, evidence, ["r2"], tmp_path / "out" / "case.zip")
    with zipfile.ZipFile(tmp_path / "out" / "case.zip") as packed:
        packed.extractall(tmp_path / "unpacked")
    assert check(tmp_path / "unpacked" / "case")[0] == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["case.zip"]


def test_what_cannot_be_bundled_is_one_sentence_and_leaves_nothing(filled, evidence, tmp_path):
    target = tmp_path / "out" / "bundle"
    filled.take_down("r/1 \n../..", "asked", by="dana", evidence=evidence)
    for names, problem in [(["r9"], "is not in this ledger"), (["r2", "r/1 \n../.."], r"was taken down \(asked\)")]:
        with pytest.raises(LedgerError, match=problem):
            write_bundle(filled, evidence, names, target)
    evidence.path(filled.report("r2").capture.sha256).write_bytes(b"other")
    with pytest.raises(TamperError, match="was changed"):
        write_bundle(filled, evidence, ["r2"], target)
    assert list(target.parent.iterdir()) == []
    (target / "x").mkdir(parents=True)
    with pytest.raises(LedgerError, match="exists already"):
        write_bundle(filled, evidence, ["r3"], target)


def test_custody_says_whether_the_bytes_are_still_there(filled, evidence):
    sha256 = filled.report("r2").capture.sha256
    assert custody_of(filled, evidence, "r2").originals[0].state == "as recorded"
    evidence.path(sha256).unlink()
    assert custody_of(filled, evidence, "r2").originals[0].state == "changed or missing"
    evidence.store(b"<html>whole page</html>")
    filled.take_down("r2", "asked", by="dana", evidence=evidence)
    gone = custody_of(filled, evidence, "r2")
    assert (gone.taken_down, gone.working_copy, gone.capture) == ("asked", None, None)
    assert [(o.sha256, o.state) for o in gone.originals] == [(sha256, "gone")]
    assert [link.kind for link in gone.entries][-1] == "takedown"
