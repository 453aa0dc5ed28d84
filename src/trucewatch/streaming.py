"""Grouping claims that are too many to hold: report by report, in order of publication, in a file on disk.

Memory holds where each line lies in the two files, and no more than one report's claims at a time.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from trucewatch.assess.neighbourhood import reassess
from trucewatch.model import Claim, Report
from trucewatch.model.errors import InputError
from trucewatch.reading import world_at

__all__ = ["stream_incidents"]


def stream_incidents(
    claims: Path, reports: Path, folder: Path, progress: Callable[[int, int | None], None] | None = None
) -> Iterator[dict[str, Any]]:
    """One row a claim, {claim, report, incident}, in order of the reports' publication. InputError naming the line that
    cannot be read, or the report that is missing."""
    world = world_at(folder)
    lineage = cache(lambda actor: world.actors.ancestors(actor, None))
    for path in (claims, reports):
        if not path.is_file():
            raise InputError(f"There is no file {path}; give JSON Lines that `extract` wrote, and their reports.")
    with claims.open("rb") as said, reports.open("rb") as told, tempfile.TemporaryDirectory() as scratch:
        where = _lines(said, claims, "report")
        held = {key: lines[0] for key, lines in _lines(told, reports, "id").items()}
        missing = next((key for key in where if key not in held), None)
        if missing is not None:
            raise InputError(
                f"{claims} speaks of report {missing}, which {reports} lacks; give the reports of all claims."
            )
        order = sorted(where, key=lambda key: (_published(told, held[key]), key))

        def pairs() -> Iterator[tuple[Report, list[Claim]]]:
            for key in order:
                yield _report(told, held[key], reports), [_claim(said, at, claims) for at in where[key]]

        def count(done: int) -> None:
            if progress:
                progress(done, len(order))

        for key, incident in reassess(pairs(), Path(scratch) / "incidents.db", lineage, count):
            report, _, claim = key.rpartition("/")
            yield {"claim": claim, "report": report, "incident": incident}


def _lines(file: BinaryIO, path: Path, field: str) -> dict[str, list[int]]:
    """Where the lines of each report begin, by its id."""
    found: dict[str, list[int]] = {}
    at = 0
    for number, line in enumerate(file, start=1):
        if line.strip():
            try:
                found.setdefault(str(json.loads(line)[field]), []).append(at)
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"{path}, line {number} is no JSON object with {field!r}; give JSON Lines.") from error
        at += len(line)
    return found


def _at(file: BinaryIO, at: int) -> Any:
    file.seek(at)
    return json.loads(file.readline())


def _published(file: BinaryIO, at: int) -> str:
    return str(_at(file, at).get("published") or date.max)


def _report(file: BinaryIO, at: int, path: Path) -> Report:
    given = _at(file, at)
    try:
        return Report.model_validate({k: given[k] for k in ("id", "text", "published", "publisher") if k in given})
    except ValidationError as error:
        raise InputError(f"{path}: report {given['id']} cannot be read: {error.errors()[0]['msg']}.") from error


def _claim(file: BinaryIO, at: int, path: Path) -> Claim:
    given = _at(file, at)
    try:
        return Claim.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "line"
        raise InputError(f"{path}: a claim of {given['report']} cannot be read: {where}: {first['msg']}.") from error
