"""Roads and stretches in a wording: "along the M4", "the Arbin–Zamalka road", "the road between A and B"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import yaml

from trucewatch.world.names import fold
from trucewatch.world.sectors import distance_km

__all__ = ["Road", "length_km", "named_road", "nearest_on", "road_ends"]

_WAY = r"(?:high|motor|free)?(?:way|road)s?|corridor|axis|route|line|crossroads?|autostrad[ae]|front|frontline"
_ENDS = (
    re.compile(rf"^(?P<a>[^,;]+?)\s*[–—‒-]\s*(?P<b>[^,;–—]+?)\s+(?:{_WAY})$", re.IGNORECASE),
    re.compile(
        rf"^(?:{_WAY})\s+(?:that\s+)?(?:from|link(?:s|ing)|connect(?:s|ing)|join(?:s|ing)|running from)\s+"
        r"(?P<a>[^,;]+?)\s+(?:to|and|with|towards?)\s+(?P<b>[^,;]+)$",
        re.IGNORECASE,
    ),
    re.compile(rf"^(?P<a>[^,;]+?)\s+to\s+(?P<b>[^,;]+?)\s+(?:{_WAY})$", re.IGNORECASE),
)
_LEAD = re.compile(
    r"^(?:(?:on|along|near|off|at|across|astride|by|part of|parts of|a stretch of|a section of|all of)\s+)?"
    r"(?:(?:the|a|an)\s+)?(?:(?:main|old|new|international|strategic|key|vital|coastal|desert|military)\s+)*",
    re.IGNORECASE,
)
_TRAIL = re.compile(rf"\s+(?:international\s+)?(?:{_WAY})$", re.IGNORECASE)
_IS_WAY = re.compile(rf"\b(?:{_WAY}|along|astride)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Road:
    """A road known by name, with the points (latitude, longitude) it runs through."""

    id: str
    country: str
    names: tuple[str, ...]
    through: tuple[tuple[float, float], ...]


@cache
def _roads() -> tuple[Road, ...]:
    text = files("trucewatch.world").joinpath("roads.yaml").read_text(encoding="utf-8")
    return tuple(
        Road(row["id"], row["country"], tuple(row["names"]), tuple((lat, lon) for lat, lon in row["through"]))
        for row in yaml.safe_load(text)["roads"]
    )


@cache
def _by_name() -> dict[str, tuple[Road, ...]]:
    found: dict[str, list[Road]] = {}
    for road in _roads():
        for name in road.names:
            found.setdefault(fold(name), []).append(road)
    return {key: tuple(rows) for key, rows in found.items()}


def named_road(phrase: str, focus: Sequence[str]) -> Road | None:
    """The known road that a wording is about ("along the M4", "the M5 highway"), None for none or several."""
    if not _IS_WAY.search(phrase):
        return None
    name = _TRAIL.sub("", _LEAD.sub("", phrase.strip(), count=1))
    found = [road for road in _by_name().get(fold(name), ()) if not focus or road.country in focus]
    return found[0] if len(found) == 1 else None


def road_ends(phrase: str) -> Iterator[tuple[str, str]]:
    """The two places that a road is named after, in every way that the wording can be cut."""
    if not _IS_WAY.search(phrase):
        return
    plain = _LEAD.sub("", phrase.strip(), count=1)
    for pattern in _ENDS:
        match = pattern.match(plain)
        if match:
            yield match["a"].strip(), match["b"].strip()
    way = _TRAIL.search(plain)
    if way and "-" in plain:
        body = plain[: way.start()]
        for cut in (m.start() for m in re.finditer("-", body)):
            yield body[:cut].strip(), body[cut + 1 :].strip()


def length_km(line: Sequence[tuple[float, float]]) -> float:
    """The length of a line through points."""
    return sum(distance_km(*a, *b) for a, b in pairwise(line))


def nearest_on(line: Sequence[tuple[float, float]], lat: float, lon: float) -> tuple[float, float, float]:
    """The point of a line nearest to a point, and its distance in km, searched in steps of about 5 km."""
    best = (line[0][0], line[0][1], distance_km(*line[0], lat, lon))
    for a, b in pairwise(line):
        steps = max(1, round(distance_km(*a, *b) / 5))
        for step in range(1, steps + 1):
            at = (a[0] + (b[0] - a[0]) * step / steps, a[1] + (b[1] - a[1]) * step / steps)
            away = distance_km(*at, lat, lon)
            if away < best[2]:
                best = (*at, away)
    return best
