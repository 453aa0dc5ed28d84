"""What a text says that somebody must, must not, may or aims to do, with the day by which."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.times import TimeExpression
from trucewatch.model import Claim, EventType, Mode
from trucewatch.monitor.drafting.pages import Named, Page, subtree_text
from trucewatch.monitor.drafting.signing import INSTRUMENT
from trucewatch.monitor.numbers import NUMBER, number

__all__ = ["Due", "Duty", "duties_in", "hostilities"]

_MODALS = {"will": "must", "shall": "must", "must": "must", "should": "must", "wo": "must", "may": "may", "can": "may"}
_PROMISES = frozenset(
    "agree undertake commit pledge promise oblige require bind decide vow have be need order call expect".split()
)
_AIMS = frozenset("aim seek strive endeavour endeavor hope intend".split())
_COLLECTIVE = re.compile(
    r"\b(?:guarantors?|part(?:y|ies)|sides?|signator(?:y|ies)|both|working group|commission|committee|mission|"
    r"mechanism|monitors?|forces|troops|government|states?|group|body|centre|center|council|secretariat|"
    r"delegations?|commanders?|they)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:likely|probably|possibly|perhaps|expected|could|might|if|unless|fear\w*|predict\w*|hope\w*)\b", re.IGNORECASE
)
_ABOUT = re.compile(
    rf"\b{INSTRUMENT}\b|\b(?:guarantors?|parties|both sides|working group|signator\w+|zones?|text)\b", re.IGNORECASE
)
_INSTRUMENT = re.compile(INSTRUMENT, re.IGNORECASE)
_TALKS = re.compile(r"\b(?:round|talks?|meeting|session|conference|summit|negotiations?)\b", re.IGNORECASE)
_STOPS = re.compile(r"\b(?:stop|cease|halt|refrain|abstain|prohibit|forbid|ban|end|suspend|renounce)\b", re.IGNORECASE)
_REPORTS = re.compile(r"\b(?:report|brief|inform|notify)\b", re.IGNORECASE)
_WITHIN = re.compile(
    rf"\b(?:within|in|no(?:t)? later than|not more than|after)\s+(?:a (?:period|maximum) of\s+)?"
    rf"(?P<n>{NUMBER})\s*(?:\(\d+\)\s*)?"
    r"(?P<working>working |business |calendar )?(?P<unit>hour|day|week|month)s?\b"
    r"(?:\s+(?:of|after|from|following|since)\s+(?P<from>[^,.;]{3,80}))?",
    re.IGNORECASE,
)
_UNITS = {"hour": "PT{n}H", "day": "P{n}D", "week": "P{n}W", "month": "P{n}M"}
_SIGNING = re.compile(r"\b(?:sign\w*|conclu\w+|adopt\w+)\b", re.IGNORECASE)
_FORCE = re.compile(
    r"\b(?:entr(?:y|ies) into force|enter\w* into force|tak(?:e|es|ing) effect|start of the (?:truce|ceasefire))\b",
    re.IGNORECASE,
)
_CADENCE = re.compile(
    rf"\b(?:daily|weekly|fortnightly|monthly|quarterly|annually|(?:every|each) (?:{NUMBER} )?(?:other )?"
    r"(?:day|week|month|quarter|year|hour|round|session|meeting|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?|"
    r"once (?:a|per) (?:day|week|month))\b"
    r"(?:,?\s+(?:between|from)\s+\d{1,2}[:.]\d{2}\s+(?:and|to|until)\s+\d{1,2}[:.]\d{2})?",
    re.IGNORECASE,
)
_ACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        (r"hostilit|fighting|military (?:action|operation)|fire\b|attack|use (?:of )?(?:any )?(?:force|weapon)|"
         r"violence|ceasefire|truce"),
     ("assault", "armed_clash", "shelling", "air_strike", "weapons_fire", "offensive_launched", "explosive_device")),
    (r"air ?strike|aerial|air raid|flight|bomb", ("air_strike",)),
    (r"shell|artillery|rocket|mortar", ("shelling",)),
    (r"snip|shoot", ("weapons_fire",)),
    (r"mine|explosive", ("explosive_device",)),
    (r"new (?:positions?|territor)|seiz|captur|advance", ("territory_captured",)),
    (r"reinforc|bring (?:in )?new (?:units?|troops|forces)|redeploy|move (?:troops|forces)", ("reinforcement",)),
    (r"presence|station|deploy .*(?:weapon|forces)|carry weapons", ("prohibited_presence",)),
    (r"abduct|kidnap|arrest|detain|civilians", ("violence_against_civilians", "detention_release")),
)  # fmt: skip
_DEEDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"working group|committee|commission|centre|center|mechanism|post|checkpoint|mission", ("mechanism_established",)),
    (r"border|boundar|map|delimit|demarcat|line\b|zone", ("boundary_defined",)),
    (r"withdraw|pull (?:back|out)|evacuat|leave|disengag|vacate", ("withdrawal",)),
    (r"aid|humanitarian|convoy|relief|food|medic|corridor|civilians", ("humanitarian_action", "access_restriction")),
    (r"release|exchange|free|prisoner|detainee|captive|hostage", ("detention_release",)),
    (r"talks?|negotiat|meet|consult|session", ("negotiation",)),
    (r"disarm|hand over (?:\w+ )?(?:weapons|arms)|canton|heavy weapons|store", ("withdrawal",)),
    (r"siege|blockade", ("siege",)),
)  # fmt: skip


@dataclass(frozen=True)
class Due:
    """A deadline as the text has it: a day, or an offset from a trigger; `words` as written, `resolved` its day."""

    words: str
    kind: str
    day: date | None = None
    trigger: str | None = None
    offset: str | None = None
    working: bool = False

    @property
    def is_open(self) -> bool:
        """Whether no day and no trigger that is understood stands behind the words."""
        return self.day is None and self.trigger is None


@dataclass(frozen=True)
class Duty:
    """A duty as worded. `actors` are those whom the clause names ([] where it is passive or says "the parties")."""

    modality: str
    actors: tuple[Named, ...]
    subject: str
    action: str
    object: str | None
    event_types: tuple[str, ...]
    due: Due | None
    cadence: str | None
    reports: bool
    quote: str
    report: str


def duties_in(page: Page, signed: date | None) -> Iterator[Duty]:
    """The duties of a page, in reading order.

    A clause counts if it binds somebody ("shall", "agreed to", "is to"), speaks of the agreement or a body of it or
    sets a term, and is neither hedged nor somebody's forecast.
    """
    times = [t for t in page.times(signed) if not t.header]
    for sentence in page.sentences:
        about = page.is_instrument or bool(_ABOUT.search(sentence.text))
        inside = [t for t in times if sentence.start_char <= t.start < sentence.end_char]
        binding = list(_binding(sentence))
        for place, (verb, modality) in enumerate(binding):
            first = sentence.start_char if place == 0 else verb.idx
            last = binding[place + 1][0].idx if place + 1 < len(binding) else sentence.end_char
            if _HEDGED.search(_before(sentence, verb)) or _is_foreseen(page, sentence, verb):
                continue
            words = page.report.text[first:last]
            cadence = _CADENCE.search(words)
            spans = [t for t in inside if first <= t.start < last and not _within(cadence, t.start - first)]
            due = _due(page, words, first, verb, spans)
            subject = _subject(verb)
            if subject is not None and _INSTRUMENT.fullmatch(subject.text):
                # "The agreement shall remain in force" binds nobody: it is the agreement's term.
                continue
            collective = subject is not None and bool(_COLLECTIVE.search(subtree_text(subject)))
            bound = tuple(page.names_in(subject)) if subject is not None and not _passive(verb) else ()
            reports = bool(_REPORTS.fullmatch(verb.lemma_))
            if reports and due is None:
                due = _due(page, sentence.text, sentence.start_char, verb, inside)
            if not (due or collective or (about and bound) or (reports and cadence)):
                continue
            if not (about or due or reports):
                continue
            yield _duty(page, sentence, verb, modality, due, bound, cadence[0] if cadence else None, reports)


def hostilities(quote: str, report: str) -> Duty:
    """The duty that the word truce or ceasefire itself stands for."""
    return Duty(
        "must_not", (), "the parties", "conduct hostilities", None, _ACTS[0][1], None, None, False, quote, report
    )


def _duty(
    page: Page,
    sentence: Span,
    verb: Token,
    modality: str,
    due: Due | None,
    bound: tuple[Named, ...],
    cadence: str | None,
    reports: bool,
) -> Duty:
    subject = _subject(verb)
    words = subtree_text(subject) if subject is not None else ""
    action, thing = _action(verb)
    if _passive(verb) and subject is not None:
        thing = words
    told = [*verb.children, *(subject.children if subject is not None else ())]
    negated = any(c.dep_ == "neg" or c.lower_ in ("no", "neither", "nor") for c in told)
    negated = negated or (verb.i > 0 and verb.nbor(-1).lower_ == "nor")
    stops = bool(_STOPS.fullmatch(verb.lemma_)) and _forbids(thing)
    if (negated or stops) and modality == "must":
        modality = "must_not"
    if subject is not None and _TALKS.search(subject.lemma_):
        # A round of talks is held; nobody in particular is bound to it by such a sentence.
        modality, action, thing, bound = "aim", "hold", words, ()
    types = _types(page, sentence, verb, modality, f"{action} {thing or ''}")
    if modality == "must_not" and stops:
        # "Shall cease hostilities" forbids hostilities: what is forbidden stands in the object.
        action, thing = thing or action, None
    return Duty(
        modality=modality,
        actors=bound,
        subject=words,
        action=action,
        object=thing,
        event_types=types,
        due=due,
        cadence=cadence,
        reports=reports,
        quote=page.quote(sentence),
        report=page.report.id,
    )


def _forbids(thing: str | None) -> bool:
    """Whether to stop this is a prohibition: hostilities are given up, a siege is lifted."""
    return any(re.search(rf"\b(?:{pattern})", thing or "", re.IGNORECASE) for pattern, _ in _ACTS)


def _binding(sentence: Span) -> Iterator[tuple[Token, str]]:
    """Verbs that somebody is bound to, with the modality: under a modal, a promise or "is to"; joined verbs too."""
    for verb in sentence:
        if verb.pos_ not in ("VERB", "AUX") or verb.dep_ in ("aux", "auxpass"):
            continue
        modality = _modality(verb)
        if (
            modality is None
            and verb.lemma_ == "report"
            and verb.tag_ in ("VBZ", "VBP")
            and _CADENCE.search(sentence.text)
        ):
            modality = "must"
        if modality is None and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
            modality = _modality(verb.head) if not any(c.dep_ == "nsubj" for c in verb.children) else None
        if modality is not None:
            yield verb, modality


def _modality(verb: Token) -> str | None:
    aux = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    for child in aux:
        if child.lower_ in _MODALS and child.tag_ == "MD":
            return _MODALS[child.lower_]
    to = any(c.lower_ == "to" and c.tag_ == "TO" for c in aux)
    if to and verb.dep_ in ("xcomp", "ccomp", "advcl", "conj") and verb.head.lemma_ in _PROMISES:
        return "must"
    if to and verb.dep_ == "xcomp" and verb.head.lemma_ in _AIMS:
        return "aim"
    return None


def _subject(verb: Token) -> Token | None:
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if own is not None:
        return own
    if verb.dep_ in ("xcomp", "ccomp", "conj", "advcl") and verb.head.pos_ in ("VERB", "AUX"):
        return _subject(verb.head)
    return None


def _passive(verb: Token) -> bool:
    return any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)


def _before(sentence: Span, verb: Token) -> str:
    """The words of the sentence about the verb's own clause that could hedge it: outside quotation marks before it."""
    first = min(t.i for t in verb.subtree)
    lead = sentence.doc[sentence.start : first].text
    own = " ".join(c.text for c in verb.children if c.dep_ in ("advmod", "aux", "mark"))
    conditions = " ".join(t.text for c in verb.children if c.dep_ == "advcl" for t in c.children if t.dep_ == "mark")
    return f"{lead} {own} {conditions}"


def _is_foreseen(page: Page, sentence: Span, verb: Token) -> bool:
    """Whether a claim of the sentence at this verb is somebody's forecast, or only conditional."""
    near = [c for c in page.claims_in(sentence) if verb.idx - 1 <= c.trigger.start <= verb.idx + len(verb)]
    return any(c.mode in (Mode.PREDICTED, Mode.CONDITIONAL) for c in near)


def _action(verb: Token) -> tuple[str, str | None]:
    """The verb with its particle, and what it is done to."""
    particle = [c.text for c in verb.children if c.dep_ in ("prt", "acomp")]
    action = " ".join((verb.lemma_ if not _passive(verb) else verb.text, *particle))
    thing = next((c for c in verb.children if c.dep_ in ("dobj", "attr", "oprd")), None)
    if thing is not None:
        return action, _whole(thing)
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in ("to", "from", "on", "for", "with", "about", "in"):
            objects = [t for t in child.children if t.dep_ == "pobj" and t.ent_type_ not in ("DATE", "TIME")]
            if objects:
                return f"{action} {child.text}", _whole(objects[0])
    return action, None


def _whole(head: Token) -> str:
    tokens = [t for t in head.subtree if not (t.ent_type_ in ("DATE", "TIME") and t.dep_ in ("pobj", "npadvmod"))]
    return " ".join("".join(t.text_with_ws for t in sorted(tokens, key=lambda t: t.i)).split())[:200].strip(' ,;“”"')


def _within(match: re.Match[str] | None, at: int) -> bool:
    return match is not None and match.start() <= at < match.end()


def _due(page: Page, words: str, start: int, verb: Token, times: Sequence[TimeExpression]) -> Due | None:
    """The term of a clause: "within N days of …", else a day that it must be done by, the nearest to the verb."""
    found = min(_WITHIN.finditer(words), key=lambda m: abs(start + m.start() - verb.idx), default=None)
    if found is not None and found[0].split()[0].lower() != "in":
        return _offset(found)
    terms = [
        t for t in times
        if t.resolved
        and t.kind not in ("ongoing", "vague", "duration", "since")
        and not _is_past(t, page.report.published)
    ]  # fmt: skip
    near = min(terms, key=lambda t: abs(t.start - verb.idx), default=None)
    if near is None:
        return None
    lead = page.report.text[max(0, near.start - 24) : near.end].lower()
    by = bool(
        re.search(r"\b(?:by|until|till|before|no later than|not later than|at the latest)\b", lead)
    ) or near.kind in (
        "deadline",
        "until",
    )
    opens = bool(re.search(r"\b(?:from|as of|starting|beginning)\b", lead))
    day = near.last or near.first
    kind = "by" if by else "at"
    if opens:
        day, kind = near.first or near.last, "at"
    return Due(" ".join(page.report.text[near.start : near.end].split()), kind, day=day)


def _offset(found: re.Match[str]) -> Due:
    count = number(found["n"]) or 0
    offset = _UNITS[found["unit"].lower()].format(n=int(count))
    start = found["from"] or ""
    trigger = "signing" if _SIGNING.search(start) else "entry_into_force" if _FORCE.search(start) else None
    if not start:
        trigger = "signing"
    words = " ".join(found[0].split())
    return Due(
        words,
        "within",
        trigger=trigger,
        offset=offset,
        working=bool(found["working"] and "cal" not in found["working"].lower()),
    )


def _is_past(time: TimeExpression, published: date | None) -> bool:
    return published is not None and time.last is not None and time.last < published


def _types(page: Page, sentence: Span, verb: Token, modality: str, words: str) -> tuple[str, ...]:
    """Event types that speak of the duty: those of claims at its verb, else by its words."""
    table = _ACTS if modality == "must_not" else _DEEDS
    found = [t for pattern, types in table if re.search(rf"\b(?:{pattern})", words, re.IGNORECASE) for t in types]
    claims: list[Claim] = page.claims_in(sentence)
    near = [c for c in claims if verb.idx <= c.trigger.start < verb.idx + len(verb) + 2]
    if modality != "must_not":
        found = [str(c.type) for c in near if c.type is not EventType.CEASEFIRE_BREACH] + found
    return tuple(dict.fromkeys(found))
