"""A wording for a place taken apart: pieces with names, kind words and directions, and how each leans on the next.

"a hospital on the northern outskirts of Deir Salam" has the pieces "a hospital", "the northern outskirts" and
"Deir Salam", innermost first. Which names are known is the gazetteer's matter.
"""

import re
from dataclasses import dataclass, field

from trucewatch.world.countries import Country, country_named
from trucewatch.world.mentions import Word, words
from trucewatch.world.place_words import CAPITALS, CONNECTORS, FILLERS, Hint, Join, bearing_of, kind_hint

__all__ = ["Piece", "PlacePhrase"]

_DISTANCE = re.compile(
    r"(?:about |some |around |nearly |at least |over )?(\d+(?:[.,]\d+)?)[\s-]*"
    r"(km|kms|kilomet(?:er|re)s?|miles?|mi|км|كم)\b\.?(?:\s*\([^)]*\))?"
    r"(?=\s+(?:to the\s+)?(?:(?:north|south|east|west)[\w-]*(?:\s+(?:east|west)\w*)?\s+)?"
    r"(?:of|from|away|outside|к|от|на|شمال|جنوب|شرق|غرب|من))",
    re.IGNORECASE,
)
_MILE_KM = 1.609344
_SHORT_BEARING = re.compile(r"\b(NE|NW|SE|SW|[NSEW])\b\.?\s+(?=[A-Z][a-z])")
_LONG = {
    "N": "northern ",
    "S": "southern ",
    "E": "eastern ",
    "W": "western ",
    "NE": "northeastern ",
    "NW": "northwestern ",
    "SE": "southeastern ",
    "SW": "southwestern ",
}
_TRAILING_NUMBER = re.compile(r"(?<=[^\W\d_]{4})\s+\d+$")
_TIED = re.compile(
    r"\b[\w.'’]+[-‐–](?:held|led|backed|controlled|occupied|run|dominated|besieged|populated)\b", re.IGNORECASE
)
_BREAK = re.compile(r"[,;()\[\]/]")
_POSSESSIVE = re.compile(r"['’ʼ]s\b")
_DEFINITE = frozenset("the this that its their same".split())
_COUNTED = frozenset("two three four five several some many various".split())
_ARTICLES = frozenset("al ar as ash at el ad an az".split())

_PARTICLES = frozenset("de del la las los el da do dos di du y".split())


@dataclass(slots=True)
class Piece:
    """One piece of a wording. `join` says how it leans on the piece behind it, None for the last.

    `names` are runs of words that may be names, each as written and with the kind words after it ("Tabqa", "Tabqa
    dam"); `lower` that the wording has no capital that would show which words are names. `noun_bearing` tells "north"
    from "northern", `the_bearing` "the north of" from "north of"; `has_adjective` "Syrian" from "Syria".
    """

    text: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)
    hints: set[Hint] = field(default_factory=set)
    bearing: float | None = None
    noun_bearing: bool = False
    the_bearing: bool = False
    country: Country | None = None
    has_adjective: bool = False
    capital: bool = False
    definite: bool = False
    plural: bool = False
    lower: bool = False
    distance_km: float | None = None
    join: Join | None = None

    @property
    def is_bare(self) -> bool:
        """Whether the piece says nothing at all, as before "near X"."""
        return not (self.names or self.hints or self.country or self.capital) and self.bearing is None


class PlacePhrase:
    """The pieces of a wording, innermost first. `between` where it speaks of a stretch between places."""

    def __init__(self, text: str) -> None:
        self._distances: list[tuple[int, float]] = []
        plain = _TRAILING_NUMBER.sub("", _SHORT_BEARING.sub(lambda m: _LONG[m.group(1)], text))
        masked = _DISTANCE.sub(self._note_distance, plain)
        self._text = _TIED.sub(lambda m: " " * len(m.group()), masked)
        self._words = words(self._text)
        self._lower = not any(w.capital and w.folded not in CONNECTORS for w in self._words)
        self.between = bool(re.search(r"\bbetween\b", text, re.IGNORECASE))
        self.pieces = self._split()
        self._hand_hints_on()

    def _note_distance(self, match: re.Match[str]) -> str:
        km = float(match.group(1).replace(",", "."))
        self._distances.append((match.start(), km * _MILE_KM if match.group(2).lower().startswith("mi") else km))
        return " " * len(match.group())

    def _split(self) -> list[Piece]:
        """Cut at connectors, commas, parentheses, distances and possessives, and put possessors behind."""
        pieces: list[Piece] = []
        current: list[Word] = []
        owners: list[Piece] = []
        for i, word in enumerate(self._words):
            gap_start = self._words[i - 1].end if i else 0
            gap = self._text[gap_start : word.start]
            if current and _POSSESSIVE.match(gap):
                owners.append(self._read(current, Join.IN))
                current = []
            elif current and (_BREAK.search(gap) or any(gap_start <= at < word.start for at, _ in self._distances)):
                self._close(pieces, owners, current, Join.OF if "(" in gap else Join.IN)
                current = []
            join = CONNECTORS.get(word.folded)
            if join is None or self._begins_name(i):
                current.append(word)
            else:
                self._close(pieces, owners, current, join)
                current = []
        self._close(pieces, owners, current, None)
        return pieces

    def _begins_name(self, i: int) -> bool:
        """Whether a capital "At" begins a romanised Arabic name ("At Tall") rather than joining two pieces."""
        word = self._words[i]
        return word.capital and word.folded == "at" and i + 1 < len(self._words) and self._words[i + 1].capital

    def _close(self, pieces: list[Piece], owners: list[Piece], current: list[Word], join: Join | None) -> None:
        if not current and pieces and not owners:
            if join is not None and (join is Join.NEAR or pieces[-1].join is None):
                pieces[-1].join = join
            return
        if not current and join is None and not owners:
            return
        pieces.append(self._read(current, Join.IN if owners else join))
        for owner in reversed(owners):
            owner.join = Join.IN if owner is not owners[0] else join
            pieces.append(owner)
        owners.clear()

    def _read(self, current: list[Word], join: Join | None) -> Piece:
        piece = _PieceReader(current, self._text, self._lower).piece
        piece.join = join
        if current:
            start = current[0].start
            piece.distance_km = next((km for at, km in self._distances if at < start), None)
            self._distances = [d for d in self._distances if d[0] >= start]
        elif self._distances:
            piece.distance_km = self._distances.pop(0)[1]
        return piece

    def _hand_hints_on(self) -> None:
        """ "The province of X": the kind word before "of" speaks of the name after it."""
        for piece, following in zip(self.pieces, self.pieces[1:], strict=False):
            if piece.join is Join.OF and not piece.names:
                following.hints |= piece.hints & {Hint.TOWN, Hint.PROVINCE, Hint.DISTRICT, Hint.QUARTER}
                if following.country is None:
                    following.country = piece.country


class _PieceReader:
    """Reads the words of one piece from left to right."""

    def __init__(self, current: list[Word], text: str, lower: bool) -> None:
        self.piece = Piece(text=text[current[0].start : current[-1].end] if current else "", lower=lower)
        self._words = current
        self._text = text
        self._run: list[Word] = []
        i = 0
        while i < len(current):
            i += self._read(i)
        self._end_run()

    def _read(self, i: int) -> int:
        """Take in the word at `i`, and say how many words that took."""
        word = self._words[i]
        bearing = bearing_of(tuple(w.folded for w in self._words[i : i + 2]))
        if bearing is not None and not self._is_in_name(i):
            self._end_run()
            self._note_bearing(i, *bearing)
            return bearing[1]
        country = None if self._run or self._is_namesake(i) else _country(word)
        if word.folded in CAPITALS or (hint := kind_hint(word.folded)) is not None or country is not None:
            self._end_run()
            if word.folded in CAPITALS:
                self.piece.capital = True
            elif hint is not None:
                self.piece.hints.add(hint)
                self.piece.definite = self.piece.definite or self._is_definite_by_script(word)
            else:
                self.piece.country = country
                self.piece.has_adjective = country is not None and country_named(word.folded) is None
        elif word.folded in FILLERS and not (self._run and (word.capital or self._is_article(i))):
            self._end_run()
            self.piece.definite = self.piece.definite or word.folded in _DEFINITE
            self.piece.plural = self.piece.plural or word.folded in _COUNTED
        elif word.capital or self.piece.lower or (self._run and self._links_names(i)):
            self._run.append(word)
        else:
            self._end_run()
        return 1

    def _is_definite_by_script(self, word: Word) -> bool:
        """Whether a word is definite without an article of its own: Arabic with its al-, Russian, which has none."""
        raw = self._text[word.start : word.end]
        return raw.startswith("ال") or "\u0400" <= raw[0] <= "\u04ff"

    def _is_namesake(self, i: int) -> bool:
        """Whether a country's name stands before "village" or the like, and so is a village's own name."""
        after = kind_hint(self._words[i + 1].folded) if i + 1 < len(self._words) else None
        return after in (Hint.TOWN, Hint.QUARTER) and country_named(self._words[i].folded) is not None

    def _is_in_name(self, i: int) -> bool:
        """Whether a capital direction word stands inside a name, as in "Bab Sharqi East Gate"."""
        after = self._words[i + 1] if i + 1 < len(self._words) else None
        return bool(self._run and self._words[i].capital and after and after.capital and not kind_hint(after.folded))

    def _is_article(self, i: int) -> bool:
        """Whether a word that English has, too, links the words of a name: "Maarrat an Numan", "Norte de Santander"."""
        return self._words[i].folded in _ARTICLES | _PARTICLES and self._links_names(i)

    def _links_names(self, i: int) -> bool:
        """Small words inside a name: "Deir ez-Zor"."""
        return len(self._words[i].folded) <= 3 and i + 1 < len(self._words) and self._words[i + 1].capital

    def _note_bearing(self, i: int, degrees: float, size: int) -> None:
        if self.piece.bearing is None or self.piece.noun_bearing:
            self.piece.bearing = degrees
            self.piece.noun_bearing = not self._words[i + size - 1].folded.endswith("ern")
            self.piece.the_bearing = i > 0 and self._words[i - 1].folded == "the"

    def _end_run(self) -> None:
        if not self._run:
            return
        start, end = self._run[0].start, self._run[-1].end
        first = next(i for i, w in enumerate(self._words) if w.start == start)
        if first and self._words[first - 1].folded in _ARTICLES:
            start = self._words[first - 1].start
        reach = end
        for word in self._words:
            if word.start > end:
                if kind_hint(word.folded) is None:
                    break
                reach = word.end
        self.piece.names.append((self._text[start:end], self._text[start:reach]))
        self._run = []


def _country(word: Word) -> Country | None:
    """The country that a word names, as "Syria", "Syrian", or "Syrias" with its apostrophe lost."""
    named = country_named(word.folded, adjectives=True)
    if named is None and word.capital and word.folded.endswith("s") and len(word.folded) > 4:
        return country_named(word.folded[:-1])
    return named
