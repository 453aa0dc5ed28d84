"""Which of a report's time phrases belongs to which claim, and what an undated claim may take over."""

from collections.abc import Sequence
from datetime import date, timedelta

from trucewatch.extract.arabic.drafts import Draft
from trucewatch.extract.arabic.lexicon import speech_kind
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.extract.drafting import hand_on
from trucewatch.extract.reckoning import Days, TimePhrase
from trucewatch.model import AUTHOR, EventType, Mode

__all__ = ["date_drafts", "is_mention_of"]

_STATES = frozenset((EventType.CONTROL, EventType.SIEGE))
_ONGOING = frozenset("تواصل استمر يتواصل جري".split())
_DURATION = frozenset(
    (
        EventType.CONTROL,
        EventType.SIEGE,
        EventType.ASSAULT,
        EventType.VIOLENCE_AGAINST_CIVILIANS,
        EventType.ACCESS_RESTRICTION,
        EventType.ARMED_CLASH,
        EventType.CEASEFIRE_BREACH,
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.OFFENSIVE_LAUNCHED,
    )
)


def date_drafts(parsed: Parsed, drafts: Sequence[Draft], times: Sequence[TimePhrase], today: date | None) -> None:
    """Gives the drafts their days: by a time phrase of their clause or sentence, by the report's round-up, by
    another mention of the event."""
    last: Days | None = None
    roundup: Days | None = None
    for draft in drafts:
        phrase = _phrase_of(parsed, draft, times)
        days = _days(draft, phrase, last, today)
        if days is not None and phrase is not None:
            draft.date_start, draft.date_end = days
            draft.rules["date"] = phrase.kind
            last = days if phrase.kind != "deadline" else last
            if phrase.kind == "roundup" and roundup is None and draft.sentence <= 2:
                roundup = days
        elif roundup is not None and draft.source == (AUTHOR,) and _is_past(draft):
            (draft.date_start, draft.date_end), draft.rules["date"] = roundup, "roundup"
        elif today is not None and _goes_on(parsed, draft):
            draft.date_start = draft.date_end = today
            draft.rules["date"] = "present"
    hand_on(drafts, is_mention_of)


def _days(draft: Draft, phrase: TimePhrase | None, last: Days | None, today: date | None) -> Days | None:
    if phrase is None:
        return None
    past = draft.status.mode is Mode.ACTUAL
    if phrase.kind == "before" and last is not None:
        return last[0] - timedelta(1), last[0] - timedelta(1)
    if phrase.kind == "same" and last is not None:
        return last
    days = phrase.days(past)
    if days is None:
        return None
    if past and today is not None and days[0] > today and draft.status.polarity.value == "+":
        draft.status.put(Mode.PLANNED, "ahead")
    if phrase.kind == "since" and past and draft.type not in _DURATION:
        return days[0], days[0]
    return days


def _phrase_of(parsed: Parsed, draft: Draft, times: Sequence[TimePhrase]) -> TimePhrase | None:
    first, end = parsed.sentences[draft.sentence]
    low, high = parsed.tokens[first].start, parsed.tokens[end - 1].end
    here = [t for t in times if low <= t.start < high]
    if not here:
        return None
    act = draft.said.act
    at = draft.head.start
    clause = parsed.clause_of(draft.head)
    start, stop = parsed.tokens[clause.first].start, parsed.tokens[clause.last].end
    told = [t for t in here if act is not None and _is_of_telling(parsed, t, act.via.i, draft.head.i)]
    own = [t for t in here if start <= t.start < stop and t not in told]
    if own:
        return min(own, key=lambda t: (t.kind == "same", _distance(t, at)))
    near = [t for t in here if t not in told and _joined(parsed, t, draft)]
    if near:
        return min(near, key=lambda t: (t.kind == "same", _distance(t, at)))
    if draft.status.mode is Mode.ACTUAL and told and act is not None and act.kind != "deny":
        return told[-1]
    return None


def _distance(phrase: TimePhrase, at: int) -> int:
    return phrase.start - at if phrase.start >= at else at - phrase.end


def _is_of_telling(parsed: Parsed, phrase: TimePhrase, via: int, head: int) -> bool:
    """Whether a time stands with the verb of saying, before what is said."""
    verb = parsed.tokens[via]
    if via > head:
        return phrase.start > verb.start
    inside = [t for t in parsed.tokens[via:head] if phrase.start <= t.start < phrase.end]
    if inside and inside[0].i - via <= 2 and not any(t.is_verb for t in parsed.tokens[via + 1 : head + 1]):
        return _asks(verb) or (verb.is_verb and parsed.tokens[head].prefix[-1:] in ("ب", "ل"))
    if not inside:
        return False
    opened = [t for t in parsed.tokens[via : inside[0].i] if t.tag == "conj" and t.base in ("ان", "بان", "انه", "انها")]
    later = [t for t in parsed.tokens[inside[0].i : head] if t.tag == "conj" and t.base in ("ان", "بان", "انه", "انها")]
    return not opened and bool(later)


def _asks(verb: Token) -> bool:
    return verb.is_verb and speech_kind(verb.lemma) == "demand"


def _joined(parsed: Parsed, phrase: TimePhrase, draft: Draft) -> bool:
    """Whether a time in another clause of the sentence dates the event as well: one set off by commas, or before
    the event with no other verb's clause between."""
    tokens = parsed.sentence_of(draft.head)
    inside = [t for t in tokens if phrase.start <= t.start < phrase.end]
    if not inside:
        return False
    clause = parsed.clause_of(inside[0])
    if clause.kind in ("rel", "if"):
        return False
    words = [t for t in parsed.words_of(clause) if t.tag != "mark" and not phrase.start <= t.start < phrase.end]
    if not any(t.is_verb or t.tag == "masdar" for t in words):
        return True
    if (
        clause.kind == "mark"
        and words
        and words[0].base in ("في", "خلال")
        and draft.head.clause == inside[0].clause - 1
    ):
        return not any(t.is_verb or t.base in ("منذ", "قبل", "بعد") for t in words)
    if inside[0].i < draft.head.i:
        return parsed.clause_of(draft.head).kind in ("and", "that", "when", "mark", "rel")
    return False


def _is_past(draft: Draft) -> bool:
    return draft.status.mode is Mode.ACTUAL and draft.type not in _STATES and draft.status.polarity.value == "+"


def _goes_on(parsed: Parsed, draft: Draft) -> bool:
    """Whether a clash or shelling is said to go on now ("تتواصل الاشتباكات")."""
    clause = parsed.words_of(parsed.clause_of(draft.head))
    return draft.status.mode is Mode.ACTUAL and any(
        t.is_verb and t.lemma in _ONGOING and t.reading is not None and t.reading.kind == "present" for t in clause
    )


def is_mention_of(draft: Draft, other: Draft) -> bool:
    """Whether two claims in the making are linked mentions of one event, or one of them is its headline."""
    if other is draft or draft.status.mode is not other.status.mode or draft.type is not other.type:
        return False
    linked = any(o is other for _, o in draft.links) or any(o is draft for _, o in other.links)
    return linked or (draft.sentence == 0 < other.sentence <= 3)
