"""The face of every extractor: a report goes in, its claims come out (codebook.md)."""

from typing import Protocol, runtime_checkable

from trucewatch.model import Claim, Report
from trucewatch.world import World

__all__ = ["Extractor"]


@runtime_checkable
class Extractor(Protocol):
    """Reads one report into claims.

    `name` and `version` together are the method that each claim names; `languages` are ISO 639-1 codes, and a report in
    another language yields no claim. Claims are numbered c1, c2 ... in text order; none is taken from boilerplate.
    Raises ExtractionError where the extractor cannot run at all, never for what a report says.
    """

    @property
    def name(self) -> str:
        """The name under which it can be asked for."""

    @property
    def version(self) -> str:
        """Changes whenever the same report could give other claims."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it reads."""

    def extract(self, report: Report, world: World) -> list[Claim]:
        """The claims of the report in text order, with actors and places resolved in `world`."""
