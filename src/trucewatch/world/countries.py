"""Countries: their names, adjectives, capitals and rough extent, and which of them a text is about."""

from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from trucewatch.world.mentions import NameFinder
from trucewatch.world.names import fold, nominatives

__all__ = ["Country", "countries", "countries_in", "country_named", "country_scores"]


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166 code. `lat`, `lon` are the middle of its main part and `radius_km` reaches its farthest
    point; all None where no outline is known. A name here is no statement on status."""

    code: str
    name: str
    also: tuple[str, ...]
    adjectives: tuple[str, ...]
    capital: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the usual one first."""
        return (self.name, *self.also)


@cache
def countries() -> dict[str, Country]:
    """All countries by ISO code (countries.yaml)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("trucewatch.world").joinpath("countries.yaml").read_text(encoding="utf-8")
    found = {}
    for code, row in yaml.load(text, Loader=loader).items():  # noqa: S506 - a safe loader either way
        lat, lon, radius = row.get("at", (None, None, None))
        found[code] = Country(
            code,
            row["name"],
            tuple(row.get("also", ())),
            tuple(row.get("adjectives", ())),
            row.get("capital"),
            lat,
            lon,
            radius,
        )
    return found


@cache
def _by_name() -> dict[str, str]:
    return {fold(name): c.code for c in countries().values() for name in c.names}


@cache
def _by_adjective() -> dict[str, str]:
    return {fold(a): c.code for c in countries().values() for a in c.adjectives}


def country_named(text: str, *, adjectives: bool = False) -> Country | None:
    """The country with this name, whatever its case and accents; with `adjectives` also by "Syrian" and the like."""
    for form in (text, *nominatives(text)):
        key = fold(form).removeprefix("the ")
        code = _by_name().get(key) or (_by_adjective().get(key) if adjectives else None)
        if code:
            return countries()[code]
    return None


def _declined(name: str) -> tuple[str, ...]:
    """The other cases of a Russian country name; () for names in other scripts."""
    if not "а" <= name[-1] <= "я":
        return ()
    for ending, cases in (("ия", "ии ию ией"), ("а", "ы е у ой"), ("ь", "и ю"), ("й", "я ю ем е"), ("", "а у ом е")):
        if name.endswith(ending):
            return tuple(name.removesuffix(ending) + case for case in cases.split())
    return ()


_WEIGHTS = {"name": 2, "adjective": 1, "capital": 1}


@cache
def _finder() -> NameFinder:
    names: list[tuple[str, str]] = []
    for c in countries().values():
        names += [(form, f"{c.code} name") for n in c.names for form in (n, *_declined(n))]
        names += [(a, f"{c.code} adjective") for a in c.adjectives]
        if c.capital:
            names.append((c.capital, f"{c.code} capital"))
    return NameFinder(names)


def countries_in(text: str) -> tuple[str, ...]:
    """ISO codes of the countries that a text speaks of, the most spoken of first.

    A country's name counts 2, its adjective or capital 1 (a capital also stands for a government); a word that several
    countries share counts for none of them.
    """
    return tuple(code for code, _ in country_scores(text).most_common())


@lru_cache(maxsize=4)
def country_scores(text: str) -> Counter[str]:
    """How much a text speaks of each country, by ISO code, counted as in `countries_in`; not to be changed."""
    score: Counter[str] = Counter()
    for group in _finder().spans_of(text):
        codes = {m.id.split()[0] for m in group}
        if len(codes) == 1:
            code, how = group[0].id.split()
            score[code] += _WEIGHTS[how]
    return score
