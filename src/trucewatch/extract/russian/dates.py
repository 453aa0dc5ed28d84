"""Which of a report's time phrases belongs to which claim, and what an undated claim may take over."""

from collections.abc import Sequence
from datetime import date, timedelta

from trucewatch.extract.drafting import hand_on
from trucewatch.extract.reckoning import Days, TimePhrase
from trucewatch.extract.russian.drafts import Draft
from trucewatch.extract.russian.lexicon import frames, is_a
from trucewatch.extract.russian.pipeline import Parsed, Word
from trucewatch.extract.russian.syntax import above, clause_head
from trucewatch.model import AUTHOR, EventType, Mode

__all__ = ["date_drafts"]

_STATES = frozenset((EventType.CONTROL, EventType.SIEGE))
_ATTACKS = frozenset((EventType.ASSAULT, EventType.SHELLING, EventType.AIR_STRIKE, EventType.OFFENSIVE_LAUNCHED))


def date_drafts(parsed: Parsed, drafts: Sequence[Draft], times: Sequence[TimePhrase], today: date | None) -> None:
    """Gives the drafts their days: by a time phrase of their clause or sentence, by the report's round-up, by a
    present tense, by another mention of the event."""
    last: Days | None = None
    roundup: tuple[Days, tuple[str, ...]] | None = None
    signed: date | None = None
    for draft in drafts:
        phrase = _phrase_of(parsed, draft, times, today)
        days = _days(draft, phrase, last, today, signed)
        if days is not None and phrase is not None:
            draft.date_start, draft.date_end = days
            draft.rules["date"] = phrase.kind
            last = days if phrase.kind != "deadline" else last
            if roundup is None and draft.sentence <= 2 and _has_roundup(parsed, draft, times):
                roundup = (days, draft.source)
            if draft.type is EventType.AGREEMENT_SIGNED and draft.status.mode is Mode.ACTUAL:
                signed = days[1]
        elif roundup is not None and _continues(draft):
            (draft.date_start, draft.date_end), draft.rules["date"] = roundup[0], "roundup"
    for draft in drafts:
        if not draft.is_dated and today is not None and _is_now(draft):
            draft.date_start = draft.date_end = today
            draft.rules["date"] = "present"
    hand_on(drafts, _is_mention_of)


def _days(
    draft: Draft, phrase: TimePhrase | None, last: Days | None, today: date | None, signed: date | None
) -> Days | None:
    if phrase is None:
        return None
    past = draft.status.mode is Mode.ACTUAL
    if phrase.kind == "before" and last is not None and last[0] > date.min:
        return last[0] - timedelta(1), last[0] - timedelta(1)
    if phrase.kind == "same" and last is not None:
        return last
    days = phrase.days(past)
    if days is None:
        return None
    if phrase.kind == "within" and not past and signed is not None and today is not None:
        return signed, signed + (days[1] - today)
    if (
        phrase.kind == "since"
        and draft.type not in _STATES
        and past
        and draft.head.tense == "Past"
        and draft.type is not EventType.AGREEMENT_SIGNED
    ):
        return days[0], days[0]
    return days


def _anchor(parsed: Parsed, phrase: TimePhrase) -> Word | None:
    inside = [w for w in parsed.words if phrase.start <= w.start < phrase.end]
    return next(
        (w for w in inside if w.head is not None and not any(w.head is o for o in inside) and w.rel != "case"),
        inside[0] if inside else None,
    )


def _phrase_of(parsed: Parsed, draft: Draft, times: Sequence[TimePhrase], today: date | None) -> TimePhrase | None:
    sentence = parsed.sentences[draft.sentence]
    start, end = sentence[0].start, sentence[-1].end
    here = [(t, a) for t in times if start <= t.start < end and (a := _anchor(parsed, t)) is not None]
    own = clause_head(draft.head)
    here = [(t, a) for t, a in here if not _is_of_participle(a, draft.head)]
    if draft.status.mode is Mode.ACTUAL and today is not None:
        here = [(t, a) for t, a in here if t.kind != "within" and ((d := t.days(True)) is None or d[0] <= today)]
    near = [t for t, a in here if clause_head(a) is own or not _is_cut(parsed, t, draft)]
    if near:
        return min(
            near,
            key=lambda t: (_is_cut(parsed, t, draft), t.kind in ("same", "roundup"), abs(t.start - draft.head.start)),
        )
    lines = set(above(own))
    over = [t for t, a in here if clause_head(a) in lines and not _in_condition(a)]
    left = [
        t for t, a in here if t.end <= draft.head.start and not _in_condition(a) and not _is_apart(parsed, t.end, draft)
    ]
    if own.rel == "ccomp" and draft.status.mode is not Mode.ACTUAL:
        over = left = [t for t in left if t.start > (own.head.start if own.head else 0)]
    via = draft.said.via
    told = (
        [t for t, a in here if via is not None and clause_head(a) is clause_head(via)]
        if draft.status.mode is Mode.ACTUAL
        else []
    )
    for group in (over, left, told):
        if group:
            return min(group, key=lambda t: (t.kind == "same", abs(t.start - draft.head.start)))
    return None


def _is_cut(parsed: Parsed, phrase: TimePhrase, draft: Draft) -> bool:
    """Whether a comma, dash or full stop stands between a time phrase and the event."""
    start, end = sorted((phrase.start, draft.head.start))
    return any(mark in parsed.text[start:end] for mark in ",;:—–")


def _is_of_participle(word: Word, event: Word) -> bool:
    """Whether a time belongs to a participle that tells of something else: "подписанного 21 июля соглашения"."""
    for up in above(word):
        if up is event:
            return False
        if (up.feats.get("VerbForm") == "Part" or up.lemma in frames()) and up.rel in ("amod", "acl"):
            return up.head is not event
    return False


def _in_condition(word: Word) -> bool:
    head = clause_head(word)
    return any(c.lemma in ("если", "хотя") for c in head.children) or (
        head.rel in ("acl:relcl", "acl") and word.rel != "amod"
    )


def _is_apart(parsed: Parsed, end: int, draft: Draft) -> bool:
    """Whether another clause with another speaker lies between."""
    between = parsed.text[end : draft.head.start]
    return "хотя" in between or (": " in between and draft.said.kind != "author")


def _has_roundup(parsed: Parsed, draft: Draft, times: Sequence[TimePhrase]) -> bool:
    sentence = parsed.sentences[draft.sentence]
    return any(t.kind == "roundup" and sentence[0].start <= t.start < sentence[-1].end for t in times)


def _continues(draft: Draft) -> bool:
    """Whether an undated claim stands under the round-up that the report opened with: its own voice, past, no
    state."""
    head = clause_head(draft.head)
    verb = next((w for w in (draft.head, *above(draft.head)) if w.tense), head)
    return (
        (draft.source == (AUTHOR,) or draft.rules.get("source", "").startswith("say:зафиксировать"))
        and draft.status.mode is Mode.ACTUAL
        and draft.type not in _STATES
        and verb.tense in ("Past", "")
        and "author_reject" not in draft.rules
    )


def _is_now(draft: Draft) -> bool:
    if draft.type is EventType.POSITION_STATED:
        return False
    if draft.status.mode is not Mode.ACTUAL or draft.type in _STATES or draft.status.polarity.value == "-":
        return (
            draft.type is EventType.ACCESS_RESTRICTION
            and draft.head.tense == "Pres"
            and draft.status.mode is Mode.ACTUAL
        )
    verb = next((w for w in (draft.head, *above(draft.head)) if w.feats.get("VerbForm") == "Fin"), None)
    if verb is None or verb.tense != "Pres" or verb is draft.said.via:
        return False
    return (
        verb is draft.head
        or is_a(verb.lemma, "light")
        or verb.lemma in ("идти", "продолжаться", "вестись", "сохраняться", "прекращаться")
    )


def _is_mention_of(draft: Draft, other: Draft) -> bool:
    linked = any(o is other for _, o in draft.links) or any(o is draft for _, o in other.links)
    same = draft.shares(other) or (draft.sentence == 0 and _one_attack(draft, other))
    return (
        same
        and other is not draft
        and (linked or 0 == draft.sentence < other.sentence)
        and draft.status.mode is other.status.mode
    )


def _one_attack(draft: Draft, other: Draft) -> bool:
    """Whether a headline's attack and one of the body have the same doer."""
    doers = {a.text.lower() for a in draft.initiators}
    return {draft.type, other.type} <= _ATTACKS and bool(doers & {a.text.lower() for a in other.initiators})
