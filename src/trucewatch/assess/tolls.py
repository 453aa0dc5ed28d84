"""How many died, over the independent origins: of each its latest word on all the dead.

Parts stand beside a whole ("61 people, among them five children"), make one up ("31 civilians and 16 others"), or are
all that somebody speaks of ("six teachers"); the last says nothing of how many died in all, only that no fewer did.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files

import yaml
from pydantic import TypeAdapter

from trucewatch.assess.origins import Traced
from trucewatch.assess.seen import Seen
from trucewatch.model import Casualties

__all__ = ["Told", "told_by", "toll_of"]

_AMONG = re.compile(r"\b(?:including|among|mostly|most of|of whom|one of them|with)\b", re.IGNORECASE)


class _Whom(Enum):
    """Whom a toll counts: all the dead as far as it says, a group of them, what is left of them, or only some."""

    ALL = "everybody"
    GROUP = "groups"
    REST = "rest"
    SOME = "some"


@cache
def _words() -> dict[_Whom, frozenset[str]]:
    """The words that tell whom a toll counts, in the order in which they are looked for."""
    data = yaml.safe_load(files("trucewatch.assess").joinpath("tolls.yaml").read_text("utf-8"))
    return TypeAdapter(dict[_Whom, frozenset[str]]).validate_python(data)


@dataclass(frozen=True)
class Told:
    """A toll from `low` to `high` (None: open); `whole`: of all the dead, not of some of them."""

    low: int
    high: int | None
    whole: bool

    @property
    def size(self) -> int:
        """How large it is, to tell the whole from its parts: its low end, or its high end where only that is said."""
        return self.low or self.high or 0


def told_by(tolls: Iterable[Casualties]) -> Told | None:
    """What the tolls of one claim say together, None where they give no number."""
    given = [toll for toll in tolls if toll.low is not None or toll.high is not None]
    by: dict[_Whom, list[Casualties]] = {}
    for toll in given:
        by.setdefault(_whom(toll), []).append(toll)
    if everybody := by.get(_Whom.ALL):
        return max((_sum([toll], whole=True) for toll in everybody), key=lambda told: told.size)
    if groups := by.get(_Whom.GROUP):
        return _sum([*groups, *by.get(_Whom.REST, ())], whole=True)
    return _sum(given, whole=False) if given else None


def _sum(tolls: Sequence[Casualties], *, whole: bool) -> Told:
    """Tolls of different people, each wording once with its largest number."""
    by_whom: dict[str, Told] = {}
    for toll in tolls:
        told = Told(toll.low or 0, toll.high, whole)
        kept = by_whom.get(toll.who.casefold())
        if kept is None or told.size > kept.size:
            by_whom[toll.who.casefold()] = told
    highs = [told.high for told in by_whom.values()]
    high = None if None in highs else sum(high or 0 for high in highs)
    return Told(sum(told.low for told in by_whom.values()), high, whole)


def _whom(toll: Casualties) -> _Whom:
    """Whom a toll counts, by the words before any "including"."""
    head = _AMONG.split(toll.who, maxsplit=1)[0]
    words = frozenset(re.findall(r"[^\W\d_]+", head.casefold()))
    found = next((whom for whom, known in _words().items() if words & known), _Whom.ALL)
    one = toll.low == toll.high == 1 and found is not _Whom.REST and not words & _words()[_Whom.ALL]
    return _Whom.SOME if one and _is_named(head) else found


def _is_named(who: str) -> bool:
    """Whether a person is pointed to: "the groom", "director Karim Saleh"."""
    words = who.split()
    return len(words) > 1 and (words[0].casefold() == "the" or any(word[0].isupper() for word in words[1:]))


def toll_of(group: Sequence[Seen], traced: Traced) -> tuple[int | None, int | None]:
    """Bounds of the dead over the independent origins: of each the largest toll in its latest word on all the dead. Who
    speaks only of some of them does not lower it, and opens the upper end where these are more than it; where nobody
    speaks of all, the words on some of them stand."""
    words = [(seen, told) for seen in group if (told := told_by(seen.claim.killed))]
    whole = [(seen, told) for seen, told in words if told.whole]
    latest: dict[str, tuple[date, int, Told]] = {}
    for seen, told in whole or words:
        day, origin = seen.published or date.min, traced.of[seen.claim.key].id
        kept = latest.get(origin)
        if kept is None or (day, told.size) > kept[:2]:
            latest[origin] = (day, told.size, told)
    if not latest:
        return None, None
    lows = [told.low for *_, told in latest.values()]
    highs = [told.high for *_, told in latest.values()]
    high = None if None in highs else max(high or 0 for high in highs)
    at_least = max((told.low for _, told in words if not told.whole), default=0)
    return min(lows), None if high is None or at_least > high else high
