"""Reports with their evidence as a BagIt bag (RFC 8493), which anyone can check without Trucewatch.

    bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt
    data/README.txt                how to check the bundle, and what it shows
    data/check.py                  a check that needs Python alone
    data/chain.jsonl               the ledger from the first entry about these reports to its end, one entry a line
    data/originals/SHA256          bytes as captured
    data/reports/0001/             one folder a report:
        custody.json               how the bytes came here, and the entries about it
        report.json, text.txt      the working copy: the record that the chain holds the hash of, and its text alone
        claims-000012.json         claims as entry 12 recorded them
        decision-000031.json       what a person decided on the report or on a claim of it, as entry 31 recorded it
        decision-000031-claim.json the claim as that person read it, where they corrected or coded it
        copies-000020.json         which reports repeat which, as entry 20 recorded it

Entries hold no words of others, only hashes; those of reports that are not in the bundle show that something was
recorded, and the bundle's own could not be shown to stand in the chain without them.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from trucewatch._version import __version__
from trucewatch.ledger.custody import custody_of
from trucewatch.ledger.entry import Entry, Head, canonical, sha256_of
from trucewatch.ledger.evidence import Evidence
from trucewatch.ledger.kinds import CopiesFound, ReportAdded
from trucewatch.ledger.moment import moment_text
from trucewatch.ledger.reading import Reading
from trucewatch.ledger.trail import DECISIONS_ON_REPORTS, Trail
from trucewatch.model.errors import LedgerError

__all__ = ["bagged", "write_bundle"]

_README = """\
Evidence bundle
===============

Written by Trucewatch {version} on {today} from a ledger of {seq} entries.
The ledger's last entry then had the hash

    {hash}

What it shows: that the bytes in originals/ and the words in reports/ are those that the ledger recorded, in which order
and when its clock said so, and that no entry between the first about these reports and the last was changed, removed,
added or moved since. It does not show that a ledger as a whole was not written later: for that, compare the hash above
with one that was noted elsewhere (`trucewatch verify`, a backup and a bundle print it) or with a time stamp.

How to check
------------

1. The bag (RFC 8493), with any BagIt tool, or in the folder above this one:

    sha256sum --check --strict manifest-sha256.txt

2. Everything, with Python 3.8 or later and nothing else:

    python3 data/check.py

3. By hand: each line of chain.jsonl is one entry as canonical JSON (RFC 8785). Without its "hash" member it is what
   that hash is the SHA-256 of; its "prev_hash" is the hash of the line before. In an entry of kind report_added,
   body.evidence names a file in originals/ and body.report.sha256 is the SHA-256 of a report.json; in one of kind
   claims_extracted, body.claims.sha256 is that of the claims file with the entry's number. A decision-….json or
   copies-….json is the "body" of the line with that number, sign for sign; in one of kind claim_corrected or
   claim_coded, body.corrected.sha256 or body.coded.sha256 is that of the file that ends in -claim.json.
"""


def write_bundle(
    ledger: Reading,
    evidence: Evidence,
    reports: Sequence[str],
    target: Path,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Head:
    """Write the bundle as a folder, or as one file where the name ends in .zip, whole or not at all; the chain's end.

    LedgerError for a report that is unknown or was taken down, for bytes that are missing, or a target that exists;
    TamperError for bytes or words that are not as recorded.
    """
    return bagged(target, lambda data: _fill(ledger, evidence, reports, data, progress))


def bagged(target: Path, fill: Callable[[Path], Head]) -> Head:
    """Write what `fill` lays into a new folder as a bag, a folder or one file where the name ends in .zip, whole or not
    at all; the end of the chain that `fill` gives. LedgerError for a target that exists."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise LedgerError(f"{target} exists already; name a new folder or file for the bundle.")
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        bag = work / (target.stem if target.suffix == ".zip" else target.name)
        head = fill(bag / "data")
        _seal(bag, head)
        _place(bag, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return head


def _fill(
    ledger: Reading, evidence: Evidence, reports: Sequence[str], data: Path, progress: Callable[[int, int], None]
) -> Head:
    (data / "originals").mkdir(parents=True)
    trail = Trail(ledger)
    first = None
    for number, report in enumerate(reports, start=1):
        folder = data / "reports" / f"{number:04}"
        folder.mkdir(parents=True)
        begun = _add_report(ledger, evidence, report, folder, trail)
        first = begun if first is None else min(first, begun)
        progress(number, len(reports))
    head = ledger.head()
    with (data / "chain.jsonl").open("wb") as chain:
        for entry in ledger.entries(after_seq=(first or head.seq + 1) - 1):
            if entry.seq > head.seq:
                break
            line = entry.model_dump() | {"recorded_at": moment_text(entry.recorded_at)}
            chain.write(canonical(line) + b"\n")
    said = _README.format(version=__version__, today=_today(), seq=head.seq, hash=head.hash)
    (data / "README.txt").write_text(said, "utf-8")
    shutil.copy(Path(__file__).with_name("check_bundle.py"), data / "check.py")
    return head


def _add_report(ledger: Reading, evidence: Evidence, report: str, folder: Path, trail: Trail) -> int:
    """Lay one report down; the number of the first entry about it."""
    custody = custody_of(ledger, evidence, report, trail)
    words = ledger.report(report)
    if words is None:
        raise LedgerError(f"The report {report} was taken down ({custody.taken_down}); leave it out of the bundle.")
    for original in custody.originals:
        (folder.parent.parent / "originals" / original.sha256).write_bytes(evidence.read(original.sha256))
    for entry in trail.of(report):
        for name, content in _files_of(entry, ledger.content(entry)):
            (folder / name).write_bytes(content)
    (folder / "text.txt").write_bytes(words.text.encode(errors="surrogatepass"))
    kept = {f"../../originals/{original.sha256}": original.bytes for original in custody.originals}
    said = custody.model_dump(mode="json", exclude={"originals"}) | {"originals": kept}
    (folder / "custody.json").write_bytes(canonical(said))
    return custody.entries[0].seq


def _files_of(entry: Entry, content: bytes | None) -> Iterator[tuple[str, bytes]]:
    """What an entry about a report recorded, as files."""
    kind = "copies" if entry.kind == CopiesFound.kind else "decision"
    if entry.kind in DECISIONS_ON_REPORTS or entry.kind == CopiesFound.kind:
        yield f"{kind}-{entry.seq:06}.json", canonical(entry.body)
        if content is not None:
            yield f"{kind}-{entry.seq:06}-claim.json", content
    elif content is not None:
        yield "report.json" if entry.kind == ReportAdded.kind else f"claims-{entry.seq:06}.json", content


def _seal(bag: Path, head: Head) -> None:
    """Write the bag's own files: its declaration, its description and its manifests."""
    payload = [path for path in sorted((bag / "data").rglob("*")) if path.is_file()]
    size = sum(path.stat().st_size for path in payload)
    _write(bag / "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    _write(
        bag / "bag-info.txt",
        f"Bagging-Date: {_today()}\nBag-Software-Agent: Trucewatch {__version__}\n"
        f"Payload-Oxum: {size}.{len(payload)}\nLedger-Entries: {head.seq}\nLedger-Head: {head.hash}\n",
    )
    _write(bag / "manifest-sha256.txt", _manifest(bag, payload))
    tags = [path for path in sorted(bag.iterdir()) if path.is_file()]
    _write(bag / "tagmanifest-sha256.txt", _manifest(bag, tags))


def _manifest(bag: Path, files: Sequence[Path]) -> str:
    return "".join(f"{sha256_of(path.read_bytes())}  {path.relative_to(bag).as_posix()}\n" for path in files)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _today() -> date:
    return datetime.now(UTC).date()


def _place(bag: Path, target: Path) -> None:
    if target.suffix != ".zip":
        if target.exists():
            target.rmdir()
        bag.rename(target)
        return
    packed = bag.with_name("packed.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bag.rglob("*")):
            archive.write(path, path.relative_to(bag.parent))
    packed.rename(target)
