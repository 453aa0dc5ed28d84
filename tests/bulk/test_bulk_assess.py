"""Incidents found in parts are those of one run: exactly, whatever the corpus and however it is cut."""

import json
import random
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bulk_material import archive_of, rows_in
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from trucewatch.assess import assess
from trucewatch.bulk.assessing import Assessment, assess_archive
from trucewatch.cli import app
from trucewatch.ingest import find_copies, read
from trucewatch.model import Claim, Report
from trucewatch.model.errors import InputError
from trucewatch.reading import assess_files
from trucewatch.world import World

TYPES = ("shelling", "air_strike", "armed_clash", "withdrawal", "control", "siege", "territory_captured", "statement")
PLACES = (
    {"name": "Tell Sarha", "lat": 34.1, "lon": 37.2, "radius_km": 2.0, "place_id": "sarha"},
    {"name": "Wadi Khuzam", "lat": 34.9, "lon": 37.3, "radius_km": 2.0, "place_id": "khuzam"},
    {"name": "Qasr Amin", "lat": 35.01, "lon": 39.99, "radius_km": 3.0},
    {"name": "Amin bridge", "lat": 35.02, "lon": 40.01, "radius_km": 1.0},
    {"name": "the north", "lat": 36.5, "lon": 38.0, "radius_km": 60.0, "place_id": "north"},
    {"name": "Port Lumo", "lat": -4.2, "lon": 11.9, "radius_km": 5.0, "place_id": "lumo"},
    {"name": "the old quarter"},
)
ACTORS = ("government forces", "rebels", "northern brigade", "the coalition", "Russian jets")
WORDS = (
    "shells fell on the market of the town and killed people as the army and the rebels fought near a bridge".split()
)


@pytest.fixture(scope="module")
def world() -> World:
    return World.general()


def corpus(seed: int, size: int) -> tuple[list[Report], list[Claim]]:
    """Invented reports and claims that meet, deny, copy and miss each other, near borders of weeks, months, regions."""
    rng = random.Random(seed)
    types = [t for t in TYPES if rng.random() < 0.6] or ["shelling"]
    types = [t for t in types if t != "statement"] or ["shelling"]
    reports, claims = [], []
    for number in range(size):
        text = " ".join(rng.choices(WORDS, k=60))
        if reports and rng.random() < 0.15:
            text = rng.choice(reports).text + " More is to come."
        day = date(2031, 1, 1) + timedelta(days=rng.choice((0, 1, 2, 3, 6, 7, 8, 27, 28, 31, 34, rng.randrange(120))))
        name = f"r{number}"
        publisher = rng.choice(("Quiet Watch", "Desk of the North", None))
        published = None if rng.random() < 0.05 else day
        reports.append(Report(id=name, text=text, published=published, publisher=publisher))
        for n in range(rng.choice((0, 1, 1, 2, 4))):
            claims.append(Claim.model_validate(claim_of(rng, name, n + 1, day, types)))  # noqa: PERF401 (clearer so)
    return reports, claims


def claim_of(rng: random.Random, report: str, number: int, day: date, types: Sequence[str]) -> dict[str, Any]:
    start = day - timedelta(days=rng.choice((0, 0, 0, 1, 2, 3, 9)))
    end = start + timedelta(days=rng.choice((0, 0, 0, 0, 1, 2, 10, 55)))
    found: dict[str, Any] = {
        "id": f"c{number}",
        "report": report,
        "trigger": {"text": "fell", "start": number * 20, "end": number * 20 + 4},
        "type": rng.choice(types),
        "initiators": [{"text": rng.choice(ACTORS)}] if rng.random() < 0.7 else [],
        "targets": [{"text": rng.choice(ACTORS)}] if rng.random() < 0.5 else [],
        "places": rng.sample(PLACES, rng.choice((0, 1, 1, 2))),
        "polarity": rng.choice("+++-"),
        "mode": rng.choice(("actual", "actual", "actual", "planned")),
        "source": [rng.choice(("author", "residents", "a doctor", "the army"))],
        "killed": [{"low": 4, "high": 4}] if rng.random() < 0.3 else [],
    }
    if rng.random() < 0.8:
        found |= {"date_start": start, "date_end": end}
    if number > 1 and rng.random() < 0.3:
        found["links"] = [{"type": rng.choice(("denies", "causes", "confirms")), "to": f"c{number - 1}"}]
    return found


def in_parts(folder: Path, out: Path, **how: Any) -> list[dict[str, Any]]:
    assess_archive(Assessment(source=str(folder), out=str(out), make_world=World.general, **{"jobs": 1, **how}))
    return sorted((json.loads(row["incident"]) for row in rows_in(out, "incidents")), key=lambda i: i["id"])


def in_one(reports: Sequence[Report], claims: Sequence[Claim], world: World) -> list[dict[str, Any]]:
    found = assess({r.id: r for r in reports}, claims, find_copies(reports), world)
    return sorted((json.loads(incident.model_dump_json()) for incident in found), key=lambda i: i["id"])


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6), size=st.integers(0, 40), shards=st.integers(1, 4), block=st.integers(1, 40),
    most=st.integers(1, 30),
)  # fmt: skip
def test_random_corpora_give_the_incidents_of_one_run(
    world: World, seed: int, size: int, shards: int, block: int, most: int
) -> None:
    reports, claims = corpus(seed, size)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "claims"
        archive_of(folder, reports, claims, shards)
        found = in_parts(folder, Path(scratch) / "incidents", block=block, most=most)
    claiming = {claim.report for claim in claims}
    assert found == in_one([report for report in reports if report.id in claiming], claims, world)


def test_coded_claims_give_the_incidents_of_the_command_for_one_run(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold" / "incidents-dev"
    reports = [item.report for item in read([gold / "reports.jsonl"]) if item.report is not None]
    claims = [Claim.model_validate_json(line) for line in (gold / "claims.jsonl").read_text("utf-8").splitlines()]
    archive_of(tmp_path / "claims", reports, claims, 5)
    found = in_parts(tmp_path / "claims", tmp_path / "incidents", block=60, most=50)
    ours = sorted((row["report"], row["claim"], row["incident"]) for row in rows_in(tmp_path / "incidents", "members"))
    rows = assess_files(gold / "claims.jsonl", gold / "reports.jsonl", tmp_path)
    assert ours == sorted((row["report"], row["claim"], row["incident"]) for row in rows)
    about = {row["incident"]: (row["type"], row["standing"], row["origins"]) for row in rows}
    assert {i["id"]: (i["type"], occurred(i)["standing"], len(i["origins"])) for i in found} == about


def occurred(incident: dict[str, Any]) -> dict[str, Any]:
    return next(p for p in incident["propositions"] if p["kind"] == "occurred")


def given_archive(folder: Path, seed: int, size: int) -> tuple[list[Report], list[Claim]]:
    reports, claims = corpus(seed, size)
    archive_of(folder, reports, claims, 3)
    claiming = {claim.report for claim in claims}
    return [report for report in reports if report.id in claiming], claims


def test_several_processes_give_the_incidents_of_one_run(world: World, tmp_path: Path) -> None:
    reports, claims = given_archive(tmp_path / "claims", 7, 60)
    found = in_parts(tmp_path / "claims", tmp_path / "incidents", jobs=2, block=20, most=20)
    assert found == in_one(reports, claims, world)
    assert max(len(incident["claims"]) for incident in found) > 2
    left = sorted(path.name for path in (tmp_path / "incidents").iterdir() if path.name[0] != ".")
    assert left == ["incidents", "manifest.json", "members"]


def test_a_report_that_two_shards_hold_counts_once(world: World, tmp_path: Path) -> None:
    reports, claims = corpus(3, 12)
    keys = [claim.report for claim in claims]
    twice = next(report for report in reports if report.id in keys)
    archive_of(tmp_path / "claims", [*reports, twice], claims, 2 if len(reports) % 2 else 1)
    found = in_parts(tmp_path / "claims", tmp_path / "incidents")
    assert found == in_one([report for report in reports if report.id in keys], claims, world)


def test_two_reports_of_one_id_with_different_texts_are_refused(tmp_path: Path) -> None:
    reports, claims = corpus(3, 12)
    claiming = next(report for report in reports if report.id == claims[0].report)
    other = claiming.model_copy(update={"text": "Something else was said there at some length, by somebody else."})
    archive_of(tmp_path / "claims", [*reports, other], claims, 3)
    with pytest.raises(InputError, match=f"the id {claiming.id} and different texts"):
        in_parts(tmp_path / "claims", tmp_path / "incidents")


def test_folders_that_cannot_be_used_are_refused_in_a_sentence(tmp_path: Path) -> None:
    given_archive(tmp_path / "claims", 1, 4)
    with pytest.raises(InputError, match=r"has no manifest\.json"):
        in_parts(tmp_path / "nothing", tmp_path / "incidents")
    in_parts(tmp_path / "claims", tmp_path / "incidents")
    with pytest.raises(InputError, match=r"holds results already.*--restart"):
        in_parts(tmp_path / "claims", tmp_path / "incidents")
    in_parts(tmp_path / "claims", tmp_path / "incidents", restart=True)
    with pytest.raises(InputError, match="holds other things"):
        in_parts(tmp_path / "claims", tmp_path / "claims", restart=True)
    manifest = tmp_path / "claims" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"state":"done"', '"state":"planned"', 1), "utf-8")
    with pytest.raises(InputError, match="1 of 3 shards are to be read"):
        in_parts(tmp_path / "claims", tmp_path / "others")
    manifest.write_text("{}", "utf-8")
    with pytest.raises(InputError, match="damaged"):
        in_parts(tmp_path / "claims", tmp_path / "others")


def test_the_command_writes_incidents_that_lead_back_to_claims(tmp_path: Path) -> None:
    _, claims = given_archive(tmp_path / "claims", 5, 10)
    command = ["bulk", "assess", str(tmp_path / "claims"), "--out", str(tmp_path / "out"), "--jobs", "1"]
    done = CliRunner().invoke(app, [*command, "--watch", str(tmp_path)])
    assert done.exit_code == 0
    rows = rows_in(tmp_path / "out", "incidents")
    assert f"{len(rows)} incident" in done.stdout
    members = rows_in(tmp_path / "out", "members")
    assert sorted(f"{row['report']}/{row['claim']}" for row in members) == sorted(claim.key for claim in claims)
    assert {row["incident"] for row in members} == {row["id"] for row in rows}
    assert list(rows[0])[:4] == ["id", "type", "date_start", "date_end"]
