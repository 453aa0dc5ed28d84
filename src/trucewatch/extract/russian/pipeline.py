"""The parse of a Russian report: natasha's models for sentences, parts of speech, syntax and names; pymorphy3 for
lemmas.

natasha's own lemmatiser rests on pymorphy2, which needs modules that Python 3.12 and later no longer have."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from trucewatch.ingest.model_files import check_model
from trucewatch.model.errors import ExtractionError

__all__ = ["Parsed", "Word", "check_installed", "forms", "may_be", "parse"]

_PACKAGES = ("natasha", "pymorphy3")
_KINDS = {
    "VERB": ("VERB", "INFN", "PRTF", "PRTS", "GRND"),
    "AUX": ("VERB", "INFN", "PRED"),
    "NOUN": ("NOUN",),
    "PROPN": ("NOUN", "ADJF"),
    "ADJ": ("ADJF", "ADJS", "PRTF", "PRTS", "PRED"),
    "ADV": ("ADVB", "PRED", "COMP"),
    "NUM": ("NUMR",),
    "PRON": ("NPRO",),
    "DET": ("ADJF", "NPRO"),
}
_LONGEST = 1_500
_MOODS = {"Ind": "indc", "Imp": "impr"}
_TENSES = {"Past": "past", "Pres": "pres", "Fut": "futr"}
_CASES = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct"}


@dataclass(eq=False)
class Word:
    """A word or mark of a report with its place in the parse. `start` and `end` are characters of the report's
    text; `case` is the grammatical case as in Universal Dependencies, "" where it has none; `name` is LOC, ORG or
    PER inside a name; `head` is None for a root of the sentence, whose words are `run`."""

    i: int
    text: str
    lemma: str
    pos: str
    feats: Mapping[str, str]
    rel: str
    start: int
    end: int
    sentence: int
    name: str = ""
    head: "Word | None" = None
    children: list["Word"] = field(default_factory=list)
    run: list["Word"] = field(default_factory=list)

    @property
    def case(self) -> str:
        """Nom, Gen, Dat, Acc, Ins or Loc; "" without a case."""
        return self.feats.get("Case", "")

    @property
    def tense(self) -> str:
        """Past, Pres or Fut; a perfective present is Fut, since it speaks of what is to come."""
        tense = self.feats.get("Tense", "")
        is_future = tense == "Pres" and self.feats.get("Aspect") == "Perf" and self.feats.get("VerbForm") == "Fin"
        return "Fut" if is_future else tense

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return self.pos == "PUNCT"


@dataclass(frozen=True)
class Parsed:
    """The words of a report in text order, and its sentences as runs of them."""

    text: str
    words: tuple[Word, ...]
    sentences: tuple[tuple[Word, ...], ...]


def check_installed() -> None:
    """Raises ExtractionError where natasha or pymorphy3 is missing."""
    if any(find_spec(name) is None for name in _PACKAGES):
        raise ExtractionError(
            "Reading Russian needs natasha and pymorphy3; install them with: pip install trucewatch[ru]"
        )


@dataclass(frozen=True)
class _Models:
    segment: Any
    morph: Any
    syntax: Any
    names: Any
    doc: Any


@cache
def _models() -> _Models:
    check_installed()
    check_model("natasha")
    natasha = import_module("natasha")
    vectors = natasha.NewsEmbedding()
    return _Models(
        natasha.Segmenter(),
        natasha.NewsMorphTagger(vectors),
        natasha.NewsSyntaxParser(vectors),
        natasha.NewsNERTagger(vectors),
        natasha.Doc,
    )


@cache
def _analyzer() -> Any:
    check_installed()
    check_model("pymorphy3-dicts-ru")
    return import_module("pymorphy3").MorphAnalyzer()


@lru_cache(maxsize=50_000)
def _readings(text: str) -> Sequence[Any]:
    # The analyser asks every character for its Unicode name, which some have not.
    named = "".join(char if unicodedata.name(char, "") else "?" for char in text)
    found: Sequence[Any] = _analyzer().parse(named)
    return found


@lru_cache(maxsize=50_000)
def _lemma(text: str, pos: str, case: str, mood: str, tense: str) -> str:
    """The dictionary form that fits what the tagger says of the word, with "е" for "ё"."""
    kinds, wanted = _KINDS.get(pos, ()), _CASES.get(case, "")
    tokens = [_MOODS.get(mood, ""), _TENSES.get(tense, ""), wanted]

    def fit(reading: Any) -> tuple[bool, int, float]:
        return reading.tag.POS in kinds, sum(bool(t) and t in reading.tag for t in tokens), reading.score

    best = max(_readings(text), key=fit)
    if best.tag.POS == "PRTF" and pos in ("NOUN", "PROPN"):
        best = best.inflect({"nomn", "sing", "masc"}) or best
        return str(best.word).replace("ё", "е")
    lemma: str = best.normal_form
    return lemma.replace("ё", "е")


def may_be(text: str, *grams: str) -> bool:
    """Whether a word form can be read so, in pymorphy's grammemes ("nomn", "plur")."""
    return any(all(g in r.tag for g in grams) for r in _readings(text.lower()))


def forms(text: str, case: str) -> tuple[str, ...]:
    """The nominatives that a word of a name may stand in for, likeliest first; capitals as in the text.

    A name that no dictionary holds may have several: "Шумами" is "Шумы" or "Шум"."""
    wanted = _CASES.get(case, "")
    found: dict[str, None] = {}
    if case in ("", "Nom") or text[-1:] in "иуоэ":
        found[text] = None
    for reading in _readings(text):
        if reading.tag.POS not in ("NOUN", "ADJF") or (wanted and wanted not in reading.tag):
            continue
        base = reading.inflect({"nomn"})
        if base is not None:
            found[_recased(base.word, text)] = None
    found |= dict.fromkeys(_by_ending(text, case))
    return tuple(found)


_ENDINGS = {
    "Gen": (
        ("ого", ("ое", "ый")),
        ("ой", ("ая",)),
        ("ы", ("а",)),
        ("и", ("а", "я", "ь")),
        ("а", ("",)),
        ("я", ("й", "ь")),
    ),
    "Dat": (("ому", ("ое", "ый")), ("ой", ("ая",)), ("е", ("а",)), ("у", ("",)), ("ю", ("й", "ь"))),
    "Acc": (("ую", ("ая",)), ("у", ("а",)), ("ю", ("я",))),
    "Ins": (("ым", ("ое", "ый")), ("ой", ("ая", "а")), ("ами", ("ы",)), ("ом", ("", "о")), ("ем", ("й", "ь"))),
    "Loc": (("ом", ("ое", "ый")), ("ой", ("ая",)), ("ах", ("ы",)), ("е", ("", "а", "о")), ("и", ("ь", "я"))),
}


def _by_ending(text: str, case: str) -> Iterator[str]:
    """What a name may be called that no dictionary holds, by the endings of its case."""
    for ending, bases in _ENDINGS.get(case, ()):
        if text.endswith(ending) and len(text) > len(ending) + 2:
            yield from (text[: -len(ending)] + base for base in bases)
            return


def _recased(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    parts, marks = word.split("-"), like.split("-")
    if len(parts) == len(marks):
        return "-".join(p[:1].upper() + p[1:] if m[:1].isupper() else p for p, m in zip(parts, marks, strict=True))
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def parse(text: str) -> Parsed:
    """The parse of a whole text. A line break ends a sentence, since headlines and list items bear no full stop.

    A sentence of more than 1,500 characters is parsed in pieces: the parser's memory grows with its square.
    """
    models = _models()
    words: list[Word] = []
    sentences: list[tuple[Word, ...]] = []
    for line in re.finditer(r"[^\n]+", text):
        for start, piece in _pieces(models, line.group()):
            doc = models.doc(piece)
            doc.segment(models.segment)
            doc.tag_morph(models.morph)
            doc.parse_syntax(models.syntax)
            doc.tag_ner(models.names)
            for sent in doc.sents:
                run = _sentence(sent, line.start() + start, len(words), len(sentences))
                words += run
                sentences.append(tuple(run))
    return Parsed(text, tuple(words), tuple(sentences))


def _pieces(models: _Models, line: str) -> Iterator[tuple[int, str]]:
    """A line's sentences with where they start, overlong ones cut after a space."""
    for sentence in models.segment.sentenize(line):
        start = sentence.start
        while sentence.stop - start > _LONGEST:
            cut = line.rfind(" ", start, start + _LONGEST) + 1
            end = cut if cut > start else start + _LONGEST
            if line[start:end].strip():
                yield start, line[start:end]
            start = end
        if line[start : sentence.stop].strip():
            yield start, line[start : sentence.stop]


def _sentence(sent: Any, offset: int, first: int, number: int) -> list[Word]:
    ids = {token.id: n for n, token in enumerate(sent.tokens)}
    run = [
        Word(
            first + n,
            token.text,
            _lemma(token.text.lower(), token.pos, *((token.feats or {}).get(f, "") for f in ("Case", "Mood", "Tense"))),
            token.pos,
            token.feats or {},
            token.rel,
            offset + token.start,
            offset + token.stop,
            number,
            next((s.type for s in sent.spans if s.start <= token.start < s.stop), ""),
        )
        for n, token in enumerate(sent.tokens)
    ]
    for token, word in zip(sent.tokens, run, strict=True):
        if token.head_id in ids and token.head_id != token.id:
            word.head = run[ids[token.head_id]]
    _break_rings(run)
    _mend(run)
    for word in run:
        word.run = run
        if word.head is not None:
            word.head.children.append(word)
    return run


def _mend(run: Sequence[Word]) -> None:
    """Two ties that the parser makes wrong in news: "накануне" at the start is no preposition, and what stands
    before an aside of saying ("Ударов, признал представитель, не было") belongs to the verb around the aside."""
    first = run[0]
    if first.lemma == "накануне" and first.rel == "case" and first.head is not None:
        first.rel, noun = "advmod", first.head
        verb = noun.head
        if verb is not None and noun.rel == "obl" and not any(w.head is verb and w.rel == "nsubj" for w in run):
            noun.rel = "nsubj"
    for word in run:
        verb = word.head
        if word.feats.get("VerbForm") == "Inf" and word.rel == "advmod" and verb is not None and verb.pos == "VERB":
            word.rel = "xcomp"
        if verb is None or verb.rel != "parataxis" or verb.head is None or word.rel not in ("obj", "nsubj", "obl"):
            continue
        comma = next((w.i for w in run if w.text == "," and w.i < verb.i and w.head is verb), None)
        if comma is not None and word.i < comma and verb.i - comma == 1 and verb.head is not word:
            word.head = verb.head


def _break_rings(run: Sequence[Word]) -> None:
    """The parser may tie words in a ring; every climb must end. A finite verb of the ring becomes a root; else
    its participle or its last noun is tied to the word outside the ring that it most likely belongs to."""
    for word in run:
        path, at = [word], word
        while at.head is not None and at.head not in path:
            at = at.head
            path.append(at)
        if at.head is None:
            continue
        ring = path[path.index(at.head) :]
        finite = [w for w in ring if w.feats.get("VerbForm") == "Fin"]
        participles = [w for w in ring if w.feats.get("VerbForm") == "Part"]
        ending = [w for w in finite if w.rel in ("conj", "parataxis", "root")]
        broken = (ending or finite or participles or [w for w in ring if w.pos in ("NOUN", "PROPN")] or ring)[-1]
        broken.head = None if finite else _tie_outside(broken, ring, run)


def _tie_outside(word: Word, ring: Sequence[Word], run: Sequence[Word]) -> Word | None:
    if word.feats.get("VerbForm") == "Part":
        after = [w for w in run[run.index(word) :][:6] if w not in ring and w.pos == "NOUN" and w.case == word.case]
        if after and word.rel == "amod":
            return after[0]
    before = [w for w in reversed(run[: run.index(word)]) if w not in ring and w.pos in ("NOUN", "VERB")]
    free = [w for w in before if not any(w is r or r in _heads(w) for r in ring)]
    return free[0] if free else None


def _heads(word: Word) -> list[Word]:
    found, at = [word], word
    while at.head is not None and at.head not in found:
        at = at.head
        found.append(at)
    return found
