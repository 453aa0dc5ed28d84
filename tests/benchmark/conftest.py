"""A small coded report in a folder of its own."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from coded_material import SENTENCES, TEXT, Coded


@pytest.fixture
def coded(tmp_path: Path) -> Coded:
    """Makes a folder of one coded report with the given claims; other fields of its coding on request."""

    def make(*claims: dict[str, Any], **coding: Any) -> Path:
        folder = tmp_path / "coded"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        row = {"id": "r1", "text": TEXT, "published": "2020-03-03", "publisher": "Test", "title": "Orlo"}
        body = {"id": "r1", "published": "2020-03-03", "sentences": SENTENCES, "claims": list(claims)} | coding
        (folder / "reports.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
        (folder / "r1.json").write_text(json.dumps(body), "utf-8")
        return folder

    return make
