"""Who says so: the speakers around an event, innermost first (codebook, Who says so)."""

from collections.abc import Iterator
from dataclasses import dataclass

from trucewatch.extract.russian.lexicon import is_a, speech_kind
from trucewatch.extract.russian.pipeline import Parsed, Word
from trucewatch.extract.russian.syntax import (
    above,
    clause_head,
    is_negated,
    leftmost,
    phrase,
    preposition,
    speech_place,
    subjects,
    subtree,
    with_joined,
)
from trucewatch.extract.russian.triggers import is_armed
from trucewatch.model import AUTHOR

__all__ = ["Attribution", "Speech"]

_PRONOUNS = frozenset("он она оно они его ее их он-то нем ней нём".split())
_SEEING = frozenset("видеть увидеть заметить замечать обнаружить зафиксировать наблюдать выявить".split())
_RECORDING = frozenset(
    "зафиксировать фиксировать видеть слышать сообщать отметить отмечать насчитать зарегистрировать".split()
)
_WRITTEN = frozenset("сказать указать отметить написать сообщить".split())
_NOBODY = frozenset("сообщаться утверждаться".split())
_ABOUT = frozenset("о об обо про".split())
_CONTENT_OBJECTS = frozenset(("deny", "confirm", "admit", "demand", "fear", "provide"))


@dataclass(frozen=True, eq=False)
class Layer:
    """One speaker: as worded, the word that heads the wording, what was done by saying (lexicon, speech), and the
    verb or noun of saying."""

    source: str
    speaker: Word | None
    kind: str
    via: Word


@dataclass(frozen=True, eq=False)
class Attribution:
    """Who asserts an event: `source` as worded or ("author",), `chain` the speakers from the innermost outwards,
    `kind` what the innermost does ("author", "say", "admit", "confirm", "deny", "accuse", "demand", "fear",
    "provide", "noun", "phrase", "document"), `via` its verb or noun."""

    source: tuple[str, ...] = (AUTHOR,)
    chain: tuple[str, ...] = ()
    kind: str = "author"
    via: Word | None = None
    speaker: Word | None = None
    outer: tuple[Layer, ...] = ()

    @property
    def rule(self) -> str:
        """How the source was found."""
        return f"{self.kind}:{self.via.lemma}" if self.via is not None else self.kind


class Speech:
    """The speakers of one report."""

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self._speakers: list[tuple[int, Word]] = []
        for word in parsed.words:
            if speech_kind(word.lemma) is not None and word.pos == "VERB":
                self._speakers += [(word.i, s) for s in subjects(word)[:1] if s.lemma not in _PRONOUNS]
            elif self._is_phrase(word):
                self._speakers += [(word.i, c) for c in word.children if c.rel == "nmod"][:1]

    def attribute(self, event: Word) -> Attribution:
        """Who asserts the event that a word names."""
        climbed = list(self._climbed(event))
        phrases = list(self._phrases(event))
        open_verbs = [] if any(x.kind == "noun" for x in climbed) else list(self._open_verbs(event))
        inner = [p for p in phrases if not any(x.via in above(p.via) and p.via.head is x.via for x in climbed)]
        outer = [p for p in phrases if p not in inner]
        if any(x.kind == "provide" for x in climbed) and inner:
            climbed = [x for x in climbed if x.kind != "provide"]
        layers = [*inner, *climbed, *outer, *open_verbs] or list(self._headline(event))
        if not layers:
            return Attribution()
        first = layers[0]
        same = [x for x in layers[1:] if x.source != first.source]
        return Attribution(
            self._joint(first), tuple(x.source for x in same), first.kind, first.via, first.speaker, tuple(same)
        )

    def _joint(self, layer: Layer) -> tuple[str, ...]:
        if layer.speaker is None or layer.kind in ("noun", "phrase"):
            return (layer.source,)
        return self.sources(layer.speaker)

    def sources(self, speaker: Word) -> tuple[str, ...]:
        """The speakers that a phrase names: "Дамаск и Москва" are two."""
        return tuple(self.worded(w) for w in with_joined(speaker))

    def worded(self, head: Word) -> str:
        """A speaker as worded."""
        start, end = phrase(self._parsed, head, wide=True)
        return self._parsed.text[start:end]

    def speaker_of(self, verb: Word) -> Word | None:
        """Who says what a verb of saying says; a pronoun is taken back to the speaker before; None if unsaid."""
        written = [c for c in verb.children if c.rel == "obl" and preposition(c) in ("в", "во")]
        agent = next((c for c in verb.children if c.rel == "obl" and c.case == "Ins" and not preposition(c)), None)
        if verb.rel in ("amod", "acl") or (verb.feats.get("Voice") == "Pass" and verb.feats.get("VerbForm") == "Part"):
            if agent is not None or verb.rel in ("amod", "acl") or verb.lemma not in _WRITTEN:
                return agent
            return next(iter(written), None)
        if verb.lemma == "следовать":
            return next((c for c in verb.children if c.rel == "obl" and preposition(c) == "из"), None)
        if verb.lemma in ("говориться", "отмечаться", "утверждаться"):
            return self._behind(written[0], verb) if written else None
        found = subjects(verb)[:1] or [w for w in (speech_place(verb),) if w is not None]
        return self._behind(found[0], verb) if found else None

    def _behind(self, word: Word, near: Word) -> Word | None:
        if word.pos not in ("PRON", "DET") and word.lemma not in _PRONOUNS:
            return word
        earlier = [s for i, s in self._speakers if i < near.i and s is not word and s.lemma not in _PRONOUNS]
        if near.lemma == "говориться":
            documents = [w for w in self._parsed.words[: word.i] if is_a(w.lemma, "by_documents")]
            return documents[-1] if documents else None
        return earlier[-1] if earlier else None

    def _layer(self, speaker: Word | None, kind: str, via: Word) -> Iterator[Layer]:
        if speaker is not None:
            plain = kind == "noun" and speaker is via
            start, end = phrase(self._parsed, speaker, wide=not plain)
            yield Layer(self._parsed.text[start:end], speaker, kind, via)

    def _climbed(self, event: Word) -> Iterator[Layer]:
        for child in event.children:
            if child.rel in ("amod", "acl") and speech_kind(child.lemma) in ("demand", "say"):
                yield from self._layer(self.speaker_of(child), speech_kind(child.lemma) or "say", child)
        if event.lemma in _SEEING:
            seers = [s for s in subjects(event) if not is_armed(s) and not preposition(s)]
            yield from self._layer(next(iter(seers), None), "say", event)
        below, aside = event, False
        for up in above(event):
            aside = aside or below.rel == "acl:relcl"
            kind = speech_kind(up.lemma) if up.pos in ("VERB", "AUX") and up.rel != "amod" else None
            if kind is not None and _is_content(below, up, kind) and (not aside or below.rel in ("ccomp", "acl:relcl")):
                speaker = self.speaker_of(up)
                if kind != "provide" or (speaker is not None and is_a(speaker.lemma, "by_documents")):
                    yield from self._layer(speaker, kind, up)
                if speaker is None and kind == "say" and up.lemma in _NOBODY:
                    yield Layer(up.text, None, kind, up)
            elif up.lemma == "ответственность" and preposition(below) == "за" and _is_taken(up):
                yield from self._layer(next(iter(subjects(up.head or up)), None), "say", up)
            elif is_a(up.lemma, "report_nouns") and _is_told(below) and not _is_missing(up):
                named = self._named_teller(up, below)
                if named is not None or up.lemma == "слух" or not _is_denied(up):
                    yield from self._layer(named or up, "noun", up)
                    return
            below = up
        yield from self._not_recorded(event)

    def _not_recorded(self, event: Word) -> Iterator[Layer]:
        """Who did not record what: "частью представительства фактов не зафиксировано"; the parser ties the
        genitive elsewhere."""
        verb = clause_head(event)
        if (
            speech_kind(verb.lemma) == "say"
            and verb.feats.get("Voice") == "Pass"
            and is_negated(verb)
            and event.case == "Gen"
        ):
            yield from self._layer(self.speaker_of(verb), "say", verb)

    @staticmethod
    def _named_teller(noun: Word, content: Word) -> Word | None:
        for child in noun.children:
            if child is content or (child.i > content.i and child.rel == "nmod" and child.case != "Gen"):
                continue
            if child.rel == "nmod" and child.case == "Gen" and not preposition(child):
                return child
            if child.rel == "nmod" and preposition(child) in ("в", "от", "из"):
                return child
            if child.rel in ("acl", "amod"):
                found = [c for c in child.children if c.rel == "obl" and preposition(c) in ("в", "из", "от", "на")]
                if found:
                    return found[0]
        return None

    @staticmethod
    def _is_phrase(word: Word) -> bool:
        by = preposition(word)
        if by == "по":
            return is_a(word.lemma, "by_phrases") or (
                is_a(word.lemma, "by_documents") and word.rel in ("parataxis", "obl") and word.case == "Dat"
            )
        return by == "согласно" or (by in ("с", "со") and word.lemma == "ссылка")

    def _phrases(self, event: Word) -> Iterator[Layer]:
        sentence = self._parsed.sentences[event.sentence]
        for word in sentence:
            if not self._is_phrase(word) or word is event or word in above(event):
                continue
            if not self._covers(word, event):
                continue
            if is_a(word.lemma, "by_documents") and not is_a(word.lemma, "by_phrases"):
                yield from self._layer(word, "document", word)
                continue
            teller = next(
                (c for c in word.children if c.rel == "nmod" and not (preposition(c) and word.lemma != "ссылка")), None
            )
            pronoun = next((c for c in word.children if c.lemma in ("его", "ее", "их", "он", "она", "они")), None)
            if teller is not None and teller.lemma not in _PRONOUNS:
                yield from self._layer(teller, "phrase", word)
            elif pronoun is not None or teller is not None:
                earlier = self._behind(pronoun or teller or word, word)
                own = [s for s in subjects(clause_head(event)) if s.i < word.i]
                yield from self._layer(earlier or next(iter(own), None), "phrase", word)
            elif word.lemma == "слух" or any(c.rel == "amod" for c in word.children):
                yield from self._layer(word, "phrase", word)

    def _covers(self, word: Word, event: Word) -> bool:
        sentence = self._parsed.sentences[word.sentence]
        begins = word.i - sentence[0].i <= 3 and all(
            w.i >= word.i or w in subtree(word) for w in sentence[: word.i - sentence[0].i]
        )
        if begins:
            return True
        finite = [w for w in sentence if w.feats.get("VerbForm") == "Fin" and w not in subtree(word)]
        near = [w for w in finite if w.i > word.i and not self._is_parted(word, w)] or [
            w for w in reversed(finite) if w.i < word.i and not self._is_parted(w, word)
        ]
        head = clause_head(near[0]) if near else clause_head(word.head) if word.head is not None else word
        return event in subtree(head) and event.i >= leftmost(head).i

    def _is_parted(self, first: Word, second: Word) -> bool:
        return any(w.text in (";", ":") for w in self._parsed.words[first.i : second.i])

    def _open_verbs(self, event: Word) -> Iterator[Layer]:
        """Verbs of saying that the sentence is laid before: "…, сообщает штаб", "…, как передают корреспонденты,
        …"."""
        sentence = self._parsed.sentences[event.sentence]
        for verb in sentence:
            kind = speech_kind(verb.lemma) if verb.pos == "VERB" else None
            if (
                kind not in ("say", "admit", "confirm", "fear", "demand")
                or (verb in above(event) and not _is_laid_after(verb))
                or verb is event
            ):
                continue
            finite = verb.feats.get("VerbForm") in ("Fin", None) or verb.lemma in ("сказать", "указать", "отметить")
            if not finite or _has_content(verb) or not _is_laid_after(verb):
                continue
            if event in subtree(verb) and event.i > verb.i:
                continue
            for word in subtree(verb):
                if word.lemma == "ссылка" and preposition(word) in ("с", "со"):
                    yield from self._layer(next((c for c in word.children if c.rel == "nmod"), None), "phrase", word)
            yield from self._layer(self.speaker_of(verb), kind or "say", verb)

    def _headline(self, event: Word) -> Iterator[Layer]:
        """ "Штаб: …" as a whole sentence gives the speaker before the colon."""
        sentence = self._parsed.sentences[event.sentence]
        at = next((n for n, w in enumerate(sentence) if w.text == ":"), None)
        if at is None or not 0 < at <= 6 or event.i < sentence[at].i:
            return
        before = sentence[:at]
        top = next((w for w in before if w.head is None or w.head not in before), before[0])
        if any(w.pos == "VERB" or w.rel == "case" for w in before):
            return
        if is_a(top.lemma, "speakers") or top.name in ("ORG", "PER"):
            yield from self._layer(top, "say", top)


def _is_content(below: Word, verb: Word, kind: str) -> bool:
    """Whether a word below a verb of saying belongs to what is said, not to who says it, when or where."""
    rel, by = below.rel, preposition(below)
    if rel in ("ccomp", "csubj", "csubj:pass", "nsubj:pass", "xcomp"):
        return True
    if kind == "accuse" and below.lemma in ("вина", "ответственность"):
        return True
    if rel == "obl" and verb.lemma in ("жаловаться", "пожаловаться", "сетовать"):
        return by == "на"
    if rel == "obl":
        return (
            by in _ABOUT or (kind == "accuse" and by in ("в", "во", "за")) or (kind == "demand" and by in ("к", "на"))
        )
    if rel == "parataxis" or (rel == "advcl" and kind in ("say", "fear")):
        return below.i > verb.i and not _is_laid_after(verb)
    if rel in ("obj", "nmod", "iobj"):
        return kind in _CONTENT_OBJECTS or verb.lemma in _RECORDING
    doers = subjects(verb)
    return rel == "nsubj" and kind in ("deny", "confirm") and bool(doers) and below not in doers


def _is_taken(noun: Word) -> bool:
    """Whether somebody takes responsibility on himself."""
    return noun.head is not None and noun.head.lemma in ("взять", "брать", "принять")


def _is_missing(noun: Word) -> bool:
    """Whether there is no such report: "сведений о потерях нет"."""
    return noun.case == "Gen" and noun.head is not None and (noun.head.lemma == "нет" or is_negated(noun.head))


def _is_told(below: Word) -> bool:
    return below.rel in ("acl", "acl:relcl", "ccomp", "appos") or (below.rel == "nmod" and preposition(below) in _ABOUT)


def _is_denied(noun: Word) -> bool:
    return noun.head is not None and speech_kind(noun.head.lemma) == "deny"


def _has_content(verb: Word) -> bool:
    for child in verb.children:
        if child.rel in ("ccomp", "csubj", "xcomp") or (child.rel == "obl" and preposition(child) in _ABOUT):
            return True
        if child.rel == "parataxis" and child.i > verb.i:
            return True
        if child.rel == "obj" and speech_kind(verb.lemma) != "say":
            return True
    return False


def _is_laid_after(verb: Word) -> bool:
    """Whether a verb of saying stands in an aside or at the end: marked off by a comma or dash on its left."""
    if verb.rel == "parataxis" and any(c.lemma == "как" for c in verb.children):
        return True
    if any(c.i < verb.i and c.rel in ("nsubj", "obl") for c in verb.children):
        return False
    at = leftmost(verb).i - verb.run[0].i
    around = verb.run[max(0, at - 1) : verb.i - verb.run[0].i]
    return bool(around) and any(w.text in (",", "—", "–", "-") for w in around[:2])
