"""Write what docs/api.md says of each operation, and docs/openapi.json, from the API's own description."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trucewatch.workbench.api import api_of
from trucewatch.workbench.desk import Desk

DOCS = Path(__file__).parent.parent / "docs"
PAGE, DESCRIPTION = DOCS / "api.md", DOCS / "openapi.json"
START, END = "<!-- made by scripts/document_api.py -->", "<!-- end of what is made -->"
COMMON = ("watch", "as_true_on", "as_known_on", "limit", "cursor", "if-none-match")


def described() -> dict[str, Any]:
    """The OpenAPI description; it does not depend on what a server holds."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.open(Path(folder))
        try:
            return api_of(desk).openapi()
        finally:
            desk.close()


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(s) for s in schema["anyOf"] if s.get("type") != "null")
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])}, may be repeated"
    return str(schema.get("format") or schema.get("type") or "value")


def _choices(kind: str, schemas: dict[str, Any]) -> str:
    values = schemas.get(kind.removesuffix(", may be repeated"), {}).get("enum")
    return f" One of {', '.join(f'`{value}`' for value in values)}." if values and len(values) <= 12 else ""


def _operation(path: str, method: str, told: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    yield f"#### `{method.upper()} {path}`"
    yield f"{told['description']}"
    own = [p for p in told.get("parameters", ()) if p["name"].lower() not in COMMON]
    common = [p["name"] for p in told.get("parameters", ()) if p["name"].lower() in COMMON]
    if own:
        yield "\n".join(
            f"- `{p['name']}` ({p['in']}{', needed' if p.get('required') else ''}): "
            f"{p.get('description') or p['schema'].get('description', '')}{_choices(_kind(p['schema']), schemas)}"
            for p in own
        )
    if common:
        yield f"Besides: {', '.join(f'`{name}`' for name in common)}."
    answers = [s for s, a in told["responses"].items() if int(s) < 400]
    yield f"Answers: {', '.join(answers)}."


def generated(description: dict[str, Any]) -> str:
    """The part of the page that is made."""
    schemas = description["components"]["schemas"]
    parts: list[str] = [START]
    for tag in description["tags"]:
        parts += [f"### {tag['name'].capitalize()}", tag["description"]]
        for path, operations in description["paths"].items():
            for method, told in operations.items():
                if tag["name"] in told["tags"]:
                    parts += _operation(path, method, told, schemas)
    return "\n\n".join([*parts, END])


def page(text: str, description: dict[str, Any]) -> str:
    """The page with its made part anew."""
    before, _, rest = text.partition(START)
    return before + generated(description) + rest.partition(END)[2]


def written(description: dict[str, Any]) -> str:
    """The description as the file has it."""
    return json.dumps(description, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    made = described()
    PAGE.write_text(page(PAGE.read_text("utf-8"), made), "utf-8")
    DESCRIPTION.write_text(written(made), "utf-8")
