"""Text in a tag of HTML. It is sent as text, never as markup, and takes its direction from its own letters."""

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

__all__ = ["link_to", "words"]


def words(text: str, tag: str = "span", classes: str = "") -> TextElement:
    """Text in a tag; Arabic or Hebrew text runs from right to left, whatever surrounds it."""
    made = TextElement(tag=tag, text=text)
    made.props('dir="auto"')
    return made.classes(classes) if classes else made


def link_to(text: str, address: str, classes: str = "") -> ui.link:
    """A link within the workbench, or elsewhere only by https; any other address is not followed."""
    inner = address.startswith(("/", "#")) and not address.startswith("//")
    made = ui.link(text, address if inner or address.startswith("https://") else "#")
    made.props('dir="auto"')
    if not inner:
        made.props('rel="noopener noreferrer" referrerpolicy="no-referrer" target="_blank"')
    return made.classes(classes) if classes else made
