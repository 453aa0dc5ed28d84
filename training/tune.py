"""Chooses thresholds on the held-out reports: python tune.py GOLD --bench DIR --weights DIR --out FILE

One threshold after the other, each by its own figure: triggers by event F1, roles by their F1 on matched claims,
links by theirs. Then a logistic curve from trigger probability to the share of claims that the scorer accepts.
"""

import argparse
import dataclasses
import importlib.util
import json
import math
from collections import defaultdict
from pathlib import Path

from evaluate import as_row, rows
from trucewatch.extract.english.pieces import chunks, split
from trucewatch.extract.english.tagger import Tagger

FEW = {"denies": 0.25, "confirms": 0.2}  # the held-out reports have some ten of them, too few to choose anew every time
RARE = 0.3  # for a link that no held-out report shows often enough to tune
ARGUMENTS = {
    "initiator": "initiators",
    "target": "targets",
    "place": "places",
    "source": "source",
    "killed": "killed",
    "injured": "injured",
}


class Memory:
    """A network that remembers what it answered: thresholds change what is made of answers, not the answers."""

    def __init__(self, network) -> None:
        self.network, self.known = network, {}

    def run(self, outputs, feeds: dict):
        key = b"".join(v.tobytes() + str(v.shape).encode() for v in feeds.values())
        if key not in self.known:
            self.known[key] = self.network.run(outputs, feeds)
        return self.known[key]


class Bench:
    """Held-out reports with their gold claims, and the scorer."""

    def __init__(self, gold: Path, scorer: Path, tagger: Tagger) -> None:
        spec = importlib.util.spec_from_file_location("score_claims", scorer / "score_claims.py")
        self.scorer = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.scorer)
        self.reports = rows(gold, only_held_out=True)
        self.docs = {r["id"]: json.loads((gold / f"{r['id']}.json").read_text("utf-8")) for r in self.reports}
        nets = tagger._nets  # noqa: SLF001  tuning looks inside on purpose: it must not read a report anew each time
        self.tagger = Tagger(
            tagger.manifest, dataclasses.replace(nets, reader=Memory(nets.reader), claims=Memory(nets.claims))
        )
        self.streams = {}
        for r in self.reports:
            stream = split(nets.tokenizer, r["text"], [(s["start"], s["end"]) for s in r["sentences"]])
            self.streams[r["id"]] = stream, chunks(stream)

    def set(self, **changed) -> None:
        """Gives the tagger other thresholds."""
        thresholds = dataclasses.replace(self.tagger.manifest.thresholds, **changed)
        self.tagger.manifest = dataclasses.replace(self.tagger.manifest, thresholds=thresholds)

    def pairs(self) -> list[tuple[dict, list[dict], list[dict], list[tuple[int, int]]]]:
        """Report, gold claims, found claims and matches."""
        found = []
        for r in self.reports:
            sentences = [(s["start"], s["end"]) for s in r["sentences"]]
            pred = [as_row(r, n, c) for n, c in enumerate(self.tagger.read(r["text"], sentences))]
            gold = self.docs[r["id"]]["claims"]
            found.append((r, gold, pred, self.scorer.match(self.docs[r["id"]], gold, pred)))
        return found

    def event_f1(self) -> float:
        """Event F1 from the triggers alone, without reading the claims."""
        hit = total = 0
        for r in self.reports:
            stream, cut = self.streams[r["id"]]
            probabilities = self.tagger._read_chunks(stream, cut)[1]  # noqa: SLF001
            found = self.tagger._triggers(stream, cut, probabilities)  # noqa: SLF001
            types = self.tagger.manifest.types
            pred = [
                {
                    "type": types[t.kind],
                    "trigger": {"start": int(stream.starts[t.first]), "end": int(stream.ends[t.last - 1])},
                }
                for t in found
            ]
            gold = self.docs[r["id"]]["claims"]
            hit += len(self.scorer.match(self.docs[r["id"]], gold, pred))
            total += len(gold) + len(pred)
        return 2 * hit / total

    def arguments(self) -> dict[str, float]:
        """F1 of each role's arguments over matched claims."""
        n: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for _, gold, pred, matches in self.pairs():
            for i, j in matches:
                for role, field in ARGUMENTS.items():
                    g, p = (_texts(c[field]) for c in (gold[i], pred[j]))
                    for k, v in enumerate(self.scorer.set_f1(g, p)):
                        n[role][k] += v
        return {role: 2 * h / max(1, p + g) for role, (h, p, g) in n.items()}

    def sources(self, author: float) -> int:
        """How many matched claims are rightly told apart as the author's or somebody's."""
        self.set(author=author)
        return sum(
            (gold[i]["source"] == ["author"]) == (pred[j]["source"] == ["author"])
            for _, gold, pred, m in self.pairs()
            for i, j in m
        )

    def links(self) -> dict[str, float]:
        """F1 of each kind of link between matched claims."""
        n: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for _, gold, pred, matches in self.pairs():
            back = {gold[i]["id"]: pred[j]["id"] for i, j in matches}
            wanted = {(k["type"], back.get(g["id"]), back.get(k["to"])) for g in gold for k in g["links"]}
            given = {
                (k["type"], p["id"], k["to"])
                for p in pred
                for k in p["links"]
                if {p["id"], k["to"]} <= set(back.values())
            }
            for kind in {kind for kind, *_ in wanted | given}:
                w, s = ({x for x in y if x[0] == kind} for y in (wanted, given))
                n[kind] = [a + b for a, b in zip(n[kind], (len(w & s), len(s), len(w)), strict=True)]
        return {kind: 2 * h / max(1, p + g) for kind, (h, p, g) in n.items()}


def _texts(values: list) -> list[str]:
    return [str(v.get("text") or v.get("name") or v.get("low")) if isinstance(v, dict) else v for v in values]


def logistic(points: list[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and shift of the curve that best tells hits from misses by the logit of their probability."""
    slope, shift = 1.0, 0.0
    for _ in range(50):
        g0 = g1 = h00 = h01 = h11 = 1e-6
        for p, hit in points:
            x = math.log(min(max(p, 1e-6), 1 - 1e-6) / (1 - min(max(p, 1e-6), 1 - 1e-6)))
            q = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * x + shift))))
            g0, g1 = g0 + (q - hit) * x, g1 + (q - hit)
            h00, h01, h11 = h00 + q * (1 - q) * x * x, h01 + q * (1 - q) * x, h11 + q * (1 - q)
        det = h00 * h11 - h01 * h01
        # Half a step at a time: a full one may fly off where the curve is flat.
        slope, shift = slope - (h11 * g0 - h01 * g1) / det / 2, shift - (h00 * g1 - h01 * g0) / det / 2
    return slope, shift


def steady(tried: list[tuple[float, float]], slack: float = 0.012) -> float:
    """The middle of the limits whose figure is near the best, from (figure, limit) pairs: a lone peak is often luck."""
    top = max(figure for figure, _ in tried)
    good = sorted(limit for figure, limit in tried if figure >= top - slack)
    return good[(len(good) - 1) // 2]


def choose(bench: Bench) -> dict:
    """The thresholds as the manifest holds them."""
    events = {}
    for trigger in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        for spread in (1.0, 1.3, 1.6, 2.0):
            bench.set(trigger=trigger, spread=spread, types={})
            events[trigger, spread] = bench.event_f1()
    trigger = steady([(f1, t) for (t, _), f1 in events.items()])
    spread = steady([(f1, s) for (t, s), f1 in events.items() if t == trigger])
    bench.set(trigger=trigger, spread=spread, calibration=(1.0, 0.0), author=0.5)
    print("event", events[trigger, spread], trigger, spread)
    points = [(p["score"], j in {b for _, b in m}) for _, _, pred, m in bench.pairs() for j, p in enumerate(pred)]
    table: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for limit in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        bench.set(roles=dict.fromkeys(bench.tagger.manifest.roles, limit))
        for role, f1 in bench.arguments().items():
            table[role].append((f1, limit))
    roles = {r: steady(table[r]) if r in table else 0.4 for r in bench.tagger.manifest.roles}
    bench.set(roles=roles)
    author = steady([(bench.sources(author=limit), limit) for limit in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)], slack=1)
    bench.set(author=author)
    links: dict[str, list[tuple[float, float]]] = defaultdict(list)
    kinds = list(bench.tagger.manifest.links[1:])
    for limit in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        bench.set(links=dict.fromkeys(kinds, limit))
        for kind, f1 in bench.links().items():
            links[kind].append((f1, limit))
    known = {k for k, tried in links.items() if max(tried)[0] > 0}
    return {
        "trigger": trigger,
        "types": {},
        "spread": spread,
        "roles": roles,
        "links": {k: FEW[k] if k in FEW else steady(links[k]) if k in known else RARE for k in kinds},
        "author": author,
        "calibration": [round(v, 4) for v in logistic(points)],
    }


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("gold", type=Path, help="folder of real reports, of which the held-out ones are used")
    a.add_argument("--bench", type=Path, required=True)
    a.add_argument("--weights", type=Path, required=True)
    a.add_argument("--out", type=Path, required=True)
    args = a.parse_args()
    chosen = choose(Bench(args.gold, args.bench, Tagger.load(args.weights)))
    args.out.write_text(json.dumps(chosen, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
