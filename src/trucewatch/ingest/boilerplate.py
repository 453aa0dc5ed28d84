"""Page furniture in a report's text: donation appeals, rights, contacts, share bars, links, credits.

It is kept as evidence and marked, never cut, and never coded (model/report.py). A sentence is marked where its own
words show that it speaks of the page; what lies between marked sentences, or after the last one, is marked with them
unless it reads like news. A headline in a list of links is a statement of its own publisher and stays unmarked unless
its line stands under a heading such as "Read also".
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from trucewatch.ingest import furniture
from trucewatch.ingest.needles import possible
from trucewatch.model import TextSpan

__all__ = ["boilerplate_spans"]

_SENTENCE_END = re.compile(r"(?<=[.!?؟])[\"”’»)\]]*[ \t]+(?=[\"“‘«(\[]*[^\W\d_a-zа-яё])|\n+")
_WIDEST_CUE = 600
_GAP = 3
_SHORT = 8


def boilerplate_spans(text: str) -> tuple[TextSpan, ...]:
    """The spans of page furniture, in order and apart from each other; empty where there is none."""
    units = list(_units(text))
    cues = possible(furniture.sentence(), text)
    marked = [_speaks_of_page(text[start:end], cues) for start, end in units]
    _mark_lists(text, units, marked)
    _mark_between(text, units, marked)
    spans = [unit for unit, is_marked in zip(units, marked, strict=True) if is_marked]
    for cue in possible(furniture.inline(), text):
        spans.extend((found.start(), found.end()) for found in cue.finditer(text))
    return tuple(TextSpan(start=start, end=end) for start, end in _joined(text, sorted(spans)))


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Sentences and lines, without the blanks around them."""
    start = 0
    for gap in (*_SENTENCE_END.finditer(text), None):
        end = gap.start() if gap else len(text)
        if gap and "\n" not in gap[0]:
            end += len(gap[0]) - len(gap[0].lstrip('"”’»)]'))
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        if piece.strip():
            yield start + left, start + len(piece.rstrip())
        start = gap.end() if gap else end


def _speaks_of_page(sentence: str, cues: list[re.Pattern[str]]) -> bool:
    return (
        len(sentence) <= _WIDEST_CUE and any(cue.search(sentence) for cue in cues) and not _reads_like_news(sentence, 3)
    )


def _reads_like_news(sentence: str, words: int = 2) -> bool:
    return len({found[0].lower() for found in furniture.news().finditer(sentence)}) >= words


def _mark_lists(text: str, units: list[tuple[int, int]], marked: list[bool]) -> None:
    """Mark a heading such as "Read also" on a line of its own, and the lines under it that are no whole sentences."""
    under = False
    for n, (start, end) in enumerate(units):
        line = text[start:end]
        own_line = (start == 0 or "\n" in text[units[n - 1][1] : start]) if n else True
        if own_line and furniture.list_heading().match(line):
            marked[n] = under = True
        elif under and own_line and not line.endswith((".", "!", "?", "؟")):
            marked[n] = True
        else:
            under = False


def _mark_between(text: str, units: list[tuple[int, int]], marked: list[bool]) -> None:
    """Mark short stretches between furniture, and after the last of it, unless they read like news."""
    places = [n for n, is_marked in enumerate(marked) if is_marked]
    for left, right in pairwise([*places, len(units)]):
        between = [text[start:end] for start, end in units[left + 1 : right]]
        if len(between) > _GAP:
            continue
        enclosed = right < len(units)
        if not any(_reads_like_news(piece, 1 if enclosed else 2) or _is_story(piece, enclosed) for piece in between):
            marked[left + 1 : right] = [True] * len(between)


def _is_story(piece: str, enclosed: bool) -> bool:
    """A whole sentence of some length, which needs a cue of its own to be furniture, unless furniture encloses it."""
    return not enclosed and len(piece.split()) > _SHORT and piece.endswith((".", "!", "?", '."', ".”", "؟"))


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch, or have only blanks between them, become one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
