"""The people whom a report counts as killed or injured: words of death and injury and the figures that stand to them.

Such a word takes the figures that are its subject or object; a joint count ("25 killed and injured") gives neither,
and a part ("12, including three children") is left to its total (codebook, decisions: Casualties).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from trucewatch.extract.english.figures import Figure
from trucewatch.extract.english.parsed import Doc, Span, Token
from trucewatch.extract.english.time_words import MONTH

__all__ = ["Casualty", "Count", "find_counts"]


@dataclass(frozen=True)
class Casualty:
    """So many people, and who: `low` to `high`, None for a bound that the text does not give; `rule` names
    what read it."""

    who: str
    low: int | None
    high: int | None
    rule: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Count:
    """One word of death or injury with its casualties: `word` is its token, `killed` whether it tells of death."""

    word: Token
    killed: bool
    people: tuple[Casualty, ...]


_KILLED = re.compile(
    r"kill(?:s|ed|ing)?|dead|die[sd]?|dying|deaths?|fatalit(?:y|ies)|toll|lives|life|martyr(?:s|ed"
    r"|ing)?|martyrdom|slain|slaughter(?:ed|ing)"
    r"|murder(?:s|ed|ing)?|execut(?:e|ed|es|ing)|behead(?:ed|ing)|massacr(?:ed|ing)|perished|lost"
    r"|victims|eliminated|neutrali[sz]ed|assassinat(?:ed|ing)"
)
_INJURED = re.compile(r"injur(?:e|es|ed|ing|y|ies)|wound(?:s|ed|ing)?|hurt|hospitalised|hospitalized")
_ACTIVE = re.compile(
    r"kills?|killing|execut(?:es?|ing)|behead(?:s|ing)|murder(?:s|ing)|martyring|injuring|injures?"
    r"|wounding|wounds|slaughtering|assassinating|massacring"
)
_TAKES_OBJECT = re.compile(
    r"killed|martyred|executed|murdered|beheaded|injured|wounded|lost|eliminated|hurt|assassinated"
    r"|slaughtered|massacred"
)
_NOUNS = re.compile(r"deaths?|lives|life|fatalit(?:y|ies)|injur(?:y|ies)|martyrdom|victims|bodies|corpses")
_STRIKES = re.compile(r"kill(?:s|ed|ing)?|injur(?:ed|ing)|wound(?:ed|ing)|assassinat(?:ed|ing)|murder(?:ed|ing)")
_SUFFERS = re.compile(r"killed|injured|wounded|dead|died|dies|martyred")
_SUBJECT_ONLY = re.compile(r"dead|die[sd]?|dying|perished|slain")
_FILLER = frozenset("a an the of at least to total : and also another , approximately in including were".split())
_TOLL_LINK = frozenset(
    "to at of is was : reached reaches stands stood exceeds exceeded hits hit as rises rose passed tops climbs".split()
)
_NOUN_LINK = frozenset("of included include including are were : among at mostly".split())
_FILLER_OF_NOUN = _FILLER | _NOUN_LINK
_ACTIVE_NEXT = frozenset("a an several many some the all scores".split())
_AUXILIARIES = frozenset("was were is are been being be got get gets have has had reportedly also".split())
_CLAIMING = frozenset("claimed claiming claims claim took taking cost lost losing ended take costing".split())
_PASSIVE = frozenset("was were is are been being be got get gets".split())
_THINGS = frozenset(
    "strike airstrike raid attack rocket shell bomb missile mortar round vehicle tank house home building "
    "district village town "
    "area km kilometer kilometre mile meter metre hour day week month year minute percent time position "
    "hospital school explosion "
    "blast car truck bus plane warplane jet helicopter sortie target neighborhood neighbourhood city province "
    "suburb front clash "
    "operation post checkpoint location side bombing weapon warehouse sector country agreement state shelling "
    "vehicle camp "
    "ambulance centre center mosque church market shop family group unit reporter barrel tunnel".split()
)
_PEOPLE_ONE = frozenset(
    "man woman child girl boy person civilian soldier fighter militant rebel officer commander leader "
    "journalist citizen pilot "
    "policeman member guard doctor teacher baby infant resident villager worker toddler general colonel "
    "militiaman terrorist "
    "jihadist medic nurse reporter cameraman activist student neighbour neighbor conscript trooper "
    "correspondent driver volunteer".split()
)
_PARTS = frozenset("including included include includes among mostly them whom which namely".split())
_REACH = 14
_AROUND = 60


@dataclass(frozen=True)
class _Number:
    """A figure among the tokens of one sentence: tokens first..last inclusive, and whether it is a part of another."""

    first: int
    last: int
    figure: Figure
    part: bool


_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")


_MONTH = re.compile(MONTH, re.IGNORECASE)


def _is_day(doc: Doc, span: Span) -> bool:
    """Whether a number is the day of a month: "October 4", "4 January"."""
    beside = [*doc[max(0, span.start - 1) : span.start], *doc[span.end : span.end + 1]]
    return span.text.isdigit() and any(t.text[:1].isupper() and _MONTH.fullmatch(t.text) for t in beside)


def _noun_after(doc: Doc, last: int, end: int) -> Token | None:
    """The head noun that a figure counts: the last of the nouns that follow it directly."""
    found = None
    for token in doc[last + 1 : min(end, last + 7)]:
        if token.pos_ in ("NOUN", "PROPN") and not _word_kind(token):
            found = token
        elif (
            found is not None
            or token.pos_ not in ("ADJ", "ADV", "DET", "ADP", "NUM", "VERB", "PRON")
            or (token.pos_ == "ADP" and token.lower_ != "of")
            or _word_kind(token) is not None
        ):
            break
    return found


def _numbers(part: Span, figures: Sequence[Figure]) -> list[_Number]:
    doc, out = part.doc, []
    first, last = (bisect_left(figures, at, key=attrgetter("start")) for at in (part.start_char, part.end_char))
    for figure in figures[first:last]:
        span = doc.covering(figure.start, figure.end)
        if span is None or not len(span) or _YEAR.fullmatch(span.text) or _is_day(doc, span):
            continue
        noun = _noun_after(doc, span.end - 1, part.end)
        if noun is not None and noun.lemma_.lower() in _THINGS:
            continue
        out.append(_Number(span.start, span.end - 1, figure, _is_part(doc, span.start, part.start)))
    out = [replace(n, part=True) if _among_more(doc, n, part.end) else n for n in out]
    taken = {i for n in out for i in range(n.first, n.last + 1)}
    lower = doc.lower
    single = (doc[i] for i in range(part.start, part.end) if lower[i] in _PEOPLE_ONE)
    out += [one for token in single if (one := _one_person(token, part, taken)) is not None]
    return sorted(out, key=lambda n: n.first)


def _among_more(doc: Doc, number: _Number, end: int) -> bool:
    """Whether the figure is named as a part of what follows: "two nurses were among some 30 villagers killed"."""
    words = [t.lower_ for t in doc[number.last + 1 : min(end, number.last + 8)]]
    if "among" not in words:
        return False
    at = words.index("among")
    return not any(_kind_of(w) is not None or w in (",", "and") for w in words[:at]) and words[at + 1 : at + 2] != [
        "them"
    ]


def _is_part(doc: Doc, first: int, start: int) -> bool:
    """Whether the figure is a part of a total: "12, including 3 children".
    In "2 nurses were among 30 killed" the 2 is the part.
    """
    before = doc[max(start, first - 2) : first]
    return any(t.lower_ in _PARTS and not _after_being(doc, t.i, start) for t in before)


def _after_being(doc: Doc, at: int, start: int) -> bool:
    return doc[at].lower_ == "among" and any(
        t.lower_ in ("were", "was", "are", "is") or (t.pos_ == "NOUN" and t.i == at - 1)
        for t in doc[max(start, at - 2) : at]
    )


def _one_person(token: Token, part: Span, taken: set[int]) -> _Number | None:
    """One person, told without a number: "a man", "another soldier", "her neighbour"."""
    after = token.doc[token.i + 1] if token.i + 1 < part.end else None
    if after is not None and after.pos_ == "NOUN" and after.lower_ != "child" and _word_kind(after) is None:
        return None
    if after is not None and _SUFFERS.fullmatch(after.lower_) and token.i == part.start:
        return _Number(token.i, token.i, Figure(token.idx, token.idx + len(token), 1, 1, "one-person"), False)
    for i in range(token.i - 1, max(part.start, token.i - 5) - 1, -1):
        before = token.doc[i]
        if i in taken or before.is_punct or before.pos_ in ("VERB", "AUX", "ADP") or _word_kind(before) is not None:
            return None
        struck = before.lower_ == "the" and i > part.start and _STRIKES.fullmatch(token.doc[i - 1].lower_)
        if struck or before.lower_ in ("a", "an", "another", "her", "his"):
            figure = Figure(before.idx, token.idx + len(token), 1, 1, "one-person")
            return _Number(i, token.i, figure, _is_part(token.doc, i, part.start))
    return None


def _word_kind(token: Token) -> bool | None:
    """True for a word of death, False for one of injury, None for any other."""
    return _kind_of(token.lower_)


@lru_cache(maxsize=20_000)
def _kind_of(word: str) -> bool | None:
    if _KILLED.fullmatch(word):
        return True
    return False if _INJURED.fullmatch(word) else None


def _is_counting(token: Token) -> bool:
    """Whether the word can take a count here: "lost" people and not ground, "lives" claimed and not lived."""
    if token.lower_ in ("lives", "life"):
        before = token.doc.lower[max(token.sent.start, token.i - 4) : token.i]
        return not _CLAIMING.isdisjoint(before)
    return token.lower_ != "lost" or token.pos_ == "VERB"


def _left(words: Sequence[int], numbers: Sequence[_Number], at: int, doc: Doc) -> list[_Number]:
    """The figures in front of a word of death: the nearest, and those joined to it by "and" or a comma."""
    wall = max((w for w in words if w < at), default=-1)
    near: list[_Number] = []
    edge = at
    for number in reversed([n for n in numbers if wall < n.first and n.last < at]):
        between = doc[number.last + 1 : edge]
        verbs = [
            t
            for t in between
            if t.pos_ in ("VERB", "AUX") and t.lower_ not in _AUXILIARIES and t.dep_ not in ("acl", "relcl", "amod")
        ]
        if len(between) > _REACH or any(t.text in ".;:" for t in between) or (verbs and not near and len(between) > 6):
            break
        if near and not {t.lower_ for t in between} & {"and", ",", "plus", "&", "including", "among"}:
            break
        near.insert(0, number)
        edge = number.first
    return near


def _right(
    words: Sequence[int], numbers: Sequence[_Number], at: int, doc: Doc, fillers: frozenset[str], reach: int
) -> list[_Number]:
    """The figures behind a word of death, as its object, up to the next such word that has a better claim."""
    out: list[_Number] = []
    edge = at + 1
    for number in (n for n in numbers if n.first > at):
        between = doc[edge : number.first]
        if not out and (len(between) > reach or any(t.lower_ not in fillers for t in between)):
            break
        if out and (
            len(between) > 9
            or not {t.lower_ for t in between} & {"and", ",", "including", "among"}
            or any(w in range(edge, number.first) for w in words)
        ):
            break
        if out and _has_own_word(words, number, doc):
            break
        out.append(number)
        edge = number.last + 1
    return out


def _has_own_word(words: Sequence[int], number: _Number, doc: Doc) -> bool:
    """Whether a word of death or injury stands right behind the figure and its noun: "2 killed, 10 [others] "
    "injured"."""
    after = next((w for w in words if w > number.last), None)
    if after is None or after - number.last > 6:
        return False
    return all(
        t.pos_ in ("NOUN", "PROPN", "ADJ", "AUX", "ADV", "DET", "NUM") and t.lower_ not in ("and", ",")
        for t in doc[number.last + 1 : after]
    )


def _toll(numbers: Sequence[_Number], at: int, doc: Doc) -> list[_Number]:
    """The first figure behind "toll" that a verb or "to" leads in: "the death toll has risen to at least 40"."""
    for number in numbers:
        if at < number.first <= at + _REACH + 4 and doc[number.first - 1].lower_ in _TOLL_LINK:
            return [number]
    return []


def _people_of(
    words: Sequence[int], numbers: Sequence[_Number], at: int, doc: Doc, end: int
) -> tuple[list[_Number], str]:
    word = doc[at].lower_
    before = {t.lower_ for t in doc[max(0, at - 3) : at]}
    if word == "toll" or ("number" in {t.lower_ for t in doc[max(0, at - 9) : at]} and _toll(numbers, at, doc)):
        return _toll(numbers, at, doc), "toll"
    if _NOUNS.fullmatch(word):
        led = doc[at + 1].lower_ in _NOUN_LINK if at + 1 < end else False
        right = _right(words, numbers, at, doc, _FILLER_OF_NOUN, 4) if led else []
        return (right, "deaths-of") if right else (_left(words, numbers, at, doc)[-1:], "number-of-deaths")
    if _ACTIVE.fullmatch(word):
        return _right(words, numbers, at, doc, _FILLER, 4), "object"
    left = _left(words, numbers, at, doc)
    if word == "dead" and "shot" in before:
        right = _right(words, numbers, at, doc, _FILLER, 3)
        return (right, "object") if right else (left, "subject")
    if _SUBJECT_ONLY.fullmatch(word) or before & _PASSIVE:
        return left, "subject"
    right = _right(words, numbers, at, doc, _FILLER, 3) if _TAKES_OBJECT.fullmatch(word) else []
    if not right and at + 1 < end and doc[at + 1].lower_ in _ACTIVE_NEXT and _TAKES_OBJECT.fullmatch(word):
        return [], "object"
    if right and not (left and (_has_own_word(words, right[0], doc) or len(doc[left[-1].last : at]) <= 4)):
        return right, "object"
    return left, "subject"


def _joint(words: Sequence[int], doc: Doc) -> set[int]:
    """The words of a joint count: "killed and injured", "killed or wounded", with no figure between."""
    out: set[int] = set()
    for a, b in pairwise(words):
        between = [t.lower_ for t in doc[a + 1 : b]]
        if _word_kind(doc[a]) != _word_kind(doc[b]) and between in (
            [],
            ["and"],
            ["or"],
            ["/"],
            ["and", "/", "or"],
            ["&"],
            ["or", "seriously"],
        ):
            out |= {a, b}
    return out


def _who(doc: Doc, number: _Number, end: int) -> str:
    if number.figure.rule == "one-person":
        return doc[number.first : number.last + 1].text
    stop = number.last + 1
    while stop < min(end, number.last + 9):
        token = doc[stop]
        if (
            _word_kind(token) is not None
            or token.pos_ in ("AUX", "CCONJ", "SCONJ", "PUNCT", "SPACE")
            or (token.pos_ == "VERB" and token.dep_ != "amod")
        ):
            break
        if token.pos_ == "ADP" and token.lower_ != "of":
            break
        stop += 1
    return re.sub(r"^of\s+(?:the\s+|them\b|those\b)?", "", doc[number.last + 1 : stop].text).strip()


def _nobody(numbers: Sequence[_Number], doc: Doc) -> list[Count]:
    """Nobody killed and nobody injured: "no casualties"."""
    out: list[Count] = []
    for number in numbers:
        word = next(
            (t for t in doc[number.last + 1 : number.last + 3] if t.lower_ in ("casualties", "losses", "victims")), None
        )
        if number.figure.rule == "none" and word is not None:
            person = Casualty("", 0, 0, "no-casualties", (number.figure.start, number.figure.end))
            out += [Count(word, True, (person,)), Count(word, False, (person,))]
    return out


def find_counts(doc: Doc, figures: Sequence[Figure]) -> list[Count]:
    """Every word of death or injury that counts people, with its casualties. A part ("12, including three children") is
    left to its total."""
    out: list[Count] = []
    lower = doc.lower
    for sentence in doc.sents:
        words = [
            i for i in range(sentence.start, sentence.end) if _kind_of(lower[i]) is not None and _is_counting(doc[i])
        ]
        numbers = _numbers(sentence, figures)
        out += _nobody(numbers, doc)
        joint, used = _joint(words, doc), set()
        for at in words:
            around = [n for n in numbers if abs(n.first - at) <= _AROUND and n.first not in used]
            found, rule = _people_of([w for w in words if abs(w - at) <= _AROUND], around, at, doc, sentence.end)
            used |= {n.first for n in found}
            whole = [n for n in found if not n.part] or found
            if at in joint or not whole:
                continue
            people = tuple(
                Casualty(
                    _who(doc, n, sentence.end),
                    n.figure.low,
                    n.figure.high,
                    f"{rule}:{n.figure.rule}",
                    (n.figure.start, n.figure.end),
                )
                for n in whole
            )
            out.append(Count(doc[at], bool(_word_kind(doc[at])), people))
    return out
