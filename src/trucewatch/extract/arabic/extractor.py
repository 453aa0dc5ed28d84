"""Arabic reports to claims by rules over words and clauses: the stages in order."""

from functools import partial

from trucewatch._version import __version__
from trucewatch.extract.arabic.dates import date_drafts, is_mention_of
from trucewatch.extract.arabic.figures import find_tolls
from trucewatch.extract.arabic.links import add_denials, link_mentions, tie_conditions
from trucewatch.extract.arabic.mentions import Mentions
from trucewatch.extract.arabic.text import parse
from trucewatch.extract.arabic.times import dateline, find_times
from trucewatch.extract.arabic.tolls import counted
from trucewatch.extract.arabic.triggers import find_triggers
from trucewatch.extract.drafting import claims_of, hand_on
from trucewatch.extract.parts import extract_in_parts
from trucewatch.model import Claim, Report
from trucewatch.world import World

__all__ = ["ArabicExtractor"]


class ArabicExtractor:
    """Claims from Arabic reports by rules over words and clauses. Same report, same world: the same claims."""

    name = "arabic"
    version = f"arabic/{__version__}"
    languages = frozenset(("ar",))

    def extract(self, report: Report, world: World) -> list[Claim]:
        """The claims of the report, c1, c2 ... in text order; [] for a report in another language."""
        if report.language not in (None, *self.languages):
            return []
        return extract_in_parts(report, partial(self._extract, world=world), dateline)

    def _extract(self, report: Report, world: World) -> list[Claim]:
        today = dateline(report.text, report.published)
        times = find_times(report.text, today)
        parsed = parse(report.text, times)
        mentions = Mentions(parsed, world, today)
        drafts = list(mentions.drafts(find_triggers(parsed, report)))
        drafts = counted(mentions, drafts, find_tolls(parsed))
        date_drafts(parsed, drafts, times, today)
        link_mentions(drafts)
        drafts = add_denials(parsed, mentions.speech, drafts)
        hand_on(drafts, is_mention_of)
        tie_conditions(parsed, drafts)
        return claims_of(report, parsed.tokens, drafts, self.version)
