"""The coded corpora, what an extractor makes of them, and the figures that come of it.

`tests/gold` ships with the project and is scored with trucewatch.extract.scoring. The others lie beside the project, in
../shared, and are scored by the scorers that come with them; where they are absent they are passed over.
"""

import hashlib
import json
import runpy
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trucewatch.extract import Extractor
from trucewatch.extract.scoring import load_gold, score
from trucewatch.ingest import read
from trucewatch.model import Claim, Report
from trucewatch.world import World

__all__ = ["CORPORA", "ROOT", "Corpus", "Figures", "corpus"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

Figures = dict[str, float | None]
"""Figures by name, from 0 to 1; None where the corpus holds nothing that could be counted."""


@dataclass(frozen=True)
class Corpus:
    """Coded reports in a gold folder, or coded single sentences (probes) in a file."""

    name: str
    path: Path
    measure: Callable[["Corpus", Extractor, World], Figures]
    keep: Callable[[str], bool] = lambda _: True
    """Which reports, by their id, are measured."""
    extractors: tuple[str, ...] = ("english", "rules")
    """Those that read its language."""

    @property
    def is_here(self) -> bool:
        """Whether the corpus can be measured on this machine."""
        return self.path.exists()

    def digest(self) -> str:
        """SHA-256 over the names and bytes of the corpus's files: another corpus, other figures."""
        files = sorted(self.path.glob("*.json*")) if self.path.is_dir() else [self.path]
        total = hashlib.sha256()
        for file in files:
            total.update(file.name.encode() + b"\0" + file.read_bytes())
        return total.hexdigest()

    def figures(self, extractor: Extractor, world: World) -> Figures:
        """What the extractor reaches on the corpus, in a world that no watch has prepared."""
        return self.measure(self, extractor, world)


def _extract(reports: Iterable[Report], extractor: Extractor, world: World) -> Iterator[Claim]:
    for report in reports:
        yield from extractor.extract(report, world)


def _reports(path: Path) -> Iterator[Report]:
    """Reports as the command line would read them, page furniture marked and language told."""
    for item in read(path):
        if item.report is None:
            raise item.error or ValueError(f"{path} holds something that is no report")
        yield item.report


def _rows(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Claims as the scorers in ../shared read them."""
    return [claim.model_dump(mode="json") for claim in claims]


def _own(corpus: Corpus, extractor: Extractor, world: World) -> Figures:
    reports = _reports(corpus.path / "reports.jsonl")
    return score(load_gold(corpus.path), _extract(reports, extractor, world)).total.as_dict()


def _claims(corpus: Corpus, extractor: Extractor, world: World) -> Figures:
    scorer = runpy.run_path(str(SHARED / "bench" / "score_claims.py"))
    reports = [report for report in _reports(corpus.path / "reports.jsonl") if corpus.keep(report.id)]
    with tempfile.TemporaryDirectory() as folder:
        for report in reports:
            (Path(folder) / f"{report.id}.json").symlink_to(corpus.path / f"{report.id}.json")
        total: Figures = scorer["score"](folder, _rows(_extract(reports, extractor, world)))[0]
    return total


def _probes(corpus: Corpus, extractor: Extractor, world: World) -> Figures:
    scorer = runpy.run_path(str(SHARED / "bench" / "score_probes.py"))
    probes = [json.loads(line) for line in corpus.path.read_text("utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reports.jsonl"
        plain = [{name: probe.get(name) for name in ("id", "text", "published")} for probe in probes]
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in plain), "utf-8")
        claims = _rows(_extract(_reports(file), extractor, world))
    rows, figurative, spurious, facts, false_facts = scorer["score"](probes, claims)
    gold, found, status = (sum(row[i] for row in rows.values()) for i in range(3))
    return {
        "found": found / gold,
        "status": status / found if found else None,
        "figurative": spurious / figurative if figurative else None,
        "false_fact_rate": false_facts / facts if facts else None,
    }


def held_out(report_id: str) -> bool:
    """Whether a report of claims-train belongs to the seventh that the trial runs of training leave out."""
    return int(hashlib.sha256(report_id.encode()).hexdigest(), 16) % 7 == 0


CORPORA = (
    Corpus("tests/gold", ROOT / "tests" / "gold", _own),
    Corpus("claims-dev", SHARED / "gold" / "claims-dev", _claims),
    Corpus("claims-train, a seventh", SHARED / "gold" / "claims-train", _claims, held_out),
    Corpus("claims-synthetic", SHARED / "gold" / "claims-synthetic", _claims),
    Corpus("probes-dev", SHARED / "gold" / "probes-dev.jsonl", _probes),
    Corpus("tests/gold-ru", ROOT / "tests" / "gold-ru", _own, extractors=("russian",)),
    Corpus("claims-ru-dev", SHARED / "gold" / "claims-ru-dev", _claims, extractors=("russian",)),
    Corpus("tests/gold-ar", ROOT / "tests" / "gold-ar", _own, extractors=("arabic",)),
    Corpus("claims-ar-dev", SHARED / "gold" / "claims-ar-dev", _claims, extractors=("arabic",)),
)


def corpus(name: str) -> Corpus:
    """The corpus of that name."""
    return next(c for c in CORPORA if c.name == name)
