"""docs/benchmarks.md: every ratio in one table, and a chart each, written from what was measured.

What was measured is kept beside the charts (measured.json), so that a run of some parts leaves the others on the page.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.measure import Measure
from bench.ratios import Ratios
from bench.speed_charts import chart, described, slug

__all__ = ["Measured", "write_page"]

FOLDER, STORE = "benchmarks", "measured.json"

HEAD = """\
# Benchmarks

What Trucewatch costs, always beside a yardstick that was measured in the same run: seconds say more about the machine
than about the program, ratios travel. Written by `make bench`; nothing in the tables is typed by hand.

Each ratio is the median over rounds in which both took turns. Costs are medians too, so their quotient may differ a
little from the ratio. Smaller is better everywhere. `make bench` fails where a ratio is more than a fifth above the
accepted one (`bench/ratios.yaml`); a ratio that seems to fail is measured a second time, and the better one counts.

| command | what it does |
| --- | --- |
| `make bench` | measures everything; some twenty minutes |
| `make bench PARTS="extraction ingest"` | only these, and keeps the others' figures if they come from this machine |
| `make bench QUICK=1` | small sizes in a minute or two, with accepted ratios of their own; writes no page |
| `make bench ACCEPT="reason"` | takes what it measures as the ratios to hold from now on, and records the reason |

How well Trucewatch reads is measured elsewhere: [Quality](quality.md).
"""


@dataclass
class Measured:
    """The last measures by part, all on one machine; `skipped` are the parts that could not be measured, and why."""

    machine: str
    parts: dict[str, list[Measure]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, docs: Path, machine: str) -> "Measured":
        """What was measured before on the same machine; nothing where it was another."""
        path = docs / FOLDER / STORE
        if not path.exists():
            return cls(machine)
        held = json.loads(path.read_text("utf-8"))
        if held["machine"] != machine:
            return cls(machine)
        parts = {part: [Measure(**row) for row in rows] for part, rows in held["parts"].items()}
        return cls(machine, parts, dict(held["skipped"]))

    def put(self, part: str, found: list[Measure]) -> None:
        """Take in what a part measured."""
        self.parts[part] = found
        self.skipped.pop(part, None)

    def leave_out(self, part: str, why: str) -> None:
        """Take note that a part cannot be measured here."""
        self.skipped[part] = why
        self.parts.pop(part, None)

    def save(self, docs: Path) -> None:
        parts = {part: [asdict(measure) for measure in rows] for part, rows in self.parts.items()}
        body = {"machine": self.machine, "parts": parts, "skipped": self.skipped}
        (docs / FOLDER).mkdir(parents=True, exist_ok=True)
        (docs / FOLDER / STORE).write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", "utf-8")


def write_page(docs: Path, headings: Mapping[str, str], measured: Measured, ratios: Ratios) -> None:
    """Write the page, its charts and what they were made from; charts of measures that are gone are removed."""
    measured.save(docs)
    folder = docs / FOLDER
    drawn = set()
    sections = []
    for part, heading in headings.items():
        rows = measured.parts.get(part, [])
        for measure in rows:
            limit = ratios.limit("full", measure.name)
            file = f"{slug(measure.name)}.svg"
            (folder / file).write_text(chart(measure, limit), "utf-8")
            drawn.add(file)
        if rows:
            sections.append(_section(heading, rows, ratios))
        else:
            why = f": {measured.skipped[part]}." if part in measured.skipped else " on this machine yet."
            sections.append(f"## {heading}\n\nNot measured{why}\n")
    for stale in folder.glob("*.svg"):
        if stale.name not in drawn:
            stale.unlink()
    every = [measure for part in headings for measure in measured.parts.get(part, [])]
    table = _table(every, ratios)
    (docs / "benchmarks.md").write_text(
        f"{HEAD}\nMachine: {measured.machine}.\n\n{table}\n" + "\n".join(sections), "utf-8"
    )


def _table(measures: Sequence[Measure], ratios: Ratios) -> str:
    lines = ["| | ratio | accepted | cost | yardstick | unit |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    for m in measures:
        known = ratios.ratios.get("full", {}).get(m.name)
        accepted = "-" if known is None else f"{known:.2f}"
        linked = f"[{m.name}](#{_anchor(_title(m))})"
        lines.append(f"| {linked} | {m.ratio:.2f} | {accepted} | {m.numerator:.3g} | {m.denominator:.3g} | {m.unit} |")
    return "\n".join(lines) + "\n"


def _section(heading: str, measures: Sequence[Measure], ratios: Ratios) -> str:
    parts = [f"## {heading}\n"]
    for measure in measures:
        said = described(measure, ratios.limit("full", measure.name))
        title = _title(measure)
        parts.append(f"### {title}\n\n{measure.note}\n\n![{said}]({FOLDER}/{slug(measure.name)}.svg)\n")
    return "\n".join(parts)


def _anchor(title: str) -> str:
    """A heading's anchor, as GitHub and MkDocs make it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _title(measure: Measure) -> str:
    return measure.name[0].upper() + measure.name[1:]
