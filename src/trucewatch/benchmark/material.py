"""Coded material as it lies on disk: a folder of coded reports, a file of probes, or a folder with both.

claims/reports.jsonl    one report a line: id, published, publisher, title, text
claims/<id>.json        its sentences and claims; a trigger is given by sentence, wording and occurrence
probes/probes.jsonl     one probe a line: id, published, text, category, claims
splits.json             the ids of each split, by "claims" and "probes"
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from trucewatch.model import Claim
from trucewatch.model.errors import InputError

__all__ = ["LISTING", "PROBES", "SPLITS", "Material", "claim_of_coding", "claim_of_probe", "json_lines"]

LISTING, PROBES, SPLITS = "reports.jsonl", "probes.jsonl", "splits.json"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Material:
    """Coded reports and probes, as read and not yet checked.

    `folder` holds the coded reports (None: there are only probes). `listed` are the ids of reports.jsonl in its order,
    doubles included; `reports` and `codings` are by id, `probes` in the order of their file.
    """

    path: Path
    folder: Path | None
    listed: tuple[str, ...]
    reports: Mapping[str, Row]
    codings: Mapping[str, Row]
    probes: tuple[Row, ...]

    @classmethod
    def at(cls, path: Path) -> Self:
        """The material at a path. Errors: InputError where there is none, or what is there is no JSON of that form."""
        if not path.exists():
            raise InputError(f"There is nothing at {path}; name a folder of coded reports or a file of probes.")
        if path.is_file():
            return cls(path, None, (), {}, {}, _with_ids(path))
        folder = next((f for f in (path, path / "claims") if (f / LISTING).is_file()), None)
        probes = next((f for f in (path / PROBES, path / "probes" / PROBES) if f.is_file()), None)
        if folder is None and probes is None:
            raise InputError(
                f"{path} holds no coded material: neither {LISTING} with its coded reports nor {PROBES}, and neither "
                "in claims/ or probes/; name a folder or a file of probes that does."
            )
        rows = _with_ids(folder / LISTING) if folder else ()
        codings = {file.stem: _document(file) for file in sorted(folder.glob("*.json"))} if folder else {}
        return cls(
            path=path,
            folder=folder,
            listed=tuple(row["id"] for row in rows),
            reports={row["id"]: row for row in rows},
            codings=codings,
            probes=_with_ids(probes) if probes else (),
        )

    @property
    def claims(self) -> int:
        """How many coded claims the reports have; those of the probes are not among them."""
        return sum(len(doc.get("claims", ())) for doc in self.codings.values())

    def splits(self) -> dict[str, dict[str, list[str]]]:
        """The ids of each split, by "claims" and "probes"; {} where there is no splits.json above the coded reports.
        Errors: InputError where it is of another form."""
        file = self._split_file()
        held = _document(file) if file is not None else {}
        for part in held.values():
            if not isinstance(part, dict) or not all(isinstance(ids, list) for ids in part.values()):
                raise InputError(f'{file} is no list of splits; write {{"claims": {{"NAME": [ids]}}, "probes": …}}.')
        return held

    def _split_file(self) -> Path | None:
        # Never among the codings themselves: every JSON file there is one.
        folders = [folder for folder in (self.path, self.path.parent) if folder != self.folder]
        return next((folder / SPLITS for folder in folders if (folder / SPLITS).is_file()), None)

    def split(self, name: str) -> Self:
        """Only the reports and probes of a split. Errors: InputError where splits.json names none of that name."""
        file = self._split_file()
        if file is None:
            raise InputError(
                f"There is no {SPLITS} above the coded reports of {self.path}; leave --split out, or write one."
            )
        splits = self.splits()
        known = {split for part in ("claims", "probes") for split in splits.get(part, {})}
        if name not in known:
            raise InputError(f"{file} names no split {name!r}; it has {', '.join(sorted(known))}.")
        reports: Collection[str] = splits.get("claims", {}).get(name, ())
        probes: Collection[str] = splits.get("probes", {}).get(name, ())
        return replace(
            self,
            listed=tuple(key for key in self.listed if key in reports),
            reports={key: row for key, row in self.reports.items() if key in reports},
            codings={key: doc for key, doc in self.codings.items() if key in reports},
            probes=tuple(probe for probe in self.probes if probe["id"] in probes),
        )


def claim_of_coding(raw: Row, report: Row, sentences: Sequence[Row]) -> Claim:
    """A coded claim as the model has it, with the offsets of its trigger. Errors: ValueError where its sentence or its
    trigger is not there, or a value breaks the codebook."""
    number, wording = raw["sentence"], raw["trigger"]
    sentence = next((s for s in sentences if s["n"] == number), None)
    if sentence is None:
        raise ValueError(f"stands in sentence {number}, which the report does not have")
    at = sentence["start"] - 1
    for _ in range(raw.get("occurrence", 1)):
        at = report["text"].find(wording, at + 1, sentence["end"]) if wording else -1
        if at < 0:
            raise ValueError(f"{wording!r} does not stand in sentence {number} so often")
    return _claim(raw, report, at)


def claim_of_probe(raw: Row, probe: Row) -> Claim:
    """A coded claim of a probe; its trigger is where its wording first stands. Errors: ValueError."""
    wording = raw["trigger"]
    at = probe["text"].find(wording) if wording else -1
    if at < 0:
        raise ValueError(f"{wording!r} does not stand in the probe")
    return _claim(raw, probe, at)


def _claim(raw: Row, report: Row, at: int) -> Claim:
    given = {key: value for key, value in raw.items() if key not in ("sentence", "occurrence", "trigger")}
    for side in ("initiators", "targets"):
        given[side] = [{"text": text} for text in raw[side]]
    given["places"] = [{"name": place} if isinstance(place, str) else place for place in raw["places"]]
    trigger = {"text": raw["trigger"], "start": at, "end": at + len(raw["trigger"])}
    return Claim.model_validate({**given, "report": report["id"], "trigger": trigger})


def json_lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file with their line numbers. Errors: InputError that names the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as JSON Lines: {error}") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{path}, line {number} is no JSON: {error}.") from error
        if not isinstance(row, dict):
            raise InputError(f"{path}, line {number} is no JSON object; write one object a line.")
        rows.append((number, row))
    return rows


def _with_ids(path: Path) -> tuple[Row, ...]:
    rows = []
    for number, row in json_lines(path):
        if not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
            raise InputError(f"{path}, line {number} has no id or no text; both are needed.")
        rows.append(row)
    return tuple(rows)


def _document(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(found, dict):
        raise InputError(f"{path} is no JSON object.")
    return found
