"""Assessing an archive goes on after a kill, finds copies as one process does, and cuts what hangs together."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bulk_material import archive_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bulk_assess import corpus, in_one, in_parts

from trucewatch.bulk.assessing import Assessment, assess_archive
from trucewatch.bulk.forest import Forest
from trucewatch.bulk.journal import Journal
from trucewatch.bulk.storage import Place, locked
from trucewatch.ingest import find_copies
from trucewatch.model import Claim, Report
from trucewatch.model.errors import InputError
from trucewatch.world import World

KILLED = Path(__file__).with_name("killed_assessing.py")


@pytest.fixture(scope="module")
def world() -> World:
    return World.general()


def assessed(folder: Path, out: Path, **how: Any) -> Any:
    return assess_archive(Assessment(str(folder), str(out), World.general, **{"jobs": 1, "block": 6, "most": 5, **how}))


def bytes_in(folder: Path) -> dict[str, bytes]:
    kinds = ("incidents", "members")
    return {f"{kind}/{path.name}": path.read_bytes() for kind in kinds for path in sorted((folder / kind).iterdir())}


@pytest.mark.parametrize(("step", "tasks"), [("list", 2), ("copies", 1), ("score", 2), ("write", 1)])
def test_a_run_that_was_killed_goes_on_where_it_stood(tmp_path: Path, step: str, tasks: int) -> None:
    reports, claims = corpus(11, 40)
    archive_of(tmp_path / "claims", reports, claims, 3)
    command = [sys.executable, str(KILLED), str(tmp_path / "claims"), str(tmp_path / "out"), step, str(tasks), "6", "5"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    found = assessed(tmp_path / "claims", tmp_path / "out")
    whole = assessed(tmp_path / "claims", tmp_path / "whole")
    assert found.passed_over >= tasks
    assert whole.passed_over == 0
    assert found.cut > 0
    assert bytes_in(tmp_path / "out") == bytes_in(tmp_path / "whole")
    assert not (tmp_path / "out" / "work").exists()


def test_a_run_over_other_claims_is_not_gone_on_with(tmp_path: Path, world: World) -> None:
    reports, claims = corpus(11, 20)
    archive_of(tmp_path / "claims", reports, claims, 2)
    Journal(Place(str(tmp_path / "out" / "work")), "another run").begin()
    with pytest.raises(InputError, match=r"an unfinished run over other claims.*--restart"):
        in_parts(tmp_path / "claims", tmp_path / "out")
    claiming = {claim.report for claim in claims}
    found = in_parts(tmp_path / "claims", tmp_path / "out", restart=True)
    assert found == in_one([report for report in reports if report.id in claiming], claims, world)


def test_a_result_that_was_damaged_is_made_again(tmp_path: Path) -> None:
    place = Place(str(tmp_path))
    journal = Journal(place, "r")
    journal.note("link", 0, [1, 2], list[int])
    journal.note("link", 1, [3], list[int])
    (tmp_path / "done" / "link-1.json").write_text("[3,", "utf-8")
    assert journal.results("link", ["a", "b", "c"], list[int]) == {0: [1, 2]}


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    reports, claims = corpus(11, 6)
    archive_of(tmp_path / "claims", reports, claims, 1)
    with locked(Place(str(tmp_path / "out"))), pytest.raises(InputError, match="Another run is writing"):
        in_parts(tmp_path / "claims", tmp_path / "out")


def chain(seed: int, size: int) -> tuple[list[Report], list[Claim]]:
    """Claims of one type whose places share a word, day after day: one tied group, whatever its incidents."""
    reports, claims = [], []
    for number in range(size):
        name, day = f"r{number:03d}", date(2031, 3, 1) + timedelta(days=(number * (seed % 3 + 1)) // 6)
        reports.append(Report(id=name, text=f"Shells fell on Tell {number % 7}, number {number}.", published=day))
        place = {"name": f"Tell {number % 7}", "lat": 34.0 + number % 7 / 50, "lon": 37.0, "radius_km": 1.0}
        claims.append(
            Claim.model_validate(
                {
                    "id": "c1",
                    "report": name,
                    "trigger": {"text": "fell", "start": 7, "end": 11},
                    "type": "shelling",
                    "places": [place] if (number * seed) % 4 else [],
                    "killed": [{"low": number % 3, "high": number % 3}] if (number + seed) % 3 == 0 else [],
                    "date_start": day,
                    "date_end": day,
                }
            )
        )
    return reports, claims


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), most=st.integers(1, 12), block=st.integers(1, 30))
def test_a_group_too_large_to_be_assessed_whole_is_cut_with_the_result_of_one_run(
    world: World, tmp_path_factory: pytest.TempPathFactory, seed: int, most: int, block: int
) -> None:
    reports, claims = chain(seed, 36)
    folder = tmp_path_factory.mktemp("chain")
    archive_of(folder / "claims", reports, claims, 3)
    assert in_parts(folder / "claims", folder / "out", most=most, block=block) == in_one(reports, claims, world)
    manifest = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["largest"] > 12
    assert manifest["cut"] >= 1


def test_copies_found_in_parts_are_those_of_one_process(tmp_path: Path, world: World) -> None:
    reports, _ = corpus(2, 150)
    formula = " ".join(f"word{n}" for n in range(30))
    reports = [r.model_copy(update={"text": f"{r.text} {formula}"}) if n % 2 else r for n, r in enumerate(reports)]
    foreign = {reports[4].id, reports[7].id}
    reports = [r.model_copy(update={"upstream_license": "CC-BY-4.0"}) if r.id in foreign else r for r in reports]
    trigger = {"text": "x", "start": 0, "end": 1}
    claims = [
        Claim.model_validate({"id": "c1", "report": r.id, "trigger": trigger, "type": "shelling", "date_start": day})
        for n, r in enumerate(reports)
        if (day := date(2031, 1, 1) + timedelta(days=9 * n))
    ]
    archive_of(tmp_path / "claims", reports, claims, 4)
    found = in_parts(tmp_path / "claims", tmp_path / "parts", block=3)
    copies = json.loads((tmp_path / "parts" / "manifest.json").read_text("utf-8"))["copies"]
    assert copies == len(find_copies(reports)) > 100
    assert found == in_one(reports, claims, world)


@given(ties=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30))
def test_ties_give_the_same_groups_in_any_order(ties: Sequence[tuple[int, int]]) -> None:
    one, other = Forest(), Forest()
    one.tie_all(ties)
    other.tie_all(reversed(ties))
    assert json.dumps(one.groups()) == json.dumps(other.groups())
