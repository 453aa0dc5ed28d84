"""Turns world-atlas TopoJSON (Natural Earth, public domain) into the compressed borders that maps are drawn from.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/natural_earth.py package/countries-50m.json

Writes src/trucewatch/publish/data/countries-50m.json.gz: a list of {"name", "polygons"}, each polygon a list of rings
of [lon, lat] in WGS 84 degrees, rounded to 0.001 degrees. The bytes depend on the input alone.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src/trucewatch/publish/data/countries-50m.json.gz"
DIGITS = 3

Ring = list[list[float]]


def decoded_arcs(topology: dict[str, Any]) -> list[Ring]:
    """The topology's arcs in degrees: TopoJSON keeps them as steps on a grid."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append([round(x * scale_x + shift_x, DIGITS), round(y * scale_y + shift_y, DIGITS)])
        arcs.append(points)
    return arcs


def ring(indices: list[int], arcs: list[Ring]) -> Ring:
    """A ring joined from its arcs; a negative index ~i is arc i backwards."""
    points: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def countries(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """Every country with its polygons, by name."""
    arcs = decoded_arcs(topology)
    found = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        parts = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}.get(geometry["type"], [])
        polygons = [[ring(indices, arcs) for indices in part] for part in parts]
        found.append({"name": geometry["properties"]["name"], "polygons": polygons})
    return sorted(found, key=lambda country: str(country["name"]))


def main(source: Path) -> None:
    """Converts one file."""
    topology = json.loads(source.read_text("utf-8"))
    text = json.dumps(countries(topology), ensure_ascii=False, separators=(",", ":"))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
