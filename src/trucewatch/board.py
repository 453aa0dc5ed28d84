"""The board: what a watch holds, as tables on a terminal."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from trucewatch.model import Claim, ControlSpan, Finding, Holding, Incident, ObligationStatus, View

__all__ = ["WIDE", "claims_table", "holdings_table", "incidents_table", "obligations_table", "show"]


WIDE = 130
"""From how many characters a terminal can hold every column."""


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _when(incident: Incident) -> str:
    if incident.date_start is None:
        return f"not dated, reported {incident.reported_first}" if incident.reported_first else "not dated"
    end = incident.date_end or incident.date_start
    return str(incident.date_start) if end == incident.date_start else f"{incident.date_start} to {end}"


def _names(view: View, ids: Iterable[str]) -> str:
    known = {actor.id: actor.name for actor in view.setting.actors}
    return ", ".join(known.get(i, f'"{i}"') for i in ids)


def _words(value: str) -> str:
    return value.replace("_", " ")


def claims_table(claims: Sequence[Claim]) -> Table:
    """Claims with their status, one a row."""
    table = _table(
        f"{len(claims)} claims", "id", "type", "trigger", "who", "to whom", "where", "when", "source", "status"
    )
    for claim in claims:
        when = str(claim.date_start or "") + (f" to {claim.date_end}" if claim.date_end != claim.date_start else "")
        status = f"{claim.polarity} {claim.certainty} {claim.mode} {claim.author_stance}"
        table.add_row(
            claim.id,
            _words(claim.type),
            claim.trigger.text,
            "; ".join(a.text for a in claim.initiators),
            "; ".join(a.text for a in claim.targets),
            "; ".join(p.name for p in claim.places),
            when,
            "; ".join(claim.source),
            status,
        )
    return table


def incidents_table(view: View, *, wide: bool = True) -> Table:
    """Incidents with what was found about each; those that nobody says have happened are marked foreseen. Where the
    terminal is not wide, without who did it to whom."""
    parties = ("who", "to whom") if wide else ()
    table = _table("Incidents", "id", "when", "where", "type", *parties, "standing", "origins", "finding")
    findings: dict[str, list[Finding]] = {}
    for finding in view.findings:
        findings.setdefault(finding.incident, []).append(finding)
    for incident in view.incidents:
        found = findings.get(incident.id, [])
        table.add_row(
            incident.id,
            _when(incident),
            incident.place.name if incident.place else "not stated",
            _words(incident.type),
            *((_names(view, incident.initiators), _names(view, incident.targets)) if wide else ()),
            _words(incident.occurred.standing),
            str(len(incident.origins)),
            "; ".join(f"{_words(f.verdict)} ({', '.join(map(_words, f.decided_by))})" for f in found) or "not judged",
        )
    return table


def obligations_table(statuses: Sequence[ObligationStatus], *, wide: bool = True) -> Table:
    """Obligations with their clocks; where the terminal is not wide, without the reason of each state."""
    why = ("why",) if wide else ()
    table = _table("Obligations", "id", "duty", "deadline", "text version", "state", "days left", *why)
    for status in statuses:
        deadline = status.deadline
        table.add_row(
            status.id,
            status.duty,
            str(deadline.day) if deadline else "none",
            (deadline.version + ("" if deadline.authoritative else " (not authoritative)")) if deadline else "",
            _words(status.state),
            "" if status.days_left is None else str(status.days_left),
            *((status.reason,) if wide else ()),
        )
    return table


def holdings_table(
    holdings: Sequence[Holding], view: View | None = None, spans: Sequence[ControlSpan | None] | None = None
) -> Table:
    """Who held which place; `spans` are the weighed propositions that the holdings rest on, where they are wanted."""
    weighed = ["weighed"] if spans is not None else []
    table = _table("Control", "place", "on", "state", "holder", "since", "probability", *weighed, "why")
    names = {actor.id: actor.name for actor in view.setting.actors} if view else {}
    for holding, span in zip(holdings, spans or [None] * len(holdings), strict=True):
        holder = names.get(holding.holder or "", holding.holder or "")
        candidate = names.get(holding.candidate or "", holding.candidate or "")
        sure = f"{candidate} {holding.probability:.2f}" if holding.probability is not None else ""
        since = str(holding.since or "")
        believed = [_believed(span)] if spans is not None else []
        state = _words(holding.state)
        table.add_row(holding.place, str(holding.as_of), state, holder, since, sure, *believed, holding.reason)
    return table


def _believed(span: ControlSpan | None) -> str:
    weight = span.weight if span else None
    return f"{weight.probability:.2f} ({weight.low:.2f} to {weight.high:.2f})" if weight else ""


def show(view: View, console: Console) -> None:
    """The whole board: control, obligations that have a clock, and incidents."""
    console.print(
        f"[bold]{view.setting.title}[/bold], as of {view.as_of:%Y-%m-%d}, as known on {view.known_on:%Y-%m-%d %H:%M %Z}"
    )
    console.print(holdings_table(view.holdings, view))
    dated = [o for o in view.obligations if o.deadline]
    console.print(obligations_table(dated, wide=console.width >= WIDE))
    console.print(incidents_table(view, wide=console.width >= WIDE))
