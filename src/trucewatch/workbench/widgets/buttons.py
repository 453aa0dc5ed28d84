"""Buttons: plain ones, which look alike on every screen and in both themes."""

from collections.abc import Callable
from typing import Any

from nicegui.elements.mixins.text_element import TextElement

from trucewatch.workbench.widgets.words import words

__all__ = ["button"]


def button(text: str, handler: Callable[[], Any], *, quiet: bool = False, label: str = "") -> TextElement:
    """A button that calls `handler`; `label` says more to screen readers where the text alone does not say enough."""
    made = words(text, "button", "small quiet" if quiet else "small")
    made.props["type"] = "button"
    if label:
        made.props["aria-label"] = label
    made.on("click", handler)
    return made
