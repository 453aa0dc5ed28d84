"""Which words of a report name an event, and of which type (codebook, Types)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trucewatch.extract.arabic.lexicon import Frame, frames
from trucewatch.extract.arabic.phrases import phrases_after
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.model import EventType, Report

__all__ = ["EventHit", "find_triggers"]

_WIDTH = 6
_REACH_BACK, _REACH = 8, 14
"""How many words before and after a trigger can tell what it means."""
_MEANS = (
    ("air", EventType.AIR_STRIKE),
    ("heavy", EventType.SHELLING),
    ("guns", EventType.WEAPONS_FIRE),
)
_ATTACKS = frozenset(
    (EventType.ASSAULT, EventType.SHELLING, EventType.AIR_STRIKE, EventType.EXPLOSIVE_DEVICE, EventType.WEAPONS_FIRE)
)


@dataclass(frozen=True, eq=False)
class EventHit:
    """A mention of an event: the words first to last that name it, the word that heads them, its type and the rule
    that found it. `negated`: what it names is that something did not happen ("لم يسمح")."""

    head: Token
    first: int
    last: int
    type: EventType
    rule: str
    negated: bool = False


def find_triggers(parsed: Parsed, report: Report) -> list[EventHit]:
    """The event mentions of a report in text order, page furniture left out."""
    hits: list[EventHit] = []
    consumed: set[int] = set()
    for token in parsed.tokens:
        if _names_a_body(parsed, token):
            continue
        if token.tag == "mark" or token.i in consumed or token.in_time or report.is_boilerplate(token.start, token.end):
            continue
        for frame in _frames_of(token):
            used = _fits(parsed, token, frame)
            if used is not None:
                break
        else:
            continue
        for kind in _kinds(parsed, token, frame, hits):
            last = used if frame.join and used == token.i + 1 else token.i
            first = token.i - 1 if frame.negated and parsed.tokens[token.i - 1].tag == "neg" else token.i
            hits.append(EventHit(token, first, last, kind, f"frame:{frame.kind}:{token.lemma}", frame.negated))
        if used > token.i and frame.kind in _SWALLOW:
            consumed |= set(range(token.i + 1, used + 1))
    kept = [h for n, h in enumerate(hits) if not _is_repeated(h, hits[:n])]
    return [_told_below(parsed, h, kept) for h in kept]


_SWALLOW = frozenset(
    "agreement_signed ceasefire_breach weapons_fire territory_captured armed_clash shelling access_restriction "
    "position_stated".split()
)


def _names_a_body(parsed: Parsed, token: Token) -> bool:
    """Whether a noun only belongs to the name of a body ("لجنة تنسيق إعادة الانتشار"), or counts an event that was
    told already ("في أول ضربة منذ")."""
    if token.is_verb or token.prefix or not token.i:
        return False
    before = parsed.tokens[token.i - 1]
    if token.lemma == "سري" and before.base == "من" and before.in_time:
        return True  # "خلال أسبوعين من سريانه" says when
    if parsed.tokens[token.i - 1].norm in _FIRST_OF:
        return True
    for before in reversed(parsed.tokens[max(0, token.i - 3) : token.i]):
        if (
            before.tag not in ("noun", "masdar")
            or before.article
            or before.sentence != token.sentence
            or before.in_time
        ):
            return False
        if before.isa("bodies") and not before.isa("localities"):
            return True
        if before.prefix:
            return False
    return False


_FIRST_OF = frozenset("اول ثاني ثالث رابع ثانيه ثالثه".split())
"""Before a noun they count an event that was told already ("في أول ضربة منذ")."""


def _frames_of(token: Token) -> Iterable[Frame]:
    if token.tag not in ("verb", "masdar", "noun"):
        return ()
    known = frames()
    if token.reading is None and token.norm.endswith("ي") and not token.base.endswith("ي"):
        return ()  # an adjective or a name made from the word
    if token.reading is not None:
        names = dict.fromkeys((*token.lemmas, token.form))
        return tuple(frame for name in names for frame in known.get(name, ()))
    return known.get(token.base, ()) or known.get(token.form, ())


def _fits(parsed: Parsed, token: Token, frame: Frame) -> int | None:
    """The last word that a frame took to be sure of itself, the word's own place at least; None where it does not
    fit."""
    if not _has_form(parsed, token, frame) or not _has_company(parsed, token, frame):
        return None
    following = [t for t in _clause(parsed, token) if token.i < t.i <= token.i + (frame.width or _WIDTH)]
    if frame.place and not _place_follows(following):
        return None
    if not frame.next:
        return token.i
    return next((t.i for t in following if t.bases & frame.next), None)


def _has_form(parsed: Parsed, token: Token, frame: Frame) -> bool:
    """Whether the word itself is as the frame wants it."""
    if frame.pos and (frame.pos == "V") is not token.is_verb:
        return False
    if (frame.forms and not token.bases & frame.forms) or token.form in frame.not_forms:
        return False
    if frame.present and not (token.reading is not None and token.reading.kind == "present"):
        return False
    if frame.headline and (token.sentence > 0 or token.article or token.prefix in ("ل", "ب")):
        return False
    if frame.negated and not any(t.tag == "neg" for t in parsed.tokens[max(0, token.i - 2) : token.i]):
        return False
    return not frame.owned or bool(token.owner) or token.norm.endswith("ه")


def _has_company(parsed: Parsed, token: Token, frame: Frame) -> bool:
    """Whether the words around are as the frame wants them."""
    around = [t for t in _clause(parsed, token) if t is not token and token.i - _REACH_BACK <= t.i <= token.i + _REACH]
    first = parsed.sentences[token.sentence][0]
    checks = (
        not frame.near or _meets(around, frame.near),
        not frame.needs or _meets(around, frame.needs),
        not frame.subject or _meets(parsed.sentence_of(token), frame.subject),
        not frame.lacks or not _meets([t for t in around if token.i - 4 <= t.i <= token.i + 8], frame.lacks),
        not frame.after or _meets(parsed.tokens[max(first, token.i - 5) : token.i], frame.after),
        not frame.not_person or not _person_follows(parsed, token),
    )
    return all(checks)


def _clause(parsed: Parsed, token: Token) -> Sequence[Token]:
    """The words of a word's clause, for a relative clause those of the clause before as well."""
    own = parsed.words_of(parsed.clause_of(token))
    if parsed.clause_of(token).kind == "rel" and token.clause:
        return [*parsed.words_of(parsed.clauses[token.clause - 1]), *own]
    return own


def _meets(around: Iterable[Token], wanted: frozenset[str]) -> bool:
    return any(t.bases & wanted for t in around)


def _place_follows(following: Sequence[Token]) -> bool:
    """Whether a locality or an unknown name, which may be one, is among the next words."""
    return any(t.isa("localities") or (t.tag == "noun" and not t.known and not t.in_time) for t in following)


def _person_follows(parsed: Parsed, token: Token) -> bool:
    first = next((p for p, by in phrases_after(parsed, token.i) if not by), None)
    if first is None:
        return False
    return first.head.isa("titles") or (first.head.norm.endswith("ه") and not first.head.known)


def _kinds(parsed: Parsed, token: Token, frame: Frame, hits: Sequence[EventHit]) -> list[EventType]:
    if frame.kind != "means":
        return [EventType(frame.kind)]
    near = parsed.tokens[token.i + 1 : token.i + 5]
    clause = [t for t in parsed.words_of(parsed.clause_of(token)) if t is not token]
    beside = _named(t for t in near if t.clause == token.clause)
    if len(beside) == 2 and token.tag == "masdar":
        return beside
    joined = _named(t for t in clause if t.prefix in ("ب", "و") and token.i < t.i)
    if len(joined) == 2 and _are_joined(parsed, clause):
        return joined
    within = beside or _named(clause)
    if within:
        return within[:1]
    if any(t.isa("charges") for t in clause) and token.lemma in _BLASTS:
        return [EventType.EXPLOSIVE_DEVICE]
    taken_up = _taken_up(token, hits)
    if taken_up is not None:
        return [taken_up]
    if EventType(frame.default) is EventType.ASSAULT and token.lemma not in _BLASTS:
        wide = _named(t for t in parsed.sentence_of(token) if t is not token)
        if wide:
            return wide[:1]
    return [EventType(frame.default)]


def _are_joined(parsed: Parsed, clause: Sequence[Token]) -> bool:
    """Whether two means stand side by side: "بالمدفعية والطيران"."""
    for token in clause:
        after = parsed.tokens[token.i + 1 : token.i + 3]
        if token.prefix == "ب" and (token.isa("air") or token.isa("heavy")):
            return any(t.prefix == "و" and (t.isa("air") or t.isa("heavy")) for t in after)
    return False


_BLASTS = frozenset(("هاجم", "هجم", "استهدف"))


def _named(tokens: Iterable[Token]) -> list[EventType]:
    """The types that the means tell, in the order of the text."""
    found = [kind for t in tokens for name, kind in _MEANS if t.isa(name)]
    return list(dict.fromkeys(found))


def _taken_up(token: Token, hits: Sequence[EventHit]) -> EventType | None:
    """The type of the attack before, where "القصف", "الهجوم" or "الضربة" takes it up."""
    if token.is_verb or not (token.article or token.owner):
        return None
    before = [h for h in hits if h.type in _ATTACKS and 0 <= token.sentence - h.head.sentence <= 2]
    same = [h for h in before if h.head.lemma == token.lemma]
    return (same or before)[-1].type if before else None


def _carries(verb: Token) -> bool:
    """Whether a verb only tells more of the noun before it ("قذائف أطلقتها", "غارة استهدفت")."""
    return verb.prefix == "" and (verb.isa("carrying") or (verb.reading is not None and verb.reading.has_object))


def _told_below(parsed: Parsed, hit: EventHit, hits: Sequence[EventHit]) -> EventHit:
    """A headline's attack of unnamed means as what the text below makes of it."""
    if hit.head.sentence > 0 or hit.type not in (EventType.SHELLING, EventType.ASSAULT) or hit.head.article:
        return hit
    if not hit.rule.startswith("frame:means") or _named(parsed.sentence_of(hit.head)):
        return hit
    below = [h for h in hits if 1 <= h.head.sentence <= 2 and h.type in _ATTACKS]
    if not below or any(h.type is hit.type for h in below):
        return hit
    return replace(hit, type=below[0].type, rule=f"{hit.rule}:told_below")


def _is_repeated(hit: EventHit, before: Sequence[EventHit]) -> bool:
    """Whether a noun only completes the verb of its clause that names the same event."""
    return any(
        o.type is hit.type
        and o.head is not hit.head
        and o.head.clause == hit.head.clause
        and (hit.head.tag != "verb" or _carries(hit.head))
        and 0 < hit.head.i - o.last <= _WIDTH
        and not hit.head.prefix.startswith("و")
        for o in before[-3:]
    )
