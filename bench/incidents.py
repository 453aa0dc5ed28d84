"""How well claims are grouped into incidents: B-cubed on given claims, cross-validated by group of reports.

    python -m bench incidents                  figures as shipped, and by cross-validation
    python -m bench.incidents --fit            fit the weights of same_event.yaml anew and write them
    python -m bench.incidents --end-to-end     also from the reports' texts (extraction included)

The cross-validated figure is the one to believe: weights fitted without a group are judged on it, while all claims of
all groups compete. A group is a set of reports around one event.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import yaml

from bench.corpora import ROOT, SHARED
from trucewatch.assess import same_event
from trucewatch.assess.clusters import cannot_link, clusters, may_meet
from trucewatch.assess.seen import Seen
from trucewatch.ingest import read
from trucewatch.model import Claim, Report

GOLD = SHARED / "gold" / "incidents-dev"
WEIGHTS = ROOT / "src" / "trucewatch" / "assess" / "same_event.yaml"
RIDGE = 6.0
FOLDS = 7
BY_HAND = {
    "initiators_of_others": -3.0,
    "targets_of_others": -1.5,
    "place_known_apart": -3.5,
    "one_report_place_known_apart": -3.5,
    "nearest_far_apart": -3.5,
    "one_report_nearest_far_apart": -3.5,
}
LEFT_OUT = frozenset(BY_HAND)


def load(folder: Path) -> tuple[list[Seen], list[str]]:
    """The claims of a gold folder in reading order, and the incident that a coder put each in."""
    reports = {r.report.id: r.report for r in read([folder / "reports.jsonl"]) if r.report}
    lines = (folder / "incidents.jsonl").read_text("utf-8").splitlines()
    coded = {(d["report"], d["claim"]): d["incident"] for d in map(json.loads, lines)}
    claims = [Claim.model_validate_json(line) for line in (folder / "claims.jsonl").read_text("utf-8").splitlines()]
    seen = [Seen.of(claim, reports.get(claim.report)) for claim in claims]
    return seen, [coded[s.claim.report, s.claim.id] for s in seen]


def bcubed(gold: Sequence[str], found: Sequence[int], of: Sequence[int]) -> tuple[float, float]:
    """B-cubed precision and recall, each summed over the claims `of`."""
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for n, (g, f) in enumerate(zip(gold, found, strict=True)):
        by_gold[g].add(n)
        by_found[f].add(n)
    shared = [len(by_gold[gold[n]] & by_found[found[n]]) for n in of]
    precision = sum(s / len(by_found[found[n]]) for s, n in zip(shared, of, strict=True))
    return precision, sum(s / len(by_gold[gold[n]]) for s, n in zip(shared, of, strict=True))


def grouped(seen: Sequence[Seen], weights: Mapping[str, float]) -> list[int]:
    """The number of the cluster of each claim, with these weights."""
    same_event.weights = lambda: dict(weights)
    at = {s.claim.key: n for n, s in enumerate(seen)}
    label = [0] * len(seen)
    for number, group in enumerate(clusters(seen)):
        for member in group:
            label[at[member.claim.key]] = number
    return label


class Pairs:
    """Every pair of claims of one group that may meet, as terms, with whether a coder put the two together."""

    def __init__(self, seen: Sequence[Seen], gold: Sequence[str]) -> None:
        self.group = [name.split("-")[0] for name in gold]
        self.pairs = [
            (i, j)
            for i, j in combinations(range(len(seen)), 2)
            if self.group[i] == self.group[j] and may_meet(seen[i], seen[j]) and not cannot_link(seen[i], seen[j])
        ]
        held = [[t for t in same_event.terms(seen[i], seen[j]) if t not in LEFT_OUT] for i, j in self.pairs]
        self.names = sorted({name for terms in held for name in terms})
        column = {name: n for n, name in enumerate(self.names)}
        self.matrix = np.zeros((len(held), len(self.names)))
        for row, terms in enumerate(held):
            self.matrix[row, [column[t] for t in terms]] = 1.0
        self.same = np.array([gold[i] == gold[j] for i, j in self.pairs], float)
        pairs_of = Counter(n for pair in self.pairs for n in pair)
        weight = np.array([1 / np.sqrt(pairs_of[i] * pairs_of[j]) for i, j in self.pairs])
        self.weight = weight * len(weight) / weight.sum()

    def fit(self, without: Sequence[str] = ()) -> dict[str, float]:
        """Weights by ridge logistic regression; a claim with many pairs counts no more than one with few."""
        use = np.array([self.group[i] not in without for i, _ in self.pairs])
        x, y, w = self.matrix[use], self.same[use], self.weight[use]
        beta = np.zeros(x.shape[1])
        for _ in range(30):
            p = 1 / (1 + np.exp(-(x @ beta)))
            slope = x.T @ (w * (p - y)) + RIDGE * beta
            curve = (x * (w * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(beta))
            step = np.linalg.solve(curve, slope)
            beta -= step
            if np.abs(step).max() < 1e-5:
                break
        return {name: round(float(value), 2) for name, value in zip(self.names, beta, strict=True)}


def cross_validated(seen: Sequence[Seen], gold: Sequence[str], pairs: Pairs, folds: int = FOLDS) -> tuple[float, float]:
    """B-cubed precision and recall of claims whose group the weights were fitted without."""
    names = sorted(set(pairs.group))
    precision = recall = 0.0
    for fold in range(folds):
        out = names[fold::folds]
        found = grouped(seen, {**pairs.fit(out), **BY_HAND})
        p, r = bcubed(gold, found, [n for n in range(len(seen)) if pairs.group[n] in out])
        precision, recall = precision + p, recall + r
    return precision / len(seen), recall / len(seen)


def line(what: str, precision: float, recall: float) -> str:
    """Figures as one line."""
    return f"{what}: B-cubed P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"


def write(weights: Mapping[str, float]) -> None:
    """Write same_event.yaml, keeping its comments."""
    head = "".join(text + "\n" for text in WEIGHTS.read_text("utf-8").splitlines() if text.startswith("#"))
    body = yaml.safe_dump({"fitted": dict(weights), "by_hand": BY_HAND}, sort_keys=True)
    WEIGHTS.write_text(head + body, "utf-8")


def end_to_end(folder: Path) -> str:
    """Incidents from the reports' texts: extracted claims take the coded incident of the coded claim that they match
    (same type and overlapping trigger, else same type and sentence); unmatched coded claims stand alone."""
    from trucewatch.extract import get_extractor
    from trucewatch.world import World

    coded, gold = load(folder)
    reports = [r.report for r in read([folder / "reports.jsonl"]) if r.report]
    extractor, world = get_extractor("default"), World.general()
    claims = [claim for report in reports for claim in extractor.extract(report, world)]
    by_id = {report.id: report for report in reports}
    seen = [Seen.of(claim, by_id[claim.report]) for claim in claims]
    label = grouped(seen, {**yaml.safe_load(WEIGHTS.read_text("utf-8"))["fitted"], **BY_HAND})
    partner = _matched(coded, seen, by_id)
    found = [label[partner[n]] if n in partner else -1 - n for n in range(len(coded))]
    everyone, matched = range(len(coded)), sorted(partner)
    lines = [f"extracted {len(claims)} claims, {len(matched)} of {len(coded)} coded ones found"]
    for name, of in (("end to end, all coded claims", everyone), ("end to end, those found", matched)):
        p, r = bcubed(gold, found, of)
        lines.append(line(name, p / len(of), r / len(of)))
    return "\n".join(lines)


def _matched(coded: Sequence[Seen], seen: Sequence[Seen], reports: Mapping[str, Report]) -> dict[int, int]:
    taken: set[int] = set()
    partner: dict[int, int] = {}
    for by_sentence in (False, True):
        for n, want in enumerate(coded):
            fits = (
                k
                for k, have in enumerate(seen)
                if n not in partner
                and k not in taken
                and have.claim.report == want.claim.report
                and have.claim.type is want.claim.type
                and _meet(want, have, reports, by_sentence)
            )
            k = next(fits, None)
            if k is not None:
                partner[n] = k
                taken.add(k)
    return partner


def _meet(a: Seen, b: Seen, reports: Mapping[str, Report], by_sentence: bool) -> bool:
    s, t = a.claim.trigger, b.claim.trigger
    if not by_sentence:
        return s.start < t.end and t.start < s.end
    first, last = min(s.start, t.start), max(s.end, t.end)
    return ". " not in reports[a.claim.report].text[first:last]


def main(argv: Sequence[str] = ()) -> int:
    """Print the figures; 1 if the corpus is not here."""
    parser = argparse.ArgumentParser(prog="python -m bench.incidents")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--end-to-end", action="store_true")
    args = parser.parse_args(argv)
    if not GOLD.is_dir():
        print(f"{GOLD} is not here; nothing to measure.", file=sys.stderr)
        return 1
    seen, gold = load(GOLD)
    pairs = Pairs(seen, gold)
    print(line(f"cross-validated over {FOLDS} folds of groups", *cross_validated(seen, gold, pairs)))
    if args.fit:
        write(pairs.fit())
    shipped = yaml.safe_load(WEIGHTS.read_text("utf-8"))
    p, r = bcubed(gold, grouped(seen, {**shipped["fitted"], **shipped["by_hand"]}), range(len(seen)))
    print(line("as shipped, fitted on these very claims", p / len(seen), r / len(seen)))
    if args.end_to_end:
        print(end_to_end(GOLD))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
