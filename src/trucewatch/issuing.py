"""Writing a situation report to files and recording that it went out."""

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from trucewatch.publish import render_html, render_markdown
from trucewatch.watch import Watch

__all__ = ["write_issue"]

_RENDERERS = {"html": render_html, "md": render_markdown}


def write_issue(
    watch: Watch,
    as_of: datetime,
    known_on: datetime,
    out: Path,
    formats: Sequence[str] = ("html",),
    *,
    name: str = "sitrep",
) -> list[Path]:
    """The issue for a view as `out`/sitrep.html (and .md), whole or not at all, and its entry in the ledger. The same
    view asked again keeps its number and gives the same bytes."""
    issue = watch.issue(as_of, known_on)
    texts = {form: _RENDERERS[form](issue) for form in dict.fromkeys(formats)}
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for form, text in texts.items():
        path = out / f"{name}.{form}"
        _write_whole(path, text)
        written.append(path)
    watch.record_issue(issue, texts.get("html") or render_html(issue))
    return written


def _write_whole(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
