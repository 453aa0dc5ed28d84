"""Handing out evidence of a watch: whole to the team, and to others what a release profile lets out."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from trucewatch._version import __version__
from trucewatch.decisions import sensitive
from trucewatch.issuing import leaving_moment
from trucewatch.ledger import Head
from trucewatch.ledger.bundle import bagged, write_bundle
from trucewatch.ledger.custody import Custody, custody_of
from trucewatch.ledger.trail import Trail
from trucewatch.model import View
from trucewatch.model.errors import LedgerError
from trucewatch.publish.evidence_files import ReleasedEvidence, ReportFiles, released_evidence
from trucewatch.publish.exports import Licences
from trucewatch.publish.release import Profile, Withheld
from trucewatch.watch import Watch

__all__ = ["export_evidence"]

_README = """\
Evidence for others than the team
=================================

Written by Trucewatch {version} on {today} under the release profile "{profile}" ({title}), from a ledger of {seq}
entries whose last one had the hash

    {hash}

What it holds: for each report what may be said of it (report.json), its claims (claims.jsonl), and the hashes of what
the watch keeps of it (custody.json): the bytes as captured, the whole record, each entry about it. chain.jsonl
holds the hashes of all entries from the first about these reports to the last, each with the hash of the one before.

What it does not hold, and how much of it, is counted in withheld.jsonl: by kind and by rule, not what it says.

What it shows: whoever is later shown the bytes, a record or an entry can check that it has the hash that stands here,
so that nobody can have changed it since. It shows nothing about the truth of a report.

How to check that it is whole (RFC 8493), in the folder above this one:

    sha256sum --check --strict manifest-sha256.txt
"""


def export_evidence(
    watch: Watch,
    reports: Sequence[str],
    target: Path,
    profile: Profile,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Head, tuple[Withheld, ...]]:
    """Write a bundle of evidence as a folder or a .zip, whole or not at all; the chain's end, and what was held back.

    Under a profile that is not for release it is everything that the ledger can prove (ledger/bundle.py); under any
    other it is what may leave now. LedgerError for a report that is unknown or was taken down, or a target that exists.
    """
    if not profile.for_release:
        return write_bundle(watch.ledger, watch.evidence, reports, target, progress=progress), ()
    trail = Trail(watch.ledger)
    found = {key: _custody(watch, key, trail) for key in reports}
    released = _released(watch, found, profile)
    head = bagged(target, lambda data: _fill(watch, found, released, profile, data, progress))
    return head, released.withheld


def _custody(watch: Watch, report: str, trail: Trail) -> Custody:
    custody = custody_of(watch.ledger, watch.evidence, report, trail)
    if custody.taken_down is not None:
        raise LedgerError(f"The report {report} was taken down ({custody.taken_down}); leave it out of the bundle.")
    return custody


def _released(watch: Watch, found: dict[str, Custody], profile: Profile) -> ReleasedEvidence:
    now = datetime.now(UTC)
    known = watch.ledger.reports()
    view = View(
        setting=watch.setting,
        as_of=now,
        known_on=now,
        reports={key: known[key] for key in found},
        claims={key: claim for key, claim in watch.ledger.claims().items() if claim.report in found},
        sensitive=sensitive(watch.ledger, (), None),
        corpus_hash="",
        method="",
    )
    return released_evidence(
        view,
        profile,
        leaves=leaving_moment(watch, now),
        licences=Licences.load(watch.folder, watch.setting),
        originals={key: [original.sha256 for original in custody.originals] for key, custody in found.items()},
    )


def _fill(
    watch: Watch,
    found: dict[str, Custody],
    released: ReleasedEvidence,
    profile: Profile,
    data: Path,
    progress: Callable[[int, int], None],
) -> Head:
    data.mkdir(parents=True)
    head = watch.ledger.head()
    first = head.seq
    for number, files in enumerate(released.reports, start=1):
        folder = data / "reports" / f"{number:04}"
        folder.mkdir(parents=True)
        custody = found[files.report]
        for name, content in {**files.files, "custody.json": _hashes(files, custody)}.items():
            (folder / name).write_bytes(content)
        first = min(first, custody.entries[0].seq)
        progress(number, len(released.reports))
    with (data / "chain.jsonl").open("w", encoding="utf-8", newline="\n") as chain:
        for entry in watch.ledger.entries(after_seq=first - 1):
            if entry.seq > head.seq:
                break
            link = {"seq": entry.seq, "prev_hash": entry.prev_hash, "hash": entry.hash}
            chain.write(json.dumps(link) + "\n")
    (data / "withheld.jsonl").write_bytes(released.list_of_withheld())
    said = {"version": __version__, "today": datetime.now(UTC).date(), "seq": head.seq, "hash": head.hash}
    (data / "README.txt").write_text(_README.format(profile=profile.name, title=profile.title, **said), "utf-8")
    return head


def _hashes(files: ReportFiles, custody: Custody) -> bytes:
    """The hashes of what the watch keeps of a report, under the name that it has outside. Who captured it, how its file
    was called and when somebody read it stay in."""
    assert custody.working_copy is not None
    body = {
        "report": files.shown,
        "originals": [{"sha256": o.sha256, "bytes": o.bytes, "state": o.state} for o in custody.originals],
        "record": custody.working_copy.recorded,
        "text": custody.working_copy.sha256,
        "entries": [{"seq": link.seq, "hash": link.hash} for link in custody.entries],
    }
    return json.dumps(body, sort_keys=True).encode() + b"\n"
