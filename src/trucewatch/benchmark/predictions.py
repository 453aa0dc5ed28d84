"""Claims that a system predicted, one JSON object a line, made ready for scoring.

A prediction must say what is scored against every coded claim: report, trigger, type, source and the four status
fields. What else it says is taken where it has the form of a claim (docs/claims.md); further fields are passed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from trucewatch.benchmark.material import json_lines
from trucewatch.model import ActorRef, Casualties, Claim, Link, PlaceRef
from trucewatch.model.errors import InputError

__all__ = ["Predictions", "read_predictions"]

_NEEDED = ("report", "trigger", "type", "source", "polarity", "certainty", "mode", "author_stance")
_PARTS: Mapping[str, tuple[type[BaseModel], str | None]] = {
    "initiators": (ActorRef, "text"),
    "targets": (ActorRef, "text"),
    "places": (PlaceRef, "name"),
    "links": (Link, None),
    "killed": (Casualties, None),
    "injured": (Casualties, None),
}
_OTHERS = ("type", "date_start", "date_end", "source", "polarity", "certainty", "mode", "author_stance")


@dataclass
class Predictions:
    """Predicted claims; `misplaced` counts triggers whose wording is not what stands at their offsets (the offsets
    count), `unknown` the claims of reports that are not among those scored (they are left out)."""

    claims: list[Claim] = field(default_factory=list)
    misplaced: int = 0
    unknown: int = 0


def read_predictions(path: Path, texts: Mapping[str, str]) -> Predictions:
    """The predictions in a file. `texts` holds the text of every report and probe by its id.

    Errors: InputError that names the line where it is no JSON object, lacks a field, or has a value that the codebook
    does not know.
    """
    found = Predictions()
    for number, row in json_lines(path):
        where = f"{path}, line {number}"
        missing = [name for name in _NEEDED if row.get(name) in (None, [], "")]
        if missing:
            raise InputError(f"{where} lacks {', '.join(missing)}; a prediction needs {', '.join(_NEEDED)}.")
        text = texts.get(str(row["report"]))
        if text is None:
            found.unknown += 1
            continue
        start, end = _offsets(row["trigger"], text, where)
        found.misplaced += row["trigger"].get("text", text[start:end]) != text[start:end]
        given = _plain(row) | {
            "id": str(row.get("id") or f"line-{number}"),
            "report": str(row["report"]),
            "trigger": {"text": text[start:end], "start": start, "end": end},
        }
        try:
            found.claims.append(Claim.model_validate(given))
        except ValidationError as error:
            first = error.errors()[0]
            field_name = ".".join(map(str, first["loc"])) or "claim"
            raise InputError(f"{where} is no claim of the codebook: {field_name}: {first['msg']}.") from error
    return found


def _offsets(trigger: object, text: str, where: str) -> tuple[int, int]:
    start, end = (trigger.get(name) for name in ("start", "end")) if isinstance(trigger, dict) else (None, None)
    if not isinstance(start, int) or not isinstance(end, int):
        raise InputError(f"{where} has a trigger without offsets; write it as text, start and end.")
    if not 0 <= start < end <= len(text):
        raise InputError(f"{where} has a trigger from {start} to {end}, but its report has {len(text)} characters.")
    return start, end


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a claim of the model takes; a bare string stands for an actor or a place of that wording."""
    given: dict[str, Any] = {name: row[name] for name in _OTHERS if row.get(name) is not None}
    if isinstance(given["source"], str):
        given["source"] = [given["source"]]
    for name, (model, wording) in _PARTS.items():
        items = row.get(name) or []
        given[name] = [_item(item, model.model_fields, wording) for item in items] if isinstance(items, list) else items
    return given


def _item(item: object, known: Iterable[str], wording: str | None) -> object:
    if isinstance(item, str) and wording:
        return {wording: item}
    return {key: value for key, value in item.items() if key in known} if isinstance(item, dict) else item
