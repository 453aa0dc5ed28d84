"""What a ledger holds to be known, as values: the projections turned back into reports, claims and the rest.

Every value is read from its entry, or from detached content whose hash is checked on the way: a view never rests on
words that are not the recorded ones.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from trucewatch.ledger.entry import Entry, sha256_of
from trucewatch.ledger.kinds import (
    AgreementLoaded,
    ClaimCorrected,
    ExtractionSkipped,
    IssuePublished,
    SettingLoaded,
    Takedown,
    WatchOpened,
    evidence_of,
)
from trucewatch.ledger.known import report_of, visible
from trucewatch.ledger.moment import moment
from trucewatch.ledger.replay import content_text
from trucewatch.ledger.reviewed import Judged, Judgement, Outline, as_left, linked, read_in
from trucewatch.ledger.tables import entries, known
from trucewatch.model import Agreement, Claim, Copy, Report
from trucewatch.model.errors import TamperError

__all__ = ["Known", "entry_of"]


def entry_of(row: Any) -> Entry:
    """A stored row as an entry. TamperError if it cannot be read."""
    try:
        when, body = moment(row.recorded_at), json.loads(row.body)
    except (ValueError, TypeError) as error:
        raise TamperError(f"Entry {row.seq} cannot be read, so it was changed; verify the ledger.") from error
    return Entry(
        seq=row.seq,
        recorded_at=when,
        by=row.by,
        kind=row.kind,
        body=body,
        prev_hash=row.prev_hash,
        hash=row.hash,
    )


class Known:
    """What is known on two clocks, read through one connection. None for either moment means no limit.

    `known_on` is when the watch counts as having known it; `as_recorded` limits the view to entries recorded by then.
    """

    def __init__(self, connection: Connection, known_on: datetime | None, as_recorded: datetime | None) -> None:
        self._connection, self._known_on, self._as_recorded = connection, known_on, as_recorded
        self._readings: dict[int, Any] = {}

    def reports(self) -> dict[str, Report]:
        """Reports by id, in the order in which they came in; those taken down are not among them."""
        return {row.id: Report.model_validate(self._content(row, "report")) for row in self._rows("report")}

    def report(self, name: str) -> Report | None:
        """The report of that id, None if there is none."""
        row = next(iter(self._rows("report", name)), None)
        return Report.model_validate(self._content(row, "report")) if row is not None else None

    def claims(self, report: str | None = None) -> dict[str, Claim]:
        """Claims by key as people left them (reviewed.py), of one report only where one is named; rejected ones are not
        among them."""
        found = {key: judged.claim for key, judged in self.judged(report).items() if judged.claim is not None}
        linked(found, (body for _, body in self._bodies("link", report)))
        return found

    def judged(self, report: str | None = None) -> dict[str, Judged]:
        """Every claim with the decision that stands on it, rejected ones too. Where two extractors use one key, the
        later entry's claim stands."""
        found: dict[str, tuple[int, int, Claim]] = {}
        seq, content = 0, []
        for row in self._rows("claim", report):
            if row.seq != seq:
                seq, content = row.seq, self._content(row, "claims")
            found[row.id] = (row.seq, row.item, Claim.model_validate(content[row.item]))
        return as_left(found, self._judgements(report), self._read)

    def outlines(self) -> Iterator[Outline]:
        """Every claim in outline, without making a value of each: what a list of a hundred thousand needs at once."""
        decided = {row.report for row in self._rows("review")}
        judged = {key: one for report in decided for key, one in self.judged(report).items()}
        languages = {row.id: self._content(row, "report").get("language") for row in self._rows("report")}
        seq, content = 0, []
        for row in self._rows("claim"):
            if row.seq != seq:
                seq, content = row.seq, self._content(row, "claims")
            raw, one = content[row.item], judged.get(row.id)
            reviewed = one is not None and one.judgement is not None
            yield Outline(
                row.id, row.report, raw["type"], raw.get("confidence") or {}, languages.get(row.report), reviewed
            )

    def _judgements(self, report: str | None) -> Iterator[Judgement]:
        for row, body in self._bodies("review", report):
            reading: Claim | None = None
            if row.kind == ClaimCorrected.kind:
                reading = Claim.model_validate(self._content(row, "corrected"))
            when = moment(row.recorded_at), moment(row.known_from)
            yield Judgement(row.seq, row.kind, *when, body, reading)

    def codings(self, claim: str) -> tuple[tuple[Entry, Claim], ...]:
        """The blind codings of a claim, as it is read now, that stand, in their order, each with what it says."""
        rows = [row for row in self._rows("coding", report_of(claim)) if row.id == claim]
        judged = self.judged(report_of(claim)).get(claim) if rows else None
        if judged is None:
            return ()
        pairs = ((entry_of(row), Claim.model_validate(self._content(row, "coded"))) for row in rows)
        return tuple(pair for pair in pairs if read_in(pair[0].body["seen"]) == read_in(judged.version))

    def _read(self, seq: int, item: int) -> Claim:
        """The extractor's reading of a claim, from its entry."""
        row = self._connection.execute(select(entries).where(entries.c.seq == seq)).one()
        if seq not in self._readings:
            self._readings[seq] = self._content(row, "claims")
        return Claim.model_validate(self._readings[seq][item])

    def requested(self, request: str) -> int | None:
        """The number of the entry that was asked for under a name; None if there is none."""
        return next((row.seq for row in self._rows("request", name=request)), None)

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

    def standing_on(self, sha256: str) -> tuple[str, ...]:
        """Ids of the reports whose raw bytes, or whose exchange, has that hash."""
        query = self._query("report", None, None).where(entries.c.body.contains(sha256))
        rows = self._connection.execute(query)
        return tuple(row.id for row in rows if sha256 in evidence_of(row.kind, json.loads(row.body)))

    def _rows(self, what: str, report: str | None = None, *, name: str | None = None) -> Iterable[Any]:
        return self._connection.execute(self._query(what, report, name)).all()

    def _query(self, what: str, report: str | None, name: str | None) -> Select[Any]:
        wanted = visible(what, self._known_on, self._as_recorded)
        if report is not None:
            wanted = wanted.where(known.c.report == report)
        if name is not None:
            wanted = wanted.where(known.c.id == name)
        rest = (entries.c.kind, entries.c.body, entries.c.by, entries.c.prev_hash, entries.c.hash)
        return wanted.join(entries, entries.c.seq == known.c.seq).add_columns(*rest)

    def _bodies(self, what: str, report: str | None = None) -> Iterator[tuple[Any, Any]]:
        for row in self._rows(what, report):
            yield row, json.loads(row.body)

    def _content(self, row: Any, field: str) -> Any:
        sha256 = json.loads(row.body)[field]["sha256"]
        text = content_text(self._connection, sha256)
        if text is None or sha256_of(text.encode()) != sha256:
            what = "is missing" if text is None else "was changed"
            raise TamperError(f"The {field} of entry {row.seq} {what}; verify the ledger.")
        return json.loads(text)
