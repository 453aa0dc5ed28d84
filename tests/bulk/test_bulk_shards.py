"""However an archive is cut into shards, every document of it comes exactly once; damage is named and costs no more."""

import gzip
import json
from pathlib import Path

import fsspec
import pyarrow
import pyarrow.parquet as parquet
import pytest
import zstandard
from bulk_material import lines_of, report_row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from object_store import serving

from trucewatch.bulk.archives import ENDINGS, Shard, corpus_of
from trucewatch.bulk.documents import Document, documents_of
from trucewatch.bulk.storage import Place, listed
from trucewatch.model.errors import InputError

KINDS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet", "warc", "warc.gz")


def archive(path: Path, kind: str, texts: list[str]) -> list[str]:
    """Write an archive with these texts; they as its documents hold them."""
    if kind == "parquet":
        table = pyarrow.table(
            {"text": texts, "worth": [0.5] * len(texts)}, pyarrow.schema([("text", "string"), ("worth", "double")])
        )
        parquet.write_table(table, path, row_group_size=7)
    elif kind.startswith("warc"):
        path.write_bytes(warc(texts, packed=kind.endswith("gz")))
    else:
        plain = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
        pack = {"jsonl": bytes, "jsonl.gz": gzip.compress, "jsonl.zst": zstandard.ZstdCompressor().compress}[kind]
        path.write_bytes(pack(plain))
    return texts


def warc(texts: list[str], *, packed: bool) -> bytes:
    """A web archive of these texts as pages, each with what was asked for it."""
    records = [record("warcinfo", "", b"software: test\r\n")]
    for number, text in enumerate(texts):
        url = f"https://desk.example/{number}"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        records.append(record("request", url, b"GET / HTTP/1.1\r\nHost: desk.example\r\n\r\n"))
        records.append(record("response", url, head + text.encode()))
    return b"".join(gzip.compress(one) if packed else one for one in records)


def record(kind: str, url: str, body: bytes) -> bytes:
    about = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": "2031-05-06T10:00:00Z"}
    about |= {"Content-Type": "application/http; msgtype=response", "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in about.items() if value)
    return f"WARC/1.0\r\n{head}\r\n".encode() + body + b"\r\n\r\n"


def texts_of(documents: list[Document]) -> list[str]:
    found = []
    for document in documents:
        raw = document.raw
        if document.kind == "warc":
            raw = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
            found.append(raw.split(b"\r\n\r\n", 2)[2].removesuffix(b"\r\n\r\n").decode())
        else:
            found.append(json.loads(raw)["text"])
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(KINDS),
    texts=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1, max_size=300),
        min_size=1,
        max_size=40,
    ),
    size=st.integers(1, 3_000),
)
def test_every_document_comes_exactly_once(tmp_path: Path, kind: str, texts: list[str], size: int) -> None:
    path = tmp_path / f"archive.{kind}"
    texts = [text for text in texts if "\r\n\r\n" not in text]
    written = archive(path, kind, texts)
    corpus = corpus_of([str(path)], size, {})
    documents = [document for shard in corpus.shards for document in documents_of(shard, {}, {})]
    assert all(document.broken is None for document in documents)
    assert texts_of(documents) == written
    assert len({document.where for document in documents}) == len(documents)


@pytest.mark.parametrize("kind", ["jsonl.gz", "jsonl.zst", "warc", "warc.gz"])
def test_an_archive_that_was_cut_off_gives_what_stands_before(tmp_path: Path, kind: str) -> None:
    texts = [f"{n} {'shells fell on the market ' * n}" for n in range(40)]
    path = tmp_path / f"cut.{kind}"
    archive(path, kind, texts)
    path.write_bytes(path.read_bytes()[:-40])
    *whole, last = documents_of(Shard(0, str(path), "warc" if "warc" in kind else "jsonl"), {}, {})
    assert texts_of(whole) == texts[: len(whole)]
    assert last.broken is not None
    assert f"cut.{kind} is damaged after this" in last.broken
    assert len(whole) > 20 or "zst" in kind


def test_a_file_that_is_no_parquet_is_one_broken_document(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 but not really")
    corpus = corpus_of([str(path)], 1000, {})
    (found,) = documents_of(corpus.shards[0], {}, {})
    assert found.broken is not None
    assert "a.parquet is damaged" in found.broken


def test_a_line_too_long_is_passed_over_and_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n' + b"x" * (20 * 2**20 + 5) + b"\n" + b'{"text": "two"}\n')
    first, long, last = documents_of(Shard(0, str(path), "jsonl"), {}, {})
    assert texts_of([first, last]) == ["one", "two"]
    assert long.where == "a.jsonl at byte 16"
    assert "longer than the 20 MB" in str(long.broken)


def test_inputs_are_found_by_file_folder_and_pattern(tmp_path: Path) -> None:
    for name in ("a.jsonl", "deep/b.jsonl.zst", "deep/c.txt", "deep/.hidden.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    names = [Path(file.url).name for file in listed(str(tmp_path), ENDINGS, {})]
    assert names == ["a.jsonl", "b.jsonl.zst"]
    assert [Path(file.url).name for file in listed(f"{tmp_path}/*.jsonl", ENDINGS, {})] == ["a.jsonl"]
    for wrong, said in (("none", "There is no file"), ("deep/c.txt", "is no archive"), ("*.warc", "There is no file")):
        with pytest.raises(InputError, match=said if "*" not in wrong else "holds no archive"):
            listed(f"{tmp_path}/{wrong}", ENDINGS, {})


def test_inputs_in_memory_are_read_through_fsspec() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/desk/a.jsonl", lines_of([report_row(1), report_row(2)]))
    try:
        corpus = corpus_of(["memory://desk"], 10**6, {})
        (shard,) = corpus.shards
        assert [json.loads(d.raw)["id"] for d in documents_of(shard, {}, {})] == ["r001", "r002"]
    finally:
        memory.rm("/desk", recursive=True)


def test_an_object_store_is_listed_read_and_written() -> None:
    rows = [report_row(n) for n in range(30)]
    with serving() as store:
        store.objects["archive/2031/a.jsonl"] = lines_of(rows)
        store.objects["archive/2031/b.jsonl.zst"] = zstandard.ZstdCompressor().compress(lines_of(rows))
        corpus = corpus_of(["s3://archive/2031"], 2_000, store.options)
        assert len(corpus.shards) > 6
        found = [d for shard in corpus.shards for d in documents_of(shard, store.options, {})]
        assert [json.loads(d.raw)["id"] for d in found] == [row["id"] for row in rows] * 2
        again = corpus_of(["s3://archive/2031/*.jsonl*"], 2_000, store.options)
        assert again.digest == corpus.digest
        place = Place("s3://archive/out", store.options)
        place.write("claims/a", b"whole")
        assert store.objects["archive/out/claims/a"] == b"whole"
        assert (place.read("claims/a"), place.read("claims/b"), place.sizes("claims")) == (b"whole", None, {"a": 5})
        with pytest.raises(InputError, match="is no archive"):
            listed("s3://archive/none", ENDINGS, store.options)
        with pytest.raises(InputError, match="cannot be listed"):
            listed("s3://archive/none/a.jsonl", ENDINGS, store.options)
