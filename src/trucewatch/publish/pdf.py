"""The report as PDF, laid out by typst: tagged (PDF/UA-1), its fonts inside, Arabic shaped, the same every time."""

import json
import re
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from trucewatch.model import Issue
from trucewatch.model.errors import InputError
from trucewatch.publish.plain import plain
from trucewatch.publish.release import Profile
from trucewatch.publish.sitrep import compose
from trucewatch.publish.svg import styled
from trucewatch.publish.translation import translation

__all__ = ["render_pdf"]

_EPOCH = 0


def render_pdf(
    issue: Issue, profile: Profile | None = None, leaves: datetime | None = None, language: str = "en"
) -> bytes:
    """The issue as PDF; says the same as `render_html`, and the same issue gives the same bytes.

    What came from reports reaches the typesetter as data only, never as markup. Raises InputError where the typesetter
    (the extra `pdf`) is not installed or refuses, ConfigError if the watch's time zone does not exist.
    """
    words = translation(language)
    # The document is let go before the typesetter, which needs the memory, begins.
    data = plain(*compose(issue, profile, leaves, language), words)
    _style_figures(data)
    content = json.dumps(data, ensure_ascii=False).encode()
    del data
    return _compiled({"main": _asset("sitrep.typ").encode(), "data.json": content})


def _compiled(sources: Any) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise InputError('PDF needs the typesetter typst; install it with `pip install "trucewatch[pdf]"`.') from error
    with as_file(files("trucewatch.publish").joinpath("fonts")) as fonts:
        try:
            made: bytes = typst.compile(
                sources,
                format="pdf",
                font_paths=[str(fonts)],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=_EPOCH,
            )
        except RuntimeError as error:
            raise InputError(f"The typesetter refused this report ({error}); please report it.") from error
    return made


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
