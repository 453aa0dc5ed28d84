"""The things of one picture in the order of their ids, with what hangs on what; made once for each picture."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock

from trucewatch.model import Agreement, Claim, Finding, Holding, Incident, ObligationStatus, Report, Source
from trucewatch.publish.exports import Leaving
from trucewatch.search import Index, Search, ViewTexts
from trucewatch.workbench.pictures import Picture

__all__ = ["Catalogue", "Catalogues"]

KEPT = 12


class Catalogue:
    """What one picture holds. `raw` is the same picture before a release profile, from which search takes the way from
    the ledger's ids to the released ones."""

    def __init__(self, picture: Picture, raw: Picture, index: Index) -> None:
        self.picture, self.view, self._raw, self._index = picture, picture.monitoring.view, raw, index

    @cached_property
    def reports(self) -> Sequence[tuple[str, Report]]:
        """Reports by id."""
        return sorted(self.view.reports.items())

    @cached_property
    def claims(self) -> Sequence[tuple[str, Claim]]:
        """Claims by key."""
        return sorted(self.view.claims.items(), key=lambda pair: pair[0])

    @cached_property
    def incidents(self) -> Sequence[tuple[str, Incident]]:
        """Incidents by id."""
        return sorted(((i.id, i) for i in self.view.incidents), key=lambda pair: pair[0])

    @cached_property
    def findings(self) -> Sequence[tuple[str, Finding]]:
        """Findings by id."""
        return sorted(((f.id, f) for f in self.view.findings), key=lambda pair: pair[0])

    @cached_property
    def obligations(self) -> Sequence[tuple[str, ObligationStatus]]:
        """Obligations by agreement and id."""
        return sorted(((f"{o.agreement}/{o.id}", o) for o in self.view.obligations), key=lambda pair: pair[0])

    @cached_property
    def holdings(self) -> Sequence[tuple[str, Holding]]:
        """Who holds what, by place."""
        return sorted(((h.place_id, h) for h in self.view.holdings), key=lambda pair: pair[0])

    @cached_property
    def sources(self) -> Sequence[tuple[str, Source]]:
        """Sources by id."""
        return sorted(((s.id, s) for s in self.view.setting.sources), key=lambda pair: pair[0])

    @cached_property
    def agreements(self) -> Sequence[tuple[str, Agreement]]:
        """Agreements by id."""
        return sorted(((a.id, a) for a in self.view.setting.agreements), key=lambda pair: pair[0])

    @cached_property
    def claims_of(self) -> Mapping[str, list[str]]:
        """Claim keys by report."""
        found: dict[str, list[str]] = {}
        for key, claim in self.claims:
            found.setdefault(claim.report, []).append(key)
        return found

    @cached_property
    def incident_of(self) -> Mapping[str, str]:
        """Incident ids by claim key."""
        return {key: incident.id for incident in self.view.incidents for key in incident.claims}

    @cached_property
    def findings_of(self) -> Mapping[str, list[Finding]]:
        """Findings by incident."""
        found: dict[str, list[Finding]] = {}
        for finding in self.view.findings:
            found.setdefault(finding.incident, []).append(finding)
        return found

    @cached_property
    def reports_by(self) -> Mapping[str, int]:
        """How many reports each publisher, folded in case, has in the view."""
        found: dict[str, int] = {}
        for report in self.view.reports.values():
            name = (report.publisher or "").casefold()
            found[name] = found.get(name, 0) + 1
        return found

    @cached_property
    def search(self) -> Search:
        """Search over what the picture shows."""
        left: Leaving | None = self.picture.left
        return Search(self._index, ViewTexts(self._raw.monitoring.view, left))


class Catalogues:
    """The catalogues that are in use, and the search index of each watch. Safe to ask from several threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, Catalogue] = OrderedDict()
        self._lock = Lock()

    def of(self, picture: Picture, raw: Picture, index: Index) -> Catalogue:
        """The catalogue of a picture."""
        with self._lock:
            held = self._held.get(id(picture))
            if held is None or held.picture is not picture:
                held = self._held[id(picture)] = Catalogue(picture, raw, index)
            self._held.move_to_end(id(picture))
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
            return held
