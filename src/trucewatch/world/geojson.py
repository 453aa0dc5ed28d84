"""GeoJSON as a gazetteer: OCHA's administrative boundaries, and any features that have a name."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from trucewatch.model import PlaceKind
from trucewatch.model.errors import InputError
from trucewatch.world.import_checks import Problems, off_globe, outlying
from trucewatch.world.place_index import Record
from trucewatch.world.sectors import distance_km

__all__ = ["geojson_records"]

_LEVEL = re.compile(r"^adm(?:in)?_?([0-4])_?(?:name)?(?:_?(?:[a-z]{2}|\d|alt\w*|ref|local))?$", re.IGNORECASE)
_CODE = re.compile(r"^adm(?:in)?_?([0-4])_?(?:pcode|code|id)$", re.IGNORECASE)
_NAMES = re.compile(
    r"^(?:name|alt_?names?|names?_?\w{0,8}|alias(?:es)?|variants?|int_name|old_name|official_name)$", re.IGNORECASE
)
_NAME_KEYS = ("name", "name_en", "name:en", "shapename", "title", "label")
_KINDS: dict[str, PlaceKind | None] = {
    **{str(kind): kind for kind in PlaceKind},
    "city": None,
    "town": None,
    "village": None,
    "hamlet": None,
    "settlement": None,
    "suburb": PlaceKind.NEIGHBOURHOOD,
    "quarter": PlaceKind.NEIGHBOURHOOD,
    "neighborhood": PlaceKind.NEIGHBOURHOOD,
    "province": PlaceKind.GOVERNORATE,
    "oblast": PlaceKind.GOVERNORATE,
    "department": PlaceKind.GOVERNORATE,
    "state": PlaceKind.GOVERNORATE,
    "subdistrict": PlaceKind.DISTRICT,
    "municipality": PlaceKind.DISTRICT,
    "county": PlaceKind.DISTRICT,
    "road": PlaceKind.INFRASTRUCTURE,
    "highway": PlaceKind.INFRASTRUCTURE,
}
_SPLIT = re.compile(r"\s*[;|]\s*")


def geojson_records(
    path: Path, layer: str, problems: Problems, countries: Sequence[str], name_field: str | None
) -> Iterator[Record]:
    """The named features of a file as records. `layer` goes in front of each id, `name_field` is the property that
    holds the name where it is not one of the usual ones."""
    ids: dict[str, int] = {}
    named = False
    for number, (line, feature) in enumerate(_features(path), start=1):
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            problems.note(line, "the feature has no properties, so it has no name")
            continue
        names, level = _names(properties, name_field)
        if not names:
            problems.note(
                line, f"the feature has no name; its properties are {', '.join(sorted(properties)) or 'none'}"
            )
            continue
        named = True
        geometry = _geometry(feature.get("geometry"), line, names[0], problems)
        if geometry is None:
            continue
        country = _country(properties, countries)
        made = _record(names, level, geometry, properties, country)
        wrong = outlying(made["lat"], made["lon"], country)
        if wrong:
            problems.note(line, f"{names[0]}: {wrong}")
            continue
        own_id = f"{layer}:{_own_id(properties, level, feature, number)}"
        if own_id in ids:
            problems.note(line, f"{names[0]}: the id '{own_id}' is already taken on line {ids[own_id]}")
            continue
        ids[own_id] = line
        yield Record(id=own_id, **made)
    if not named and not problems.count:
        raise InputError(f"{path} has no features; a gazetteer is a FeatureCollection of places with names.")


def _features(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each feature with the line it starts on."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None
    start = re.search(r'"features"\s*:\s*\[', text)
    at, line, counted = (start.end() if start else 0), 1, 0
    decoder = json.JSONDecoder()
    while True:
        following = re.compile(r"[^\s,\x1e]").search(text, at)
        if following is None or (start and following.group() == "]"):
            return
        at = following.start()
        line += text.count("\n", counted, at)
        counted = at
        try:
            feature, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            where = getattr(error, "lineno", line)
            why = getattr(error, "msg", "nested too deep")
            raise InputError(f"{path}, line {where} is no JSON ({why}); mend it there.") from None
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise InputError(
                f"{path}, line {line}: GeoJSON features are expected here; export it as a FeatureCollection."
            )
        yield line, feature


def _names(properties: Mapping[str, Any], name_field: str | None) -> tuple[list[str], int | None]:
    """All names of a feature, the usual one first, and its administrative level where it has one."""
    if name_field is not None:
        main = properties.get(name_field)
        return ([str(main)] if main else []) + _texts(properties, _NAMES), None
    levels = {int(m.group(1)) for key, value in properties.items() if (m := _LEVEL.match(key)) and _is_text(value)}
    if levels:
        level = max(levels)
        keys = [k for k in properties if (m := _LEVEL.match(k)) and int(m.group(1)) == level]
        keys.sort(key=lambda k: (not k.lower().endswith(("en", "name")), k))
        return [str(properties[k]) for k in keys if _is_text(properties[k])], level
    lowered = {key.lower(): value for key, value in properties.items()}
    main = next((str(lowered[k]) for k in _NAME_KEYS if _is_text(lowered.get(k))), None)
    others = _texts(properties, _NAMES)
    return list(dict.fromkeys(([main] if main else []) + others)), None


def _texts(properties: Mapping[str, Any], wanted: re.Pattern[str]) -> list[str]:
    found: list[str] = []
    for key, value in properties.items():
        if wanted.match(key.replace(":", "_")):
            values = value if isinstance(value, list) else [value]
            found += [part for v in values if _is_text(v) for part in _SPLIT.split(str(v)) if part]
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _geometry(value: object, line: int, name: str, problems: Problems) -> BaseGeometry | None:
    """The geometry, None with a problem noted where it is missing, off the globe or broken."""
    if not isinstance(value, dict):
        problems.note(line, f"{name}: it has no geometry")
        return None
    try:
        made = shape(value)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, shapely.errors.ShapelyError) as error:
        problems.note(line, f"{name}: its geometry cannot be read ({error})")
        return None
    if made.is_empty:
        problems.note(line, f"{name}: its geometry is empty")
        return None
    for lon, lat, *_ in shapely.get_coordinates(made):
        wrong = "a coordinate is no number" if math.isnan(lon) or math.isnan(lat) else off_globe(lat, lon)
        if wrong:
            problems.note(line, f"{name}: {wrong} (GeoJSON has longitude first)")
            return None
    if _crosses_antimeridian(made):
        problems.note(line, f"{name}: it crosses the antimeridian; split it there (RFC 7946, 3.1.9)")
        return None
    if not made.is_valid:
        why = shapely.is_valid_reason(made)
        problems.note(line, f"{name}: its outline crosses or touches itself ({why}); mend it")
        return None
    return made


def _crosses_antimeridian(made: BaseGeometry) -> bool:
    """Whether two points that follow each other lie more than half the globe apart."""
    for part in shapely.get_parts(made):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            lons = shapely.get_coordinates(ring)[:, 0]
            if len(lons) > 1 and (abs(lons[1:] - lons[:-1]) > 180).any():
                return True
    return False


def _record(
    names: Sequence[str], level: int | None, geometry: BaseGeometry, properties: Mapping[str, Any], country: str
) -> dict[str, Any]:
    lowered = {key.lower(): value for key, value in properties.items()}
    centre = geometry.centroid
    middle = centre if geometry.covers(centre) else geometry.representative_point()
    kind = _kind(lowered, level, geometry)
    reach = max(distance_km(middle.y, middle.x, lat, lon) for lon, lat, *_ in shapely.get_coordinates(geometry))
    population = lowered.get("population")
    return {
        "name": names[0],
        "names": tuple(names[1:]),
        "lat": middle.y,
        "lon": middle.x,
        "country": country,
        "admin1": _upper_name(properties, 1) if level is None or level > 1 else names[0],
        "admin2": _upper_name(properties, 2) if level is not None and level > 2 else "",
        "kind": kind,
        "population": int(population) if isinstance(population, (int, float)) and population > 0 else 0,
        "radius_km": None if geometry.geom_type == "Point" else round(max(reach, 0.5), 2),
        "outline": None if geometry.geom_type == "Point" else geometry.wkb,
        "by_sound": kind is not PlaceKind.INFRASTRUCTURE,
    }


def _kind(lowered: Mapping[str, Any], level: int | None, geometry: BaseGeometry) -> PlaceKind | None:
    """What a feature is; None is a populated place."""
    is_point = geometry.geom_type in ("Point", "MultiPoint")
    if level is not None and not is_point:
        return (PlaceKind.COUNTRY, PlaceKind.GOVERNORATE, PlaceKind.DISTRICT, PlaceKind.DISTRICT, PlaceKind.DISTRICT)[
            level
        ]
    for key in ("kind", "place", "type", "class", "featurecla"):
        value = str(lowered.get(key, "")).strip().lower()
        if value in _KINDS:
            return _KINDS[value]
    if is_point:
        return None
    return PlaceKind.INFRASTRUCTURE if "Line" in geometry.geom_type else PlaceKind.REGION


def _upper_name(properties: Mapping[str, Any], level: int) -> str:
    """The name of the division of a level above the feature, "" where it says none."""
    found = {k: v for k, v in properties.items() if (m := _LEVEL.match(k)) and int(m.group(1)) == level and _is_text(v)}
    keys = sorted(found, key=lambda k: (not k.lower().endswith(("en", "name")), k))
    return str(found[keys[0]]) if keys else ""


def _country(properties: Mapping[str, Any], countries: Sequence[str]) -> str:
    codes = [str(v).strip() for k, v in properties.items() if k.lower() in ("country", "iso_a2", "countrycode", "iso2")]
    codes += [str(v)[:2] for k, v in properties.items() if (m := _CODE.match(k)) and m.group(1) == "0"]
    known = next((c.upper() for c in codes if re.fullmatch(r"[A-Za-z]{2}", c)), None)
    return known or (countries[0] if len(countries) == 1 else "")


def _own_id(properties: Mapping[str, Any], level: int | None, feature: Mapping[str, Any], number: int) -> str:
    codes = [str(v) for k, v in properties.items() if (m := _CODE.match(k)) and int(m.group(1)) == level and v]
    given = next((v for v in (*codes, feature.get("id"), properties.get("id")) if v not in (None, "")), None)
    return str(number if given is None else given)
