"""A report's text with words marked in it: escaped, cut where marks begin and end, running in its own direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from trucewatch.model import TextSpan
from trucewatch.publish.text import visible

__all__ = ["Mark", "direction_of", "highlighted"]

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi"})


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` of a text that are marked, with what is said about them. `kind` is trigger (the words
    that name the event), actor, place, source, toll or other (another claim's trigger)."""

    start: int
    end: int
    kind: str
    said: str


def direction_of(language: str | None) -> str:
    """The direction of a language's script: ltr, rtl, or auto where the language is not known."""
    if language is None:
        return "auto"
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def highlighted(
    text: str, marks: Sequence[Mark], *, language: str | None = None, furniture: Sequence[TextSpan] = ()
) -> Markup:
    """The text as one block. Where marks lie over each other the more telling one shows: a trigger over an actor over
    another claim's trigger. The first trigger has the id "focus", to which a screen can scroll."""
    edges = {0, len(text)}
    for mark in marks:
        edges |= {min(mark.start, len(text)), min(mark.end, len(text))}
    for span in furniture:
        edges |= {min(span.start, len(text)), min(span.end, len(text))}
    parts, focused = [], False
    for start, end in pairwise(sorted(edges)):
        words = visible(text[start:end])
        over = [mark for mark in marks if mark.start < end and start < mark.end]
        furnished = any(span.start < end and start < span.end for span in furniture)
        css = "furniture" if furnished else ""
        if not over:
            parts.append(Markup('<span class="{}">{}</span>').format(css, words) if css else Markup("{}").format(words))
            continue
        top = min(over, key=lambda mark: _ORDER.index(mark.kind))
        anchor = Markup()
        if top.kind == "trigger" and not focused:
            anchor, focused = Markup(' id="focus"'), True
        shape = Markup('<mark class="mark-{}{}"{} title="{}">{}</mark>')
        parts.append(shape.format(top.kind, f" {css}" if css else "", anchor, visible(top.said), words))
    direction = direction_of(language)
    named = Markup(' lang="{}"').format(language) if language else Markup()
    return Markup('<div class="report-text" dir="{}"{}>{}</div>').format(direction, named, Markup().join(parts))


_ORDER = ("trigger", "toll", "actor", "place", "source", "other")
