"""How reports wrap an actor's name: determiners, force words, modifiers, acronyms in parentheses."""

import re
from collections.abc import Iterator
from functools import cached_property

from trucewatch.world.countries import country_named
from trucewatch.world.mentions import Word, words
from trucewatch.world.names import fold

__all__ = ["ActorPhrase", "is_force_word", "singular"]

_DETERMINERS = frozenset(
    "the a an some several many dozens hundreds thousands of its their his her our other more rival allied various "
    "unidentified unknown armed local foreign elite".split()
)
_STATE_FORCES = frozenset(
    "army armies forces force troops soldiers soldier warplanes warplane jets jet aircraft plane planes helicopter "
    "helicopters gunships artillery military airforce air war navy commandos command tanks guards bombers strikes "
    "airstrikes personnel officers units unit convoy convoys positions position fighter government authorities regime "
    "officials official spokesman spokeswoman".split()
)
"""Words that, behind a state's adjective, mean its own people; not "rebels" or "militants", who may only live there."""
_FORCE_WORDS = _STATE_FORCES | frozenset(
    "fighters militants militant militia militias militiamen gunmen rebels rebel members member leadership insurgents "
    "terrorists terrorist jihadists jihadist extremists group groups faction factions organization organisation "
    "movement elements element combatants spokesmen spokesperson commander commanders alliance coalition".split()
)
_ONE_GROUP = frozenset("group faction movement organization organisation militia brigade battalion".split())
_PEOPLE_OF = re.compile(
    r"\b(?:members|fighters|forces|militants|troops|soldiers|gunmen|elements|units|positions|terrorists|rebels|"
    r"warplanes|jets|aircraft|convoys?|commanders?|leaders?|supporters|ranks|groups?|remnants|personnel)\s+"
    r"(?:of|from|belonging to|loyal to)\s+(.+)$",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"^(.*?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*(.*)$")
_TIES = (
    "backed led supported allied affiliated linked held controlled aligned trained funded sponsored armed loyal "
    "inspired dominated besieged occupied run based"
)
_TIED = "|".join(_TIES.split())
_MODIFIER = re.compile(rf"\b[\w.'’]+[-‐–](?:{_TIED})\b", re.IGNORECASE)
_TIED_AFTER = re.compile(rf"^\s*[-‐– ]?\s*(?:{_TIED})\b", re.IGNORECASE)
_OPPOSED_BEFORE = re.compile(r"\b(?:anti|pro|non|ex|former)[-‐– ]\s*(?:the )?$", re.IGNORECASE)
_COMPOUND_AFTER = re.compile(r"^[ -]al[- ]\w", re.IGNORECASE)
_OF_OTHERS = re.compile(
    rf"\b(?:against|fighting|battling|targeting|opposed to|close to|belonging|including|who|which|that|"
    rf"(?:{_TIED})\s+(?:by|to|with))\b",
    re.IGNORECASE,
)
_NOT_HEAD = re.compile(r"\b(?:and|in|from|of|at|near|with|around|inside|on)\b", re.IGNORECASE)
_POSSESSIVE_END = re.compile(r"['’ʼ`]s?\s*$")


def singular(word: str) -> str:
    """A word for people in the singular: "militants" and "militant" meet, as "militiamen" and "militiaman" do."""
    if word.endswith("men") and len(word) > 4:
        return word[:-3] + "man"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


_MORE_FORCE_WORDS = frozenset(
    "brigade division corps battalion front legion regiment company council ministry joint general national defence "
    "defense security special people peoples popular islamic democratic liberation resistance delegation commission "
    "party center centre part side free united guerrillas guerrilla nacional national troops".split()
)


def is_force_word(word: str) -> bool:
    """Whether a folded word names a kind of force or body, so that many actors' names share it."""
    return word in _FORCE_WORDS or word in _STATE_FORCES or word in _MORE_FORCE_WORDS


class ActorPhrase:
    """A wording for an actor, as far as it can be taken apart without knowing any names.

    `text` is the part that speaks of the actor itself: "groups backed by X" is about groups.
    """

    def __init__(self, wording: str) -> None:
        whole = _POSSESSIVE_END.sub("", wording.strip())
        people = _PEOPLE_OF.search(whole)
        cut = _OF_OTHERS.search(whole)
        if cut and cut.start() > 0 and not (people and people.start(1) <= cut.end()):
            whole = whole[: cut.start()].rstrip(" ,;(")
        self.text = whole

    @property
    def is_named(self) -> bool:
        """Whether anything in the wording is written like a name."""
        return any(w.capital and w.folded not in _DETERMINERS for w in self.words)

    @property
    def is_one_group(self) -> bool:
        """Whether it speaks of one group by a name of its own, so that no class word can stand for it."""
        found = self.words
        named = (w.capital and country_named(w.folded, adjectives=True) is None for w in found[:-1])
        return (
            bool(found)
            and found[-1].folded in _ONE_GROUP
            and any(
                n and w.folded not in _DETERMINERS and w.folded not in _FORCE_WORDS
                for n, w in zip(named, found, strict=False)
            )
        )

    @cached_property
    def words(self) -> list[Word]:
        """The words of the wording, with their offsets in `text`."""
        return words(self.text)

    def wordings(self) -> Iterator[tuple[str, str]]:
        """Folded names that the wording may stand for, the fullest first, each with how it was reached."""
        seen: set[str] = set()
        for candidate, rule in self._unwrapped():
            folded = fold(candidate)
            pronoun = len(folded) <= 2 and candidate.islower()
            if folded and folded not in seen and not pronoun:
                seen.add(folded)
                yield folded, rule

    def adjectives(self) -> Iterator[str]:
        """The folded adjective of "Turkish forces", "the Turkish army's warplanes", or "Turkish" alone."""
        kept = fold(_MODIFIER.sub(" ", self.text)).split()
        while kept and kept[0] in _DETERMINERS:
            kept.pop(0)
        for size in (1, 2):
            if kept[:size] and all(w in _STATE_FORCES or w.removesuffix("s") in _STATE_FORCES for w in kept[size:]):
                yield " ".join(kept[:size])

    def heads(self) -> Iterator[str]:
        """Words that may name a class of actors, in the singular: the last word of the head, and those before it as
        long as only words for people follow ("rebel fighters", not "rebel hospitals")."""
        text = _MODIFIER.sub(" ", self.text)
        for part in _NOT_HEAD.split(text):
            for word in reversed(fold(part).split()):
                yield singular(word)
                if word not in _FORCE_WORDS:
                    break

    def is_modifier(self, start: int, end: int) -> bool:
        """Whether a name there only modifies ("US-backed", "anti-IS"), or begins another name ("X al-Y")."""
        before, after = self.text[:start], self.text[end:]
        return bool(_TIED_AFTER.match(after) or _OPPOSED_BEFORE.search(before) or _COMPOUND_AFTER.match(after))

    def _unwrapped(self) -> Iterator[tuple[str, str]]:
        yield self.text, "name"
        parts = _PARENTHESES.match(self.text)
        if parts:
            outside, inside, rest = parts.groups()
            yield f"{outside} {rest}", "name beside an acronym"
            yield from self._stripped(f"{outside} {rest}")
            yield inside, "acronym in parentheses"
        yield from self._stripped(self.text)

    @staticmethod
    def _stripped(text: str) -> Iterator[tuple[str, str]]:
        text = " ".join(_MODIFIER.sub(" ", text).split())
        yield text, "name behind a modifier"
        people = _PEOPLE_OF.search(text)
        if people:
            text = people.group(1)
            yield text, "people of a named actor"
        kept = text.split()
        while kept and fold(kept[0]) in _DETERMINERS:
            kept = kept[1:]
            yield " ".join(kept), "name without determiner"
        if len(kept) > 2 and fold(kept[-1]) in _FORCE_WORDS:
            for i in range(1, len(kept) - 1):
                yield " ".join(kept[i:]), "name behind a modifier"
        while len(kept) > 1 and fold(kept[-1]) in _FORCE_WORDS:
            kept = kept[:-1]
            yield _POSSESSIVE_END.sub("", " ".join(kept)), "name with a word for its people"
        while len(kept) > 1 and fold(kept[0]) in _FORCE_WORDS:
            kept = kept[1:]
            yield " ".join(kept), "name behind a word for its kind"
