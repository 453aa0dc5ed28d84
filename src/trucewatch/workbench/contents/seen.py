"""A view as a person of some role may see it: it has passed the release profile of that role before a screen asks it.

Everything that a screen of incidents, reports, maps, sources or agreements shows is taken from here, so that no screen
can show what the profile holds back, and no pin is finer than the profile allows.
"""

from collections.abc import Iterable
from functools import cached_property
from unicodedata import bidirectional

from trucewatch.model import Claim, Copy, Finding, Incident, Issue, PlaceRef, Report, View
from trucewatch.monitor.why import tell, would_change
from trucewatch.publish.desk import Desk
from trucewatch.publish.evidence import Evidence, evidence
from trucewatch.publish.naming import Naming
from trucewatch.publish.release import PublishedPlace, Released, Shown, Withheld, shipped_profile
from trucewatch.publish.text import visible
from trucewatch.publish.wording import quoted

__all__ = ["Seen", "isolated"]

_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def isolated(text: str) -> str:
    """Words set apart from what stands around them where they run from right to left, so that they cannot reorder a
    line of several parts (Unicode's isolates)."""
    return f"\u2068{text}\u2069" if any(bidirectional(char) in _RIGHT_TO_LEFT for char in text) else text


class Seen:
    """One view, with what was taken out of it on the way (None: nothing was). `whole` where nothing was, so that what
    only the raw ledger says may be shown too (who captured a report, how a sum was made)."""

    def __init__(self, view: View, released: Released | None = None) -> None:
        self.whole = released is None
        self.withheld: tuple[Withheld, ...] = released.withheld if released else ()
        self.desk = Desk(Issue(number=1, view=view), shipped_profile("internal"))
        if released:
            self.desk.naming = Naming(view, Shown(view.setting, released.coarsened))

    @property
    def view(self) -> View:
        """The view without what may not be seen."""
        return self.desk.view

    @cached_property
    def incident_of(self) -> dict[str, str]:
        """Incident ids by claim key."""
        return {key: incident.id for incident in self.view.incidents for key in incident.claims}

    @cached_property
    def claims_of(self) -> dict[str, list[Claim]]:
        """Claims by report, in the order of the text."""
        found: dict[str, list[Claim]] = {}
        for claim in self.view.claims.values():
            found.setdefault(claim.report, []).append(claim)
        for claims in found.values():
            claims.sort(key=lambda c: (c.trigger.start, c.id))
        return found

    @cached_property
    def copies_of(self) -> dict[str, list[Copy]]:
        """Pairs of a report and one that repeats it, by either report's id."""
        found: dict[str, list[Copy]] = {}
        for copy in self.view.copies:
            found.setdefault(copy.a, []).append(copy)
            found.setdefault(copy.b, []).append(copy)
        return found

    def incident(self, name: str) -> Incident | None:
        """The incident of that id; None if there is none here, or it may not be seen."""
        return self.desk.incidents.get(name)

    def report(self, name: str) -> Report | None:
        """The report of that id; None if there is none here, or it may not be seen."""
        return self.view.reports.get(name)

    def place(self, ref: PlaceRef) -> PublishedPlace:
        """A place no finer than may be shown."""
        return self.desk.naming.release.place(ref)

    def place_name(self, ref: PlaceRef | None) -> str:
        """The name under which a place may be shown, in quotation marks where it is a report's own wording."""
        if ref is None:
            return "not stated"
        place = self.place(ref)
        return isolated(quoted(visible(place.name)) if place.worded else place.name)

    def report_name(self, report_id: str) -> str:
        """A report in a few words: its publisher and day."""
        report = self.view.reports.get(report_id)
        publisher = self.desk.naming.publisher(report, report_id)
        return visible(f"{publisher}, {report.published}" if report and report.published else publisher)

    def quotes(self, keys: Iterable[str]) -> tuple[Evidence, ...]:
        """The claims of these keys with the report's own words around them, in order."""
        known = self.desk.known(keys)
        return evidence(self.desk, {key: number for number, key in enumerate(known, start=1)})

    def why(self, finding: Finding) -> str:
        """The finding in a paragraph; its wording alone where its agreement or incident is not here."""
        agreement = next((a for a in self.view.setting.agreements if a.id == finding.agreement), None)
        incident = self.incident(finding.incident)
        if agreement is None or incident is None:
            return finding.wording
        return tell(finding, incident, agreement, self.view.claims, self.view.reports)

    def would_change(self, finding: Finding) -> str:
        """What evidence would move the verdict; "" where none would."""
        return would_change(finding)
