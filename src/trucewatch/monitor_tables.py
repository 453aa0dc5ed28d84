"""Agreements, clocks, counts, coverage and forecasts as tables on a terminal."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table

from trucewatch.model import Agreement, ObligationStatus
from trucewatch.model.agreement import Zone, ZoneVersion
from trucewatch.model.chronicle import AgreementPoint, Count, Difference, OfficialCount, VersionQuote
from trucewatch.model.coverage import Backfill, Restriction, Trend, ZoneDay
from trucewatch.model.forecast import Forecast, ForecastScore
from trucewatch.monitor import deadlines, public_from
from trucewatch.monitor.moments import day_of

__all__ = [
    "agreement_tables",
    "board_table",
    "clocks_table",
    "counts_table",
    "coverage_table",
    "differences_table",
    "forecasts_table",
    "lag_table",
    "official_table",
    "points_table",
    "quotes_table",
    "restrictions_table",
    "scores_table",
    "trend_table",
]


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _words(value: object) -> str:
    return str(value).replace("_", " ") if value is not None else ""


def agreement_tables(agreement: Agreement) -> Iterable[Table]:
    """The agreement part by part: texts, participants, zones, lines, duties, bodies."""
    texts = _table("Text versions", "version", "status", "date", "public from", "binding", "differs in")
    ruling = agreement.authoritative_version().id
    for version in agreement.text_versions:
        differs = "; ".join(f"{k}: {v}" for k, v in version.differs.items())
        binds = "yes" if version.authoritative or version.id == ruling else "no"
        public = str(public_from(agreement, version) or "not stated")
        texts.add_row(version.id, _words(version.status), version.date or "", public, binds, differs)
    yield texts
    people = _table("Participants", "actor", "role", "from", "to", "side", "note")
    for p in agreement.participants:
        people.add_row(p.actor, _words(p.role), p.since or "", p.until or "", p.side or "", p.note or "")
    for e in agreement.exclusions:
        rule = f"excluded {_words(e.rule)}" if e.rule else "excluded"
        people.add_row(", ".join(e.actors), rule, "", "", "", e.as_worded)
    yield people
    yield from _ground(agreement)
    duties = _table(
        "Duties", "id", "provision", "bound", "duty", "where", "due (version)", "other versions", "verifier"
    )
    for duty in agreement.obligations:
        due = deadlines(agreement, duty, day_of("9999-12-31"))
        what = f"{_words(duty.modality)} {' '.join(p for p in (duty.action, duty.object) if p)}"
        ruled = f"{due.best.day} ({due.best.version})" if due.best else _words(duty.recurrence) or "no day"
        others = "; ".join(f"{d.day} ({d.version})" for d in due.others)
        verifier = ", ".join((*duty.verifier, *duty.verification))
        where = ", ".join(duty.where)
        duties.add_row(duty.id, duty.provision or "", ", ".join(duty.actors), what, where, ruled, others, verifier)
    yield duties
    bodies = _table("Bodies and reporting", "body", "members", "independent of the parties", "reports to", "public")
    for body in agreement.monitoring:
        bodies.add_row(
            body.name or body.id,
            ", ".join(body.members),
            _yes(body.independent_of_parties),
            body.reports_to or "",
            _yes(body.publishes),
        )
    for report in agreement.reporting:
        bodies.add_row(report.by, "", "", f"{report.to} ({report.cadence or 'no cadence stated'})", _yes(report.public))
    yield bodies


def _yes(value: bool | None) -> str:
    return "not stated" if value is None else "yes" if value else "no"


def _ground(agreement: Agreement) -> Iterable[Table]:
    if agreement.zones:
        zones = _table("Zones", "zone", "kind", "as worded", "boundary", "precision", "valid", "drawn", "lists")
        for zone in agreement.zones:
            for version in zone.versions:
                zones.add_row(*_boundary(zone, version))
        yield zones
    if agreement.lines:
        lines = _table("Lines", "line", "kind", "off", "applies to", "weapons", "drawn")
        for line in agreement.lines:
            derived = line.derived_from or {}
            off = f"{derived.get('offset_km')} km from {derived.get('line')}" if derived else ""
            drawn = "yes" if any(v.get("geometry") for v in line.versions) else "no"
            lines.add_row(line.id, _words(line.kind), off, ", ".join(line.applies_to), ", ".join(line.weapons), drawn)
        yield lines


def _boundary(zone: Zone, version: ZoneVersion) -> tuple[str, ...]:
    lists = "; ".join(
        f"{label}: {', '.join(names)}"
        for label, names in (
            ("in", version.includes),
            ("out", version.excludes),
            ("disputed", [str(p.get("place") or p.get("id")) for p in version.disputed_parts]),
            ("admin", version.admin),
        )
        if names
    )
    valid = f"{version.valid_from or '…'} to {version.valid_to or '…'}"
    drawn = "yes" if version.geometry else "no"
    return zone.id, _words(zone.kind), zone.as_worded, version.id, version.precision, valid, drawn, lists


def points_table(points: Sequence[AgreementPoint]) -> Table:
    """A timeline, one dated thing a row."""
    table = _table(f"{len(points)} dated points", "day", "kind", "what", "version", "other dates given")
    for point in points:
        table.add_row(str(point.day), point.kind, point.what, point.version or "", "yes" if point.contested else "")
    return table


def differences_table(found: Sequence[Difference]) -> Table:
    """What two agreements or versions say differently."""
    table = _table(f"{len(found)} differences", "entry", "kind", "before", "after")
    for item in found:
        table.add_row(item.entry, item.kind, item.before or "", item.after or "")
    return table


def quotes_table(found: Sequence[VersionQuote]) -> Table:
    """Which reports quote which version of the text."""
    table = _table(
        f"{len(found)} quoted days",
        "claim",
        "published",
        "duty",
        "quotes",
        "version",
        "binding text",
        "superseded since",
    )
    for q in found:
        ruling = f"{q.ruling} ({q.ruling_version})" if q.ruling else "not public then"
        since = f"{q.superseded_since}{' and quoted after' if q.stale else ''}" if q.superseded_since else ""
        version = ", ".join(q.versions) or "no version that is known"
        table.add_row(q.claim, str(q.published or ""), q.duty, str(q.quoted), version, ruling, since)
    return table


def board_table(statuses: Sequence[ObligationStatus]) -> Table:
    """Every duty with its clock."""
    table = _table(f"{len(statuses)} duties", "duty", "state", "due", "days left", "next turn", "version", "why")
    for status in statuses:
        turn = next((o for o in status.occurrences if o.state.value in ("pending", "due")), None)
        due = str(status.deadline.day) if status.deadline else ""
        left = str(status.days_left) if status.days_left is not None else ""
        version = status.deadline.version if status.deadline else status.text_version or ""
        table.add_row(
            status.id, _words(status.state.value), due, left, str(turn.due) if turn else "", version, status.reason
        )
    return table


def clocks_table(statuses: Sequence[ObligationStatus]) -> Table | None:
    """The clocks that count quiet days; None where no duty has one."""
    rows = [(s, c) for s in statuses for c in s.clocks]
    if not rows:
        return None
    table = _table("Quiet days", "duty", "zone", "run", "needed", "without a source", "last reset", "first full")
    for status, clock in rows:
        table.add_row(
            status.id,
            clock.zone or "everywhere",
            "/".join(str(n) for n in clock.by_count),
            str(clock.required),
            str(clock.unknown_days),
            str(clock.last_reset or "none"),
            str(clock.reached or "not yet"),
        )
    table.caption = "run: days since the last violation that is established / with probable / alleged or better"
    return table


def counts_table(found: Sequence[Count]) -> Table:
    """Three figures each, by observer and side."""
    table = _table("Counts", "agreement", "observer", "side said to have acted", "established", "with probable",
                   "all alleged", "open")  # fmt: skip
    for count in found:
        observer, side = count.observer or "all origins", count.side or "all sides"
        figures = (count.established, count.with_probable, count.all_alleged, count.open)
        table.add_row(count.agreement, observer, side, *(str(f) for f in figures))
    table.caption = "Counts follow who reports and where: no rates, and nothing is netted between sides."
    return table


def official_table(found: Sequence[OfficialCount]) -> Table:
    """The numbers that observers themselves give, day by day."""
    table = _table("Counts that others give", "day", "observer", "where", "number", "confirmed", "report")
    for count in found:
        span = str(count.first or "") + (f" to {count.last}" if count.last != count.first else "")
        confirmed = "" if count.confirmed is None else str(count.confirmed)
        table.add_row(span, count.observer, count.where or "in all", str(count.number), confirmed, count.report)
    return table


def coverage_table(found: Sequence[ZoneDay]) -> Table:
    """Sources by zone and day."""
    table = _table("Coverage", "zone", "day", "reports", "origins", "by side", "incidents", "state")
    for day in found:
        sides = ", ".join(f"{side}: {n}" for side, n in day.by_side.items())
        state = "no source: unknown" if day.state == "unknown" else "told, quiet said" if day.quiet_said else "told"
        table.add_row(
            day.zone or "outside the zones",
            str(day.day),
            str(day.reports),
            str(day.origins),
            sides,
            str(day.incidents) if day.state == "told" else "",
            state,
        )
    return table


def restrictions_table(found: Sequence[Restriction]) -> Table:
    """Who was kept from where."""
    table = _table("Kept from looking or reaching", "day", "who", "by", "place", "zones", "monitors", "claims")
    for r in found:
        table.add_row(
            str(r.day or ""),
            ", ".join(r.who) or "not said",
            ", ".join(r.by) or "not said",
            r.place or "not said",
            ", ".join(r.zones),
            "yes" if r.of_monitors else "no",
            ", ".join(r.claims),
        )
    return table


def lag_table(found: Sequence[Backfill]) -> Table:
    """How late each day's incidents became known."""
    table = _table("First report", "day", "known by the day after", "known now", "median lag (days)", "lags")
    for day in found:
        lag = "" if day.median_lag is None else f"{day.median_lag:g}"
        lags = ", ".join(str(n) for n in day.first_lags)
        table.add_row(str(day.day), str(day.known_then), str(day.known_now), lag, lags)
    return table


def trend_table(trend: Trend) -> Table:
    """Incidents and effort period by period, with the fitted rate."""
    zone = trend.zone or "all zones"
    table = _table(f"Trend, {zone}", "from", "to", "incidents", "effort", "fitted")
    for point in trend.points:
        fitted = "" if point.fitted is None else f"{point.fitted:.1f}"
        effort = f"{point.effort:.0f}" if point.effort else "none: unknown"
        table.add_row(str(point.start), str(point.end), str(point.incidents), effort, fitted)
    if trend.rate_ratio is not None:
        adjusted = f"adjusted ×{trend.rate_ratio:.2f} a period ({trend.low:.2f} to {trend.high:.2f})"
    else:
        adjusted = "no adjusted rate"
    raw = (
        f"raw ×{trend.raw_ratio:.2f} ({trend.raw_low:.2f} to {trend.raw_high:.2f})"
        if trend.raw_ratio
        else "no raw rate"
    )
    table.caption = f"{adjusted}; {raw}. {trend.how}"
    return table


def forecasts_table(found: Sequence[Forecast]) -> Table:
    """Forecasts with what became of them."""
    table = _table(f"{len(found)} forecasts", "claim", "forecaster", "foresees", "if", "window", "p", "state", "Brier")
    for f in found:
        what = " ".join(p for p in (", ".join(f.initiators), _words(f.type.value), f.place and f"at {f.place}") if p)
        window = f"{f.window_start or '…'} to {f.window_end or '…'}"
        brier = "" if f.brier is None else f"{f.brier:.2f}"
        table.add_row(
            f.claim, ", ".join(f.forecaster), what, f.condition_words or "", window, f"{f.probability:.2f}",
            _words(f.state.value), brier,
        )  # fmt: skip
    return table


def scores_table(found: Sequence[ForecastScore]) -> Table:
    """The record of each forecaster."""
    table = _table("Forecasters", "forecaster", "resolved", "came true", "Brier", "still open", "not scored")
    for s in found:
        brier = "" if s.brier is None else f"{s.brier:.3f}"
        table.add_row(s.forecaster, str(s.resolved), str(s.came_true), brier, str(s.open), str(s.unscored))
    table.caption = "A forecast of one half each time scores 0.250; lower is better."
    return table
