"""How sure is sure: holds the confidence of each field against coded reports, and measures it anew.

    python -m bench calibration                 what the confidence that ships is worth, on reports it was not fitted on
    python -m bench.calibration --write         fit it to the weights that are there, and write it into the package

What a model gives is fitted on reports that its weights were not trained on: the held-out seventh of claims-train and
tests/gold. What a rule gives learns from no report, so all of claims-train counts. claims-dev is kept for measuring.
"""

import argparse
import hashlib
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bench.corpora import ROOT, Corpus, corpus, held_out
from trucewatch.extract import Extractor, get_extractor
from trucewatch.extract.confidence import ANY, FIELDS, UNMARKED, Calibration, giver, logit
from trucewatch.extract.scoring import agreement, load_gold, pairs
from trucewatch.world import World

PATH = ROOT / "src" / "trucewatch" / "extract" / "calibration.yaml"
EXTRACTORS = ("english", "rules")
TRAIN, OWN, MEASURED = "claims-train, a seventh", "tests/gold", "claims-dev"
LEAST = 12
"""How often a rule must have been seen to bear a share of its own."""

PULL = 8
"""How many readings the share of all rules weighs in that of one, so that a rule seen seldom proves little."""

BINS = 10


@dataclass(frozen=True)
class Reading:
    """One field of one claim: what gave it, whether it was right, and whether a model may learn from its report."""

    field: str
    rule: str
    right: bool
    unseen: bool


def readings(extractor: Extractor, world: World, coded: Corpus, unseen: Callable[[str], bool]) -> Iterator[Reading]:
    """The fields of all claims found in a corpus; only trigger and type of those that nobody coded."""
    for doc in load_gold(coded.path):
        claims = extractor.extract(doc.report, world)
        matched = {id(p): agreement(c, p) for c, p in pairs(doc, claims)}
        for claim in claims:
            right = matched.get(id(claim))
            fields = {"trigger": right is not None, "type": right is not None} | (right or {})
            for field in FIELDS:
                if field in fields and (field in claim.rules or field not in ("killed", "injured")):
                    yield Reading(field, claim.rules.get(field, UNMARKED), fields[field], unseen(doc.report.id))


def fit(found: Sequence[Reading]) -> Calibration:
    """Curves for what models gave, on reports that are new to them; shares for what rules gave."""
    points: dict[str, dict[str, list[tuple[float, bool]]]] = defaultdict(lambda: defaultdict(list))
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for reading in found:
        name, raw = giver(reading.rule)
        if raw is not None and reading.unseen:
            points[reading.field][name].append((raw, reading.right))
        if raw is None or reading.unseen:
            for node in _nodes(name):
                counts[reading.field][node][0] += reading.right
                counts[reading.field][node][1] += 1
    curves = {f: {n: curve(p) for n, p in sorted(by.items())} for f, by in sorted(points.items())}
    return Calibration(curves, {f: _shares(by) for f, by in sorted(counts.items())})


def _nodes(name: str) -> list[str]:
    parts = name.split(":")
    return [ANY, *(":".join(parts[: n + 1]) for n in range(len(parts)))]


def _shares(counts: dict[str, list[int]]) -> dict[str, float]:
    right, total = counts[ANY]
    mean = (right + 1) / (total + 2)
    kept = {n: (r, t) for n, (r, t) in counts.items() if n == ANY or t >= LEAST}
    return {n: round((r + PULL * mean) / (t + PULL), 3) for n, (r, t) in sorted(kept.items())}


def curve(points: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and shift of the logistic curve from a model's log odds to being right; few points leave both near 1, 0."""
    odds = [(logit(p), right) for p, right in points]
    slope, shift = 1.0, 0.0
    for _ in range(40):
        g0, g1, h00, h01, h11 = 4 * (slope - 1), shift, 4.0, 0.0, 1.0
        for x, right in odds:
            q = _logistic(slope * x + shift)
            g0, g1 = g0 + (q - right) * x, g1 + (q - right)
            h00, h01, h11 = h00 + q * (1 - q) * x * x, h01 + q * (1 - q) * x, h11 + q * (1 - q)
        det, size, here = h00 * h11 - h01 * h01, 1.0, _loss(odds, slope, shift)
        down = (h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det
        # Newton's step overshoots where the curve is flat: halved until it leads down.
        while size > 1e-4 and _loss(odds, slope - size * down[0], shift - size * down[1]) > here:
            size /= 2
        slope, shift = slope - size * down[0], shift - size * down[1]
    return round(slope, 3), round(shift, 3)


def _loss(odds: Sequence[tuple[float, bool]], slope: float, shift: float) -> float:
    """Log loss, and what pulls the slope to 1 and the shift to 0."""
    total = 2 * (slope - 1) ** 2 + shift**2 / 2
    return total - sum(math.log(max(_logistic((slope * x + shift) * (1 if right else -1)), 1e-12)) for x, right in odds)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, x))))


def errors(known: Calibration, found: Iterable[Reading]) -> dict[str, tuple[int, float, float, float]]:
    """Per field and over "all": readings, mean confidence, share that was right, and the calibration error: how far
    the two lie apart on average over ten bins of about equal size."""
    by: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for reading in found:
        sure = known.of(reading.field, reading.rule)
        if sure is not None:
            by[reading.field].append((sure, reading.right))
            by["all"].append((sure, reading.right))
    return {field: _error(sorted(points, key=lambda point: point[0])) for field, points in by.items()}


def _error(points: Sequence[tuple[float, bool]]) -> tuple[int, float, float, float]:
    total, gap = len(points), 0.0
    for n in range(BINS):
        part = points[n * total // BINS : (n + 1) * total // BINS]
        gap += abs(sum(sure - right for sure, right in part))
    return total, sum(s for s, _ in points) / total, sum(r for _, r in points) / total, gap / total


def _holds_out() -> bool:
    """Whether the weights that are there left the seventh out of their training."""
    path = ROOT / "src" / "trucewatch" / "extract" / "english" / "weights" / "manifest.json"
    return bool(json.loads(path.read_text("utf-8"))["training"].get("held_out"))


def write(world: World) -> None:
    """Fit every extractor, and write calibration.yaml with the digest of what it was fitted on."""
    entries: dict[str, Any] = {}
    for name in EXTRACTORS:
        extractor = get_extractor(name)
        found: list[Reading] = []
        found += readings(extractor, world, corpus(TRAIN), held_out if _holds_out() else lambda _: False)
        found += readings(extractor, world, corpus(OWN), lambda _: True)
        known = fit(found)
        entries[name] = {
            "method": extractor.version,
            "curves": {f: {n: list(c) for n, c in by.items()} for f, by in known.curves.items()},
            "shares": {f: dict(by) for f, by in known.shares.items()},
        }
    digest = hashlib.sha256("".join(corpus(n).digest() for n in (TRAIN, OWN)).encode()).hexdigest()
    body = {"corpora_sha256": digest, "extractors": entries}
    text = yaml.safe_dump(body, sort_keys=False, default_flow_style=None, width=120)
    PATH.write_text(f"# Made by bench/calibration.py; see there.\n{text}", "utf-8")


def main() -> int:
    """Print the calibration error of what ships, on claims-dev."""
    coded, world = corpus(MEASURED), World.general()
    if not coded.is_here:
        print(f"{coded.path} is not here; nothing measured")
        return 0
    for line in table(coded, world):
        print(line)
    return 0


def table(coded: Corpus, world: World) -> list[str]:
    """The calibration error per extractor and field, as a Markdown table."""
    raw = yaml.safe_load(PATH.read_text("utf-8"))["extractors"]
    lines = [
        "| extractor | field | readings | confidence | right | error |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for name in EXTRACTORS:
        known = Calibration(raw[name]["curves"], raw[name]["shares"])
        measured = errors(known, readings(get_extractor(name), world, coded, lambda _: True))
        for field in ("all", *FIELDS):
            if field in measured:
                n, sure, right, gap = measured[field]
                lines.append(f"| {name} | {field} | {n} | {sure:.3f} | {right:.3f} | {gap:.3f} |")
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.calibration", description="Hold confidence against gold.")
    parser.add_argument("--write", action="store_true", help="fit anew and write it into the package")
    if parser.parse_args().write:
        write(World.general())
    sys.exit(main())
