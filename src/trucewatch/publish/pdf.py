"""The report as PDF, laid out by typst: tagged (PDF/UA-1), its fonts inside, Arabic shaped, the same every time.

The typesetter needs some 20 kilobytes for a cell of a table, so a long report is set part by part, each in a process of
its own, and the parts are bound together.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import Any

from trucewatch.model import Issue
from trucewatch.model.errors import InputError
from trucewatch.publish.parts import MOST, parts
from trucewatch.publish.plain import plain
from trucewatch.publish.release import Profile
from trucewatch.publish.sitrep import compose
from trucewatch.publish.svg import styled
from trucewatch.publish.translation import translation

__all__ = ["render_pdf", "typeset"]


def render_pdf(
    issue: Issue, profile: Profile | None = None, leaves: datetime | None = None, language: str = "en"
) -> bytes:
    """The issue as PDF; says the same as `render_html`, and the same issue gives the same bytes.

    What came from reports reaches the typesetter as data only, never as markup. Raises InputError where the typesetter
    (the extra `pdf`) is not installed or refuses, ConfigError if the watch's time zone does not exist.
    """
    if find_spec("typst") is None or find_spec("pikepdf") is None:
        raise InputError('PDF needs the typesetter typst; install it with `pip install "trucewatch[pdf]"`.')
    words = translation(language)
    # The document is let go before the typesetter, which needs the memory, begins.
    data = plain(*compose(issue, profile, leaves, language), words)
    _style_figures(data)
    return typeset(data)


def typeset(data: dict[str, Any], most: int = MOST) -> bytes:
    """A report as plain data with its drawings coloured, as PDF; in parts where it has more than `most` cells."""
    from trucewatch.publish.binding import bound

    return bound(list(_set(data, most)))


def _set(data: dict[str, Any], most: int) -> Iterator[bytes]:
    """The parts of the report, each set by itself, with pages numbered through."""
    pages = 1
    cut = parts(data, most)
    for part in cut:
        content = json.dumps({**part, "page": pages, "alone": len(cut) == 1}, ensure_ascii=False)
        made = _compiled(content, first=bool(part["first"]))
        if len(cut) > 1:
            pages += _length(made)
        yield made


def _length(content: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _compiled(content: str, *, first: bool) -> bytes:
    package = files("trucewatch.publish")
    with as_file(package.joinpath("fonts")) as fonts, as_file(package.joinpath("typesetting.py")) as program:
        head = json.dumps({"fonts": str(fonts), "first": first, "data": content}, ensure_ascii=False)
        # Isolated, so that modules of this folder do not stand in for those of the language.
        command = [sys.executable, "-I", str(program)]
        done = subprocess.run(  # noqa: S603
            command, input=f"{head}\n".encode() + _asset("sitrep.typ").encode(), capture_output=True, check=False
        )
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it ended without a word"]
        raise InputError(f"The typesetter refused this report ({said[0]}); please report it.")
    return done.stdout


def _style_figures(data: Any) -> None:
    """Give every drawing its colours: a page of PDF has no style sheet around it."""
    if isinstance(data, dict):
        if "svg" in data:
            data["svg"] = styled(data["svg"])
        for value in data.values():
            _style_figures(value)
    elif isinstance(data, list):
        for value in data:
            _style_figures(value)


@cache
def _asset(name: str) -> str:
    return re.sub(r"\r\n?", "\n", files("trucewatch.publish").joinpath("templates", name).read_text("utf-8"))
