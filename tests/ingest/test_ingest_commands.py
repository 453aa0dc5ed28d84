"""The commands of ingest as people meet them: real processes, real files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ingest_material import BODY, docx, page, pdf, rss
from web_server import served

from trucewatch.founding import found

ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", "TERM": "dumb"}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trucewatch", *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=300, check=False)


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    folder = tmp_path / "watch"
    found(folder, title="A test")
    return folder


def test_files_of_every_kind_are_added_and_the_refused_are_listed(tmp_path: Path, watch: Path) -> None:
    for name, raw in (("a.html", page()), ("b.docx", docx("Two shells hit Oldwell on Monday.")), ("c.pdf", pdf([[]]))):
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "d.csv").write_text("Words,Day\nFog over the ridge of Salt Hill.,08/05/2017\n")
    files = [tmp_path / name for name in ("a.html", "b.docx", "c.pdf")]
    done = run("add", *files, "--watch", watch)
    assert (done.returncode, "2 reports read" in done.stdout) == (1, True), done.stderr
    assert "c.pdf holds pictures" in done.stderr
    done = run(
        "add",
        tmp_path / "d.csv",
        "--column",
        "text=Words",
        "--column",
        "published=Day",
        "--dates",
        "%d/%m/%Y",
        "--watch",
        watch,
    )
    assert done.returncode == 0, done.stderr
    [refusal] = rows(run("quarantine", "--format", "jsonl", "--watch", watch))
    assert (refusal["where"], refusal["size"]) == ("c.pdf", len(pdf([[]])))
    unknown = run("quarantine", "--clear", "d.csv", "--watch", watch)
    assert (unknown.returncode, "d.csv is not in quarantine" in unknown.stderr) == (1, True)
    (tmp_path / "more").mkdir()
    for name, raw in (("e.pdf", pdf([[], []])), ("f.doc", b"Fog."), ("g.zip", b"Fog."), ("h.doc", b"Fog.")):
        (tmp_path / "more" / name).write_bytes(raw)
    done = run("add", tmp_path / "more", "--watch", watch)
    assert "Passed over 3 files of other kinds (2 .doc, 1 .zip); name them to have them read." in done.stderr
    cleared = rows(run("quarantine", "--clear", tmp_path / "more" / "e.pdf", "--format", "jsonl", "--watch", watch))
    assert [row["where"] for row in cleared] == ["e.pdf"]
    assert len(rows(run("quarantine", "--format", "jsonl", "--clear", "--watch", watch))) == 1
    assert "Nothing is in quarantine" in run("quarantine", "--watch", watch).stdout


def test_copies_are_written_as_pairs(tmp_path: Path) -> None:
    lines = [
        {"id": "late", "text": f"A headline of its own\n\n{BODY}", "published": "2017-05-09"},
        {"id": "early", "text": BODY, "published": "2017-05-08"},
        {
            "id": "other",
            "text": "Fog lay over the ridge of Salt Hill all day and nothing was heard.",
            "published": "2017-05-08",
        },
        {"id": "early", "text": BODY, "published": "2017-05-08"},
    ]
    (tmp_path / "reports.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    done = run("copies", tmp_path / "reports.jsonl", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    assert [(row["a"], row["b"], row["kind"]) for row in rows(done)] == [
        ("early", "early", "copy"),
        ("early", "late", "copy"),
    ]


def test_formats_are_listed() -> None:
    listed = rows(run("formats", "--format", "jsonl"))
    assert {"html", "pdf", "docx", "eml", "feed", "warc", "wacz", "telegram", "subtitles", "csv"} <= {
        row["format"] for row in listed
    }
    assert all(row["gives"] for row in listed)


def test_an_address_and_a_feed_are_read_where_the_watch_allows_it(watch: Path) -> None:
    with served() as site:
        site.put("/mill", page(url=f"{site.url}/mill"))
        site.put("/feed", rss((f"{site.url}/mill", "Mill", "<p>Fog.</p>")), "application/rss+xml")
        refused = run("add", f"{site.url}/mill", "--watch", watch)
        assert (refused.returncode, "allow_hosts" in refused.stderr) == (1, True)
        with (watch / "watch.toml").open("a") as file:
            file.write(f'[fetch]\nallow_hosts = ["127.0.0.1"]\ndelay = 0\n[[feeds]]\nurl = "{site.url}/feed"\n')
        done = run("add", f"{site.url}/mill", "--watch", watch)
        assert (done.returncode, "1 report read" in done.stdout) == (0, True), done.stderr
        polled = run("watch-feeds", "--watch", watch)
        assert (polled.returncode, "0 reports read" in polled.stdout) == (0, True), polled.stderr
        assert site.paths().count("/mill") == 1
