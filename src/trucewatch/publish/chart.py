"""The chart of incidents a day, stacked by verdict, with the days on which nothing was published marked as such."""

from collections.abc import Sequence
from datetime import date

from trucewatch.model import Verdict
from trucewatch.publish.calendar import days, reports_on
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Row, Sentence, Table
from trucewatch.publish.sections.groups import Case
from trucewatch.publish.svg import VERDICT_CLASSES, drawing, label, number, rectangle
from trucewatch.publish.wording import VERDICT_WORDS, counted, day

__all__ = ["incidents_by_day"]

_WIDTH, _HEIGHT = 760, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 8, 52, 34
_FILL = {Verdict.ALLEGED: "chart-hatch", Verdict.INDETERMINATE: "chart-dots", Verdict.CONTRADICTED: "chart-cross"}
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_TICKS = 5
_LEAST_TOP = 3
_DAY_LABELS = 8


def incidents_by_day(desk: Desk, cases: Sequence[Case]) -> Figure | None:
    """The chart over the incidents in the zones; None if none of them was judged."""
    judged = [case for case in cases if case.finding is not None]
    if not judged:
        return None
    shown = days(desk)
    counts = {when: {v: _count(judged, when, v) for v in VERDICT_CLASSES} for when in shown}
    silent = {when for when in shown if not reports_on(desk, when)}
    undated = sum(_start(case) is None for case in judged)
    earlier = sum((start := _start(case)) is not None and start < shown[0] for case in judged)
    span = f"{day(shown[0])} to {day(shown[-1])}"
    alt = (
        f"Incidents in the zones by day, {span}, stacked by verdict; {counted(len(silent), 'day')} without any source. "
        "The table below holds the same figures."
    )
    notes = (
        Sentence(
            f"Each incident counts on its first day; {undated} not dated and {earlier} earlier are not drawn. Hatched "
            "days have no report published: unknown, not quiet.",
            basis="count over the findings",
        ),
    )
    return Figure(
        drawing("chart", _WIDTH, _HEIGHT, alt, _body(shown, counts, silent)),
        alt,
        f"Incidents in the zones by day and verdict, {span}",
        notes,
        _data(shown, counts, silent),
    )


def _start(case: Case) -> date | None:
    return case.incident.date_start or case.incident.date_end


def _count(cases: Sequence[Case], when: date, verdict: Verdict) -> int:
    return sum(c.finding is not None and c.finding.verdict is verdict and _start(c) == when for c in cases)


def _body(shown: tuple[date, ...], counts: dict[date, dict[Verdict, int]], silent: set[date]) -> list[str]:
    top = max(_LEAST_TOP, *(sum(of_day.values()) for of_day in counts.values()))
    step = next((s for s in _STEPS if top / s <= _TICKS), _STEPS[-1])
    top = -(-top // step) * step
    slot = (_WIDTH - _LEFT - _RIGHT) / len(shown)
    unit = (_HEIGHT - _TOP - _BOTTOM) / top
    base = _HEIGHT - _BOTTOM
    parts = _key()
    parts += [
        rectangle(_LEFT + i * slot, _TOP, slot, base - _TOP, "c-silent", "chart-silent")
        for i, when in enumerate(shown)
        if when in silent
    ]
    for tick in range(0, top + 1, step):
        y = number(base - tick * unit)
        parts.append(f'<path class="c-grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>')
        parts.append(label(_LEFT - 6, base - tick * unit + 4, str(tick), "s-text", "end"))
    parts.append(label(4, _TOP - 10, "Incidents", "s-text"))
    width = min(slot * 0.7, 44)
    for i, when in enumerate(shown):
        parts += _bar(_LEFT + (i + 0.5) * slot - width / 2, base, width, unit, counts[when])
    every = -(-len(shown) // _DAY_LABELS)
    parts += [
        label(_LEFT + (i + 0.5) * slot, base + 18, f"{when.day}.{when.month}.", "s-text", "middle")
        for i, when in enumerate(shown)
        if i % every == 0
    ]
    return parts


def _bar(x: float, base: float, width: float, unit: float, counts: dict[Verdict, int]) -> list[str]:
    parts, y = [], base
    for verdict, css in VERDICT_CLASSES.items():
        height = counts[verdict] * unit
        y -= height
        if height:
            parts.append(rectangle(x, y, width, height, f"c-bar {css}", _FILL.get(verdict, "")))
    return parts


def _key() -> list[str]:
    parts, x = [], float(_LEFT)
    for verdict, css in VERDICT_CLASSES.items():
        parts.append(rectangle(x, 8, 16, 12, f"c-bar {css}", _FILL.get(verdict, "")))
        parts.append(label(x + 22, 18, VERDICT_WORDS[verdict], "s-text"))
        x += 44 + 7.2 * len(VERDICT_WORDS[verdict])
    parts.append(rectangle(x, 8, 16, 12, "c-silent", "chart-silent"))
    parts.append(label(x + 22, 18, "No source that day", "s-text"))
    return parts


def _data(shown: tuple[date, ...], counts: dict[date, dict[Verdict, int]], silent: set[date]) -> Table:
    rows = tuple(
        Row(
            (
                Sentence(day(when)),
                *(Sentence(str(counts[when][verdict])) for verdict in VERDICT_CLASSES),
                Sentence("no source" if when in silent else "yes"),
            )
        )
        for when in shown
    )
    return Table(
        "Data of the chart",
        ("Day", *(VERDICT_WORDS[verdict] for verdict in VERDICT_CLASSES), "Any source"),
        rows,
        basis="count over the findings",
        numeric=tuple(range(1, len(VERDICT_CLASSES) + 1)),
    )
