"""Archives made for tests, and what reads their results."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from trucewatch.bulk.archives import Corpus, Shard
from trucewatch.bulk.documents import Document
from trucewatch.bulk.manifest import MANIFEST, Method, manifest_of
from trucewatch.bulk.readers import Read
from trucewatch.bulk.storage import Place
from trucewatch.bulk.work import Receipt
from trucewatch.bulk.writing import ShardWriter
from trucewatch.model import Claim, Report

SENTENCES = (
    "Residents of Tell Sarha said on 3 May 2031 that army shells had killed four people in the market.",
    "The army denied that it had shelled Tell Sarha.",
    "Rebels withdrew from Wadi Khuzam on Monday, a doctor in the town said.",
    "Two people were injured when a car bomb exploded near the bridge of Qasr Amin.",
    "The northern brigade captured the village of Umm Rihan, activists claimed.",
    "Aid trucks reached the camp of Safra for the first time since March.",
)


def report_row(number: int, sentences: int = 4) -> dict[str, Any]:
    """An invented report as one line of JSON Lines has it."""
    words = [SENTENCES[(number + n) % len(SENTENCES)] for n in range(sentences)]
    return {
        "id": f"r{number:03d}",
        "text": f"Report {number} of the desk.\n" + " ".join(words),
        "published": f"2031-05-{4 + number % 20:02d}",
        "publisher": ("Quiet Watch", "Desk of the North", "Sarha Radio")[number % 3],
    }


def lines_of(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def rows_in(folder: Path, kind: str) -> list[dict[str, Any]]:
    """All rows of one kind of result, in the order of the shards."""
    found: list[dict[str, Any]] = []
    for path in sorted((folder / kind).glob("part-*")):
        if path.suffix == ".jsonl":
            found += [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        else:
            found += parquet.read_table(path).to_pylist()
    return found


def claims_in(folder: Path) -> list[str]:
    """The whole claims, sorted: what two runs must agree on byte for byte."""
    return sorted(row["claim"] for row in rows_in(folder, "claims"))


def archive_of(folder: Path, reports: Sequence[Report], claims: Sequence[Claim], shards: int) -> None:
    """A folder as `bulk extract` leaves it, of claims that are given."""
    of_report: dict[str, list[str]] = {}
    for claim in claims:
        of_report.setdefault(claim.report, []).append(claim.model_dump_json())
    place, run = Place(str(folder)), "given"
    corpus = Corpus((), tuple(Shard(n, "given.jsonl", "jsonl") for n in range(shards)))
    receipts = {}
    scratch = folder.with_name(f"{folder.name}-scratch")
    scratch.mkdir()
    for shard in corpus.shards:
        with ShardWriter(shard.name, scratch) as writer:
            for report in reports[shard.number :: shards]:
                item = (report.model_dump_json(exclude_defaults=True), tuple(of_report.get(report.id, ())))
                writer.add(Read(Document(report.id, "json"), (item,)), shard.url)
            made = writer.finish(place)
        receipts[shard.number] = Receipt(
            number=shard.number, input=shard.url, start=0, end=None, run=run, state="done", files=made
        )
    method = Method(extractor="given", version="given", world="general")
    manifest = manifest_of(run, method, corpus, receipts, [], 0, 1)
    place.write(MANIFEST, manifest.model_dump_json().encode())
