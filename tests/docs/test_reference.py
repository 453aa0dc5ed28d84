"""Whatever can be called, set, raised or given as a reason is documented, from the program itself."""

import inspect
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from trucewatch.extract import get_extractor
from trucewatch.extract.english.time_rules import RULES as TIME_RULES
from trucewatch.extract.rule_words import RULE_WORDS
from trucewatch.extract.scoring import load_gold
from trucewatch.model import errors
from trucewatch.monitor import REASONS
from trucewatch.publish.exports import exporters
from trucewatch.publish.release import RULES, Profile
from trucewatch.schemas import schemas
from trucewatch.settings import WatchSettings
from trucewatch.world import World

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MADE: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "document_reference.py"))


def _page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("name", sorted(MADE["PAGES"]))
def test_the_reference_is_current(name: str) -> None:
    assert _page(f"reference/{name}") == MADE["PAGES"][name](), "run python scripts/document_reference.py"


def test_every_setting_says_what_it_does() -> None:
    sections = MADE["SECTIONS"].values()
    silent = [f"{m.__name__}.{name}" for m in sections for name, _, _, meaning in MADE["settings_of"](m) if not meaning]
    assert not silent, "give each field a description"
    nested = {m.__name__ for m in sections}
    used = re.findall(r"'#/\$defs/(\w+)'", str(WatchSettings.model_json_schema()))
    assert set(used) <= nested, "name the new section in scripts/document_reference.py"


def test_every_key_of_a_release_profile_is_explained() -> None:
    page = _page("reference/settings.md")
    explained = inspect.getdoc(Profile) or ""
    assert not [key for key in Profile.model_fields if key not in {"name", "title"} and f"`{key}`" not in explained]
    assert not [key for key in Profile.model_fields if key not in {"name", "title"} and f"| `{key}`" not in page]


def test_every_variable_of_the_environment_is_documented() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"\bTRUCEWATCH_[A-Z_]*[A-Z]\b", source))
    read |= set(re.findall(r"os\.environ\.get\([\"']([A-Z_]+)[\"']", source))
    assert len(read) > 6
    everywhere = "\n".join(page.read_text("utf-8") for page in DOCS.rglob("*.md"))
    assert not {name for name in read if f"`{name}" not in everywhere}
    assert not {name for name in MADE["ENVIRONMENT"] if name not in source}, "no longer read"


def test_every_exception_is_drawn_and_explained() -> None:
    defined = {
        value.__name__: value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, errors.TrucewatchError)
    }
    assert set(defined) == set(errors.__all__)
    page = _page("reference/exceptions.md")
    for name, kind in defined.items():
        assert kind.__doc__
        assert f"| `{name}` | `{kind.__mro__[1].__name__}` |" in page
        assert name in (errors.__doc__ or ""), "draw it in the tree"


def test_no_other_module_defines_an_error_of_the_tree_unseen() -> None:
    """Errors outside the tree's module stand in it, so that whoever catches them finds them documented."""
    pattern = re.compile(r"^class (\w+)\((?:\w+, )*(\w*Error)\b", re.MULTILINE)
    stray = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "src").rglob("*.py")
        if path.name != "errors.py"
        for name, base in pattern.findall(path.read_text("utf-8"))
        if base in errors.__all__ and not name.startswith("_")
    ]
    pages = "\n".join(page.read_text("utf-8") for page in DOCS.rglob("*.md"))
    assert not [one for one in stray if f"`{one.rpartition(' ')[2]}`" not in pages]


def test_every_reason_code_of_a_finding_is_explained_and_listed() -> None:
    explained, listed = _page("findings.md"), _page("reference/rules.md")
    assert not [code for code in REASONS if f"`{code}`" not in explained]
    assert not [code for code in REASONS if f"| `{code}` |" not in listed]


def test_every_rule_of_release_and_every_parameter_of_weighing_is_listed_with_its_reason() -> None:
    page = _page("reference/rules.md")
    assert not [name for name in RULES if f"| `{name}` |" not in page]
    from trucewatch.assess.parameters import Parameters

    rows = {
        row.split("|")[1].strip(" `"): row.split("|")[3].strip() for row in page.splitlines() if row.count("|") == 4
    }
    assert not [name for name in Parameters.model_fields if name not in rows]


def _names(rule: str) -> list[str]:
    plain = [part for part in rule.partition(":")[0].split() if not part.replace(".", "").isdigit()]
    return [name for part in " ".join(plain).split(" and ") for name in part.split("+")]


@pytest.mark.parametrize(
    ("name", "folder"), [("english", "gold"), ("rules", "gold"), ("arabic", "gold-ar"), ("russian", "gold-ru")]
)
def test_every_rule_that_a_claim_names_is_explained(name: str, folder: str) -> None:
    try:
        extractor = get_extractor(name)
    except errors.ExtractionError as error:
        pytest.skip(str(error))
    explained, world = {*RULE_WORDS, *(rule.name for rule in TIME_RULES)}, World.general()
    read = [doc.report for doc in load_gold(ROOT / "tests" / folder)]
    given = {rule for report in read for claim in extractor.extract(report, world) for rule in claim.rules.values()}
    assert len(given) > 20
    named = {name for rule in given for name in _names(rule)}
    assert named <= explained, "explain them in extract/rule_words.py"


def test_every_export_and_every_schema_has_its_place() -> None:
    page = _page("exports.md")
    assert not [name for name in exporters() if f"`trucewatch export {name} --out" not in page]
    assert not [name for name in schemas() if f"../schemas/{name}.schema.json" not in _page("reference/schemas.md")]
