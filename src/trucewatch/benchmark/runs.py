"""An extractor over the texts of the benchmark: what it would have predicted."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from trucewatch.benchmark.keywords import KeywordExtractor
from trucewatch.benchmark.material import Material
from trucewatch.benchmark.scores import texts_of
from trucewatch.extract import EXTRACTORS, Extractor, get_extractor
from trucewatch.extract.llm import Endpoint, LlmExtractor
from trucewatch.ingest import read
from trucewatch.model import Claim, Report
from trucewatch.model.errors import ExtractionError, InputError
from trucewatch.world import World

__all__ = ["READERS", "endpoint_of", "predictions_of", "reader_of"]

READERS = ("keywords", *EXTRACTORS)
"""The names that `reader_of` knows."""


def reader_of(name: str, endpoint: Endpoint | None = None) -> Extractor:
    """The extractor of that name, the baseline `keywords` among them; `endpoint` is for `llm` alone, None: that of the
    environment. Errors: ExtractionError."""
    if name == KeywordExtractor.name:
        return KeywordExtractor()
    if name not in EXTRACTORS:
        raise ExtractionError(f"There is no extractor named {name!r}; use one of {', '.join(READERS)}.")
    return LlmExtractor(endpoint) if name == LlmExtractor.name else get_extractor(name)


def endpoint_of(url: str | None, model: str | None) -> Endpoint:
    """The endpoint of the TRUCEWATCH_LLM_* variables (docs/llm.md) with another URL or model where given. A key is read
    from the environment only: an option would stand in the shell's history. Errors: ExtractionError."""
    given = {"TRUCEWATCH_LLM_URL": url, "TRUCEWATCH_LLM_MODEL": model}
    return Endpoint.from_environment({**os.environ, **{name: value for name, value in given.items() if value}})


def predictions_of(material: Material, reader: Extractor, done: Callable[[int, int], None]) -> Iterator[Claim]:
    """The claims that the extractor reads in all reports and probes, in a world that no watch has prepared.

    The texts are read as the command line reads reports, page furniture marked and language told. `done` is told how
    many of how many have been read. Errors: InputError, ExtractionError.
    """
    world = World.general()
    total = len(texts_of(material))
    reports = _reports(material)
    if isinstance(reader, LlmExtractor):
        results = reader.extract_many(reports, world)
    else:
        results = ((report, reader.extract(report, world)) for report in reports)
    for number, (_, claims) in enumerate(results, start=1):
        done(number, total)
        yield from claims


def _reports(material: Material) -> Iterator[Report]:
    fields = ("id", "text", "published", "publisher", "title")
    rows = [
        {name: row[name] for name in fields if row.get(name)} for row in (*material.reports.values(), *material.probes)
    ]
    with tempfile.TemporaryDirectory(prefix="trucewatch-") as folder:
        file = Path(folder) / "reports.jsonl"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        for item in read(file):
            if item.report is None:
                raise InputError(f"A text of {material.path} is no report: {item.error}")
            yield item.report
