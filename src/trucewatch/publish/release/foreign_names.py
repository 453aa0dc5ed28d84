"""Names of private persons in French, Russian and Arabic, by rules: what stands before a name, and how names look.

French and Russian write names with a capital, so every capitalised word that nothing explains counts as one, except the
first of a sentence that stands alone. Arabic has no capitals: titles, words of kin, kunyas, the links between names, a
list of given names and whoever is said to say something are what can be seen there. The rules would rather take out a
place too many than leave a name in; what they miss is said in docs/releases.md.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["FOREIGN", "foreign_names", "script_of"]

FOREIGN = frozenset({"ar", "fr", "ru"})
"""Languages other than English in which names are found."""

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_PATRONYMIC = re.compile(r"^[А-ЯЁ][а-яё]+(?:ович|евич|ьич|овн|евн|иничн)[а-яё]{0,3}$")
_INITIALS = re.compile(
    r"(?<!\w)(?:[А-ЯЁA-Z]\.\s?){1,2}\s?[А-ЯЁA-ZÀ-Þ][\w’'-]+|[А-ЯЁA-ZÀ-Þ][\w’'-]+\s(?:[А-ЯЁA-Z]\.\s?){1,2}"
)
_LEAST_STEM = 4
_MOST_ENDING = 3
_MOST_PARTS = 3
_ARTICLES = frozenset("al el an ar as ad at аль эль ан ар ас ад ат ал".split())
_LINKS = frozenset("ben bin ibn de du van von al el ибн бин бен аль эль".split())


@cache
def _lists(language: str) -> dict[str, list[str]]:
    packed = files("trucewatch.publish.release").joinpath("foreign_names.yaml").read_text("utf-8")
    lists: dict[str, dict[str, list[str]]] = yaml.safe_load(packed)
    return lists[language]


@cache
def _folded(language: str, name: str) -> frozenset[str]:
    return frozenset(str(word).casefold() for word in _lists(language).get(name, ()))


def script_of(text: str) -> str | None:
    """The language whose rules read a text by its letters: "ru" for Cyrillic, "ar" for Arabic; None for Latin."""
    letters = [c for c in text if c.isalpha()]
    if sum("\u0400" <= c <= "\u04ff" for c in letters) * 2 > len(letters):
        return "ru"
    if sum("\u0600" <= c <= "\u06ff" for c in letters) * 2 > len(letters):
        return "ar"
    return None


def foreign_names(text: str, language: str, known: Collection[str], *, sentence: bool = True) -> list[Span]:
    """Where names of private persons stand in a text of one of these languages. `known` are names, folded in case,
    whose bearers may be named. `sentence`: whether its first word has a capital for standing there."""
    if language == "ar":
        return _merged(_without(text, _arabic(text, sentence=sentence), known))
    explained = _known_words(known)
    return _merged(_capitals(text, language, explained, sentence=sentence))


# Languages with capitals ---------------------------------------------------------------------------------------------


def _capitals(text: str, language: str, explained: frozenset[str], *, sentence: bool) -> list[Span]:
    words = list(_WORD.finditer(text))
    starts = [_opens(text, m.start()) and sentence for m in words]
    recognised = _recognised(text) if language == "ru" else ([], [])
    found = [*recognised[0], *(m.span() for m in _INITIALS.finditer(text))]
    for number, m in enumerate(words):
        word = m.group()
        if not _capital(word):
            continue
        titled = _after(text, m.start(), _folded(language, "titles"))
        if titled or (language == "ru" and _PATRONYMIC.match(word)):
            found += _run(words, number, back=not titled)
        elif (
            _explains(word, language, explained)
            or _inside(m.span(), recognised[1])
            or _after_office(text, words, number, language)
        ):
            continue
        elif not starts[number] or _next_is_name(text, words, number, language, explained):
            found.append(m.span())
    named = {text[a:b] for a, b in found}
    return [*found, *(m.span() for m in words if m.group() in named)]


def _opens(text: str, start: int) -> bool:
    """Whether a word is the first of its sentence, of a line or of speech."""
    before = text[:start].rstrip(" \t«“\"'(—–-")
    return not before or before[-1] in ".!?…:\n" or (before != text[:start].rstrip() and before[-1:] in ",:")


def _next_is_name(text: str, words: list[re.Match[str]], number: int, language: str, explained: frozenset[str]) -> bool:
    """Whether the first word of a sentence is followed at once by a name, as in "Ахмад Халиль сказал"."""
    if number + 1 >= len(words):
        return False
    word, after = words[number], words[number + 1]
    together = text[word.end() : after.start()].strip() == ""
    other = after.group()
    return together and other[0].isupper() and not other.isupper() and not _explains(other, language, explained)


def _run(words: list[re.Match[str]], number: int, *, back: bool) -> list[Span]:
    """A name with its other parts: the capitalised words that touch it."""
    text = words[number].string
    spans = [words[number].span()]
    for step in (1, -1) if back else (1,):
        at = number
        for _ in range(_MOST_PARTS):
            other = at + step
            if not 0 <= other < len(words) or not _belongs(words, other, step):
                break
            first, second = sorted((words[at], words[other]), key=lambda m: m.start())
            if text[first.end() : second.start()].strip():
                break
            spans.append(words[other].span())
            at = other
    return spans


def _capital(word: str) -> bool:
    """Whether a word is written as names are: with a capital, be it after an article as in al-Joundi."""
    article, _, rest = word.partition("-")
    return word[0].isupper() or (article in _ARTICLES and rest[:1].isupper())


def _belongs(words: list[re.Match[str]], number: int, step: int) -> bool:
    """Whether a word is a part of a name: one with a capital, or a link such as "ben" before one."""
    word, after = words[number].group(), words[number + 1].group() if number + 1 < len(words) else ""
    return _capital(word) or (step > 0 and word in _LINKS and bool(after) and _capital(after))


def _after(text: str, start: int, cues: frozenset[str]) -> bool:
    """Whether one of some words, or two, stands directly before."""
    before = text[max(0, start - 40) : start].rstrip(" .\u00a0").casefold()
    last = re.findall(r"[\w’'-]+", before)[-2:]
    return bool(last) and (last[-1] in cues or " ".join(last) in cues) and before.endswith(last[-1])


def _after_office(text: str, words: list[re.Match[str]], number: int, language: str) -> bool:
    """Whether a name, of up to three words, follows a public office."""
    first = number
    while first > 0 and number - first < _MOST_PARTS and words[first - 1].group()[0].isupper():
        if text[words[first - 1].end() : words[first].start()].strip():
            break
        first -= 1
    before = text[max(0, words[first].start() - 60) : words[first].start()].rstrip().casefold()
    return any(
        re.search(rf"(?<!\w){re.escape(office)}(?:\s[^\W\d_A-ZА-Я]+){{0,3}}$", before)
        for office in _folded(language, "offices")
    )


def _explains(word: str, language: str, explained: frozenset[str]) -> bool:
    folded = word.casefold()
    if (
        folded in _folded(language, "plain")
        or folded in _folded(language, "offices")
        or (word.isupper() and len(word) > 1)
    ):
        return True
    if folded in explained:
        return True
    if language != "ru":
        return False
    # Russian names bend: Идлиб, Идлиба, Идлибе.
    return any(
        folded[: max(_LEAST_STEM, len(name) - 1)] == name[: max(_LEAST_STEM, len(name) - 1)]
        and abs(len(folded) - len(name)) <= _MOST_ENDING
        for name in explained
        if len(name) >= _LEAST_STEM
    )


@cache
def _tagger() -> Any:
    """Natasha's recogniser; None where the extra `ru` is not installed."""
    try:
        natasha = import_module("natasha")
    except ImportError:
        return None
    segmenter, tagger = natasha.Segmenter(), natasha.NewsNERTagger(natasha.NewsEmbedding())

    def read(text: str) -> list[tuple[int, int, str]]:
        doc = natasha.Doc(text)
        doc.segment(segmenter)
        doc.tag_ner(tagger)
        return [(span.start, span.stop, span.type) for span in doc.spans]

    return read


def _recognised(text: str) -> tuple[list[Span], list[Span]]:
    """Persons, and places and organisations, that the recogniser sees in a Russian text; nothing without it."""
    read = _tagger()
    spans = read(text) if read is not None else []
    persons = [(a, b) for a, b, kind in spans if kind == "PER"]
    words = [m.span() for m in _WORD.finditer(text) if any(a <= m.start() and m.end() <= b for a, b in persons)]
    kept = [span for span in words if not _after_office_at(text, span)]
    return kept, [(a, b) for a, b, kind in spans if kind in ("LOC", "ORG")]


def _after_office_at(text: str, span: Span) -> bool:
    words = list(_WORD.finditer(text))
    number = next(i for i, m in enumerate(words) if m.span() == span)
    return _after_office(text, words, number, "ru")


# Arabic --------------------------------------------------------------------------------------------------------------


def _arabic(text: str, *, sentence: bool) -> list[Span]:
    words = list(_WORD.finditer(text))
    found: list[Span] = []
    for number, m in enumerate(words):
        word = _bare(m.group())
        if _is_office(text, m.start()):
            continue
        if word in _folded("ar", "titles"):
            found += _arabic_run(words, number + 1, least=1)
        elif word in _folded("ar", "kunyas"):
            found += [m.span(), *_arabic_run(words, number + 1, least=1)]
        elif word in _folded("ar", "links"):
            before = [words[number - 1].span()] if number else []
            found += [*before, m.span(), *_arabic_run(words, number + 1, least=1)]
        elif word in _folded("ar", "given") or m.group() in _folded("ar", "given"):
            found += [m.span(), *_arabic_run(words, number + 1, least=0)]
        elif word in _folded("ar", "says") and number + 1 < len(words):
            speaker = words[number + 1].group()
            if not speaker.startswith("ال") and speaker not in _folded("ar", "plain") | _folded("ar", "stops"):
                found += _arabic_run(words, number + 1, least=1)
    if not sentence and words and not found and not _is_plain(words[0].group()):
        found = [m.span() for m in words]
    return found


def _bare(word: str) -> str:
    """A word without the "and", "to" or "by" that is written together with it."""
    for prefix in ("و", "ف", "ل", "ب"):
        rest = word.removeprefix(prefix)
        if rest != word and any(rest in _folded("ar", name) for name in ("titles", "given", "kunyas")):
            return rest
    return word


def _is_plain(word: str) -> bool:
    """Whether a speaker is described, not named: a plain noun, or one with the article that is no title of a person."""
    bare = word.removeprefix("ال")
    return word in _folded("ar", "plain") or bare in _folded("ar", "plain")


def _is_office(text: str, start: int) -> bool:
    before = text[max(0, start - 30) : start].rstrip()
    return any(before.endswith(office) for office in _lists("ar")["offices"])


def _arabic_run(words: list[re.Match[str]], number: int, *, least: int) -> list[Span]:
    """The parts of a name from a word on: up to three, as far as no particle, verb or mark of punctuation comes."""
    spans: list[Span] = []
    for at in range(number, min(number + _MOST_PARTS, len(words))):
        text = words[at].string
        apart = at > number and text[words[at - 1].end() : words[at].start()].strip()
        if apart or (len(spans) >= least and words[at].group() in _folded("ar", "stops")):
            break
        spans.append(words[at].span())
    return spans


def _without(text: str, spans: Iterable[Span], known: Collection[str]) -> list[Span]:
    """The spans but for those that lie in a name whose bearer may be named."""
    kept = [
        m.span()
        for name in known
        if len(name) > 2 and script_of(name) == "ar"
        for m in re.finditer(re.escape(name), text)
    ]
    return [span for span in spans if not _inside(span, kept)]


def _inside(span: Span, others: Iterable[Span]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in others)


def _known_words(known: Collection[str]) -> frozenset[str]:
    return frozenset(m.group() for name in known for m in _WORD.finditer(name))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
