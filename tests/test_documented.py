"""What can be called is documented; the documents are made from the program and are current."""

import json
import runpy
from pathlib import Path

from trucewatch.schemas import schemas

ROOT = Path(__file__).parent.parent


def test_the_page_on_commands_is_current() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "document_commands.py"))["document"]()
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == made, "run python scripts/document_commands.py"


def test_every_command_has_an_example() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "document_commands.py"))["document"]()
    commands = made.count("## `trucewatch ")
    assert commands > 10
    assert made.count("\n    trucewatch ") == commands


def test_the_json_schemas_in_docs_are_current() -> None:
    for name, body in schemas().items():
        path = ROOT / "docs" / "schemas" / f"{name}.schema.json"
        assert json.loads(path.read_text("utf-8")) == body, "run trucewatch schema --out docs/schemas"


def test_every_field_of_a_claim_is_documented() -> None:
    page = (ROOT / "docs" / "claims.md").read_text("utf-8")
    missing = [field for field in schemas()["claim"]["properties"] if f"`{field}`" not in page]
    assert not missing
