"""What was known from when to when: the projections, a pure function of the entries.

Two clocks. *Recorded* is when an entry was written here; *known* is when the watch counts as having known it. A live
watch knows a thing when it records it; an archive watch, fed afterwards, knows a report from its publication on. The
ledger does not guess which: `known_from` in the entry says so. Where it is None:

- a report, a setting, an agreement: known from when it was recorded;
- claims and skipped extractions: from when they were recorded, and in any case never before their report;
- a copy: from when both reports are known.

Superseding. A row belongs to a *subject* (the claims of one report; one pair of copies; one part of the setting; one
agreement). A later entry about the same subject ends every earlier row of it at the later one's own `known_from`. In a
live watch a newer method's claims therefore begin where the older ones end, and a view of an earlier moment still has
the older ones. In an archive watch the newer claims carry the same past `known_from` as their report, so they replace
the older ones at every moment; the older view is then reached by the other clock, `as_recorded`.

What people decide is never replaced: each decision is a subject of its own, of those on a claim the last one stands
(reviewed.py), and undoing one ends its row, so that the one before it stands again.

A row is visible on (known_on, as_recorded) if it was recorded by `as_recorded`, known by `known_on`, and not ended on
both clocks. So a view is a plain filter, and the same two moments give the same rows however many entries follow.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, select

from trucewatch.ledger.entry import canonical
from trucewatch.ledger.moment import moment_text
from trucewatch.ledger.projections import DECIDED, Projections
from trucewatch.ledger.tables import ended, known

__all__ = ["clear", "project", "report_of", "visible"]

Row = dict[str, Any]
Ids = Callable[[Mapping[str, Any]], Sequence[str]]


def visible(what: str, known_on: datetime | None, as_recorded: datetime | None) -> Select[Any]:
    """The rows of a kind that are visible on both clocks, in the order of their entries. None: no limit."""
    ending: list[ColumnElement[bool]] = [
        ended.c.what == known.c.what,
        ended.c.subject == known.c.subject,
        ended.c.seq > known.c.seq,
    ]
    wanted: list[ColumnElement[bool]] = [known.c.what == what]
    if known_on is not None:
        wanted.append(known.c.known_from <= moment_text(known_on))
        ending.append(ended.c.known_to <= moment_text(known_on))
    if as_recorded is not None:
        wanted.append(known.c.recorded_at <= moment_text(as_recorded))
        ending.append(ended.c.recorded_at <= moment_text(as_recorded))
    return select(known).where(*wanted, ~exists().where(*ending)).order_by(known.c.seq, known.c.item)


def report_of(key: str) -> str:
    """The report of a claim, from its key."""
    return key.rpartition("/")[0]


def clear(connection: Connection) -> None:
    """Empty the projections, before they are rebuilt."""
    connection.execute(delete(known))
    connection.execute(delete(ended))


def project(rows: Projections, seq: int, recorded_at: str, kind: str, body: Mapping[str, Any], ids: Ids) -> None:
    """Add what one entry says to the projections. `ids` gives the ids of an entry's claims, where it does not name them
    itself (claim_ids)."""
    handler = _HANDLERS.get(kind)
    if handler is not None:
        handler(_Step(rows, seq, recorded_at, ids), body)


class _Step:
    """One entry's way into the projections."""

    def __init__(self, rows: Projections, seq: int, recorded_at: str, ids: Ids) -> None:
        self.rows, self.seq, self.recorded_at, self.ids = rows, seq, recorded_at, ids

    def stated(self, body: Mapping[str, Any]) -> str | None:
        """The entry's own `known_from`, as stored text."""
        given = body.get("known_from")
        return moment_text(datetime.fromisoformat(given)) if given else None

    def add(self, rows: list[Row]) -> None:
        """Index the entry's items."""
        for row in rows:
            row["seq"], row["recorded_at"] = self.seq, self.recorded_at
            row.setdefault("report", None)
            row.setdefault("other", None)
        self.rows.add(rows)

    def end(self, what: str, subject: str, known_to: str) -> None:
        """End every earlier row of the subject; nothing is written where there is none."""
        if self.rows.holds(what, subject):
            row = {"seq": self.seq, "what": what, "subject": subject, "recorded_at": self.recorded_at}
            self.rows.end({**row, "known_to": known_to})

    def replace(self, what: str, subject: str, body: Mapping[str, Any]) -> None:
        """One item that takes the place of the subject's earlier one."""
        start = self.stated(body) or self.recorded_at
        self.end(what, subject, start)
        self.add([{"item": 0, "what": what, "id": subject, "subject": subject, "known_from": start}])


def _watch(step: _Step, body: Mapping[str, Any]) -> None:
    step.replace("watch", body["id"], body)


def _report(step: _Step, body: Mapping[str, Any]) -> None:
    report, start = body["id"], step.stated(body) or step.recorded_at
    step.add([{"item": 0, "what": "report", "id": report, "subject": report, "report": report, "known_from": start}])


def _reading_from(step: _Step, body: Mapping[str, Any]) -> str | None:
    """From when a reading of a report is known, never before the report; None if there is no such report. It ends what
    was said of the report's not being read."""
    report_start = step.rows.report_from(body["report"])
    if report_start is None:
        return None
    start = max(step.stated(body) or step.recorded_at, report_start)
    step.end("skipped", body["report"], start)
    return start


def _claims(step: _Step, body: Mapping[str, Any]) -> None:
    report, start = body["report"], _reading_from(step, body)
    if start is None:
        return
    if body["supersedes"]:
        step.end("claim", report, start)
    common: Row = {"what": "claim", "subject": report, "report": report, "known_from": start}
    step.add([common | {"item": n, "id": f"{report}/{claim}"} for n, claim in enumerate(step.ids(body))])


def _skipped(step: _Step, body: Mapping[str, Any]) -> None:
    report, start = body["report"], _reading_from(step, body)
    if start is None:
        return
    step.add([{"item": 0, "what": "skipped", "id": report, "subject": report, "report": report, "known_from": start}])


def _copies(step: _Step, body: Mapping[str, Any]) -> None:
    rows: list[Row] = []
    for n, copy in enumerate(body["copies"]):
        starts = [step.rows.report_from(copy["a"]), step.rows.report_from(copy["b"])]
        if None in starts:
            continue
        pair = canonical([copy["a"], copy["b"]]).decode()
        start = step.stated(body) or max(s for s in starts if s)
        step.end("copy", pair, start)
        row = {"item": n, "what": "copy", "id": pair, "subject": pair, "known_from": start}
        rows.append({**row, "report": copy["a"], "other": copy["b"]})
    step.add(rows)


def _setting(step: _Step, body: Mapping[str, Any]) -> None:
    step.replace("setting", body["part"], body)


def _agreement(step: _Step, body: Mapping[str, Any]) -> None:
    step.replace("agreement", body["id"], body)


def _issue(step: _Step, body: Mapping[str, Any]) -> None:
    step.replace("issue", str(body["number"]), body)


def _decision(what: str, step: _Step, body: Mapping[str, Any], about: str, reports: Sequence[str]) -> None:
    """A person's decision about something in up to two reports; nothing where one of them is not here any more."""
    starts = [step.rows.report_from(report) for report in reports]
    if None in starts:
        return
    start = max([step.stated(body) or step.recorded_at, *(s for s in starts if s)])
    first, second = (*reports, None, None)[:2]
    row: Row = {"item": 0, "what": what, "id": about, "subject": str(step.seq), "known_from": start}
    step.add([{**row, "report": first, "other": second}])
    _request(step, body, first)


def _request(step: _Step, body: Mapping[str, Any], report: str | None = None) -> None:
    """Under which name a decision was asked for, so that it is recorded once."""
    if name := body.get("request"):
        row = {"item": 1, "what": "request", "id": name, "subject": str(step.seq), "known_from": step.recorded_at}
        step.add([{**row, "report": report}])


def _review(step: _Step, body: Mapping[str, Any]) -> None:
    _decision("review", step, body, body["claim"], [body["report"]])


def _coding(step: _Step, body: Mapping[str, Any]) -> None:
    _decision("coding", step, body, body["claim"], [body["report"]])


def _link(step: _Step, body: Mapping[str, Any]) -> None:
    _decision("link", step, body, body["claim"], [report_of(body["claim"]), report_of(body["to"])])


def _flag(step: _Step, body: Mapping[str, Any]) -> None:
    reports = {"claim": [report_of(body["id"])], "report": [body["id"]]}.get(body["what"], [])
    _decision("flag", step, body, body["id"], reports)


def _checked(step: _Step, body: Mapping[str, Any]) -> None:
    _decision("checked", step, body, body["incident"], [])


def _undone(step: _Step, body: Mapping[str, Any]) -> None:
    start = step.stated(body) or step.recorded_at
    for what in DECIDED:
        if what != "request":
            step.end(what, str(body["entry"]), start)
    _request(step, body)


def _takedown(step: _Step, body: Mapping[str, Any]) -> None:
    report = body["report"]
    step.rows.forget(report)
    if not step.rows.holds("takedown", report):
        taken = {"item": 0, "what": "takedown", "id": report, "subject": report, "known_from": step.recorded_at}
        step.add([taken])


_HANDLERS: dict[str, Callable[[_Step, Mapping[str, Any]], None]] = {
    "watch_opened": _watch,
    "report_added": _report,
    "claims_extracted": _claims,
    "extraction_skipped": _skipped,
    "copies_found": _copies,
    "setting_loaded": _setting,
    "agreement_loaded": _agreement,
    "issue_published": _issue,
    "takedown": _takedown,
    "claim_reviewed": _review,
    "claim_corrected": _review,
    "claim_coded": _coding,
    "claims_linked": _link,
    "record_flagged": _flag,
    "incident_reviewed": _checked,
    "incidents_regrouped": _request,
    "decision_undone": _undone,
}
