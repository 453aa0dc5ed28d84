"""What an Arabic word form may be: its spelling levelled, its prefixed letters and endings taken off, its verb or noun.

Unvowelled Arabic writes "he shelled" and "shelling" alike; `readings` gives both, and the words around decide
(`text`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

__all__ = ["Reading", "level", "readings", "stem_of"]

_MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LETTERS = str.maketrans("أإآٱىةؤئ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايهوي01234567890123456789")
_OBJECTS = ("", "ه", "ها", "هم", "هما", "هن", "نا")
_PAST = ("", "ت", "ا", "تا", "وا", "ن", "نا")
_PRESENT = ("", "ون", "ان", "وا", "ا", "ن")
_NOUN = ("", "ا", "ه", "ها", "هم", "هما", "هن", "نا", "ي", "ين", "ان", "ون", "ات")
_LONG = "اوي"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word form. `lemma` is the verb's past or the noun itself, levelled; `kind` is past, present,
    masdar or noun; `prefix` the letters before it ("و", "ب", "ل", "ك", "ف", "س"), `article` whether "ال" stands
    before it; `owner` a pronoun ending; `plural` and `feminine` of a
    verb's ending; `has_object` whether a pronoun of the object is joined to it."""

    lemma: str
    kind: str
    prefix: str = ""
    article: bool = False
    owner: str = ""
    plural: bool = False
    feminine: bool = False
    has_object: bool = False

    @property
    def is_verb(self) -> bool:
        """Whether it is a finite verb."""
        return self.kind in ("past", "present")


@lru_cache(maxsize=100_000)
def level(text: str) -> str:
    """A word with one letter for each group that writers interchange, without vowel signs and lengthening."""
    return _MARKS.sub("", text).translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class _Entry:
    lemma: str
    kind: str
    plural: bool = False
    feminine: bool = False
    has_object: bool = False


@cache
def _table() -> dict[str, tuple[_Entry, ...]]:
    """All full forms of the verbs and their verbal nouns, without prefixed letters."""
    found: dict[str, dict[_Entry, None]] = {}

    shortened: list[tuple[str, _Entry]] = []

    def add(form: str, entry: _Entry) -> None:
        found.setdefault(form, {})[entry] = None

    for line in yaml.safe_load(files(__package__).joinpath("verbs.yaml").read_text("utf-8")):
        words = [level(w) for w in line.split()]
        past, present, nouns = words[0], words[1], words[2:]
        weak = line.split()[0][-1] in "اىي"
        lemma = past
        for form, ending, has_object in _past_forms(past, weak=weak and len(past) > 2):
            feminine = ending in ("ت", "تا", "ن")
            add(form, _Entry(lemma, "past", ending in ("وا", "و", "ن"), feminine, has_object))
        for form, ending, has_object in _present_forms(present):
            add(form, _Entry(lemma, "present", ending in ("ون", "وا", "ن"), form.startswith("ت"), has_object))
        shortened += [(form, _Entry(lemma, "present", feminine=form.startswith("ت"))) for form in _jussives(present)]
        for noun in nouns:
            for form in _noun_forms(noun):
                add(form, _Entry(lemma, "masdar"))
    for form, entry in shortened:
        if not any(e.kind == "present" for e in found.get(form, ())):  # "يستعد" prepares before it regains
            add(form, entry)
    return {form: tuple(entries) for form, entries in found.items()}


def _past_forms(past: str, *, weak: bool) -> Iterator[tuple[str, str, bool]]:
    for ending in _PAST:
        if weak and ending in ("ت", "تا", "وا", "و"):
            base = past[:-1]
        elif weak and past[-1] == "ا" and ending in ("ن", "نا"):
            base = past[:-1] + "و"
        elif weak and ending == "ا":
            base = past if past[-1] == "ي" else past[:-1] + "و"
        else:
            base = past
        yield base + ending, ending, False
        if ending == "" and weak:
            yield from ((past[:-1] + "ا" + o, ending, True) for o in _OBJECTS[1:])
        elif ending != "و":
            yield from (
                (base + ("و" if ending == "وا" else ending) + o, ending, True) for o in _OBJECTS[1:] if ending != "ن"
            )


def _present_forms(present: str) -> Iterator[tuple[str, str, bool]]:
    stem = _stem(present)
    weak = stem[-1] in "اوي" and len(stem) > 1
    for person in "يتن":
        for ending in _PRESENT:
            if not (weak and ending in ("ون", "وا")):
                yield person + stem + ending, ending, False
        yield from ((person + stem + o, "", True) for o in _OBJECTS[1:-1])
        base = stem[:-1] if weak else stem
        yield from ((person + base + ending, ending, False) for ending in ("ون", "وا") if weak)
        yield from ((person + base + "ون" + o, "ون", True) for o in _OBJECTS[1:-1])


def _stem(present: str) -> str:
    return present[1:] if present[0] in "يت" else present


def _jussives(present: str) -> Iterator[str]:
    """The forms behind "لم", which lose a long vowel: "يقل", "ينف", "يستعد"."""
    stem = _stem(present)
    weak = stem[-1] in "اوي" and len(stem) > 1
    short = ""
    if weak:
        short = stem[:-1]
    elif len(stem) == 3 and stem[1] in _LONG:
        short = stem[0] + stem[2]
    elif len(stem) > 3 and stem[-2] in "اي" and stem[-3] not in _LONG:
        short = stem[:-2] + stem[-1]
    if len(short) > 1:
        yield from (person + short for person in "يتن")


def _noun_forms(noun: str) -> Iterator[str]:
    yield noun
    if noun.endswith("ه"):
        base = noun[:-1] + "ت"
        yield from (base + e for e in ("ه", "ها", "هم", "هما", "هن", "نا", "ين", "ان", "ي"))
        return
    yield from (noun + e for e in ("ا", "ه", "ها", "هم", "هما", "هن", "نا", "ين", "ان"))
    if noun.endswith(("اء", "ء")):
        yield from (noun[:-1] + "ي" + e for e in ("ه", "ها", "هم"))


_VERB_PREFIXES = ("", "و", "ف", "س", "وس", "فس", "ل", "ول")
_NOUN_PREFIXES = tuple(a + b for a in ("", "و", "ف") for b in ("", "ب", "ل", "ك"))


@lru_cache(maxsize=200_000)
def readings(text: str) -> tuple[Reading, ...]:
    """The verbs and verbal nouns that a levelled word may be, those with fewer prefixed letters first; () for words
    that the verb list does not hold."""
    table = _table()
    found: dict[Reading, None] = {}
    for prefix in _VERB_PREFIXES:
        if not text.startswith(prefix):
            continue
        for entry in table.get(text[len(prefix) :], ()):
            if entry.kind == "present" or (entry.kind == "past" and prefix in ("", "و", "ف")):
                made = Reading(
                    entry.lemma, entry.kind, prefix, False, "", entry.plural, entry.feminine, entry.has_object
                )
                found[made] = None
    for prefix, article, rest in _noun_splits(text):
        for entry in table.get(rest, ()):
            if entry.kind == "masdar":
                owner = "" if article else _owner(rest)
                found[Reading(entry.lemma, "masdar", prefix, article, owner)] = None
    return tuple(sorted(found, key=lambda r: len(r.prefix)))


def _owner(rest: str) -> str:
    return next((e for e in ("هما", "ها", "هم", "هن") if rest.endswith(e) and len(rest) > len(e) + 2), "")


def _noun_splits(text: str) -> Iterator[tuple[str, bool, str]]:
    """A noun's prefixed letters, whether the article follows, and the rest."""
    for prefix in _NOUN_PREFIXES:
        if not text.startswith(prefix) or len(text) - len(prefix) < 2:
            continue
        rest = text[len(prefix) :]
        if rest.startswith("ال") and len(rest) > 3:
            yield prefix, True, rest[2:]
        elif prefix.endswith("ل") and rest.startswith("ل") and len(rest) > 3:
            yield prefix, True, rest[1:]
        yield prefix, False, rest


@lru_cache(maxsize=200_000)
def stem_of(text: str, known: frozenset[str]) -> tuple[str, str, bool, str] | None:
    """The prefixed letters, whether an article stands, the known word inside and its ending, of a levelled word;
    None where no known word is inside. The form with fewest letters taken off wins."""
    best: tuple[int, tuple[str, str, bool, str]] | None = None
    for prefix, article, rest in _noun_splits(text):
        for ending in _NOUN:
            if not rest.endswith(ending) or len(rest) - len(ending) < 2:
                continue
            if prefix not in ("", "و") and not article and len(rest) < 3:
                continue
            base = rest[: len(rest) - len(ending)] if ending else rest
            for word in (base, base[:-1] + "ه" if ending and base.endswith("ت") else base):
                if word in known:
                    cost = len(prefix) + len(ending)
                    if best is None or cost < best[0]:
                        best = (cost, (prefix, word, article, ending))
    return best[1] if best else None
