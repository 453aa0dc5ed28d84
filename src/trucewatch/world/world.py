"""The world of a watch: its actors, places and sources, with the countries of the earth behind them."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from trucewatch.model import Actor, ActorKind, Place, Source
from trucewatch.model.errors import ConfigError
from trucewatch.world.actors import ActorIndex
from trucewatch.world.countries import countries, countries_in, country_named
from trucewatch.world.gazetteer import Gazetteer
from trucewatch.world.geonames import open_towns
from trucewatch.world.listings import Listings
from trucewatch.world.names import tokens
from trucewatch.world.place_index import PlaceIndex
from trucewatch.world.sources import SourceIndex
from trucewatch.world.toponyms import Toponyms

__all__ = ["World"]

_ORGANISATIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("un", "United Nations", ("UN", "U.N.", "UN Security Council", "United Nations Security Council")),
    ("eu", "European Union", ("EU",)),
    ("au", "African Union", ("AU",)),
    ("osce", "Organization for Security and Co-operation in Europe", ("OSCE",)),
    ("nato", "North Atlantic Treaty Organization", ("NATO",)),
    ("arab-league", "League of Arab States", ("Arab League",)),
    ("ecowas", "Economic Community of West African States", ("ECOWAS",)),
    ("igad", "Intergovernmental Authority on Development", ("IGAD",)),
    ("icrc", "International Committee of the Red Cross", ("ICRC", "Red Cross")),
    ("opcw", "Organisation for the Prohibition of Chemical Weapons", ("OPCW",)),
)

_CIVILIANS = Actor(
    id="civilians",
    name="civilians",
    kind=ActorKind.CIVILIANS,
    aliases=tuple(
        "civilian residents villagers townspeople citizens inhabitants locals families women children woman child "
        "girls boys students pupils worshippers patients medics doctors nurses paramedics journalists reporters "
        "shoppers farmers refugees evacuees passers-by bystanders protesters demonstrators pilgrims".split()
    ),
)
"""Every world knows civilians; a watch that has an actor of that kind uses its own instead."""
_LABELS = tuple(
    Actor(id=actor_id, name=name, kind=kind, aliases=tuple(a.strip() for a in aliases.split(",")))
    for actor_id, name, kind, aliases in (
        (
            "called-terrorists",
            "those called terrorists",
            ActorKind.LABEL,
            "terrorists, terrorist groups, terrorist organizations, extremists, jihadists, takfiris",
        ),
        (
            "rebels",
            "rebels",
            ActorKind.CLASS,
            "rebel groups, insurgents, guerrillas, opposition fighters, armed opposition, opposition groups",
        ),
        (
            "pro-government-forces",
            "pro-government forces",
            ActorKind.CLASS,
            "pro-government fighters, pro-government militias, loyalist forces, loyalist fighters",
        ),
    )
)
"""Words of reports for no group in particular; a watch that gives such a word to an actor of its own keeps it there."""
_GOVERNMENT_OF = re.compile(r"^(?:the )?government of (?:the )?", re.IGNORECASE)


class World:
    """Who is who and where is where, for one watch or for none.

    `countries` (ISO codes) are those whose small towns count; () means all. The GeoNames index is opened when a place
    is first looked up; `cache` is the folder that holds it (None: the user's cache folder). `gazetteers` are index
    files of imported gazetteers (trucewatch.world.gazetteer_file), asked before GeoNames. `labels`: whether words for
    no group in particular ("rebels", "terrorists") are known although no actor has them.
    """

    def __init__(
        self,
        actors: Sequence[Actor],
        places: Sequence[Place],
        sources: Sequence[Source],
        countries: Sequence[str] = (),
        *,
        cache: Path | None = None,
        gazetteers: Sequence[Path] = (),
        labels: bool = True,
    ) -> None:
        self.countries = _checked(countries)
        civilians = () if any(a.kind is ActorKind.CIVILIANS for a in actors) else (_CIVILIANS,)
        beside = (*civilians, *(_labels_beside(actors) if labels else ()))
        self.actors = ActorIndex((*actors, *beside), _adjectives(actors), [a.id for a in beside])
        listings = Listings(partial(open_towns, self.countries, cache), [_opened(path) for path in gazetteers])
        self.places = Gazetteer(Toponyms(places, listings, self.countries))
        self.sources = SourceIndex(sources)

    @classmethod
    def general(cls, *, cache: Path | None = None) -> "World":
        """The world without any watch: states and some international organisations, no groups, all countries' towns."""
        return cls(tuple(_general_actors()), (), (), cache=cache, labels=False)

    @staticmethod
    def countries_in(text: str) -> tuple[str, ...]:
        """ISO codes of the countries that a text speaks of, the most spoken of first."""
        return countries_in(text)


def _opened(path: Path) -> PlaceIndex:
    index = PlaceIndex.open(path)
    if index is None:
        raise ConfigError(f"{path} is damaged or of another version; import the gazetteer again.")
    return index


def _labels_beside(actors: Sequence[Actor]) -> Iterator[Actor]:
    """The labels that no actor of the watch has, each without the words that one has."""
    ids = {a.id for a in actors}
    taken = {" ".join(tokens(name)) for a in actors for name in (a.name, *a.aliases)}
    for label in _LABELS:
        free = [name for name in (label.name, *label.aliases) if " ".join(tokens(name)) not in taken]
        if free and label.id not in ids:
            yield label.model_copy(update={"name": free[0], "aliases": tuple(free[1:])})


def _checked(codes: Sequence[str]) -> tuple[str, ...]:
    unknown = [c for c in codes if c not in countries()]
    if unknown:
        raise ConfigError(f"{unknown[0]!r} is no ISO 3166 country code; use two capital letters such as SY.")
    return tuple(dict.fromkeys(codes))


def _general_actors() -> Iterator[Actor]:
    for country in countries().values():
        capital = (country.capital,) if country.capital and country_named(country.capital) is None else ()
        yield Actor(
            id=country.code.lower(),
            name=country.name,
            side=country.code.lower(),
            kind=ActorKind.STATE,
            aliases=(*country.also, *capital),
        )
    for actor_id, name, aliases in _ORGANISATIONS:
        yield Actor(id=actor_id, name=name, kind=ActorKind.IGO, aliases=aliases)


def _adjectives(actors: Sequence[Actor]) -> Iterator[tuple[str, str]]:
    """The adjectives of the states among the actors, so that "Turkish forces" are Turkey's."""
    for actor in actors:
        if actor.kind is ActorKind.STATE:
            names = (_GOVERNMENT_OF.sub("", n) for n in (actor.name, *actor.aliases))
            named = {c.code: c for n in names if (c := country_named(n)) is not None}
            for country in named.values():
                yield from ((adjective, actor.id) for adjective in country.adjectives)
