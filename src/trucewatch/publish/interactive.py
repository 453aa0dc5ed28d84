"""The charts of a report as one page of their own that answers to the pointer, and needs nothing but itself.

Vega and what draws with it weigh 0.9 MB, which is why they are not in the report's own page
(docs/decisions, "Charts alive in a page of their own").
"""

import json
from datetime import datetime
from functools import cache
from typing import Any

from trucewatch.model import Issue
from trucewatch.publish.charts import compiled, drawn
from trucewatch.publish.document import Figure, Section
from trucewatch.publish.page import asset, digest, template
from trucewatch.publish.release import Profile
from trucewatch.publish.sitrep import compose
from trucewatch.publish.svg import patterns
from trucewatch.publish.translation import translation

__all__ = ["render_charts"]

# Vega's marks are moved by their style, which a page may set from a script that it trusts, but not from markup.
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src {style}; script-src {script}"


def render_charts(
    issue: Issue, profile: Profile | None = None, leaves: datetime | None = None, language: str = "en"
) -> str:
    """The charts of an issue, each drawn from the same definition as in the report, as an interactive HTML page.

    Self-contained, without `eval`; without scripts it shows the drawings. The same issue gives the same bytes. Raises
    ConfigError if the watch's time zone does not exist.
    """
    document, _ = compose(issue, profile, leaves, language)
    style, script = asset("sitrep.css"), _script()
    return template("charts.html.jinja").render(
        document=document,
        figures=[figure for section in document.sections for figure in _charts(section)],
        drawn=drawn,
        definition=_definition,
        words=translation(language),
        style=style,
        script=script,
        textures=patterns("tw"),
        policy=_POLICY.format(style=digest(style), script=digest(script)),
    )


def _charts(section: Section) -> list[Figure]:
    own = [block for block in section.blocks if isinstance(block, Figure) and block.chart is not None]
    return [*own, *(figure for part in section.parts for figure in _charts(part))]


def _definition(figure: Figure) -> str:
    """A chart's compiled definition, in which no character can end the element that it stands in."""
    assert figure.chart is not None
    made: dict[str, Any] = compiled(figure.chart)
    text = json.dumps(made, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028")


@cache
def _script() -> str:
    import vl_convert

    made: str = vl_convert.javascript_bundle(asset("charts.js"), "6.1")
    assert "</script" not in made
    return made
