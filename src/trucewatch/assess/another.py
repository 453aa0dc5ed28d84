"""Does a report say of an event that it is another one? "A second strike", "further shelling", "were hit again".

What counts is the word beside what happened, not beside who tells it or on which day: "another source said shells hit"
and "on the second day" begin no event. The words stand in another.yaml, which explains each list.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

__all__ = ["Another", "another"]

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[’'-][^\W_]+)*|[^\w\s]")
_END = re.compile(r"(?<!\b[A-Z])[.!?][\"'”’)]?\s|\n")
_WINDOW = 300
_MOST_BETWEEN = 5


@dataclass(frozen=True)
class Another:
    """That a claim's report tells its event as another than those told up to `after`, an offset into its text.

    `words` are the report's own, to be read out; `word` the telling one, in lower case. `repeats`: said of two events,
    the word begins another each time ("another ... another"), while "a second ... the second" is one. `at_once`: it
    came within moments of what was told before.
    """

    words: str
    word: str
    after: int
    repeats: bool
    at_once: bool


class _Words(BaseModel):
    """What another.yaml holds; see there for the meaning of each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ordinals: frozenset[str]
    fresh: frozenset[str]
    more: frozenset[str]
    single: frozenset[str]
    again: frozenset[str]
    outcomes: frozenset[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    none: frozenset[str]
    copulas: frozenset[str]
    spans: frozenset[str]
    events: frozenset[str]
    groups: frozenset[str]
    modifiers: frozenset[str]
    numbers: frozenset[str]
    moments: frozenset[str]
    helpers: frozenset[str]
    clause_ends: frozenset[str]
    clause_starts: frozenset[str]
    times: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """The words that can tell an event to be another one."""
        return self.ordinals | self.fresh | self.more | self.again


@cache
def _words() -> _Words:
    return _Words.model_validate(yaml.safe_load(files("trucewatch.assess").joinpath("another.yaml").read_text("utf-8")))


@cache
def _any_word() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_words().all))})\b", re.IGNORECASE)


def another(text: str, start: int, end: int) -> Another | None:
    """What the report says of the event whose trigger stands from `start` to `end`; None where it says nothing of it,
    or its words can be read in two ways."""
    first = max((m.end() for m in _END.finditer(text, max(0, start - _WINDOW), start)), default=max(0, start - _WINDOW))
    stop = _END.search(text, end, end + _WINDOW)
    last = stop.start() if stop else min(len(text), end + _WINDOW)
    if not _any_word().search(text, first, last):
        return None
    return _Sentence(text, first, last, (start, end)).read()


@dataclass(frozen=True)
class _Phrase:
    """A noun of an event told as another one: the numbers of its first word, of the telling word, and of the noun."""

    begins: int
    word: int
    noun: int


class _Sentence:
    """One sentence as words, with the trigger in it."""

    def __init__(self, text: str, first: int, last: int, trigger: tuple[int, int]) -> None:
        found = list(_TOKEN.finditer(text, first, last))
        self._text = text
        self._first = first
        self._at = [m.span() for m in found]
        self._shown = [m.group() for m in found]
        self._low = [m.group().lower().replace("’", "'") for m in found]
        self._from = sum(1 for _, stops in self._at if stops <= trigger[0])
        self._upto = sum(1 for starts, _ in self._at if starts < trigger[1])

    def read(self) -> Another | None:
        """The phrase or word that tells the trigger's event to be another one."""
        words = _words()
        nouns = [n for n in range(self._from, self._upto) if self._low[n] in words.events]
        phrase = (self._phrase(nouns[-1]) if nouns else None) or self._opening()
        if not phrase and not nouns:
            phrase = self._subject() or self._means()
        return self._of_phrase(phrase) if phrase else self._again(is_noun=bool(nouns))

    def _phrase(self, noun: int) -> _Phrase | None:
        """The phrase that ends in an event's noun, if a telling word is in it: word, modifiers, noun."""
        words, at = _words(), noun - 1
        while at >= max(0, noun - _MOST_BETWEEN):
            if self._tells(at):
                return self._judged(at, noun)
            if self._low[at] == "of" and at and self._low[at - 1] in words.groups | words.ordinals:
                at -= 1
                if self._tells(at):
                    return self._judged(at, noun)
            elif not self._modifies(at):
                return None
            at -= 1
        return None

    def _tells(self, at: int) -> bool:
        words = _words()
        return self._low[at] in words.ordinals | words.fresh | words.more

    def _modifies(self, at: int) -> bool:
        words, low = _words(), self._low[at]
        if low in words.modifiers | words.events | words.numbers or low.isdigit():
            return True
        named = at > 0 and self._shown[at][0].isupper()
        return named or low.endswith(("-led", "-backed", "-made", "-style"))

    def _judged(self, word: int, noun: int) -> _Phrase | None:
        """The phrase, unless it points back to what was told, or counts it."""
        words, begins = _words(), word
        ordinal = self._low[word] in words.ordinals
        if self._low[word] in words.single and (not word or self._low[word - 1] != "a"):
            return None
        while begins and self._low[begins - 1] in words.definite | words.indefinite:
            begins -= 1
            if self._low[begins] in words.definite and not ordinal:
                return None
        before = self._low[begins - 1] if begins else ""
        if before in words.none:
            return None
        if before in words.copulas and (begins < 2 or self._low[begins - 2] != "there"):
            return None
        if ordinal and self._counts_over(noun):
            return None
        return _Phrase(begins, word, noun)

    def _counts_over(self, noun: int) -> bool:
        """Whether "in three days", "this week" or "since" follows."""
        words = _words()
        for at in range(noun + 1, len(self._low)):
            low = self._low[at]
            if low == "since" or (low in words.spans and self._low[at - 1] not in ("a", "an", "the", "of", "per")):
                return True
            if not low[0].isalnum() or low in words.clause_ends:
                return False
        return False

    def _opening(self) -> _Phrase | None:
        """ "In a separate attack ..." at the beginning speaks of all that its sentence tells."""
        opens = len(self._low) > 1 and self._low[0] in ("in", "during")
        found = self._phrase_from(1) if opens else None
        return found if found and found.noun < self._from else None

    def _subject(self) -> _Phrase | None:
        """ "Another air raid hit": the nearest noun of an event before the verb."""
        words = _words()
        for noun in range(self._from - 1, max(-1, self._from - 2 - _MOST_BETWEEN), -1):
            if self._low[noun] in words.events:
                return self._phrase(noun)
            if self._ends_clause(noun) and not self._tells_of_noun(noun):
                return None
        return None

    def _tells_of_noun(self, at: int) -> bool:
        """Whether "that" or "which" goes on about the noun before: "another shell that fell"."""
        return self._low[at] in ("that", "which") and at > 0 and self._low[at - 1] in _words().events

    def _means(self) -> _Phrase | None:
        """ "Dropped another bomb", "was hit by another shell", "hit the town in a second raid"."""
        end = min(len(self._low), self._upto + 1 + _MOST_BETWEEN)
        if self._upto < len(self._low) and (found := self._phrase_from(self._upto)):
            return found
        for at in range(self._upto, end):
            if self._low[at] in ("by", "in", "with", "during", "out") and (found := self._phrase_from(at + 1)):
                return found
            if self._ends_clause(at):
                return None
        return None

    def _phrase_from(self, begins: int) -> _Phrase | None:
        """The phrase that begins there, up to its last noun of an event."""
        words = _words()
        for noun in range(begins, min(len(self._low), begins + 1 + _MOST_BETWEEN)):
            followed = self._low[noun + 1] if noun + 1 < len(self._low) else ""
            if self._low[noun] in words.events and followed not in words.events:
                found = self._phrase(noun)
                return found if found and found.begins == begins else None
        return None

    def _ends_clause(self, at: int) -> bool:
        return not self._low[at][0].isalnum() or self._low[at] in _words().clause_ends

    def _again(self, *, is_noun: bool) -> Another | None:
        """ "Were hit again", "later shelled the town", "came under shelling again in the evening"."""
        words = _words()
        if any(self._low[n] in words.outcomes for n in range(self._from, self._upto)):
            return None
        at = self._from - 1
        while at >= 0 and self._low[at] in words.helpers:
            at -= 1
        if at >= 0 and self._low[at] in words.again and not is_noun:
            return self._of_adverb(at)
        for at in range(self._upto, min(len(self._low), self._upto + 2 + _MOST_BETWEEN)):
            if self._low[at] in ("again", "anew"):
                return self._of_adverb(at) if not is_noun or self._closes(at) else None
            if is_noun or self._ends_clause(at):
                return None
        return None

    def _closes(self, at: int) -> bool:
        """Whether nothing but a time or a place follows, so that the word goes with what stands before it."""
        return at + 1 == len(self._low) or self._ends_clause(at + 1) or self._low[at + 1] in _words().times

    def _of_adverb(self, at: int) -> Another:
        first, last = min(at, self._from), max(at + 1, self._upto)
        return self._told(first, last, self._low[at], self._first, repeats=False)

    def _of_phrase(self, phrase: _Phrase) -> Another:
        """Within one sentence a phrase begins another event only where a clause begins with it."""
        words, low = _words(), self._low[phrase.word]
        at = phrase.begins - 1
        while at > 0 and (self._low[at] == "by" or self._low[at] in words.again):
            at -= 1
        begins_clause = at >= 0 and self._low[at] in words.clause_starts
        after = self._at[phrase.begins][0] if begins_clause and phrase.noun < self._upto else self._first
        return self._told(phrase.begins, phrase.noun + 1, low, after, repeats=low in words.more)

    def _told(self, first: int, last: int, word: str, after: int, *, repeats: bool) -> Another:
        words = " ".join(self._text[self._at[first][0] : self._at[last - 1][1]].split())
        return Another(words, word, after, repeats, at_once=not _words().moments.isdisjoint(self._low))
