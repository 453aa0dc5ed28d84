"""How the claims of a report bear on one another: denials that take up what was said before, confirmations, tolls and
conditions."""

from collections.abc import Sequence

from trucewatch.extract.arabic.acts import Act, Attribution
from trucewatch.extract.arabic.drafts import Draft
from trucewatch.extract.arabic.speech import Speech
from trucewatch.extract.arabic.status import condition_of
from trucewatch.extract.arabic.tokens import Parsed
from trucewatch.extract.status_fields import Status
from trucewatch.model import AUTHOR, EventType, LinkType, Mode, Polarity, Stance

__all__ = ["add_denials", "link_mentions", "tie_conditions"]

_ATTACKS = frozenset(
    (
        EventType.ASSAULT, EventType.SHELLING, EventType.AIR_STRIKE, EventType.WEAPONS_FIRE,
        EventType.OFFENSIVE_LAUNCHED, EventType.EXPLOSIVE_DEVICE, EventType.ARMED_CLASH, EventType.CEASEFIRE_BREACH,
    )
)  # fmt: skip
_BACK = 3


def add_denials(parsed: Parsed, speech: Speech, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with one more for each event that a denial without an event of its own denies ("نفى ذلك"), linked to
    it."""
    heard = {id(d.said.act) for d in drafts if d.said.act is not None}
    made: list[Draft] = []
    for act in speech.acts:
        if act.kind != "deny" or id(act) in heard or _is_negated(parsed, act):
            continue
        if not _takes_up(parsed, act):
            continue
        made += [_denied(act, draft) for draft in _meant(act, drafts)]
    return sorted([*drafts, *made], key=lambda d: (d.first, d.last))


def _is_negated(parsed: Parsed, act: Act) -> bool:
    return act.via.i > 0 and parsed.tokens[act.via.i - 1].tag == "neg"


def _takes_up(parsed: Parsed, act: Act) -> bool:
    """Whether a denial takes up what was said: "ذلك", "الاتهامات", "صحة الأنباء", or nothing more."""
    low = act.speaker.last + 1 if act.speaker is not None and act.speaker.first > act.via.i else act.via.i + 1
    rest = [t for t in parsed.tokens[low : low + 7] if t.clause == act.via.clause and t.sentence == act.via.sentence]
    content = [t for t in rest if t.tag in ("noun", "masdar", "pron") and not t.in_time]
    return not content or any(t.isa("anaphora") or t.isa("report_nouns") for t in content)


def _meant(act: Act, drafts: Sequence[Draft]) -> list[Draft]:
    for back in range(_BACK + 1):
        before = [
            d
            for d in drafts
            if d.sentence == act.via.sentence - back
            and (back or d.first < act.via.i)
            and d.status.polarity is Polarity.POSITIVE
            and d.source != (act.source,)
            and d.status.mode is Mode.ACTUAL
        ]
        quoted = [d for d in before if d.source != (AUTHOR,)]
        if quoted:
            return _unrepeated(_first_told(quoted, drafts, act.source))
        if before and back < 2:
            return _unrepeated(before)[-1:]
    return []


def _first_told(quoted: Sequence[Draft], drafts: Sequence[Draft], denier: str) -> list[Draft]:
    """The claims themselves, or those that they only repeat with all that their first speaker said there: a toll
    between an accusation and its denial is not what is denied."""
    roots = [other for d in quoted for kind, other in d.links if kind is LinkType.REPEATS]
    roots = [r for r in roots if r.source not in ((AUTHOR,), (denier,))]
    if not roots or len(quoted) > 1 or quoted[0].said.kind == "accuse":
        return list(quoted)
    told = [d for d in drafts if d.sentence == roots[0].sentence and d.source == roots[0].source]
    return [d for d in told if d.status.polarity is Polarity.POSITIVE and d.type is not EventType.AGREEMENT_SIGNED]


def _unrepeated(drafts: Sequence[Draft]) -> list[Draft]:
    found: list[Draft] = []
    for draft in drafts:
        if not any(d.type is draft.type and d.shares(draft) for d in found):
            found.append(draft)
    return found


def _denied(act: Act, draft: Draft) -> Draft:
    status = Status(polarity=Polarity.NEGATIVE, mode=draft.status.mode, stance=Stance.NEUTRAL)
    said = Attribution((act.source,), (), act)
    made = Draft(act.via, act.via.i, act.via.i, draft.type, said, status, (act.source,))
    made.initiators, made.targets, made.places = draft.initiators, draft.targets, draft.places
    made.date_start, made.date_end = draft.date_start, draft.date_end
    made.links = [(LinkType.DENIES, draft)]
    made.rules = {"trigger": f"denial:{act.via.lemma}", "polarity": "denied", "source": said.rule}
    return made


def link_mentions(drafts: Sequence[Draft]) -> None:
    """Links denials and confirmations that name their event to the mention before them, or after it for a headline,
    and hands over what they leave unsaid."""
    for n, draft in enumerate(drafts):
        if draft.links and not (
            (_affirms(draft) or _denies(draft)) and all(kind is LinkType.REPEATS for kind, _ in draft.links)
        ):
            continue
        if _denies(draft):
            others = [o for o in (*reversed(drafts[:n]), *drafts[n + 1 :]) if _is_denied_by(draft, o)]
            if others:
                draft.links = [(LinkType.DENIES, others[0])]
                draft.take_over(others[0])
        elif _affirms(draft):
            confirmed = next((o for o in reversed(drafts[:n]) if _is_confirmed(draft, o)), None)
            if confirmed is not None:
                draft.links = [(LinkType.CONFIRMS, confirmed)]
                draft.take_over(confirmed)
        if not draft.links:
            repeated = next((o for o in drafts[:n] if draft.repeats(o)), None)
            if repeated is not None:
                draft.links.append((LinkType.REPEATS, repeated))


def _denies(draft: Draft) -> bool:
    return draft.status.polarity is Polarity.NEGATIVE and draft.source != (AUTHOR,)


def _affirms(draft: Draft) -> bool:
    return draft.said.kind in ("confirm", "admit") and draft.status.polarity is Polarity.POSITIVE


def _is_denied_by(draft: Draft, other: Draft) -> bool:
    if other.status.polarity is Polarity.NEGATIVE or other.source == draft.source:
        return False
    if other.status.mode is not draft.status.mode and other.status.mode is not Mode.ACTUAL:
        return False
    if draft.status.mode is not Mode.ACTUAL and other.status.mode is not draft.status.mode:
        return False
    near = abs(draft.sentence - other.sentence) <= _BACK or draft.sentence == 0
    same = other.type is draft.type or ({draft.type, other.type} <= _ATTACKS and draft.said.kind == "deny")
    return near and same


def _is_confirmed(draft: Draft, other: Draft) -> bool:
    return (
        other.type is draft.type
        and other.source != draft.source
        and other.status.polarity is Polarity.POSITIVE
        and other.status.mode is draft.status.mode
        and draft.shares(other)
    )


def tie_conditions(parsed: Parsed, drafts: Sequence[Draft]) -> None:
    """What an agreement lays down hangs on its signing; a conditional claim on what its if-clause names, where that
    was coded."""
    for n, draft in enumerate(drafts):
        if draft.said.kind in ("provide", "document") and draft.status.mode is Mode.PLANNED:
            signed = [o for o in drafts if o.type is EventType.AGREEMENT_SIGNED and _has_happened(o)]
            here = [o for o in signed if o.sentence == draft.sentence] or signed
            if here and draft.type is not EventType.AGREEMENT_SIGNED:
                draft.links.append((LinkType.CONDITIONAL_ON, here[-1]))
        elif draft.status.mode is Mode.PLANNED and draft.rules.get("mode") == "planned:اتفق":
            agreed = [o for o in drafts if o.type is EventType.AGREEMENT_SIGNED and o.sentence == draft.sentence]
            if agreed:
                draft.links.append((LinkType.CONDITIONAL_ON, agreed[-1]))
        elif draft.status.mode is Mode.CONDITIONAL:
            other = _condition(parsed, draft, drafts[:n])
            if other is not None:
                draft.links.append((LinkType.CONDITIONAL_ON, other))


def _has_happened(draft: Draft) -> bool:
    return draft.status.mode is Mode.ACTUAL and draft.status.polarity is Polarity.POSITIVE


def _condition(parsed: Parsed, draft: Draft, before: Sequence[Draft]) -> Draft | None:
    clause = condition_of(parsed, draft.sentence)
    if clause is None:
        return None
    named = {b for t in parsed.words_of(clause) for b in t.bases}
    inside = [o for o in before if clause.first <= o.first <= clause.last]
    if inside:
        return inside[-1]
    planned = [o for o in before if o.status.mode is Mode.PLANNED and o.sentence < draft.sentence]
    same = [o for o in planned if o.head.lemma in named or o.type.value in _types_of(named)]
    if same:
        return same[-1]
    if named & {"هدنه", "اتفاق", "اتفق"}:
        signed = [o for o in before if o.type is EventType.AGREEMENT_SIGNED and _has_happened(o)]
        return signed[-1] if signed else None
    return planned[-1] if planned and named & {"مهله", "تنفيذ", "تنفذ", "نفذ", "انقضي"} else None


def _types_of(named: set[str]) -> set[str]:
    kinds = {"انسحب": "withdrawal", "سحب": "withdrawal", "خرج": "withdrawal", "افرج": "detention_release"}
    return {kind for word, kind in kinds.items() if word in named}
