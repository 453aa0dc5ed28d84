"""Answers kept on this machine, so that a report is paid for once and an interrupted run goes on where it stopped."""

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trucewatch.model import Report, TextSpan
from trucewatch.model.errors import ExtractionError
from trucewatch.world.geonames import default_cache

__all__ = ["AnswerCache", "Answered", "report_key"]


@dataclass(frozen=True)
class Answered:
    """What a model said of one piece of a report: its claims as it gave them, unchecked."""

    piece: TextSpan
    claims: tuple[Any, ...]


def report_key(report: Report, version: str) -> str:
    """SHA-256 over all that a model is told of a report (text, headline, day, page furniture left out) and the method's
    version; the report's id and publisher are not told and do not count."""
    told = [version, report.text, report.title, str(report.published), [[s.start, s.end] for s in report.boilerplate]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


class AnswerCache:
    """A folder with one JSON file a report, replaced as a whole at each write.

    The files hold what models said, quotations included, never a key or an address. `folder` None is the user's cache
    folder. A file that is broken counts as absent. Only answers that could be read are kept.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = default_cache() / "llm" if folder is None else folder

    def load(self, key: str) -> tuple[Answered, ...]:
        """What is kept for a report, () for nothing."""
        try:
            kept = json.loads(self._path(key).read_text("utf-8"))
            return tuple(
                Answered(TextSpan(start=part["start"], end=part["end"]), tuple(part["claims"]))
                for part in kept["answered"]
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return ()

    def store(self, key: str, version: str, answered: Sequence[Answered]) -> None:
        """Keeps what was answered for a report so far; ExtractionError where the folder cannot be written."""
        parts = [{"start": a.piece.start, "end": a.piece.end, "claims": list(a.claims)} for a in answered]
        body = json.dumps({"version": version, "answered": parts}, ensure_ascii=False, indent=1)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=f"{key[:8]}.", suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(body)
                Path(name).replace(self._path(key))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise ExtractionError(
                f"The answers of the language model cannot be kept in {self.folder} ({error.strerror or error}); "
                "mend its permissions or set XDG_CACHE_HOME to a folder that can be written."
            ) from error

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"
