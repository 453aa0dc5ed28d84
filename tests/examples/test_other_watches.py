"""The example watches beside Syria's, each read once and held against its own expected.yaml."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from trucewatch.model import Claim, View
from trucewatch.moments import moment
from trucewatch.watch import Watch
from trucewatch.world import PlaceContext
from trucewatch.world.sectors import distance_km

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("ukraine-2015", "colombia-2016")
NONE = PlaceContext()


def expected(name: str, key: str) -> list[Any]:
    rows: list[Any] = yaml.safe_load((EXAMPLES / name / "expected.yaml").read_text("utf-8"))[key]
    return rows


def cases(key: str) -> list[Any]:
    return [pytest.param(n, row, id=f"{n}-{i}") for n in NAMES for i, row in enumerate(expected(n, key))]


@pytest.fixture(scope="module")
def watches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Watch]]:
    """Both watches with their reports read."""
    opened = {}
    for name in NAMES:
        folder = tmp_path_factory.mktemp("examples") / name
        shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence"))
        opened[name] = Watch.open(folder)
        done = opened[name].add([folder / "reports" / "reports.jsonl"])
        assert done.refused == []
        assert done.unread == []
    yield opened
    for watch in opened.values():
        watch.close()


def view_of(watch: Watch, day: date) -> View:
    when = moment(str(day), watch.zone)
    return watch.view(when, when)


def fits(claim: Claim, row: dict[str, Any]) -> bool:
    """Whether a claim has all that is expected of it."""
    ids = {side: {a.id for a in getattr(claim, side)} for side in ("initiators", "targets")}
    near = {p.place_id for p in claim.places}
    return (
        claim.report == row["report"]
        and claim.type == row["type"]
        and str(claim.polarity) == row["polarity"]
        and all(set(row.get(side, ())) <= ids[side] for side in ids)
        and ("place" not in row or row["place"] in near or _close(claim, row))
        and ("date" not in row or claim.date_start == row["date"])
        and ("source" not in row or any(row["source"].lower() in s.lower() for s in claim.source))
    )


def _close(claim: Claim, row: dict[str, Any]) -> bool:
    """Whether a claim lies at an expected place without being that very place ("around X")."""
    places = yaml.safe_load((EXAMPLES / _watch_of(row) / "places.yaml").read_text("utf-8"))["places"]
    at = next(p for p in places if p["id"] == row["place"])
    known = [(p.lat, p.lon) for p in claim.places if p.lat is not None and p.lon is not None]
    return any(distance_km(lat, lon, at["lat"], at["lon"]) <= 5 for lat, lon in known)


def _watch_of(row: dict[str, Any]) -> str:
    return next(n for n in NAMES if any(row["report"] == json.loads(line)["id"] for line in _lines(n)))


def _lines(name: str) -> list[str]:
    return (EXAMPLES / name / "reports" / "reports.jsonl").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_reports_are_ours_complete_and_in_order(name: str) -> None:
    reports = [json.loads(line) for line in _lines(name)]
    assert len(reports) == expected(name, "reports")["total"]  # type: ignore[call-overload]
    publishers = {s["name"] for s in yaml.safe_load((EXAMPLES / name / "sources.yaml").read_text("utf-8"))["sources"]}
    for report in reports:
        assert report["text"].startswith(report["title"] + "\n\n")
        assert (report["licence"], report["url"]) == ("CC0-1.0", f"https://example.org/{name}/{report['id']}")
        assert report["publisher"] in publishers
    received = [report["received"] for report in reports]
    assert received == sorted(received)


@pytest.mark.parametrize(("name", "row"), cases("claims"))
def test_claims_are_read(watches: dict[str, Watch], name: str, row: dict[str, Any]) -> None:
    claims = [c for c in watches[name].ledger.claims().values() if c.report == row["report"]]
    assert any(fits(c, row) for c in claims), claims


@pytest.mark.parametrize("name", NAMES)
def test_copies_and_reports_without_claims(watches: dict[str, Watch], name: str) -> None:
    watch = watches[name]
    rows: Any = expected(name, "reports")
    assert not {c.report for c in watch.ledger.claims().values()} & set(rows["no_claims_expected"])
    view = view_of(watch, date(2018, 1, 1))
    found = {(c.a, c.b) for c in view.copies if c.kind == "copy"}
    assert found == {(c["of"], c["copy"]) for c in expected(name, "copies")}


@pytest.mark.parametrize(("name", "row"), cases("control"))
def test_control(watches: dict[str, Watch], name: str, row: dict[str, Any]) -> None:
    watch = watches[name]
    when = moment(str(row["as_of"]), watch.zone)
    holding = watch.holder(row["place"], when, when)
    assert (str(holding.state), holding.holder) == (row["state"], row["holder"])
    assert holding.since == row.get("since")


@pytest.mark.parametrize(("name", "row"), cases("deadlines"))
def test_deadlines(watches: dict[str, Watch], name: str, row: dict[str, Any]) -> None:
    status = next(o for o in view_of(watches[name], row["as_of"]).obligations if o.id == row["obligation"])
    assert status.deadline is not None
    assert (status.deadline.day, str(status.state)) == (row["day"], row["state"])


@pytest.mark.parametrize(("name", "row"), cases("findings"))
def test_findings(watches: dict[str, Watch], name: str, row: dict[str, Any]) -> None:
    view = view_of(watches[name], row["as_of"])
    at = {
        i.id: i
        for i in view.incidents
        if row["type"] in {str(t) for t in i.types} and any(p.place_id == row["place"] for p in i.places)
    }
    found = [f for f in view.findings if f.incident in at and row.get("date") in (None, at[f.incident].date_start)]
    assert found
    for finding in found:
        assert str(finding.verdict) == row["verdict"]
        assert set(row["codes"]) <= {test.code for test in finding.tests}


@pytest.mark.parametrize(("name", "row"), cases("relations"))
def test_relations(watches: dict[str, Watch], name: str, row: dict[str, Any]) -> None:
    relation, path = watches[name].world.actors.relation([row["who"]], [row["whom"]], row["when"])
    assert str(relation) == row["relation"], path


@pytest.mark.parametrize(("name", "row"), cases("names"))
def test_names_of_actors(watches: dict[str, Watch], name: str, row: dict[str, Any]) -> None:
    actors = watches[name].world.actors
    found = actors.resolve(row["name"], row["when"])
    assert found.actor is not None
    assert (found.actor.id, found.flag) == (row["actor"], row.get("flag"))
    if "part_of" in row:
        assert list(actors.ancestors(found.actor.id, row["when"])) == row["part_of"]


@pytest.mark.parametrize(("name", "row"), cases("places"))
def test_names_of_places(watches: dict[str, Watch], name: str, row: dict[str, Any]) -> None:
    found = watches[name].world.places.locate(row["name"], context=NONE)
    assert found.lat is not None
    assert found.lon is not None
    if "place" in row:
        assert found.place_id == row["place"]
    if "base" in row:
        assert found.base_id == row["base"]
    if "shape" in row:
        assert str(found.shape) == row["shape"]
    if "within_km" in row:
        assert distance_km(found.lat, found.lon, row["lat"], row["lon"]) <= row["within_km"]
