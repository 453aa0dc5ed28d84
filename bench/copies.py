"""How well copies are found on labelled pairs: `python bench/copies.py FOLDER`, with reports.jsonl and pairs.csv in it.

pairs.csv has the columns a, b, label (copy, partial, same_event, different) and reason. A pair that names one report
twice stands for two deliveries of one text and is measured with the report and a twin of it under another id.
"""

import csv
import sys
import time
from collections import Counter
from pathlib import Path

from trucewatch.ingest import find_copies, read
from trucewatch.model import Report

FOLDER = Path(__file__).parents[2] / "shared" / "gold" / "copies-dev"
FLOORS = {"copy": (0.95, 0.90), "copy or partial": (0.85, 0.85)}


def load(folder: Path) -> dict[str, Report]:
    found = {item.report.id: item.report for item in read(folder / "reports.jsonl") if item.report is not None}
    return {**found, **{f"{name}#2": report.model_copy(update={"id": f"{name}#2"}) for name, report in found.items()}}


def labelled(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["a"], row["b"], row["label"]) for row in csv.DictReader(file)]
    return [(a, f"{b}#2" if a == b else b, label) for a, b, label in rows]


def rates(right: int, said: int, true: int) -> tuple[float, float]:
    return right / said if said else 0.0, right / true if true else 0.0


def main(folder: Path = FOLDER) -> int:
    if not folder.is_dir():
        print(f"{folder} is not here; nothing measured")
        return 0
    reports, pairs = load(folder), labelled(folder)
    wanted = {name for a, b, _ in pairs for name in (a, b)}
    start = time.perf_counter()
    found = find_copies([report for name, report in reports.items() if name in wanted])
    seconds = time.perf_counter() - start
    said = {frozenset((copy.a, copy.b)): copy.kind for copy in found}
    table = Counter((label, said.get(frozenset((a, b)), "none")) for a, b, label in pairs)
    kinds = ("copy", "partial", "none")
    print(f"{len(wanted)} reports, {len(pairs)} pairs, {len(found)} found among all pairs, {seconds:.2f} s")
    print(f"{'label':<12}" + "".join(f"{kind:>9}" for kind in kinds))
    for label in ("copy", "partial", "same_event", "different"):
        print(f"{label:<12}" + "".join(f"{table[label, kind]:>9}" for kind in kinds))
    for a, b, label in pairs:
        kind = said.get(frozenset((a, b)), "none")
        if kind != label and (kind != "none" or label in kinds):
            print(f"wrong: {a} {b} is {label}, said {kind}")
    failed = False
    for name, right_labels in (("copy", ("copy",)), ("copy or partial", ("copy", "partial"))):
        true = sum(n for (label, _), n in table.items() if label in right_labels)
        claimed = sum(n for (_, kind), n in table.items() if kind in right_labels)
        right = sum(n for (label, kind), n in table.items() if label in right_labels and kind in right_labels)
        precision, recall = rates(right, claimed, true)
        floor = FLOORS[name]
        failed = failed or precision < floor[0] or recall < floor[1]
        print(f"{name}: P {precision:.3f} (floor {floor[0]:.2f})  R {recall:.3f} (floor {floor[1]:.2f})")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
