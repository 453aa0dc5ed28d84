"""English reports to claims by rules over the parse: the stages in order, and the claims put together."""

from functools import partial

from trucewatch._version import __version__
from trucewatch.extract.english.assembly import assemble, date_and_count
from trucewatch.extract.english.dateline import dateline
from trucewatch.extract.english.drafting import draft_claims
from trucewatch.extract.english.links import add_denials, add_links, date_denials, find_denials
from trucewatch.extract.english.mentions import read
from trucewatch.extract.english.pipeline import parse
from trucewatch.extract.english.speech import hear
from trucewatch.extract.english.triggers import find_triggers
from trucewatch.extract.parts import extract_in_parts
from trucewatch.model import Claim, Report
from trucewatch.world import World

__all__ = ["RulesExtractor", "assemble", "date_and_count", "draft_claims"]


class RulesExtractor:
    """Claims by rules alone. Same report, same world: the same claims, on every machine."""

    name = "rules"
    version = f"rules/{__version__}"
    languages = frozenset(("en",))

    def extract(self, report: Report, world: World) -> list[Claim]:
        """The claims of the report, c1, c2 ... in text order; [] for a report in another language."""
        if report.language not in (None, *self.languages):
            return []
        return extract_in_parts(report, partial(self._extract, world=world), dateline)

    def _extract(self, report: Report, world: World) -> list[Claim]:
        reading = read(report, parse(report.text), world)
        speech = hear(reading)
        hits = find_triggers(reading)
        drafts = draft_claims(reading, speech, hits)
        date_and_count(reading, drafts)
        drafts = add_denials(drafts, find_denials(reading, speech))
        add_links(drafts)
        date_denials(drafts)
        return assemble(report, drafts, self.version)
