"""Several processes at once, and processes that are killed: nothing is lost, doubled or half there."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from lesser import as_nobody

from trucewatch.founding import found
from trucewatch.ledger import Ledger
from trucewatch.model.errors import ConflictError, LedgerError
from trucewatch.watch import Watch

HERE = Path(__file__).parent
TEXT = "Shells hit the mill of Dusthill on Friday, and {n} people fled towards the river, report number {n} said."


@pytest.fixture
def watch(tmp_path: Path, place) -> Path:
    """A watch folder whose ledger nobody has begun yet."""
    found(tmp_path / "made", title="A valley")
    folder = (tmp_path / "made").rename(tmp_path / "valley")
    for path in folder.glob("ledger.db*"):
        path.unlink()
    text = (folder / "watch.toml").read_text("utf-8")
    (folder / "watch.toml").write_text(text.replace("[watch]\n", f'[watch]\nledger = "{place.target}"\n'), "utf-8")
    return folder


def written(folder: Path, name: str, numbers) -> Path:
    path = folder / name
    rows = ({"id": f"r{n}", "text": TEXT.format(n=n), "published": "2017-05-05", "language": "en"} for n in numbers)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def adding(watch: Path, reports: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    command = [sys.executable, str(HERE / "adder.py"), str(watch), str(reports)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def sound(watch: Path, numbers) -> None:
    """Every report once, with its claims, in one chain."""
    with Watch.open(watch) as opened:
        result = opened.verify()
        assert result.problems == ()
        kinds = Counter(entry.kind for entry in opened.ledger.entries())
        assert set(opened.ledger.reports()) == {f"r{n}" for n in numbers}
        assert set(opened.ledger.claims()) == {f"r{n}/c1" for n in numbers}
    assert kinds["report_added"] == kinds["claims_extracted"] == len(numbers)
    assert kinds["watch_opened"] == 1
    assert kinds["setting_loaded"] == 3


def test_processes_that_begin_and_add_at_once_lose_and_double_nothing(watch, tmp_path):
    shares = [range(16), range(8, 24), range(24)]
    processes = [adding(watch, written(tmp_path, f"{n}.jsonl", share)) for n, share in enumerate(shares)]
    said = [process.communicate(timeout=600) for process in processes]
    assert [(process.returncode, err) for process, (_, err) in zip(processes, said, strict=True)] == [(0, "")] * 3
    counts = [tuple(map(int, out.split()[1:])) for out, _ in said]
    assert [sum(count) for count in counts] == [len(share) for share in shares]
    assert sum(new for new, _ in counts) == 24
    sound(watch, range(24))


def test_killed_at_any_moment_nothing_is_half_there_and_the_rerun_completes(watch, tmp_path):
    reports = written(tmp_path, "all.jsonl", range(20))
    for _ in range(2):
        process = adding(watch, reports)
        try:
            process.wait(timeout=random.uniform(1.0, 3.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        with Watch.open(watch) as opened:
            assert opened.verify().problems == ()
            assert {key.split("/")[0] for key in opened.ledger.claims()} == set(opened.ledger.reports())
    process = adding(watch, reports)
    assert process.communicate(timeout=600)[1] == ""
    sound(watch, range(20))


def test_what_was_drawn_from_an_older_end_is_refused(ledger):
    before = ledger.head()
    ledger.append("watch_opened", {"id": "w"}, by="ana")
    setting = {"part": "actors", "file": "a", "sha256": "0" * 64, "content": []}
    with pytest.raises(ConflictError, match="meanwhile"):
        ledger.append_many([("setting_loaded", setting)], by="ben", after=before)
    ledger.append_many([("setting_loaded", setting)], by="ben", after=ledger.head())


def test_a_ledger_of_another_watch_is_not_taken_for_ones_own(watch, tmp_path, place):
    with Ledger.create(place.target) as other:
        other.append("watch_opened", {"id": "elsewhere"}, by="ana")
    with pytest.raises(Exception, match='is of the watch "elsewhere"'):
        Watch.open(watch)


def test_a_name_that_not_every_database_can_hold_is_refused(ledger):
    with pytest.raises(LedgerError, match="NUL"):
        ledger.append("extraction_skipped", {"report": "r\0", "reason": "no"}, by="ana")


def test_a_read_only_watch_is_one_sentence_and_stays_as_it_was(open_folder):
    folder = open_folder / "valley"
    found(folder, title="A valley")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)

    def add() -> None:
        with Watch.open(folder) as opened:
            opened.ledger.append("extraction_skipped", {"report": "r1", "reason": "no"}, by="ana")

    assert "read-only" in as_nobody(add)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
