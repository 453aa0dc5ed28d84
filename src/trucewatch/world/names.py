"""Names as keys: what is left of a name once script, accents, hyphens, articles and romanisation are folded away.

Three keys of growing looseness. `fold` keeps every letter (spelling), `sound` merges letters that romanisations of
one name interchange (q/k/g, dh/z, ou/u, ei/ay, doubled letters, final -ah), `skeleton` keeps its consonants only. A
skeleton finds candidates; `sound_cost` says how far apart two names are, because a skeleton alone would make
Qaboun Kobani.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

__all__ = [
    "begins_names",
    "common_letters",
    "common_start",
    "fold",
    "nominatives",
    "skeleton",
    "sound",
    "sound_cost",
    "sounds_close",
    "sounds_like",
    "tokens",
    "told_apart",
]

_APOSTROPHES = re.compile(r"['`´‘’ʻʼʽʾʿˈ′‛\"“”«»]")
_ARABIC_MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآٱاىةؤئعء", "aaaaayhwyea")
_ARABIC_ARTICLE = re.compile(r"(?<![\u0600-\u06ff])[اٱ]ل(?=[\u0600-\u06ff]{2})")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_ARTICLE = re.compile(r"^(?:a|e)[lrstdnz]h?$|^l$")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")

# A token that has its article glued on ("Ezzor", "Alduhour", "Assafira").
_GLUED = re.compile(r"^(?:[ae]l(?=[bcdfghjklmnpqrstvwxyz][a-z]{3})|[ae](?=(?:zz|rr|ss|tt|dd|nn|shsh)[a-z]{2}))")


_KEPT = 20_000
"""How many answers each of the functions here remembers: the names of some hundred reports, in a few MB."""


@lru_cache(maxsize=_KEPT)
def fold(text: str) -> str:
    """A name in lower-case ASCII words: accents and apostrophes gone, hyphens and other marks as spaces.

    Articles stay, since "the" and "al-" tell some names apart; `sound` drops them. "" where nothing is left.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _ARABIC_ARTICLE.sub("", _ARABIC_MARKS.sub("", text))
        text = text.translate(_ARABIC_LETTERS)  # anyascii drops alef and ayn, which alone tell many names apart
    text = _APOSTROPHES.sub("", text)
    text = _DOTTED.sub(lambda m: m.group().replace(".", ""), text)
    if not text.isascii():
        text = _APOSTROPHES.sub("", anyascii(text))
    return " ".join(_NOT_WORD.sub(" ", text.lower()).split())


_CASE_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ами", ("ы", "а")),
    ("ией", ("ия",)),
    ("ой", ("а",)),
    ("ей", ("я",)),
    ("ом", ("", "о")),
    ("ем", ("ь", "й", "е")),
    ("ии", ("ия",)),
    ("ого", ("ое", "ый")),
    ("ому", ("ое", "ый")),
    ("ах", ("ы", "а")),
    ("ы", ("а",)),
    ("и", ("а", "я", "ь")),
    ("е", ("", "а", "я", "о")),
    ("у", ("", "а", "о")),
    ("ю", ("я", "ь", "й")),
    ("а", ("", "о")),
    ("я", ("ь", "й")),
)


def nominatives(name: str) -> tuple[str, ...]:
    """Forms that a Russian name in another case may have in the nominative; () for names in other scripts."""
    if not name or not "а" <= name[-1] <= "я":
        return ()
    return tuple(
        name[: -len(ending)] + form
        for ending, forms in _CASE_ENDINGS
        if name.endswith(ending) and len(name) > len(ending) + 2
        for form in forms
    )


@lru_cache(maxsize=_KEPT)
def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a name, without Arabic articles and a leading "the"."""
    return told_apart(fold(text))


def told_apart(folded: str) -> tuple[str, ...]:
    """The words of a folded name without articles; all of them where it has nothing else."""
    words = folded.split()
    kept = tuple(w for w in words if not _ARTICLE.match(w) and w != "the")
    return kept or tuple(words)


_SOUND_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"tch|tsch", "S"),
        (r"sch|sh|ch|cz", "S"),
        (r"kh|gh|q|g|c|x", "k"),
        (r"dj|zh", "j"),
        (r"dh|dz|ts", "z"),
        (r"th", "t"),
        (r"ph|v", "f"),
        (r"p", "b"),
        (r"ou|oo|au|aw|ow|uw|w(?=[bcdfghjklmnpqrstvwxyzS]|$)", "u"),
        (r"iyya|iyah|iya|iyeh|iye|ieh|ia|ya(?=$)", "ya"),
        (r"ei|ai|ey|ay|ae", "ay"),
        (r"ee|ie|ii|y(?=[bcdfghjklmnpqrstvwxzS])(?<!ay)", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[^h])[ae]h$|(?<=.)[eo]h?$", "a"),
        (r"(?<=[aeiou])h(?=[bcdfjklmnpqrstvwxyzS])|(?<=[bcdfgjklmnpqrtvwxyz])h", ""),
    )
)


@lru_cache(maxsize=_KEPT)
def _token_sound(word: str) -> str:
    if word.isdigit():
        return word
    word = _GLUED.sub("", word, count=1)
    for pattern, into in _SOUND_STEPS:
        word = pattern.sub(into, word)
    return word


@lru_cache(maxsize=_KEPT)
def sound(text: str) -> str:
    """A name as it sounds across romanisations, words run together: "Deir ez-Zor" and "Dayr al-Zawr" meet."""
    return "".join(_token_sound(w) for w in tokens(text))


_VOWELS = frozenset("aeiouyw")


@lru_cache(maxsize=_KEPT)
def skeleton(text: str) -> str:
    """The consonants of `sound`, with "A" for a vowel that begins the name; "" for names of vowels only."""
    heard = sound(text)
    if not heard:
        return ""
    first = "A" if heard[0] in "aeiouy" else heard[0]
    rest = "".join(c for c in heard[1:] if c not in _VOWELS and c != "h").replace("z", "d")
    key = first.replace("z", "d") + rest
    return key if len(key) > 1 else ""


_COMMON_STARTS = frozenset(
    _token_sound(w)
    for w in "kafr kfar kafar kefar tall tal tel tell khan deir dayr der ayn ain ein umm um abu bab wadi jabal jebel "
    "jisr shaykh sheikh sheik "
    "khirbat khirbet burj qalat beit bayt bani beni bir maarrat maarat maaret hawsh housh".split()
)
_FIRST_LETTER = 0.4
_CLOSE_VOWELS = {
    frozenset(p): c for p, c in (("ae", 0.3), ("ei", 0.3), ("ao", 0.8), ("ou", 0.15), ("iy", 0.1), ("uw", 0.1))
}
_CLOSE_CONSONANTS = {frozenset(p): c for p, c in (("dz", 0.5), ("sS", 0.5), ("kj", 0.6), ("fb", 0.5), ("jS", 0.7))}


def _swap(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if a in _VOWELS and b in _VOWELS:
        return _CLOSE_VOWELS.get(frozenset((a, b)), 0.6)
    return _CLOSE_CONSONANTS.get(frozenset((a, b)), 1.0) if a not in _VOWELS and b not in _VOWELS else 1.2


def _is_consonant(letter: str) -> bool:
    return letter.isalpha() and letter not in _VOWELS


def _gap(letter: str) -> float:
    if letter == "y":
        return 0.7
    if letter in _VOWELS:
        return 0.45
    return 0.5 if letter == "h" else 1.0


_LETTERS = "abcdefghijklmnopqrstuvwxyzS0123456789"
_SWAPS = {x: {y: _swap(x, y) for y in _LETTERS} for x in _LETTERS}
_GAPS = {x: _gap(x) for x in _LETTERS}
_LEAST_GAP = 0.45


@lru_cache(maxsize=_KEPT)
def sound_cost(a: str, b: str, limit: float = 99.0) -> float:
    """How far two `sound` forms lie apart: 0 for equal; a vowel that romanisations interchange costs 0.1 to 0.6, a
    dropped vowel 0.45, another consonant up to 1, and 0.4 more at the beginning. Beyond `limit` the exact cost is not
    reckoned: the answer is only more than it."""
    if abs(len(a) - len(b)) * _LEAST_GAP > limit:
        return limit + 1
    start = _FIRST_LETTER if a and b and a[0] != b[0] and _is_consonant(a[0]) and _is_consonant(b[0]) else 0.0
    row = [start]
    gaps = [_GAPS[letter] for letter in b]
    for gap in gaps:
        row.append(row[-1] + gap)
    for x in a:
        swaps, out, above = _SWAPS[x], _GAPS[x], row
        left = above[0] + out
        row = [left]
        for j, y in enumerate(b):
            best = above[j] + swaps[y]
            down, right = above[j + 1] + out, left + gaps[j]
            left = best if best <= down and best <= right else min(down, right)
            row.append(left)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def sounds_like(a: str, b: str) -> float | None:
    """The cost between two names if they may be one name in two romanisations, else None (`sounds_close`)."""
    return sounds_close(sound(a), common_letters(a), sound(b), common_letters(b))


def sounds_close(a: str, a_common: int, b: str, b_common: int) -> float | None:
    """The cost between two `sound` forms if they may be one name in two romanisations, else None.

    The floor: at most 0.13 a letter of the longer form, and 1.3 in all; the letters of a first word that begins many
    names (Kafr, Tall), `a_common` and `b_common` of them, count half; digits must be the same ("105th", "106th").
    """
    if not a or not b:
        return None
    floor = min(1.3, 0.13 * (max(len(a), len(b)) - min(a_common, b_common) / 2))
    if a == b:
        return 0.0
    if not (a.isalpha() and b.isalpha()) and _digits(a) != _digits(b):
        return None
    cost = sound_cost(a, b, floor)
    return cost if cost <= floor else None


def _digits(text: str) -> list[str]:
    return [c for c in text if c.isdigit()]


def begins_names(word: str) -> bool:
    """Whether a folded word is one that begins many names (kafr, tall, bab); for words that are asked about once."""
    return _token_sound.__wrapped__(word) in _COMMON_STARTS


def common_start(name: str) -> bool:
    """Whether a name begins with a word that begins many names (Kafr, Tall, Bab)."""
    return common_letters(f"{name} x") > 0


@lru_cache(maxsize=_KEPT)
def common_letters(name: str) -> int:
    """Letters of a first word that begins many names and so tells none apart."""
    parts = tokens(name)
    heard = _token_sound(parts[0]) if len(parts) > 1 else ""
    return len(heard) if heard in _COMMON_STARTS else 0
