"""The timeline of obligations with a deadline: the day of the text known then, and the days of other versions."""

from collections.abc import Sequence
from datetime import date

from trucewatch.model import ObligationStatus
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Figure, Sentence
from trucewatch.publish.svg import drawing, label, number
from trucewatch.publish.wording import STATE_WORDS, counted, day

__all__ = ["obligation_timeline"]

_WIDTH, _ROW, _TOP, _FOOT = 760, 34, 46, 34
_LEFT, _RIGHT = 190, 96
_TICKS_DAYS = (1, 2, 7, 14, 30, 90, 180, 365)
_MOST_TICKS = 8


def obligation_timeline(desk: Desk, statuses: Sequence[ObligationStatus], name: str) -> Figure | None:
    """The timeline of the obligations that have a deadline; None if none has. `name` keeps its parts apart from
    those of another agreement's timeline."""
    shown = [status for status in statuses if status.deadline is not None]
    if not shown:
        return None
    days = [desk.as_of, *(o.day for s in shown for o in (*([s.deadline] if s.deadline else []), *s.others))]
    axis = _Axis(min(days), max(days))
    alt = (
        f"{counted(len(shown), 'obligation')} on a line of time, with {day(desk.as_of)} marked. "
        "The table of obligations holds the same days."
    )
    body = [*axis.draw(len(shown)), *_today(desk, axis, len(shown))]
    for i, status in enumerate(shown):
        body += _row(axis, status, _TOP + (i + 0.5) * _ROW)
    note = Sentence(
        "Filled: the deadline in the text known then; hollow: the same deadline in other versions of the text.",
        basis="agreement text",
    )
    svg = drawing(name, _WIDTH, _TOP + _ROW * len(shown) + _FOOT, alt, body)
    return Figure(svg, alt, f"Deadlines, seen from {day(desk.as_of)}", (note,))


class _Axis:
    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._units = (_WIDTH - _LEFT - _RIGHT) / max(1, (last - first).days)

    def at(self, when: date) -> float:
        return _LEFT + (when - self.first).days * self._units

    def draw(self, rows: int) -> list[str]:
        span = (self.last - self.first).days
        step = next((s for s in _TICKS_DAYS if span / s <= _MOST_TICKS), _TICKS_DAYS[-1])
        foot = _TOP + rows * _ROW
        parts = []
        for offset in range(0, span + 1, step):
            when = date.fromordinal(self.first.toordinal() + offset)
            x = number(self.at(when))
            parts.append(f'<path class="c-grid" d="M{x} {_TOP}V{foot}"/>')
            parts.append(label(self.at(when), foot + 18, f"{when.day}.{when.month}.", "s-text", "middle"))
        return parts


def _today(desk: Desk, axis: _Axis, rows: int) -> list[str]:
    x = axis.at(desk.as_of)
    line = f'<path class="t-today" d="M{number(x)} {_TOP - 6}V{_TOP + rows * _ROW}"/>'
    return [line, label(x, _TOP - 12, day(desk.as_of), "s-text", "middle")]


def _row(axis: _Axis, status: ObligationStatus, y: float) -> list[str]:
    assert status.deadline is not None
    parts = [label(8, y + 4, f"{status.id}: {STATE_WORDS[status.state]}", "s-text")]
    parts += [_mark(axis.at(other.day), y, "t-other") for other in status.others if other.day != status.deadline.day]
    x = axis.at(status.deadline.day)
    return [*parts, _mark(x, y, "t-deadline"), label(x + 10, y + 4, day(status.deadline.day), "m-name")]


def _mark(x: float, y: float, css: str) -> str:
    return f'<path class="{css}" d="M{number(x)} {number(y - 6)}l6 6l-6 6l-6-6Z"/>'
