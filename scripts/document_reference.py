"""Write docs/reference from the program itself: settings, rules, schemas, exceptions, the Python API, event types.

python scripts/document_reference.py
"""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from trucewatch import notebook_rows
from trucewatch.extract import rule_words
from trucewatch.extract.english.time_rules import RULES as TIME_RULES
from trucewatch.ingest.web.rules import FeedRules, FetchRules
from trucewatch.model import codebook
from trucewatch.model import errors as error_tree
from trucewatch.monitor import REASONS
from trucewatch.publish.release import RULES, Profile, shipped_profiles
from trucewatch.schemas import schemas
from trucewatch.settings import DemoBrief, DemoSettings, ReviewSettings, WatchSettings, WorkbenchSettings

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
MADE = "\nMade from the program by `scripts/document_reference.py`; a test fails when it is not current.\n"
ENVIRONMENT = {
    "TRUCEWATCH_BY": "who is at work, in capture records and in the ledger; else the login name",
    "TRUCEWATCH_LLM_URL": "base URL of the language model that `--extractor llm` asks ([language models](../llm.md))",
    "TRUCEWATCH_LLM_MODEL": "the model's name there",
    "TRUCEWATCH_LLM_KEY": "bearer token, if the endpoint asks for one",
    "TRUCEWATCH_LLM_BUDGET": "tokens that one run may spend",
    "TRUCEWATCH_LLM_CONCURRENCY": "requests to the model under way at once",
    "TRUCEWATCH_LLM_TIMEOUT": "seconds that one request to the model may take",
    "TRUCEWATCH_SPEECH_MODEL": "folder of the Whisper model that reads recordings ([ingest](../ingest.md))",
    "PGPASSWORD": "password of the PostgreSQL database that holds the ledger ([the ledger](../ledger.md))",
    "PGUSER": "its user, where the URL names none",
    "XDG_CACHE_HOME": "where indexes of place names and answers of language models are kept; else `~/.cache`",
}
"""Every variable of the environment that Trucewatch reads."""
WATCH_FILES = {
    "watch.toml": "the settings below",
    "agreements/*.yaml": "the agreements ([writing one](../agreements.md), [schema](../schemas/agreement.schema.json))",
    "actors.yaml": "who is who, with dated relations ([actors](../actors.md))",
    "places.yaml": "places of the watch's own ([places](../places.md))",
    "gazetteers/": "gazetteers that `trucewatch places import` made",
    "sources.yaml": "who speaks: kind, side of interest, first Admiralty letter ([weighing](../weighing.md))",
    "licences.yaml": "under which licence each publisher's words came in ([exports](../exports.md))",
    "profiles/*.yaml": "release profiles of the watch's own ([what may leave](../releases.md))",
    "evidence/": "the bytes of every report, each file under its SHA-256",
    "ledger.db": "the ledger, unless `ledger` names another place",
}


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _ in heads)} |"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


# Settings ------------------------------------------------------------------------------------------------------------


def _kind(schema: Mapping[str, Any]) -> str:
    """A field's kind in words, from its JSON Schema."""
    if "$ref" in schema or "allOf" in schema:
        return "a section"
    if "anyOf" in schema:
        kinds = [_kind(part) for part in schema["anyOf"] if part.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        items = schema.get("items", {})
        return "sections" if "$ref" in items else f"list of {_kind(items)}"
    if schema.get("type") == "object":
        return "table"
    words = {"string": "text", "boolean": "true or false", "integer": "whole number", "number": "number"}
    limits = [
        f"{sign} {schema[key]:g}"
        for key, sign in (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"))
        if key in schema
    ]
    return ", ".join([words.get(schema.get("type", ""), "value"), *limits])


def settings_of(model: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    """Name, kind, default and meaning of every field that is written into a file."""
    properties = model.model_json_schema()["properties"]
    for name, field in model.model_fields.items():
        if model is WatchSettings and name == "gazetteers":
            continue
        default = "" if field.is_required() else json.dumps(field.get_default(call_default_factory=True), default=str)
        plain = default if default not in {"null", "[]", "{}"} and "{" not in default and "=" not in default else ""
        yield name, _kind(properties[name]), f"`{plain}`" if plain else "", field.description or ""


SECTIONS: dict[str, type[BaseModel]] = {
    "[watch]": WatchSettings,
    "[fetch]": FetchRules,
    "[[feeds]]": FeedRules,
    "[workbench]": WorkbenchSettings,
    "[review]": ReviewSettings,
    "[demo]": DemoSettings,
    "[[demo.briefs]]": DemoBrief,
}
_ELSEWHERE = {"demo", "fetch", "feeds", "workbench"}


def settings() -> str:
    """The page on watch.toml, the files beside it, the profiles and the environment."""
    parts = ["# Settings\n", MADE, "\n## Files of a watch\n\n"]
    parts.append(_table(("file", "holds"), [(f"`{name}`", what) for name, what in WATCH_FILES.items()]))
    parts.append("\nA key that is not listed here is refused, with its place in the file.\n")
    for title, model in SECTIONS.items():
        rows = [
            (f"`{name}`", kind, default, meaning)
            for name, kind, default, meaning in settings_of(model)
            if not (model is WatchSettings and name in _ELSEWHERE)
        ]
        summary = (model.__doc__ or "").strip()
        said = f"{summary}\n\n" if not summary.startswith("[") else ""
        parts.append(f"\n## `{title}` of watch.toml\n\n{said}")
        parts.append(_table(("key", "kind", "default", "meaning"), rows))
    parts.append("\n## Release profiles\n\n")
    parts.append(" ".join((Profile.__doc__ or "").split()) + "\n\n")
    profiles = shipped_profiles()
    keys = [name for name in Profile.model_fields if name not in {"name", "title"}]
    rows = [(f"`{key}`", *(_shown(getattr(profile, key)) for profile in profiles.values())) for key in keys]
    parts.append(_table(("key", *(f"`{name}`" for name in profiles)), rows))
    parts.append("\n## Environment\n\n")
    parts.append(_table(("variable", "meaning"), [(f"`{name}`", what) for name, what in ENVIRONMENT.items()]))
    return "".join(parts)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


# Rules ---------------------------------------------------------------------------------------------------------------


def _commented(path: Path) -> list[tuple[str, str, str]]:
    """Key, value and the comment above it of a YAML file of parameters."""
    found: list[tuple[str, str, str]] = []
    comment: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            comment.append(line.removeprefix("#").strip())
        elif not line.strip():
            comment = []
        elif match := re.match(r"(\w+): (.+)$", line):
            found.append((match[1], match[2], " ".join(comment)))
            comment = []
    return found


def rules() -> str:
    """The page on everything that decides something by name."""
    here = Path(str(files("trucewatch.assess")))
    terms = yaml.safe_load((here / "same_event.yaml").read_text("utf-8"))
    parts = ["# Rules\n", MADE, "\n## Reason codes of findings\n\n"]
    parts.append("What each code answers, and when, is in [Findings](../findings.md).\n\n")
    parts.append(_table(("code", "what it says"), [(f"`{code}`", text) for code, text in REASONS.items()]))
    parts.append(
        "\n## Rules of release\n\nWhat `trucewatch release check` counts; see [What may leave](../releases.md).\n\n"
    )
    parts.append(
        _table(("rule", "class", "why"), [(f"`{name}`", kind.value, why) for name, (kind, why) in RULES.items()])
    )
    parts.append("\n## Parameters of weighing\n\nSee [Weighing](../weighing.md). Log-odds are natural logarithms.\n\n")
    rows = [(f"`{key}`", f"`{value}`", why) for key, value, why in _commented(here / "parameters.yaml")]
    parts.append(_table(("parameter", "value", "why"), rows))
    parts.append('\n## Terms of "one event?"\n\nWhat an agreement or difference of two claims adds, in log-odds.\n\n')
    both = [(f"`{name}`", f"{value:g}", how) for how, part in terms.items() for name, value in part.items()]
    parts.append(_table(("term", "log-odds", "set"), [(a, b, c.replace("_", " ")) for a, b, c in both]))
    parts += _rules_of_claims()
    return "".join(parts)


def _rules_of_claims() -> list[str]:
    about = (inspect.getdoc(rule_words) or "").partition("\n\n")
    return [
        "\n## Rules behind a claim's fields\n\n",
        f"{about[0]}\n\n{about[2]}\n\n",
        _table(("rule", "what it is"), [(f"`{name}`", text) for name, text in rule_words.RULE_WORDS.items()]),
        "\nKinds of time that the English extractors read:\n\n",
        _table(("rule", "kind"), [(f"`{rule.name}`", rule.kind) for rule in TIME_RULES]),
    ]


def event_types() -> str:
    """The page on the codebook's types."""
    parts = ["# Event types\n", MADE]
    parts.append(
        "\nA type says what was done; whether that breaks an agreement is judged later. `violation` says whether "
        "ceasefires usually prohibit the act: yes, no, or only if this one says so.\n\n"
    )
    heads = ("type", "layer", "violation", "definition", "ACLED", "UCDP")
    rows = [
        (f"`{entry.id}`", entry.layer, entry.violation, entry.definition, entry.acled or "", entry.ucdp or "")
        for entry in codebook().values()
    ]
    return "".join([*parts, _table(heads, rows)])


# Schemas -------------------------------------------------------------------------------------------------------------


def _type_of(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type_of(part) for part in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_type_of(schema.get('items', {}))}"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    return str(schema.get("format") or schema.get("type") or "anything")


def _described(schema: Mapping[str, Any]) -> str:
    return " ".join(str(schema.get("description", "")).split())


def json_schemas() -> str:
    """The page on the JSON Schemas and every value in them."""
    made = schemas()
    parts = [
        "# JSON Schemas\n",
        MADE,
        "\nThe shapes of what Trucewatch reads and writes. Fields are only ever added.\n\n",
    ]
    rows = [(f"[{name}](../schemas/{name}.schema.json)", _described(body)) for name, body in made.items()]
    parts.append(_table(("schema", "of"), rows))
    values: dict[str, Mapping[str, Any]] = {}
    for body in made.values():
        values[body["title"]] = body
        values |= body.get("$defs", {})
    for name, body in sorted(values.items()):
        parts.append(f"\n## {name}\n\n{_described(body)}\n")
        if "enum" in body:
            parts.append("\n" + ", ".join(f"`{value}`" for value in body["enum"]) + "\n")
        if not body.get("properties"):
            continue
        required = set(body.get("required", ()))
        fields = [
            (f"`{key}`", _type_of(field), "yes" if key in required else "", _described(field))
            for key, field in body["properties"].items()
        ]
        parts.append("\n" + _table(("field", "kind", "required", "meaning"), fields))
    return "".join(parts)


# Exceptions and Python -----------------------------------------------------------------------------------------------


def exceptions() -> str:
    """The page on the tree of errors."""
    parts = ["# Exceptions\n", MADE, "\nWhatever a user can mend is raised as one of these. "]
    parts.append("The command line prints the message, one sentence, and ends with exit code 1.\n\n```text\n")
    drawing = (error_tree.__doc__ or "").split("\n\n")[1]
    parts.append("\n".join(line.removeprefix("    ") for line in drawing.splitlines()) + "\n```\n\n")
    rows = [
        (
            f"`{name}`",
            f"`{getattr(error_tree, name).__mro__[1].__name__}`",
            " ".join(str(getattr(error_tree, name).__doc__).split()),
        )
        for name in error_tree.__all__
    ]
    parts.append(_table(("exception", "is a", "raised when"), rows))
    parts.append("\nAll stand in `trucewatch.model.errors`; `trucewatch.TrucewatchError` is the root.\n")
    return "".join(parts)


LISTS = ("claims", "incidents", "findings", "obligations", "reports", "sources", "control", "coverage")


def python() -> str:
    """The page on the columns of a notebook's lists."""
    parts = ["# Columns in Python\n", MADE, "\nWhat `.to_pandas()` and `.to_polars()` hold; "]
    parts.append("the lists themselves are in [Python and notebooks](../python.md).\n")
    for name in LISTS:
        columns = getattr(notebook_rows, name.upper())
        parts.append(f"\n## `watch.{name}()`\n\n")
        parts.append(_table(("column", "kind", "meaning"), [(f"`{c.name}`", c.kind, c.meaning) for c in columns]))
    return "".join(parts)


PAGES = {
    "settings.md": settings,
    "rules.md": rules,
    "event-types.md": event_types,
    "schemas.md": json_schemas,
    "exceptions.md": exceptions,
    "python.md": python,
}

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), "utf-8")
