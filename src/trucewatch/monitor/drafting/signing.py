"""The act of agreeing: what it is called, when and where it was signed, by whom, and in what roles others stood by."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from trucewatch.extract.english.parsed import Span, Token
from trucewatch.model import Claim, EventType, Mode, Polarity
from trucewatch.monitor.drafting.pages import Named, Page, subtree_text

__all__ = ["INSTRUMENT", "Role", "Signing", "find_signing", "roles"]

INSTRUMENT = (
    r"(?:memorandum|agreement|accord|truce|ceasefire|cease-fire|armistice|deal|protocol|understanding|declaration|"
    r"package of measures|framework|roadmap|pact|treaty|arrangement|pause|cessation of hostilities|document)"
)
_INSTRUMENT = re.compile(rf"\b{INSTRUMENT}\b", re.IGNORECASE)
_SIGNS = frozenset("sign conclude reach agree initial adopt announce declare accept endorse strike".split())
_TITLE = re.compile(
    rf"\b(?P<title>(?:[A-Z][\w'’-]+\s+)*{INSTRUMENT}(?:\s+(?:on|of|for|to|around|along|in)\s+(?:the\s+)?[^,.;:()“”\"]+?)?)"
    r"(?=\s+(?:during|on\s+(?:Monday|Tuesday|Wednesday|Thursday|"
    r"Friday|Saturday|Sunday|\d|[A-Z][a-z]+ \d)|after|was|were|"
    r"at|by|under|that|which|to)\b|[,.;:()“”\"]|\s*$)",
    re.IGNORECASE,
)
_DONE = re.compile(r"^\s*(?:Signed|Done|Concluded|Agreed|Adopted)\s+(?:at|in|on|this|by|between)\b")
_DONE_AT = re.compile(r"^\s*\w+\s+(?:at|in)\s+(?P<place>[A-Z][\w'’-]+(?:[ -][A-Z][\w'’-]+)*)")
_BETWEEN = re.compile(
    r"\bbetween\s+(?P<who>(?:the\s+)?[A-Z][^.;:()]*?\s+and\s+(?:the\s+)?[A-Z][^,.;:()]*?)"
    r"(?=,|\s+(?:with|on|at|in|was|were|is|has|to|under|for)\b|[.;:(]|\s*$)"
)
_LIST = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+(?=(?:the\s+)?[A-Z])")
_NAME = r"(?:the\s+)?[A-Z][\w'’.-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w'’.-]*)*"
_NAMES = rf"{_NAME}(?:\s*,\s*{_NAME})*(?:,?\s+and\s+{_NAME})?"
_SPEAKERS = re.compile(
    rf"\b(?:delegations?|representatives?|leaders?|commanders?|envoys?|negotiators?)\s+(?:of|from|for)\s+(?P<who>{_NAMES})\s+"
    r"(?:have\s+|has\s+)?(?:sign|conclu|agree|reach|initial|adopt|announc|declar|accept)\w*"
)
_AS = re.compile(
    rf"(?P<who>{_NAMES})\s+(?:act\w*\s+|serv\w*\s+)?as\s+(?:a\s+|the\s+)?(?P<role>guarantor|mediator|facilitator|witness|observer)"
)
_OF_ROLE = re.compile(
    rf"\b(?P<role>[Gg]uarantor|[Mm]ediator|[Ff]acilitator|[Ww]itness|[Oo]bserver)(?:e?s)?(?:\s+(?:countries|states))?\s*[,:(–-]?\s*(?P<who>{_NAMES})\b"
)
_ROLE_WORDS: dict[str, str] = {
    "guarantor": r"guarantors?\b|guarantee(?:d|ing)\b",
    "mediator": r"mediat\w+|broker\w*",
    "facilitator": r"facilitat\w+|auspices|convened|host(?:ed|ing)\b",
    "witness": r"witness\w*",
    "observer": r"observers?\b|observed\b",
    "endorser": r"endors\w+|welcom\w+",
    "acceded": r"acced\w+|joined the (?:truce|ceasefire|agreement|deal|accord)",
    "rejecting": r"reject\w+|refus\w+|not (?:a )?part(?:y|ies) to|walked out|not bound by",
    "excluded": r"exclud\w+|does not (?:cover|apply to|include|extend to)|do not (?:cover|apply to|include)|"
    r"with the exception of|except(?: for)?\b|not covered",
}
_ROLE_PATTERNS = {role: re.compile(rf"\b(?:{words})", re.IGNORECASE) for role, words in _ROLE_WORDS.items()}


_LONGEST_TITLE = 160


@dataclass
class Signing:
    """What a page says of the signing; every part may be missing."""

    title: str | None = None
    day: date | None = None
    place: str | None = None
    signers: list[Named] = field(default_factory=list)
    quote: str | None = None


@dataclass(frozen=True)
class Role:
    """Someone's role by a page's own words."""

    who: Named
    role: str
    quote: str


def find_signing(page: Page) -> Signing:
    """The first sentence of the page that tells of the signing, with what it says."""
    best = Signing()
    for sentence in page.sentences:
        told = page.without_dateline(sentence)
        verb = next((t for t in told if t.lemma_.lower() in _SIGNS and t.pos_ == "VERB"), None)
        done = bool(_DONE.match(sentence.text))
        if not (_INSTRUMENT.search(sentence.text) or done) or (verb is None and not done) or _is_denied(verb):
            continue
        claims = [
            c
            for c in page.claims_in(sentence, EventType.AGREEMENT_SIGNED)
            if c.polarity is Polarity.POSITIVE and c.mode is Mode.ACTUAL
        ]
        found = Signing(
            title=_title(sentence) or _headline(page),
            day=_day(page, sentence, claims),
            place=_place(sentence),
            signers=_signers(page, told, verb),
            quote=page.quote(sentence),
        )
        if found.signers:
            return found
        best = best if best.quote else found
    if best.title is None:
        best.title = _headline(page)
    return best


def _stated(page: Page, sentence: Span) -> Iterator[Role]:
    """Roles by fixed turns: "with X as guarantor", "the guarantors Russia, Iran and Turkey"."""
    for pattern in (_AS, _OF_ROLE):
        for match in pattern.finditer(sentence.text):
            for part in _LIST.split(match["who"]):
                yield Role(page.name(part), match["role"].lower(), page.quote(sentence))


def roles(page: Page) -> Iterator[Role]:
    """Roles that sentences give to somebody named: guarantors, mediators, observers, those who reject or are left out.

    The word for the role must stand by the name: "X, guarantor", "mediated by X", "the guarantors (X and Y)".
    """
    for sentence in page.sentences:
        yield from _stated(page, sentence)
        for role, pattern in _ROLE_PATTERNS.items():
            for match in pattern.finditer(sentence.text):
                at = sentence.start_char + match.start()
                token = next((t for t in sentence if t.idx <= at < t.idx + len(t)), None)
                if token is not None:
                    for who in _by_the_word(page, token, role):
                        yield Role(who, role, page.quote(sentence))


def _title(sentence: Span) -> str | None:
    found = _TITLE.search(sentence.text)
    if found is None:
        return None
    title = " ".join(found["title"].split())
    return title[:1].upper() + title[1:]


def _headline(page: Page) -> str | None:
    lines = [page.report.title or "", *page.report.text.strip().splitlines()[:3]]
    short = (" ".join(line.split()) for line in lines if len(line) <= _LONGEST_TITLE)
    return next((line for line in short if _INSTRUMENT.search(line)), None)


def _day(page: Page, sentence: Span, claims: Sequence[Claim]) -> date | None:
    stated = [c.date_start for c in claims if c.date_start is not None and c.date_start == c.date_end]
    if stated:
        return stated[0]
    days = [t for t in page.times(None) if t.kind == "day" and sentence.start_char <= t.start < sentence.end_char]
    exact = [t.first for t in days if t.first is not None and t.first == t.last]
    return exact[0] if exact else None


def _place(sentence: Span) -> str | None:
    done = _DONE_AT.match(sentence.text)
    if done is not None:
        return " ".join(done["place"].split())
    for token in sentence:
        if token.dep_ == "pobj" and token.head.lower_ in ("in", "at") and token.ent_type_ in ("GPE", "LOC", "FAC"):
            head = token.head.head
            if head.pos_ in ("VERB", "AUX") or head.lemma_ in ("talk", "round", "meeting", "summit", "conference"):
                return subtree_text(token)
    return None


def _signers(page: Page, sentence: Span, verb: Token | None) -> list[Named]:
    between = _BETWEEN.search(sentence.text)
    if between is not None:
        return [page.name(part) for part in _LIST.split(between["who"]) if re.search(r"[A-Z]", part)]
    speakers = _SPEAKERS.search(sentence.text)
    if speakers is not None:
        return [page.name(part) for part in _LIST.split(speakers["who"])]
    for child in verb.children if verb is not None else ():
        if child.dep_ == "nsubj" and child.pos_ in ("PROPN", "NOUN"):
            found = page.names_in(child)
            if found:
                return found
        if child.dep_ == "agent":
            found = [n for t in child.children if t.dep_ == "pobj" for n in page.names_in(t)]
            if found:
                return found
    return []


def _by_the_word(page: Page, token: Token, role: str) -> list[Named]:
    """Those whom the sentence's grammar ties to a word for a role."""
    heads: list[Token] = []
    if token.pos_ in ("VERB", "AUX"):
        wanted = ("dobj", "pobj") if role == "excluded" else ("nsubj", "nsubjpass") if role in _SUBJECTS else ("agent",)
        for child in token.children:
            if child.dep_ in wanted:
                heads += [t for t in child.children if t.dep_ == "pobj"] if child.dep_ == "agent" else [child]
            if role == "excluded" and child.dep_ in ("prep", "agent"):
                heads += [t for t in child.children if t.dep_ == "pobj"]
            if role not in _SUBJECTS and role != "excluded" and child.dep_ == "nsubj" and token.tag_ != "VBN":
                heads.append(child)
    else:
        heads += [c for c in token.children if c.dep_ in ("appos", "nmod", "compound") and c.pos_ == "PROPN"]
        if token.dep_ in ("appos", "attr"):
            heads.append(token.head if token.dep_ == "appos" else _subject(token.head) or token)
        if token.dep_ == "pobj" and token.head.lower_ == "as":
            heads.append(_subject(token.head.head) or token)
        if role in ("excluded", "facilitator"):
            heads += [t for c in token.children if c.dep_ == "prep" for t in c.children if t.dep_ == "pobj"]
            heads += [t for t in token.children if t.dep_ == "pobj"]
    return [n for head in heads if head is not token for n in page.names_in(head)]


_SUBJECTS = frozenset({"guarantor", "rejecting", "acceded", "endorser", "observer", "witness"})


def _subject(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)


def _is_denied(verb: Token | None) -> bool:
    return verb is not None and any(c.dep_ == "neg" for c in verb.children)
