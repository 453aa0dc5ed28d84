"""Who says so: the chain of speakers that embeds an event, innermost first (codebook, decisions: Who says so)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from trucewatch.extract.english.loose_speech import Link, loose
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.quotations import quotations
from trucewatch.extract.english.speakers import SPEECH, STRONG, WEAK, names, speaker_of, speakers
from trucewatch.extract.english.syntax import (
    clause_verb,
    conjuncts,
    phrase,
    subjects,
    upwards,
)
from trucewatch.extract.english.words import words
from trucewatch.model import AUTHOR

__all__ = ["SPEECH", "Attribution", "Speech", "attribute", "hear", "speaker_of"]

DEMAND = words("speech.demand")


_SPOKEN = words("speech.spoken")


_ACCUSE = frozenset("accuse blame charge condemn suspect".split())


@dataclass(frozen=True)
class Attribution:
    """Who says that an event happened: `source` are the innermost speakers as worded (["author"] for the report
    itself), `chain` all speakers from the innermost outwards, `verb` the word of saying nearest to the event,
    `denied` whether that word takes it back, `rule` what found it. `quoted` says that the words stand in quotation
    marks."""

    source: tuple[str, ...]
    chain: tuple[str, ...]
    verb: Token | None
    rule: str
    denied: bool = False
    quoted: bool = False

    @property
    def by_author(self) -> bool:
        """Whether the report speaks in its own voice."""
        return self.source == (AUTHOR,)


@dataclass(frozen=True)
class Speech:
    """Who speaks in a report: the main speaker of each sentence that has one (by the sentence's first token, in
    order), and each longer quotation (characters start, end) with its speaker."""

    starts: tuple[int, ...]
    told: tuple[tuple[str, ...], ...]
    quotes: tuple[tuple[int, int, tuple[str, ...]], ...]

    def before(self, start: int) -> tuple[str, ...]:
        """The last speaker of a sentence before the one that starts at this token; () if there is none."""
        n = bisect_left(self.starts, start)
        return self.told[n - 1] if n else ()

    def of(self, start: int) -> tuple[str, ...]:
        """The speaker of the sentence that starts at this token; () if it has none."""
        n = bisect_left(self.starts, start)
        return self.told[n] if n < len(self.starts) and self.starts[n] == start else ()

    def quoting(self, character: int) -> tuple[str, ...]:
        """The speaker of the quotation around this character; () outside quotations and where nobody is named."""
        n = bisect_right(self.quotes, character, key=lambda quote: quote[0])
        return self.quotes[n - 1][2] if n and character < self.quotes[n - 1][1] else ()


_NOBODY = Attribution((AUTHOR,), (), None, "author")


def hear(reading: Reading) -> Speech:
    """The speaker of each sentence (by its start) and of each quotation (characters start, end)."""
    by_sentence: dict[int, tuple[str, ...]] = {}
    last: tuple[str, ...] = ()
    for sentence in reading.doc.sents:
        verb = _main_speech(sentence)
        if verb is None:
            continue
        told = names(reading, speakers(verb), last)
        if told:
            by_sentence[sentence.start] = told
            last = told
    return Speech(tuple(by_sentence), tuple(by_sentence.values()), tuple(quotations(reading.doc, by_sentence)))


def _main_speech(sentence: Span) -> Token | None:
    root = sentence.root
    if root.lemma_.lower() in SPEECH and root.pos_ == "VERB":
        return root
    lemma = sentence.doc.lemma
    for i in range(sentence.start, sentence.end):
        if lemma[i] in STRONG:
            token = sentence.doc[i]
            if token.pos_ == "VERB" and any(c.dep_ == "nsubj" for c in token.children):
                return token
    return None


def attribute(reading: Reading, speech: Speech, head: Token) -> Attribution:
    """Who says that the event headed by this word happened."""
    last = speech.before(head.sent.start)
    links = [link for link in _chain(reading, head, last) if link[0]]
    if not links:
        links = [k for k in loose(reading, head, last) if k[0]]
    quoted = speech.quoting(head.idx)
    if not links and quoted:
        return Attribution(quoted, quoted, None, "quotation", quoted=True)
    if not links:
        return _NOBODY
    names, verb, rule = links[0]
    if AUTHOR in names:
        return _NOBODY if not quoted else Attribution(quoted, quoted, None, "quotation", quoted=True)
    chain = [name for told, _, _ in links for name in told]
    denied = verb.lemma_ in ("deny", "refute") or verb.lemma_ == "denial"
    return Attribution(names, tuple(dict.fromkeys(chain)), verb, rule, denied=denied, quoted=bool(quoted))


def _chain(reading: Reading, head: Token, last: tuple[str, ...]) -> Iterator[Link]:
    """Speakers from the words above the event, then "according to" anywhere in its sentence."""
    below = head
    for above in upwards(head):
        lemma = above.lemma_.lower()
        if above.pos_ in ("VERB", "AUX"):
            yield from _verb_link(reading, above, below, lemma, last)
        elif above.pos_ in ("NOUN", "PROPN") and lemma in _SPOKEN and below.dep_ in ("acl", "ccomp", "prep"):
            yield from _noun_link(reading, above, below, last)
        below = above
    yield from _according(reading, head, last)


def _verb_link(reading: Reading, verb: Token, below: Token, lemma: str, last: tuple[str, ...]) -> Iterator[Link]:
    if lemma in _ACCUSE and below.dep_ in ("prep", "dobj", "pcomp"):
        told = names(reading, speakers(verb), last)
        if told and (below.lower_ in ("of", "for", "over") or lemma == "blame"):
            yield told, verb, f"speech:{lemma}"
        return
    if lemma == "appear" and below.dep_ == "ccomp":
        subject = [s for s in subjects(verb) if s.lemma_.lower() in _SPOKEN]
        if subject:
            yield names(reading, subject, last), verb, "speech:reports"
        return
    if lemma in DEMAND and below.dep_ in ("xcomp", "ccomp", "prep", "dobj", "advcl") and lemma != "want":
        told = names(reading, speakers(verb), last)
        if told:
            yield told, verb, f"speech:{lemma}"
        return
    if lemma not in SPEECH:
        return
    spoken = (
        below.dep_ in ("ccomp", "parataxis", "oprd")
        or (below.dep_ == "xcomp" and lemma in ("claim", "vow", "threaten"))
        or (
            below.dep_ in ("dobj", "pcomp")
            and lemma in ("report", "claim", "announce", "deny", "confirm", "allege", "document", "record")
        )
        or (below.dep_ == "nsubjpass" and lemma in ("report", "record", "document") and bool(subjects(verb)))
    )
    spoken = spoken or (below.dep_ == "advcl" and below.lemma_ in ("cite", "quote"))
    if lemma in WEAK and below.dep_ != "ccomp":
        spoken = False
    if spoken:
        told = names(reading, speakers(verb), last)
        if told:
            if below.lemma_ not in ("cite", "quote"):
                yield from _cited(reading, verb, last)
            yield told, verb, f"speech:{lemma}"


def _noun_link(reading: Reading, noun: Token, below: Token, last: tuple[str, ...]) -> Iterator[Link]:
    if below.dep_ == "prep" and below.lower_ not in ("of", "about", "that"):
        return
    holders = [c for c in noun.children if c.dep_ == "poss"] + [
        o
        for c in noun.children
        if c.dep_ == "prep" and c.lower_ in ("by", "from")
        for o in c.children
        if o.dep_ == "pobj"
    ]
    verb = clause_verb(noun)
    if holders:
        yield names(reading, holders, last), noun, "speech:noun"
    elif (
        verb is not None
        and verb.lemma_ in ("make", "dismiss", "reject", "deny", "issue", "publish")
        and noun.dep_ == "dobj"
        and subjects(verb)
    ):
        yield names(reading, subjects(verb), last), verb, "speech:noun"
    else:
        yield (reading.span_text(phrase(noun, of=False)),), noun, "speech:noun"


def _cited(reading: Reading, verb: Token, last: tuple[str, ...]) -> Iterator[Link]:
    for child in verb.children:
        if child.lemma_ in ("cite", "quote") and child.dep_ in ("advcl", "prep"):
            heads = [t for o in child.children if o.dep_ in ("dobj", "pobj") for t in conjuncts(o)]
            if heads:
                yield names(reading, heads, last), child, "speech:citing"


def _according(reading: Reading, head: Token, last: tuple[str, ...]) -> Iterator[Link]:
    sentence = head.sent
    lower = head.doc.lower
    for i in range(sentence.start, min(sentence.end - 1, sentence.start + 200)):
        if lower[i] == "according" and lower[i + 1] == "to":
            token = head.doc[i]
            heads = [t for o in token.nbor(1).children if o.dep_ == "pobj" for t in conjuncts(o)]
            heads = heads or [t for c in token.children for o in c.children if o.dep_ == "pobj" for t in conjuncts(o)]
            if heads:
                yield names(reading, heads, last), token, "speech:according_to"
