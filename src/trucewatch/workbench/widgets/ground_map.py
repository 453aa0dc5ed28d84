"""A map that needs no network: borders, zones and areas as shapes, drawn by Leaflet and static/ground.js."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from nicegui import ui

from trucewatch.workbench.widgets.words import words

if TYPE_CHECKING:
    from trucewatch.workbench.frame import Page

__all__ = ["ground_map"]

_OPTIONS = {
    "attributionControl": False,
    "zoomSnap": 0.5,
    "minZoom": 3,
    "maxZoom": 12,
    "worldCopyJump": False,
    "scrollWheelZoom": False,
}


_DRAW = """() => {
  const draw = () => trucewatchGround.draw(getElement(ID));
  if (window.trucewatchGround) return draw();
  const script = document.createElement("script");
  script.src = "/static/ground.js";
  script.onload = draw;
  document.head.append(script);
}"""
"""The script is asked for here, since a page that was sent before its content runs none that is added to its head."""


def ground_map(page: "Page", *, incident: str | None = None) -> ui.leaflet:
    """The map of the page's watch and clocks, or of the places of one incident. The data come from ground.json, which
    asks again who may see what. It has no tiles: what is drawn is all there is."""
    query = {**page.clocks.query(), **({"incident": incident} if incident else {})}
    source = f"/w/{page.watch_id}/map/ground.json" + (f"?{urlencode(query)}" if query else "")
    made = ui.leaflet(center=(30.0, 20.0), zoom=3, options=_OPTIONS).classes("ground")
    made.clear_layers()
    made.props["role"], made.props["aria-label"] = "region", "Map; the table beside it says the same"
    made.props["data-source"], made.props["data-screen"] = source, page.to("incident")
    words("The map is being drawn.", "p", "muted ground-said").props('role="status"')
    made.on("init", js_handler=_DRAW.replace("ID", str(made.id)))
    return made
