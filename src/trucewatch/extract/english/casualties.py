"""The killed and injured of each event of a report.

Each count of people (`counts`) goes to the event whose word it is, else to the event of its sentence that the parse
puts closest, else to the event told just before (codebook, decisions: Casualties).
"""

from bisect import bisect_left
from collections.abc import Sequence

from trucewatch.extract.english.counts import Casualty, Count, find_counts
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.time_clues import EventMention

__all__ = ["Casualty", "Count", "casualties", "find_counts"]

_ARMED = frozenset(
    "offensive_launched assault armed_clash territory_captured shelling air_strike weapons_fire explosive_device "
    "violence_against_civilians chemical_attack ceasefire_breach siege".split()
)
_FRAMES = frozenset(("ceasefire_breach", "siege", "territory_captured", "offensive_launched"))
# A sentence of these words, or a number of this size, counts the dead of a war and not of the event told just before.
_WHOLE_WAR = frozenset("war conflict uprising crisis revolution revolt unrest".split())
_WAR_TOLL = 1_000

_REACH = 500
"""How far, in words, an event may stand from its toll."""


def _steps(a: Token, b: Token) -> int:
    """Edges between two words in the parse; a large number if they are not in one tree."""
    up = [a, *a.ancestors]
    other = [b, *b.ancestors]
    place = {t.i: n for n, t in enumerate(up)}
    return next((place[t.i] + n for n, t in enumerate(other) if t.i in place), 50)


def _owner(count: Count, mentions: Sequence[EventMention], able: Sequence[int]) -> int | None:
    """The event that a count belongs to: the one whose word it is, else the closest of its sentence, else
    the last one told. `able` are the mentions around that can have a toll."""
    word = count.word
    for i in able:
        if mentions[i].trigger.start <= word.i < mentions[i].trigger.end:
            return i
    part = word.sent
    here = [i for i in able if part.start <= mentions[i].trigger.start < part.end]
    war, most = (
        not _WHOLE_WAR.isdisjoint(word.doc.lower[part.start : part.end]),
        max((c.low or 0) for c in count.people),
    )
    if here:
        return None if war and most >= _WAR_TOLL else min(here, key=lambda i: (_distance(word, mentions[i]), i))
    if war or most >= _WAR_TOLL:
        return None
    told = [i for i in able if mentions[i].trigger.end <= word.i and _sentences_back(mentions[i].trigger, word) <= 2]
    return max(told, key=lambda i: (mentions[i].type not in _FRAMES, mentions[i].trigger.start), default=None)


def _distance(word: Token, mention: EventMention) -> float:
    """How far an event stands from a word of death: edges in the parse, words between, and more for an event that only
    frames the one that kills."""
    root = mention.trigger.root
    return _steps(word, root) + abs(word.i - root.i) / 5 + (3 if mention.type in _FRAMES else 0)


def _sentences_back(trigger: Span, word: Token) -> int:
    sentence, back = trigger.sent, 0
    while sentence.end <= word.i and back < 9:
        sentence, back = trigger.doc[sentence.end].sent, back + 1
    return back


def casualties(
    mentions: Sequence[EventMention], counts: Sequence[Count]
) -> list[tuple[list[Casualty], list[Casualty]]]:
    """(killed, injured) of every mention, in the order given; empty lists where the text counts nobody for it."""
    out: list[tuple[list[Casualty], list[Casualty]]] = [([], []) for _ in mentions]
    armed = sorted((m.trigger.start, i) for i, m in enumerate(mentions) if m.type in _ARMED)
    for count in counts:
        low, high = (bisect_left(armed, (count.word.i + reach, -1)) for reach in (-_REACH, _REACH))
        around = sorted(i for _, i in armed[low:high])
        able = [i for i in around if mentions[i].mode in ("actual", "predicted")]
        owner = _owner(count, mentions, able)
        if owner is None:
            continue
        # Two means with one trigger ("artillery and jets pounded") are two claims of one toll.
        shared = [i for i in around if mentions[i].trigger.start == mentions[owner].trigger.start]
        for i in shared:
            side = out[i][0 if count.killed else 1]
            known = {(c.low, c.high) for c in side}
            side.extend(c for c in count.people if (c.low, c.high) not in known)
    return out
