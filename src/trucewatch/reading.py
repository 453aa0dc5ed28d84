"""Reading reports and weighing claims outside any ledger, for the commands `extract` and `assess`."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from trucewatch.assess import assess
from trucewatch.extract import get_extractor
from trucewatch.extract.llm import LlmExtractor
from trucewatch.extract.pool import extract_all
from trucewatch.ingest import find_copies, read
from trucewatch.model import Claim, Report
from trucewatch.model.errors import InputError
from trucewatch.settings import FILE, load_settings
from trucewatch.world import World, load_actors, load_places, load_sources

__all__ = ["Reading", "assess_files", "world_at", "world_maker"]


def world_at(folder: Path) -> World:
    """The world of the watch in a folder, or the general one where the folder is no watch."""
    return world_maker(folder)()


def world_maker(folder: Path) -> Callable[[], World]:
    """What makes that world, in this process or in any other, on this machine or another: it holds the values."""
    if not (folder / FILE).is_file():
        return World.general
    settings = load_settings(folder)
    actors, places, sources = (folder / f"{part}.yaml" for part in ("actors", "places", "sources"))
    return partial(
        World,
        load_actors(actors) if actors.is_file() else (),
        load_places(places) if places.is_file() else (),
        load_sources(sources) if sources.is_file() else (),
        countries=settings.countries,
    )


class Reading:
    """Extracts claims from inputs one report at a time; `refused` collects a sentence for each that cannot be read,
    `notes` what else there is to say of the reading once it is through."""

    def __init__(self, folder: Path, extractor: str, published: date | None, jobs: int | None = None) -> None:
        self._extractor = get_extractor(extractor)
        self._folder = folder
        self._published = published
        self._jobs = jobs
        self.refused: list[str] = []
        self.notes: list[str] = []

    def read(self, inputs: Sequence[Path]) -> Iterator[tuple[Report, list[Claim]]]:
        """Each report with its claims, in order; one in a language that the extractor does not read is named in
        `refused`."""
        make_world = partial(world_at, self._folder)
        readable = self._readable(inputs)
        if isinstance(self._extractor, LlmExtractor):
            yield from self._extractor.extract_many(readable, make_world())
            self.notes.append(_left_out(self._extractor))
        else:
            yield from extract_all(readable, self._extractor.name, make_world, jobs=self._jobs)

    def _readable(self, inputs: Sequence[Path]) -> Iterator[Report]:
        for ingested in read(inputs, published=self._published):
            report = ingested.report
            if report is None:
                self.refused.append(str(ingested.error))
            elif report.language is not None and report.language not in self._extractor.languages:
                self.refused.append(
                    f"Report {report.id} is in the language {report.language}, which the extractor "
                    f"{self._extractor.name} does not read; no claim was extracted from it."
                )
            else:
                yield report


def _left_out(extractor: LlmExtractor) -> str:
    """What a language model said that its reports do not bear out, and what it cost."""

    def told(counts: dict[str, int]) -> str:
        return f" ({', '.join(f'{name} {count}' for name, count in sorted(counts.items()))})" if counts else ""

    refused, dropped = extractor.refusals, extractor.dropped
    return (
        f"{sum(refused.values())} claims of the model were refused{told(refused)}, "
        f"{sum(dropped.values())} details dropped{told(dropped)}; {extractor.tokens:,} tokens spent."
    )


def _claims(path: Path) -> list[Claim]:
    claims = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as claims ({error}); give JSON Lines that `extract` wrote.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                claims.append(Claim.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"])) or "line"
                raise InputError(f"{path}, line {number} is no claim: {where}: {first['msg']}.") from error
    return claims


def assess_files(claims: Path, reports: Path, folder: Path) -> list[dict[str, Any]]:
    """One row a claim with the incident that it belongs to, in order of incidents: claim, report, incident, type,
    date_start, date_end, place, standing, origins."""
    found: dict[str, Report] = {}
    for ingested in read([reports]):
        if ingested.report is None:
            raise InputError(str(ingested.error))
        found[ingested.report.id] = ingested.report
    rows = []
    for incident in assess(found, _claims(claims), find_copies(list(found.values())), world_at(folder)):
        shared = json.loads(incident.model_dump_json(include={"type", "date_start", "date_end"}))
        shared |= {
            "place": incident.place.name if incident.place else None,
            "standing": str(incident.occurred.standing),
            "origins": len(incident.origins),
        }
        for key in incident.claims:
            report, _, claim = key.rpartition("/")
            rows.append({"claim": claim, "report": report, "incident": incident.id, **shared})
    return rows
