"""The command line as people meet it: real processes, one clear sentence for each thing that is wrong."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

REPORT = (
    "Fighting in Tell Amara\n\nMedia activists said on Thursday that the Northern Brigade pulled out of Tell Amara. "
    "The brigade's press office denied the reports and said that clashes went on near the mill.\n"
)
TURKISH = "Köylüler perşembe günü kasabanın bombalandığını ve değirmenin yakınında çatışmaların sürdüğünü söyledi. "
STRAY = hashlib.sha256(b"cut short").hexdigest()
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", "TERM": "dumb"}


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trucewatch", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False)


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command failed with a sentence that holds the words, and no traceback."""
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr.replace("\n", " "), done.stderr


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    folder = tmp_path / "watch"
    made = run("init", folder, "--title", "A test", "--archive")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


def test_help_names_every_command_and_each_has_an_example() -> None:
    helped = run("--help")
    assert helped.returncode == 0
    for command in ("init", "add", "extract", "brief", "incidents", "obligations", "verify", "demo"):
        assert command in helped.stdout
        assert "Example:" in run(command, "--help").stdout


def test_extract_writes_one_claim_a_line_with_offsets_into_the_text(report: Path) -> None:
    done = run("extract", report, "--published", "2017-05-05", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    assert claims
    for claim in claims:
        assert REPORT[claim["trigger"]["start"] : claim["trigger"]["end"]] == claim["trigger"]["text"]
    fields = "id report trigger type initiators targets places date_start date_end source polarity certainty mode"
    assert set(fields.split()) | {"author_stance", "links", "killed", "injured", "rules"} <= set(claims[0])


def test_a_denied_withdrawal_is_no_fact(report: Path) -> None:
    done = run("extract", report, "--published", "2017-05-05", "--format", "jsonl")
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    withdrawals = [c for c in claims if c["type"] == "withdrawal"]
    assert {c["polarity"] for c in withdrawals} == {"+", "-"}
    assert all((c["author_stance"], c["source"]) != ("endorses", ["author"]) for c in withdrawals)


def test_add_twice_changes_nothing(watch: Path, report: Path) -> None:
    assert "1 report read" in run("add", report, "--published", "2017-05-05", "--watch", watch).stdout
    before = run("verify", "--watch", watch).stdout
    again = run("add", report, "--published", "2017-05-05", "--watch", watch)
    assert again.returncode == 0
    assert "1 already here" in again.stdout
    assert run("verify", "--watch", watch).stdout == before


def test_the_watch_option_may_stand_before_or_after_and_defaults_to_the_current_folder(watch: Path) -> None:
    answers = [run("verify", "--watch", watch), run("--watch", watch, "verify"), run("verify", cwd=watch)]
    assert [a.returncode for a in answers] == [0, 0, 0]
    assert len({a.stdout for a in answers}) == 1


def test_verify_prints_the_end_and_is_held_against_what_was_noted_of_it(watch: Path) -> None:
    early = re.search(r"ends at entry (\d+), hash ([0-9a-f]{64})", run("verify", "--watch", watch).stdout)
    actors = watch / "actors.yaml"
    actors.write_text(f"# Changed, so it is recorded anew.\n{actors.read_text('utf-8')}", "utf-8")
    stray = watch / "evidence" / STRAY[:2] / STRAY[2:]
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"cut short")
    noted = ":".join(early.groups())
    done = run("verify", "--head", noted, "--watch", watch)
    assert done.returncode == 0, done.stderr
    assert f"ends at entry {int(early[1]) + 1}, hash" in done.stdout
    assert "Those of 1 entry are as noted." in done.stdout
    assert "Note: 1 of the files in" in done.stderr
    other = f"{early[1]}:{'0' * 64}"
    refused(run("verify", "--head", other, "--watch", watch), f"entry {early[1]} (", "not the one noted outside")
    refused(run("verify", "--head", f"99:{early[2]}", "--watch", watch), "entry 99 is missing", "noted outside")
    refused(run("verify", "--head", early[2], "--watch", watch), "no noted hash", "colon")
    refused(run("verify", "--head", noted, "--head", other, "--watch", watch), "Two different hashes")


def test_verify_names_a_changed_byte_of_evidence(watch: Path, report: Path) -> None:
    run("add", report, "--watch", watch)
    (stored,) = [p for p in (watch / "evidence").rglob("*") if p.is_file()]
    stored.chmod(0o644)
    raw = bytearray(stored.read_bytes())
    raw[10] ^= 1
    stored.write_bytes(raw)
    refused(run("verify", "--watch", watch), "evidence")


def test_a_folder_that_is_no_watch(tmp_path: Path) -> None:
    refused(run("brief", "--watch", tmp_path), "is no watch", "trucewatch init")


def test_init_refuses_a_folder_with_something_in_it(watch: Path) -> None:
    refused(run("init", watch), "not empty")


def test_init_leaves_nothing_behind_when_the_agreement_is_broken(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("schema: trucewatch/agreement/0.1\nid: [unclosed\n", "utf-8")
    refused(run("init", tmp_path / "new", "--agreement", broken), "broken.yaml")
    assert not (tmp_path / "new").exists()


def test_an_agreement_that_fails_its_schema_lists_every_problem(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("schema: trucewatch/agreement/0.1\nid: x\ntitle: X\n", "utf-8")
    refused(run("init", tmp_path / "new", "--agreement", broken), "signed", "zones", "obligations")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", "not text"),
        ("latin.txt", "Die Kämpfe dauerten an.".encode("latin-1"), "UTF-8"),
        ("big.txt", b"The army shelled the town. " * 800_000, "5,000,000"),
        ("broken.jsonl", b'{"id": "a", "text": "The army shelled Tell Amara."}\n{"id": \n', "line 2"),
        ("date.jsonl", b'{"id": "a", "text": "The army shelled it.", "published": "5th of Prairial"}\n', "published"),
    ],
)
def test_bad_reports_get_one_sentence_and_lose_nothing(
    watch: Path, report: Path, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    run("add", report, "--watch", watch)
    bad = tmp_path / name
    bad.write_bytes(content)
    refused(run("add", bad, "--watch", watch), name, words)
    assert run("verify", "--watch", watch).returncode == 0
    assert "1 already here" in run("add", report, "--watch", watch).stdout


def test_a_missing_file(watch: Path) -> None:
    refused(run("add", "nowhere.txt", "--watch", watch), "nowhere.txt")


def test_one_bad_report_does_not_stop_the_others(watch: Path, report: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    done = run("add", empty, report, "--watch", watch)
    refused(done, "empty")
    assert "1 report read" in done.stdout


def test_a_date_that_is_none(watch: Path) -> None:
    refused(run("brief", "--as-of", "5 May", "--watch", watch), "ISO date")


def test_an_unknown_extractor(report: Path) -> None:
    refused(run("extract", report, "--extractor", "oracle"), "oracle")


def test_broken_settings_are_named(watch: Path) -> None:
    (watch / "watch.toml").write_text("[watch]\nid = 'x'\ntitle = 'X'\ntimezone = 'Mars/Olympus'\n", "utf-8")
    refused(run("verify", "--watch", watch), "watch.toml", "Mars/Olympus")


def test_broken_actors_are_named_and_nothing_is_recorded(watch: Path, report: Path) -> None:
    run("add", report, "--watch", watch)
    good = (watch / "actors.yaml").read_text("utf-8")
    (watch / "actors.yaml").write_text("actors:\n- {id: a, name: A, kind: dragon}\n", "utf-8")
    refused(run("brief", "--watch", watch), "actors.yaml", "dragon")
    (watch / "actors.yaml").write_text(good, "utf-8")
    assert run("verify", "--watch", watch).returncode == 0


def test_a_report_in_a_language_that_no_extractor_reads_is_kept_and_listed(watch: Path, tmp_path: Path) -> None:
    turkish = tmp_path / "report.txt"
    turkish.write_text(TURKISH * 3, "utf-8")
    done = run("add", turkish, "--watch", watch)
    assert done.returncode == 0
    assert "kept but not read" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
def test_ctrl_c_half_way_loses_nothing_and_the_next_run_goes_on(watch: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    rows = [{"id": f"r{n:03}", "text": f"On day {n}, {REPORT * 4}", "published": "2017-05-05"} for n in range(20)]
    many.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    # Nobody writes into the pipe, so the command cannot end before it is stopped.
    pipe = tmp_path / "more.jsonl"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "trucewatch", "add", str(many), str(pipe), "--watch", str(watch)]
    process = subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    evidence = watch / "evidence"
    deadline = time.monotonic() + 60
    while not any(p.is_file() for p in evidence.rglob("*")) and time.monotonic() < deadline and process.poll() is None:
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in complaint
    assert run("verify", "--watch", watch).returncode == 0
    assert run("add", many, "--watch", watch).returncode == 0
    listed = run("add", many, "--watch", watch).stdout
    assert "20 already here" in listed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_in_one_sentence(report: Path) -> None:
    command = [sys.executable, "-m", "trucewatch", "extract", str(report), "--format", "jsonl"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


def test_a_reader_that_stops_reading_is_no_error(report: Path) -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m trucewatch extract "{report}" --format jsonl | head -c 1 >/dev/null',
        shell=True,
        executable="/bin/bash",
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
