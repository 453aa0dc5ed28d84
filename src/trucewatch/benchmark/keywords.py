"""The baseline: words of a list name events, and every one is taken for a plain statement of the report itself."""

import re
from functools import cache
from importlib.resources import files

import yaml

from trucewatch.model import Claim, EventType, Report, Trigger
from trucewatch.world import World

__all__ = ["KeywordExtractor"]


class KeywordExtractor:
    """What most event data did for long: find a word, code an event.

    Nothing is read but the word: no parties, places, dates, tolls or links. Each claim is the report's own, affirmed,
    certain and actual. Its figures say how far a list of words gets, and what status costs that is not read.
    """

    name = "keywords"
    version = "keywords/1"
    languages = frozenset(("en",))

    def extract(self, report: Report, world: World) -> list[Claim]:  # noqa: ARG002 -- the face of every extractor
        """One claim for each word of the list, c1, c2 ... in text order; [] for a report in another language."""
        if report.language not in (None, *self.languages):
            return []
        pattern, types = _words()
        hits = [hit for hit in pattern.finditer(report.text) if not report.is_boilerplate(hit.start(), hit.end())]
        return [
            Claim(
                id=f"c{number}",
                report=report.id,
                trigger=Trigger(text=hit.group(), start=hit.start(), end=hit.end()),
                type=types[hit.lastgroup or ""],
                method=self.version,
            )
            for number, hit in enumerate(hits, start=1)
        ]


@cache
def _words() -> tuple[re.Pattern[str], dict[str, EventType]]:
    """One pattern for the whole list, longest wording first, and the type of each of its groups."""
    lists = yaml.safe_load(files("trucewatch.benchmark").joinpath("keywords.yaml").read_text("utf-8"))
    wordings = [(word, EventType(kind)) for kind, words in lists.items() for word in words]
    wordings.sort(key=lambda pair: (-len(pair[0]), pair[0]))
    types = {f"w{number}": kind for number, (_, kind) in enumerate(wordings)}
    parts = (f"(?P<w{number}>{_expression(word)})" for number, (word, _) in enumerate(wordings))
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE), types


def _expression(word: str) -> str:
    return r"\s+".join(re.escape(part).replace(r"\*", r"\w*") for part in word.split())
