"""Coverage and gaps: who reported when, days without any source, what was kept but not read."""

from datetime import date

from trucewatch.model import Report
from trucewatch.publish.calendar import days, reports_on
from trucewatch.publish.charts import coverage_maps, source_balance
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Block, Bullets, Row, Section, Sentence, Table
from trucewatch.publish.sections.groups import Groups
from trucewatch.publish.wording import counted, day, interval, listing

__all__ = ["coverage", "silent_days"]

_BASIS = "count over the reports of this view"


def silent_days(desk: Desk) -> tuple[date, ...]:
    """The covered days on which no report known was published."""
    return tuple(when for when in days(desk) if not reports_on(desk, when))


def coverage(desk: Desk, groups: Groups) -> Section:
    """The section on what the report could and could not see."""
    blocks: list[Block] = [Bullets(tuple(_sentences(desk)))]
    if (balance := source_balance(desk, groups.in_zones())) is not None:
        blocks.append(balance)
    blocks += coverage_maps(desk)
    if desk.view.reports:
        blocks.append(_by_side(desk))
    if desk.view.unread:
        blocks.append(_unread(desk))
    return Section("coverage", "Coverage and gaps", tuple(blocks))


def _sentences(desk: Desk) -> list[Sentence]:
    reports = desk.view.reports
    repeated = {copy.b for copy in desk.view.copies}
    whole = {copy.b for copy in desk.view.copies if copy.kind == "copy"}
    sentences = [
        Sentence(
            f"{counted(len(reports), 'report')} known, from {counted(len(_publishers(desk)), 'publisher')}; "
            f"copies: {len(whole)} as a whole, {len(repeated - whole)} in part, which add no voice of their own.",
            basis=_BASIS,
        )
    ]
    silent = silent_days(desk)
    if silent:
        sentences.append(
            Sentence(
                f"No source: nothing known was published on {listing([interval(a, b) for a, b in _runs(silent)])}. "
                "What happened then is unknown, not quiet.",
                basis=_BASIS,
            )
        )
    undated = reports_on(desk, None)
    if undated:
        sentences.append(Sentence(f"{counted(len(undated), 'report')} without a date of publication.", basis=_BASIS))
    if desk.view.unread:
        number = counted(len(desk.view.unread), "report")
        sentences.append(
            Sentence(f"{number} kept but not read, because no extractor reads the language.", basis=_BASIS)
        )
    sentences.append(
        Sentence(
            "Numbers of incidents follow who reports and where: they are no rates and no comparison of sides.",
            basis="method",
        )
    )
    return sentences


def _publishers(desk: Desk) -> set[str]:
    return {desk.naming.publisher(report, report.id) for report in desk.view.reports.values()}


def _runs(silent: tuple[date, ...]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for when in silent:
        if runs and (when - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], when)
        else:
            runs.append((when, when))
    return runs


def _by_side(desk: Desk) -> Table:
    sides = sorted({desk.side_of(report) for report in desk.view.reports.values()})
    shown = days(desk)
    rows = [_row(desk, day(when), reports_on(desk, when), sides) for when in shown]
    earlier = [r for r in desk.view.reports.values() if r.published is not None and r.published < shown[0]]
    if earlier:
        rows.insert(0, _row(desk, f"before {day(shown[0])}", earlier, sides))
    return Table(
        "Reports by day of publication and by the publisher's side of interest",
        ("Day", *sides, "All"),
        tuple(rows),
        basis=_BASIS,
        numeric=tuple(range(1, len(sides) + 2)),
    )


def _row(desk: Desk, label: str, reports: list[Report], sides: list[str]) -> Row:
    counts = [sum(desk.side_of(report) == side for report in reports) for side in sides]
    total = str(len(reports)) if reports else "no source"
    return Row((Sentence(label), *(Sentence(str(n) if n else "–") for n in counts), Sentence(total)))


def _unread(desk: Desk) -> Table:
    rows = []
    for report_id in desk.view.unread:
        report = desk.view.reports.get(report_id)
        published = day(report.published) if report and report.published else "not dated"
        language = (report.language if report else None) or "not recognised"
        cells = (report_id, desk.naming.publisher(report, report_id), published, language)
        rows.append(Row(tuple(Sentence(cell) for cell in cells)))
    return Table("Kept but not read", ("Report", "Publisher", "Published", "Language"), tuple(rows), basis=_BASIS)
