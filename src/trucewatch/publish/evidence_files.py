"""What a bundle of evidence may hold for others than the team: reports as quoted, their claims, and hashes of the rest.

The bytes as captured, whole texts and the ledger's entries never leave here: a hash proves later that what is then
shown is what was kept, and tells nothing before.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from trucewatch.model import Sensitivity, View
from trucewatch.publish.exports import Licences, leaving_view
from trucewatch.publish.release import Log, Profile, Withheld

__all__ = ["ReleasedEvidence", "ReportFiles", "released_evidence"]


@dataclass(frozen=True)
class ReportFiles:
    """One report as it may leave: its id in the watch, what names it outside, and its files by name."""

    report: str
    shown: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class ReleasedEvidence:
    """Every report that may leave, in order, and what was held back."""

    reports: tuple[ReportFiles, ...]
    withheld: tuple[Withheld, ...]

    def list_of_withheld(self) -> bytes:
        """How much was held back or changed, of what kind and by which rule, without saying what; a line each."""
        return _lines(
            {
                "kind": one.kind,
                "number": one.number,
                "what": "held back" if one.gone else "changed",
                "rule": one.rule,
                "sensitivity": one.sensitivity.value,
                "why": one.why,
            }
            for one in self.withheld
        )


def released_evidence(
    view: View, profile: Profile, *, leaves: datetime, licences: Licences, originals: Mapping[str, Sequence[str]]
) -> ReleasedEvidence:
    """The reports of a view as they may leave under a profile at a moment. `originals` are the hashes of the bytes that
    each was captured as, by report id."""
    log = Log()
    flagged = {key for key in view.reports if _above(view.sensitive.get(key), profile)}
    for key in sorted(flagged):
        log.note("flagged", "report", key, gone=True)
    kept = {key: report for key, report in view.reports.items() if key not in flagged}
    claims = {key: claim for key, claim in view.claims.items() if claim.report in kept}
    leaving = leaving_view(
        view.model_copy(update={"reports": kept, "claims": claims}), profile, leaves=leaves, licences=licences, log=log
    )
    names = [key for key, report in kept.items() if licences.may_leave(report)]
    told: dict[str, list[BaseModel]] = {}
    for record in leaving.records:
        told.setdefault(record.claim.report, []).append(record.claim)
    found = []
    for key, (shown, report) in zip(names, leaving.reports.items(), strict=True):
        for sha256 in originals.get(key, ()):
            log.note("originals", "original", sha256, gone=True)
        log.note("originals", "whole text", key, gone=True)
        found.append(
            ReportFiles(
                key,
                shown,
                {"report.json": _line(_body(report)), "claims.jsonl": _lines(map(_body, told.get(shown, ())))},
            )
        )
    released = leaving.released.withheld if leaving.released is not None else ()
    return ReleasedEvidence(tuple(found), (*log.result(), *released))


def _above(given: Sensitivity | None, profile: Profile) -> bool:
    return given is not None and given.rank > profile.ceiling.rank


def _body(value: BaseModel) -> dict[str, Any]:
    return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _line(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode(errors="surrogatepass") + b"\n"


def _lines(bodies: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(map(_line, bodies))
