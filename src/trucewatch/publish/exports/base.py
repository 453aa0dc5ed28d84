"""What every export has: what leaves, where it is written, which fields became which, and what was lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Literal, Protocol

from trucewatch.model import Claim, Finding, Incident, Report, Setting
from trucewatch.publish.exports.licences import Licences
from trucewatch.publish.release import Profile, Released, Sensitivity

__all__ = ["Exporter", "Leaving", "Record"]


@dataclass(frozen=True)
class Record:
    """A claim on its way out, with the class that it had before the profile's rules were applied."""

    claim: Claim
    sensitivity: Sensitivity


@dataclass(frozen=True)
class Leaving:
    """What leaves a watch under one profile, after the release rules.

    `records` are the claims, made one by one so that any number of them can pass. `reports` are those they come from,
    by their released ids. `released` is the whole view, None where only claims were asked for. `known_on` is the moment
    up to which the watch knew, and the only moment that any export holds: nothing in it says when it was made.
    """

    setting: Setting
    profile: Profile
    known_on: datetime
    records: Iterable[Record]
    reports: Mapping[str, Report]
    licences: Licences
    released: Released | None = None
    corpus_hash: str = ""
    method: str = ""
    _upstream: dict[str, str] = field(default_factory=dict)

    def licence_of(self, report_id: str) -> str:
        """The upstream licence of a report's words."""
        known = self._upstream.get(report_id)
        if known is None:
            report = self.reports.get(report_id)
            known = self._upstream[report_id] = self.licences.of(report)
        return known

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """The incidents that leave: those whose claims all may be passed on are whole, the others are not here."""
        return self.released.view.incidents if self.released is not None else ()

    def findings_of(self, incident: Incident) -> tuple[Finding, ...]:
        """What was found on an incident, one finding an agreement."""
        found = self.released.view.findings if self.released is not None else ()
        return tuple(finding for finding in found if finding.incident == incident.id)


class Exporter(Protocol):
    """One format. `crosswalk` pairs what we hold with what the format calls it; `losses` are sentences about what the
    format cannot hold. The same `Leaving` gives the same bytes."""

    name: str
    suffix: str
    title: str
    holds: Literal["claims", "view"]
    crosswalk: tuple[tuple[str, str], ...]
    losses: tuple[str, ...]

    def write(self, leaving: Leaving, out: BinaryIO) -> int:
        """Write what leaves, and say how many records that were. InputError where a library is missing."""
        ...
