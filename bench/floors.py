"""The floors under the extractors' figures, per corpus, and how they move (tests/quality/floors.yaml).

A floor rises with what is measured; it never sinks unless somebody says why, and the file keeps what was said.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.corpora import ROOT, Figures

__all__ = ["GATED", "PATH", "Floors"]

PATH = ROOT / "tests" / "quality" / "floors.yaml"
GATED = ("tests/gold", "claims-dev", "probes-dev", "tests/gold-ar", "claims-ar-dev", "tests/gold-ru", "claims-ru-dev")
MARGIN = 0.01

AT_LEAST = (
    "event_f1",
    "initiators_f1",
    "targets_f1",
    "source",
    "status",
    "date",
    "place_25km",
    "killed",
    "links",
    "found",
)
AT_MOST = ("false_fact_rate", "figurative")

HEAD = """\
# What the extractors must reach, per extractor and corpus: figures from 0 to 1, as in docs/quality.md; false_fact_rate
# and figurative are upper bounds. Written by `python scripts/floors.py`, which raises floors to what is measured less
# 0.01 and lowers none without a reason. `corpora`: SHA-256 digests of the coded files; `lowered`: reasons on record.
"""


@dataclass
class Floors:
    """Pinned floors by extractor, corpus and figure; `corpora` are the digests of the files they were measured on."""

    corpora: dict[str, str] = field(default_factory=dict)
    floors: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    lowered: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path = PATH) -> "Floors":
        return cls(**(yaml.safe_load(path.read_text("utf-8")) or {})) if path.exists() else cls()

    def save(self, path: Path = PATH) -> None:
        body = {"corpora": self.corpora, "floors": self.floors, "lowered": self.lowered}
        path.write_text(HEAD + yaml.safe_dump(body, sort_keys=True, allow_unicode=True, width=120), "utf-8")

    def shortfalls(self, extractor: str, corpus: str, figures: Mapping[str, float | None]) -> dict[str, str]:
        """Every figure that misses its floor, with a sentence that says by how much."""
        found = {}
        for name, floor in self.floors.get(extractor, {}).get(corpus, {}).items():
            value = figures.get(name)
            if value is None or (value > floor if name in AT_MOST else value < floor):
                bound = "at most" if name in AT_MOST else "at least"
                shown = "nothing" if value is None else f"{value:.4f}"
                found[name] = f"{extractor} on {corpus}: {name} is {shown}, must be {bound} {floor}"
        return found

    def pin(self, extractor: str, corpus: str, digest: str, figures: Figures, reason: str | None = None) -> None:
        """Raise floors to what was measured less the margin. A floor that was missed sinks to it only for a `reason`,
        which is recorded with the old value; without one it stays."""
        pinned = self.floors.setdefault(extractor, {}).setdefault(corpus, {})
        missed = self.shortfalls(extractor, corpus, figures)
        for name in (*AT_LEAST, *AT_MOST):
            value = figures.get(name)
            if value is None and name in missed and reason is not None:
                self._note(extractor, corpus, name, pinned.pop(name), None, reason)
            if value is None:
                continue
            new = _upper(value) if name in AT_MOST else _lower(value)
            old = pinned.get(name)
            if old is not None and name in missed:
                if reason is None:
                    continue
                self._note(extractor, corpus, name, old, new, reason)
            elif old is not None:
                new = min(old, new) if name in AT_MOST else max(old, new)
            pinned[name] = new
        self.corpora[corpus] = digest

    def _note(self, extractor: str, corpus: str, figure: str, old: float, new: float | None, reason: str) -> None:
        note = {"extractor": extractor, "corpus": corpus, "figure": figure, "was": old, "is": new, "reason": reason}
        self.lowered.append(note)


def _lower(value: float) -> float:
    return max(0.0, math.floor(_thousandths(value - MARGIN)) / 1000)


def _upper(value: float) -> float:
    return min(1.0, math.ceil(_thousandths(value + MARGIN)) / 1000)


def _thousandths(value: float) -> float:
    """Rounded before floor and ceiling, or 0.2 + 0.01 would count as a hair above 210 thousandths."""
    return round(value * 1000, 6)
