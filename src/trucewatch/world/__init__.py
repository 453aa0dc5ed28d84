"""Who is who and where is where: aliases, dated relations, gazetteers, places with their uncertainty."""

from trucewatch.world.actors import ActorIndex, Resolved
from trucewatch.world.countries import countries_in
from trucewatch.world.gazetteer import Gazetteer, PlaceContext
from trucewatch.world.loading import load_actors, load_places, load_sources
from trucewatch.world.mentions import Mention
from trucewatch.world.sources import SourceIndex
from trucewatch.world.world import World

__all__ = [
    "ActorIndex",
    "Gazetteer",
    "Mention",
    "PlaceContext",
    "Resolved",
    "SourceIndex",
    "World",
    "countries_in",
    "load_actors",
    "load_places",
    "load_sources",
]
