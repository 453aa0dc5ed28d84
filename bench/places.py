"""How well and how fast places are found: names of UCDP GED's coders against GeoNames.

    python bench/places.py [places-ucdp.csv] [--errors]

The file has the columns name, adm_1, lat, lon, in_cities500; by default it is looked for in ../shared/gold beside the
project. Printed: the share found within 10 km among those that GeoNames' cities500 has, the share of all answered wrong
by more than 50 km, and look-ups a second, cold and warm, misspelt names among them.
"""

import argparse
import csv
import random
import sys
import time
from pathlib import Path

from trucewatch.model import PlaceRef
from trucewatch.world import PlaceContext, World
from trucewatch.world.sectors import distance_km

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "gold" / "places-ucdp.csv"


def misspelt(name: str, rng: random.Random) -> str:
    """The name with two neighbouring letters swapped."""
    at = rng.randrange(1, max(2, len(name) - 2))
    return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]


def km_off(ref: PlaceRef, row: dict[str, str]) -> float | None:
    """Distance from the coder's point, None for an unknown place."""
    if ref.lat is None or ref.lon is None:
        return None
    return distance_km(ref.lat, ref.lon, float(row["lat"]), float(row["lon"]))


def quality(world: World, rows: list[dict[str, str]], show: bool) -> None:
    """Print the shares right and wrong."""
    known = right = wrong = answered = 0
    for row in rows:
        ref = world.places.resolve(row["name"], context=PlaceContext(admin=(row["adm_1"],), countries=("SY",)))
        off = km_off(ref, row)
        answered += off is not None
        wrong += off is not None and off > 50
        if row["in_cities500"] == "1":
            known += 1
            right += off is not None and off <= 10
        if show and ((row["in_cities500"] == "1" and (off is None or off > 10)) or (off is not None and off > 10)):
            print(f"  {row['name']!r} ({row['adm_1']}, {row['in_cities500']}): {off} {ref.place_id} r={ref.radius_km}")
    print(f"in cities500: {right}/{known} = {right / known:.3f} within 10 km")
    print(f"all: {wrong}/{len(rows)} = {wrong / len(rows):.3f} wrong by more than 50 km; {answered} answered")


def speed(world: World, rows: list[dict[str, str]]) -> None:
    """Print look-ups a second: names as coded and misspelt, first and second time."""
    rng = random.Random(1)
    names = [r["name"] for r in rows]
    for label, phrases in (("as coded", names), ("misspelt", [misspelt(n, rng) for n in names])):
        for state in ("cold", "warm"):
            start = time.perf_counter()
            for phrase in phrases:
                world.places.resolve(phrase, context=PlaceContext())
            took = time.perf_counter() - start
            print(f"{label}, {state}: {len(phrases) / took:,.0f} look-ups a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--errors", action="store_true", help="list what was found elsewhere or not at all")
    args = parser.parse_args()
    if not args.file.is_file():
        sys.exit(f"{args.file} is missing; name the file with UCDP's places.")
    with args.file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    start = time.perf_counter()
    world = World((), (), (), ["SY"])
    world.places.resolve("Damascus", context=PlaceContext())
    print(f"opened in {time.perf_counter() - start:.2f} s")
    quality(world, rows, args.errors)
    speed(world, rows)


if __name__ == "__main__":
    main()
