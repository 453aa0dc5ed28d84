"""What a ledger holds to be known, as values: the projections turned back into reports, claims and the rest.

Every value is read from its entry, or from detached content whose hash is checked on the way: a view never rests on
words that are not the recorded ones.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from trucewatch.ledger.entry import sha256_of
from trucewatch.ledger.kinds import (
    AgreementLoaded,
    ExtractionSkipped,
    IssuePublished,
    SettingLoaded,
    Takedown,
    WatchOpened,
)
from trucewatch.ledger.known import visible
from trucewatch.ledger.replay import content_text
from trucewatch.ledger.tables import entries, known
from trucewatch.model import Agreement, Claim, Copy, Report
from trucewatch.model.errors import TamperError

__all__ = ["Known"]


class Known:
    """What is known on two clocks, read through one connection. None for either moment means no limit.

    `known_on` is when the watch counts as having known it; `as_recorded` limits the view to entries recorded by then.
    """

    def __init__(self, connection: Connection, known_on: datetime | None, as_recorded: datetime | None) -> None:
        self._connection, self._known_on, self._as_recorded = connection, known_on, as_recorded

    def reports(self) -> dict[str, Report]:
        """Reports by id, in the order in which they came in; those taken down are not among them."""
        return {row.id: Report.model_validate(self._content(row, "report")) for row in self._rows("report")}

    def report(self, name: str) -> Report | None:
        """The report of that id, None if there is none."""
        row = next(iter(self._rows("report", name)), None)
        return Report.model_validate(self._content(row, "report")) if row is not None else None

    def claims(self, report: str | None = None) -> dict[str, Claim]:
        """Claims by key, of one report only where one is named. Where two extractors use one key, the later entry's
        claim stands."""
        found: dict[str, Claim] = {}
        seq, content = 0, []
        for row in self._rows("claim", report):
            if row.seq != seq:
                seq, content = row.seq, self._content(row, "claims")
            found[row.id] = Claim.model_validate(content[row.item])
        return found

    def copies(self) -> tuple[Copy, ...]:
        """Pairs of reports of which one repeats the other."""
        return tuple(Copy.model_validate(body["copies"][row.item]) for row, body in self._bodies("copy"))

    def skipped(self) -> dict[str, ExtractionSkipped]:
        """Reports that no extractor read, by report id."""
        return {row.id: ExtractionSkipped.model_validate(body) for row, body in self._bodies("skipped")}

    def agreements(self) -> dict[str, Agreement]:
        """Agreements by id, each as last loaded."""
        return {row.id: AgreementLoaded.model_validate(body).agreement() for row, body in self._bodies("agreement")}

    def settings(self) -> dict[str, SettingLoaded]:
        """The watch's own data by part, each as last loaded."""
        return {row.id: SettingLoaded.model_validate(body) for row, body in self._bodies("setting")}

    def issues(self) -> tuple[IssuePublished, ...]:
        """Published issues by number."""
        found = [IssuePublished.model_validate(body) for _, body in self._bodies("issue")]
        return tuple(sorted(found, key=lambda issue: issue.number))

    def watch(self) -> WatchOpened | None:
        """How the watch was opened; None in a ledger that holds none yet."""
        return next((WatchOpened.model_validate(body) for _, body in self._bodies("watch")), None)

    def taken_down(self) -> dict[str, Takedown]:
        """Reports whose words were removed for good, by report id."""
        return {row.id: Takedown.model_validate(body) for row, body in self._bodies("takedown")}

    def report_ids(self) -> frozenset[str]:
        """Ids of the reports, without reading them."""
        return frozenset(row.id for row in self._rows("report"))

    def _rows(self, what: str, subject: str | None = None) -> Iterable[Any]:
        return self._connection.execute(self._query(what, subject)).all()

    def _query(self, what: str, subject: str | None) -> Select[Any]:
        wanted = visible(what, self._known_on, self._as_recorded)
        rows = (wanted if subject is None else wanted.where(known.c.subject == subject)).subquery()
        joined = rows.join(entries, entries.c.seq == rows.c.seq)
        return select(rows, entries.c.body).select_from(joined).order_by(rows.c.seq, rows.c.item)

    def _bodies(self, what: str) -> Iterator[tuple[Any, Any]]:
        for row in self._rows(what):
            yield row, json.loads(row.body)

    def _content(self, row: Any, field: str) -> Any:
        sha256 = json.loads(row.body)[field]["sha256"]
        text = content_text(self._connection, sha256)
        if text is None or sha256_of(text.encode()) != sha256:
            what = "is missing" if text is None else "was changed"
            raise TamperError(f"The {field} of entry {row.seq} (report {row.subject}) {what}; verify the ledger.")
        return json.loads(text)
