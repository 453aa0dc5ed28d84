"""Archives read shard by shard: the claims of the single run, whatever breaks, whenever it is stopped."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as parquet
import pytest
import zstandard
from bulk_material import claims_in, lines_of, report_row, rows_in
from object_store import serving
from test_bulk_shards import record
from typer.testing import CliRunner

from trucewatch.bulk.assessing import Assessment, assess_archive
from trucewatch.bulk.documents import Document
from trucewatch.bulk.extracting import Extraction, extract_archives
from trucewatch.bulk.manifest import Manifest
from trucewatch.bulk.reader import Means
from trucewatch.bulk.readers import Patience, Read, Reader
from trucewatch.bulk.storage import Place, locked
from trucewatch.cli import app
from trucewatch.ingest.fields import Reading as Fields
from trucewatch.model.errors import ExtractionError, InputError
from trucewatch.reading import Reading
from trucewatch.world import World

MEANS = Means("arabic", World.general, Fields(), 4 * 2**30)
ARABIC = "قال سكان البلدة إن قذائف سقطت على السوق يوم الاثنين وقتلت شخصين."

SHARD_MB = 0.003


def extraction(inputs: Path | list[str], out: Path, **how: Any) -> Manifest:
    given = inputs if isinstance(inputs, list) else [str(inputs)]
    settings = {"extractor": "rules", "make_world": World.general, "jobs": 1, "shard_mb": SHARD_MB, **how}
    return extract_archives(Extraction(inputs=given, out=str(out), **settings))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in all its formats, with lines, rows and pages that cannot be read."""
    folder = tmp_path_factory.mktemp("archive")
    rows = [report_row(n) for n in range(60)]
    broken = [{"id": "empty", "text": " "}, {"id": "german", "text": "Am Montag fielen in der Stadt Granaten, wie "
               "Bewohner berichteten. Die Armee bestritt das am Abend in einer kurzen Erklärung."}]  # fmt: skip
    (folder / "a.jsonl").write_bytes(lines_of(rows[:20]) + b'{"id": "half", "te\n' + lines_of(broken))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines_of(rows[20:30]))[:-12])
    (folder / "c.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(lines_of(rows[30:40])))
    columns = {name: [row[name] for row in rows[40:50]] for name in ("id", "text", "publisher")}
    days = [date.fromisoformat(row["published"]) for row in rows[40:50]]
    parquet.write_table(pyarrow.table({**columns, "published": days}), folder / "d.parquet", row_group_size=4)
    (folder / "e.parquet").write_bytes(b"PAR1 and nothing more")
    pages = [record("response", f"https://desk.example/{n}", page(rows[n])) for n in range(50, 54)]
    pages.insert(1, record("response", "https://desk.example/a.png", picture()))
    (folder / "f.warc.gz").write_bytes(b"".join(map(gzip.compress, pages)))
    return folder


def page(row: dict[str, Any]) -> bytes:
    head, _, body = row["text"].partition("\n")
    html = (
        f"<html><head><title>{head}</title></head><body><article><h1>{head}</h1><p>{body}</p></article></body></html>"
    )
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()


def picture() -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n"


@pytest.fixture(scope="module")
def results(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    out = tmp_path_factory.mktemp("results") / "out"
    return out, extraction(archive, out)


def test_the_claims_are_those_of_the_single_run(results: tuple[Path, Manifest], archive: Path, tmp_path: Path) -> None:
    kept = [row for name in ("a.jsonl", "c.jsonl.zst") for row in readable(archive / name)]
    kept += [
        {**row, "published": str(row["published"])} for row in parquet.read_table(archive / "d.parquet").to_pylist()
    ]
    (tmp_path / "plain.jsonl").write_bytes(lines_of(kept))
    alone = Reading(tmp_path, "rules", None, jobs=1).read([tmp_path / "plain.jsonl", archive / "f.warc.gz"])
    expected = [claim.model_dump_json() for report, claims in alone for claim in claims]
    packed = {row["id"] for row in map(json.loads, partial_lines(archive / "b.jsonl.gz"))}
    ours = [claim for claim in claims_in(results[0]) if json.loads(claim)["report"] not in packed]
    assert len(ours) > 150
    assert ours == sorted(expected)


def readable(path: Path) -> list[dict[str, Any]]:
    raw = path.read_bytes()
    raw = zstandard.ZstdDecompressor().decompress(raw) if path.suffix == ".zst" else raw
    rows = [json.loads(line) for line in raw.splitlines() if not line.startswith(b'{"id": "half"')]
    return [row for row in rows if row["id"] not in ("empty", "german")]


def partial_lines(path: Path) -> list[bytes]:
    with gzip.open(path) as file:
        found: list[bytes] = []
        with suppress(EOFError):
            found.extend(file)
        return found


def test_what_cannot_be_read_is_set_aside_with_its_reason(results: tuple[Path, Manifest]) -> None:
    out, manifest = results
    reasons = {row["document"]: row["reason"] for row in rows_in(out, "rejects")}
    told = "\n".join(reasons.values())
    assert "is not valid JSON" in told
    assert "is an empty report" in told
    assert "b.jsonl.gz is damaged after this" in told
    assert "e.parquet is damaged" in told
    assert len(reasons) == manifest.metrics.rejected == 4
    assert manifest.metrics.foreign == 1
    assert all(shard.state == "done" for shard in manifest.shards)


def test_the_manifest_says_what_was_read_how_and_what_it_took(results: tuple[Path, Manifest], archive: Path) -> None:
    out, manifest = results
    assert json.loads((out / "manifest.json").read_text("utf-8")) == json.loads(manifest.model_dump_json())
    assert {Path(file.url).name for file in manifest.inputs} == {path.name for path in archive.iterdir()}
    assert manifest.method.version.startswith("rules/")
    assert len(manifest.shards) > 8
    found = manifest.metrics
    assert found.claims == len(rows_in(out, "claims")) == sum(shard.claims for shard in manifest.shards)
    assert found.documents_per_second is not None
    assert found.peak_mb > 50
    text = found.prometheus()
    assert f"trucewatch_bulk_claims {found.claims}\n" in text
    assert "# TYPE trucewatch_bulk_documents_per_second gauge\n" in text


def test_the_parquet_has_the_columns_of_the_export_and_the_whole_claim(results: tuple[Path, Manifest]) -> None:
    from trucewatch.publish.exports.claim_rows import COLUMNS

    row = rows_in(results[0], "claims")[0]
    assert list(row) == [*(name for name, _, _ in COLUMNS), "claim"]
    claim = json.loads(row["claim"])
    assert row["key"] == f"{claim['report']}/{claim['id']}"
    assert row["trigger"] == claim["trigger"]["text"]
    report = json.loads(rows_in(results[0], "reports")[0]["report"])
    assert claim["trigger"]["text"] in report["text"]


def test_results_of_another_run_are_refused_or_thrown_away(
    results: tuple[Path, Manifest], archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(results[0], out)
    with pytest.raises(InputError, match=r"another input or another --shard-mb.*--restart"):
        extraction([str(archive / "c.jsonl.zst")], out)
    with pytest.raises(InputError, match="another method"):
        extraction(archive, out, extractor="arabic")
    with pytest.raises(InputError, match="other settings"):
        extraction(archive, out, reading=Fields(date(2031, 5, 1)))
    assert claims_in(out) == claims_in(results[0])
    other = extraction([str(archive / "c.jsonl.zst")], out, restart=True, extractor="arabic", shard_mb=1)
    assert other.metrics.foreign == other.metrics.documents == 10
    assert [path.name for path in (out / "claims").iterdir()] == ["part-000000.parquet"]
    assert not list((out / "rejects").iterdir())
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(InputError, match="holds other things"):
        extraction(archive, tmp_path / "other", restart=True)


def test_a_restart_touches_nothing_while_another_run_writes(
    results: tuple[Path, Manifest], archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(results[0], out)
    with locked(Place(str(out))), pytest.raises(InputError, match="Another run is writing"):
        extraction(archive, out, restart=True)
    assert claims_in(out) == claims_in(results[0])


def test_a_run_that_was_killed_goes_on(archive: Path, tmp_path: Path, results: tuple[Path, Manifest]) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "trucewatch", "bulk", "extract", str(archive), "--out", str(out)]
    command += ["--extractor", "rules", "--shard-mb", str(SHARD_MB), "--jobs", "1"]
    with subprocess.Popen(command, cwd=tmp_path) as process:
        until(lambda: (out / "receipts").is_dir() and len(list((out / "receipts").glob("*.json"))) > 2)
        process.send_signal(signal.SIGKILL)
    before = {path.name: path.stat().st_mtime_ns for path in (out / "receipts").glob("*.json")}
    assert len(before) < len(results[1].shards)
    lost = sorted((out / "claims").glob("part-*"))[1]
    lost.write_bytes(b"")
    found = extraction(archive, out)
    assert claims_in(out) == claims_in(results[0])
    assert found.metrics.claims == results[1].metrics.claims
    redone = [name for name, when in before.items() if (out / "receipts" / name).stat().st_mtime_ns != when]
    assert redone == [f"{lost.stem}.json"]


def until(true: Any, seconds: float = 120) -> None:
    stop = time.monotonic() + seconds
    waiting = threading.Event()
    while not true():
        assert time.monotonic() < stop
        waiting.wait(0.02)


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader(MEANS, Patience(timeout=60, retries=1))
    yield made
    made.end()


def document(number: int, sentences: int = 2) -> Document:
    row = {"id": f"d{number}", "text": " ".join([ARABIC] * sentences)}
    return Document(f"d{number}", "json", lines_of([row]).strip())


def after_kills(reader: Reader, times: int) -> list[Read]:
    """What becomes of documents when the process that reads the second of them is ended from outside, as the system
    does where memory is short, so many times."""
    found = reader.read([document(0), document(1, 250), document(2), document(3)])
    first = next(found)
    killer = threading.Thread(target=_kill, args=(reader, times))
    killer.start()
    rest = list(found)
    killer.join()
    return [first, *rest]


def _kill(reader: Reader, times: int) -> None:
    last = None
    for _ in range(times):
        until(lambda last=last: reader.pid is not None and reader.pid != last)
        last = reader.pid
        assert last is not None
        os.kill(last, signal.SIGKILL)


def test_a_document_whose_reader_was_ended_is_read_again(reader: Reader) -> None:
    found = after_kills(reader, 1)
    assert [read.document.where for read in found] == ["d0", "d1", "d2", "d3"]
    assert all(read.poison is None and read.items for read in found)
    assert [read.tries for read in found] == [1, 2, 1, 1]


def test_a_document_that_ends_its_reader_again_and_again_is_set_aside(reader: Reader) -> None:
    found = after_kills(reader, 2)
    assert [read.poison is None for read in found] == [True, False, True, True]
    assert found[1].poison == "d1 made its reader end with the signal SIGKILL; it was set aside."
    assert found[1].tries == 2


def test_a_document_that_takes_too_long_is_set_aside_and_no_other() -> None:
    reader = Reader(MEANS, Patience(timeout=4, retries=0))
    try:
        found = list(reader.read([document(0), document(1, 40_000), document(2)]))
    finally:
        reader.end()
    assert [read.poison is None for read in found] == [True, False, True]
    assert found[1].poison == "d1 took longer than 4 seconds; it was set aside."


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds a process to its memory")
def test_a_document_that_takes_too_much_memory_is_set_aside_and_no_other(reader: Reader) -> None:
    list(reader.read([document(0)]))
    told = Path(f"/proc/{reader.pid}/status").read_text("utf-8")
    held = next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmPeak"))
    tight = Reader(replace(MEANS, memory=(held + 40_000) * 1024), Patience(timeout=120, retries=0))
    try:
        found = list(tight.read([document(0), document(1, 40_000), document(2)]))
    finally:
        tight.end()
    assert [read.poison is None for read in found] == [True, False, True]
    assert "memory" in str(found[1].poison) or "made its reader end" in str(found[1].poison)


def test_too_little_memory_for_the_extractor_is_one_sentence() -> None:
    reader = Reader(replace(MEANS, memory=2**28), Patience(retries=0))
    with pytest.raises(ExtractionError, match="--memory-mb"):
        list(reader.read([document(0)]))


def test_a_shard_that_ends_process_after_process_fails_and_is_tried_again_by_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_bytes(lines_of({"id": f"a{n}", "text": f"{ARABIC} {n}"} for n in range(2)))
    given = {"extractor": "arabic", "shard_mb": 1}
    first = extraction([str(tmp_path / "b.jsonl")], tmp_path / "other", **given)
    assert first.metrics.reports == 2
    assert [path.suffix for path in (tmp_path / "other" / "receipts").iterdir()] == [".json"]
    (tmp_path / "other" / "receipts" / "part-000000.json").unlink()
    (tmp_path / "other" / "receipts" / "part-000000.tries").write_text("5", "utf-8")
    (shard,) = extraction([str(tmp_path / "b.jsonl")], tmp_path / "other", **given).shards
    assert shard.state == "failed"
    assert "b.jsonl ended 5 processes that took it apart" in str(shard.reason)
    (again,) = extraction([str(tmp_path / "b.jsonl")], tmp_path / "other", **given).shards
    assert again.state == "done"


def test_archives_of_an_object_store_are_read_and_their_claims_written_there() -> None:
    rows = [{"id": f"a{n}", "text": f"{ARABIC} {ARABIC}"} for n in range(6)]
    with serving() as store:
        store.objects["archive/in/a.jsonl.zst"] = zstandard.ZstdCompressor().compress(lines_of(rows))
        given = {"storage": store.options, "shard_mb": 1.0}
        found = extract_archives(
            Extraction(["s3://archive/in"], "s3://archive/out", "arabic", World.general, jobs=1, **given)
        )
        assert found.metrics.reports == 6
        table = parquet.read_table(pyarrow.BufferReader(store.objects["archive/out/claims/part-000000.parquet"]))
        assert table.num_rows == found.metrics.claims > 5
        again = extract_archives(
            Extraction(["s3://archive/in"], "s3://archive/out", "arabic", World.general, jobs=1, **given)
        )
        assert again.metrics.documents_per_second is None


def test_a_cluster_of_two_nodes_gives_the_same_bytes_though_a_worker_is_killed(
    results: tuple[Path, Manifest], archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, str(Path(__file__).with_name("two_nodes.py")), str(archive), str(out), str(SHARD_MB)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["nodes"] == 2
    assert told["shards"] == len(results[1].shards)
    assert 0 < told["done_before"] < told["shards"]
    for kind in ("claims", "reports", "rejects"):
        ours = {path.name: path.read_bytes() for path in (out / kind).glob("part-*")}
        assert ours == {path.name: path.read_bytes() for path in (results[0] / kind).glob("part-*")}
    assess_archive(Assessment(str(results[0]), str(tmp_path / "here"), World.general, jobs=1))
    there = tmp_path / "out-incidents"
    assert len(rows_in(there, "incidents")) == told["incidents"] > 10
    for kind in ("incidents", "members"):
        assert rows_in(there, kind) == rows_in(tmp_path / "here", kind)


def test_the_command_says_what_it_did_and_leaves_metrics(archive: Path, tmp_path: Path) -> None:
    out, metrics = tmp_path / "out", tmp_path / "bulk.prom"
    command = ["bulk", "extract", str(archive / "a.jsonl"), "--out", str(out), "--extractor", "rules", "--jobs", "1"]
    done = CliRunner().invoke(app, [*command, "--metrics", str(metrics), "--watch", str(tmp_path)])
    assert done.exit_code == 0
    assert "claims in 20 reports, from 23 documents in 1 shard" in " ".join(done.stdout.split())
    assert "2 documents set aside" in done.stderr
    assert "1 report in languages that rules does not read." in done.stderr
    assert "trucewatch_bulk_reports 20" in metrics.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--on", "moon"], "--on local or --on ray"),
        (["--extractor", "llm"], "Archives are read on your own machines"),
        (["--column", "body=text"], "is no field of a report"),
        (["--shard-mb", "0"], "is no size"),
        (["--extractor", "sibyl"], "no extractor named"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_a_sentence(
    archive: Path, tmp_path: Path, options: list[str], said: str
) -> None:
    done = CliRunner().invoke(app, ["bulk", "extract", str(archive), "--out", str(tmp_path / "out"), *options])
    assert done.exit_code == 1
    assert said in str(done.exception)
