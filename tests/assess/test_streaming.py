"""Claims that are too many to hold are grouped from the files, report by report."""

import json
from pathlib import Path

import pytest

from trucewatch.model.errors import InputError
from trucewatch.streaming import stream_incidents

PLACE = {"name": "Tell Amara", "lat": 35.1, "lon": 36.9, "radius_km": 2.0, "place_id": "tell-amara"}


def files(folder: Path, count: int) -> tuple[Path, Path]:
    reports, claims = folder / "reports.jsonl", folder / "claims.jsonl"
    told, said = [], []
    for n in reversed(range(count)):
        told.append({"id": f"r{n}", "text": f"shelled once more, note {n}", "published": f"2031-05-{n + 5:02}"})
        trigger = {"text": "shelled", "start": 0, "end": 7}
        claim = {"id": "c1", "report": f"r{n}", "trigger": trigger, "type": "shelling", "places": [PLACE]}
        said.append({**claim, "date_start": "2031-05-04", "date_end": "2031-05-04"})
    reports.write_text("".join(json.dumps(d) + "\n" for d in told), "utf-8")
    claims.write_text("".join(json.dumps(d) + "\n" for d in said), "utf-8")
    return claims, reports


def test_every_claim_gets_an_incident_in_order_of_publication(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    rows = list(stream_incidents(*files(tmp_path, 4), tmp_path, lambda n, of: told.append((n, of))))
    assert [row["report"] for row in rows] == ["r0", "r1", "r2", "r3"]
    assert len({row["incident"] for row in rows}) == 1
    assert told[-1] == (4, 4)


def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    claims, reports = files(tmp_path, 2)
    claims.write_text(claims.read_text("utf-8") + "{not json\n", "utf-8")
    with pytest.raises(InputError, match=r"claims\.jsonl, line 3"):
        list(stream_incidents(claims, reports, tmp_path))


def test_a_claim_without_its_report_is_refused(tmp_path: Path) -> None:
    claims, reports = files(tmp_path, 2)
    reports.write_text(reports.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    with pytest.raises(InputError, match=r"which .* lacks"):
        list(stream_incidents(claims, reports, tmp_path))
