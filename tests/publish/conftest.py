"""The invented watch as fixtures."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tamesna import make_view
from tamesna_claims import FIRST, SECOND

from trucewatch.founding import found
from trucewatch.model import Issue, View
from trucewatch.watch import Watch


@pytest.fixture
def view() -> View:
    return make_view()


@pytest.fixture
def issue(view: View) -> Issue:
    return Issue(number=3, view=view)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    found(tmp_path / "watch", title="A test", timezone="Asia/Damascus", archive=True)
    rows = [
        {"id": "r1", "text": FIRST, "published": "2017-05-05", "publisher": "Harbour Wire"},
        {"id": "r2", "text": SECOND, "published": "2017-05-07", "publisher": "Hill Post"},
    ]
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with Watch.open(tmp_path / "watch") as opened:
        opened.add([path])
        yield opened
