"""The addresses of screens, their names in the navigation, and the least role that each is for."""

import re
from dataclasses import dataclass

from trucewatch.workbench.people import Role

__all__ = ["SCREENS", "ScreenPlace", "least_role", "screen_of"]


@dataclass(frozen=True)
class ScreenPlace:
    """A screen of a watch: its `path` below /w/WATCH/, its `title`, the `key` that leads there after g (None: it is
    reached from others), its icon, and the least role."""

    path: str
    title: str
    icon: str
    key: str | None = None
    least: Role = Role.READER


SCREENS = (
    ScreenPlace("board", "Board", "dashboard", "b"),
    ScreenPlace("queue", "Review", "fact_check", "q", Role.CODER),
    ScreenPlace("coders", "Coders' agreement", "handshake", least=Role.REVIEWER),
    ScreenPlace("incidents", "Incidents", "list_alt", "i"),
    ScreenPlace("incident", "Incident", "list_alt"),
    ScreenPlace("report", "Report", "article"),
    ScreenPlace("map", "Map", "map", "m"),
    ScreenPlace("agreement", "Agreement", "gavel", "a"),
    ScreenPlace("sources", "Sources", "campaign", "s"),
    ScreenPlace("source", "Source", "campaign"),
    ScreenPlace("releases", "Releases", "publish", "r"),
    ScreenPlace("search", "Search", "search", "/"),
    ScreenPlace("add", "Add reports", "upload_file", "n", Role.CODER),
    ScreenPlace("people", "People", "group", "p", Role.ADMINISTRATOR),
)
_BY_PATH = {place.path: place for place in SCREENS}
_ADDRESS = re.compile(r"/w/([^/]+)(?:/([^/]+))?")


def screen_of(path: str) -> tuple[str, str] | None:
    """Watch and screen of an address; None if it is of no watch."""
    found = _ADDRESS.match(path)
    return (found[1], found[2] or "board") if found else None


def least_role(screen: str) -> Role | None:
    """The least role that a screen is for; None for no screen that is known here."""
    place = _BY_PATH.get(screen)
    return place.least if place else None
