"""The report as one HTML file that needs nothing but itself: no network, readable without scripts, printable."""

from datetime import datetime

from trucewatch.model import Issue
from trucewatch.publish.charts import drawn
from trucewatch.publish.document import Bullets, Facts, Figure, Paragraph, Table
from trucewatch.publish.marker import marker_text, numbers_of
from trucewatch.publish.page import asset, digest, template
from trucewatch.publish.release import Profile
from trucewatch.publish.sitrep import compose
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
    style, script = asset("sitrep.css"), asset("sitrep.js")
    return template("sitrep.html.jinja").render(
        document=document,
        evidence=evidence,
        numbers=lambda sentence: numbers_of(sentence, document.numbers),
        marker=marker_text,
        kind=_kind,
        drawn=drawn,
        words=words,
        style=style,
        script=script,
        policy=_POLICY.format(style=digest(style), script=digest(script)),
    )


def _kind(block: object) -> str:
    kinds = {Paragraph: "paragraph", Bullets: "bullets", Facts: "facts", Table: "table", Figure: "figure"}
    return kinds[type(block)]
