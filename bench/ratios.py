"""The ratios that are accepted, and how they move (bench/ratios.yaml).

A ratio that is new is taken down as it was first measured. After that it stays until somebody says why it should be
another, and the file keeps what was said; a better ratio does not tighten the gate by itself, or a lucky run would.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.measure import Measure

__all__ = ["PATH", "TOLERANCE", "Ratios"]

PATH = Path(__file__).parent / "ratios.yaml"
TOLERANCE = 0.2
"""By what part a ratio may exceed the accepted one."""

HEAD = """\
# What things may cost beside their yardsticks (docs/benchmarks.md): ratios of costs by size of the run; smaller is
# better. `make bench` fails where one is exceeded by more than a fifth. Written by `python -m bench.speed`; a ratio
# that is here changes only by `--accept REASON`, and `accepted` keeps the reasons. `machine`: where each size was last
# accepted.
"""


@dataclass
class Ratios:
    """Accepted ratios by size ("full" or "quick") and name; `machine` by size; `accepted` are the reasons on record."""

    ratios: dict[str, dict[str, float]] = field(default_factory=dict)
    machine: dict[str, str] = field(default_factory=dict)
    accepted: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path = PATH) -> "Ratios":
        return cls(**(yaml.safe_load(path.read_text("utf-8")) or {})) if path.exists() else cls()

    def save(self, path: Path = PATH) -> None:
        body = {"ratios": self.ratios, "machine": self.machine, "accepted": self.accepted}
        path.write_text(HEAD + yaml.safe_dump(body, sort_keys=True, allow_unicode=True, width=120), "utf-8")

    def limit(self, size: str, name: str) -> float | None:
        """The highest ratio that passes; None where none is accepted yet."""
        known = self.ratios.get(size, {}).get(name)
        return None if known is None else known * (1 + TOLERANCE)

    def exceeded(self, size: str, measures: Iterable[Measure]) -> dict[str, str]:
        """A sentence for each measure that exceeds what is accepted, by its name."""
        found = {}
        for measure in measures:
            limit = self.limit(size, measure.name)
            if limit is not None and measure.ratio > limit:
                known = self.ratios[size][measure.name]
                found[measure.name] = (
                    f"{measure.name}: the ratio is {measure.ratio:.2f}, more than a fifth above the accepted "
                    f'{known:.2f}; make it cheaper, or say why it must cost more with make bench ACCEPT="reason".'
                )
        return found

    def take(self, size: str, measures: Iterable[Measure], machine: str, reason: str | None = None) -> list[str]:
        """Take down new ratios, and with a `reason` all of those measured; the names of those that changed."""
        known = self.ratios.setdefault(size, {})
        changed = []
        for measure in measures:
            old, new = known.get(measure.name), round(measure.ratio, 3)
            if old == new or (old is not None and reason is None):
                continue
            if old is not None:
                note = {"size": size, "name": measure.name, "was": old, "is": new, "reason": reason}
                self.accepted.append(note)
            known[measure.name] = new
            changed.append(measure.name)
        if changed:
            self.machine[size] = machine
        return changed
