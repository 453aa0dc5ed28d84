"""The report as one HTML file that needs nothing but itself: no network, readable without scripts, printable."""

import base64
import hashlib
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from trucewatch.model import Issue
from trucewatch.publish.document import Bullets, Facts, Figure, Paragraph, Table
from trucewatch.publish.marker import marker_text, numbers_of
from trucewatch.publish.release import Profile
from trucewatch.publish.sitrep import compose
from trucewatch.publish.text import visible
from trucewatch.publish.translation import translation

__all__ = ["render_html"]

_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src {style}; script-src {script}"


def render_html(
    issue: Issue, profile: Profile | None = None, leaves: datetime | None = None, language: str = "en"
) -> str:
    """The issue as a self-contained HTML page; the same issue gives the same bytes.

    Everything that came from reports is escaped, and hidden direction marks in it are spelt out. Raises ConfigError
    if the watch's time zone does not exist.
    """
    document, evidence = compose(issue, profile, leaves, language)
    words = translation(language)
    style, script = _asset("sitrep.css"), _asset("sitrep.js")
    return _template().render(
        document=document,
        evidence=evidence,
        numbers=lambda sentence: numbers_of(sentence, document.numbers),
        marker=marker_text,
        kind=_kind,
        words=words,
        style=style,
        script=script,
        policy=_POLICY.format(style=_digest(style), script=_digest(script)),
    )


def _kind(block: object) -> str:
    kinds = {Paragraph: "paragraph", Bullets: "bullets", Facts: "facts", Table: "table", Figure: "figure"}
    return kinds[type(block)]


def _asset(name: str) -> str:
    return files("trucewatch.publish").joinpath("templates", name).read_text("utf-8").strip()


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def _template() -> Template:
    environment = Environment(
        loader=BaseLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return environment.from_string(_asset("sitrep.html.jinja"))


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
