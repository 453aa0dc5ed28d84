"""Denials that take up what was said before: "эти утверждения опровергает", "назвали фейком", "не соответствует
действительности"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.extract.russian.drafts import Draft
from trucewatch.extract.russian.lexicon import is_a, speech_kind
from trucewatch.extract.russian.pipeline import Parsed, Word
from trucewatch.extract.russian.speech import Attribution, Speech
from trucewatch.extract.russian.status import Status
from trucewatch.extract.russian.syntax import is_negated, preposition, subjects, subtree, with_joined
from trucewatch.model import AUTHOR, ActorRef, Certainty, EventType, LinkType, Mode, Polarity, Stance

__all__ = ["add_accusations", "add_denials", "link_mentions"]

_ATTACKS = frozenset(
    (
        EventType.ASSAULT,
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.WEAPONS_FIRE,
        EventType.OFFENSIVE_LAUNCHED,
        EventType.EXPLOSIVE_DEVICE,
    )
)
_BACK = 3


@dataclass(frozen=True, eq=False)
class Denial:
    """A denying word with the words of its trigger; `speaker` None where the report denies in its own voice;
    `weak` where it only says that something was not confirmed."""

    word: Word
    first: int
    last: int
    speaker: Word | None
    said: Attribution
    weak: bool = False


def find_denials(parsed: Parsed, speech: Speech, drafts: Sequence[Draft]) -> Iterator[Denial]:
    """The denials that name no event of their own, in text order."""
    heard = {d.said.via for d in drafts if d.said.kind == "deny"}
    for word in parsed.words:
        if speech_kind(word.lemma) == "deny" and word.pos == "VERB" and word not in heard and not is_negated(word):
            if _takes_up(word, drafts):
                speaker = speech.speaker_of(word)
                yield Denial(word, word.i, word.i, speaker, Attribution(kind="deny", via=word, speaker=speaker))
        elif is_a(word.lemma, "denial_marks") and word.head is not None and word.head.pos == "VERB":
            verb = word.head
            speaker = speech.speaker_of(verb) or next(iter(subjects(verb)), None)
            yield Denial(word, word.i, word.i, speaker, Attribution(kind="deny", via=verb, speaker=speaker))
        elif word.lemma in ("соответствовать", "соответствующий") and is_negated(word):
            yield _untrue(parsed, speech, word)
        elif (
            is_a(word.lemma, "denial_marks")
            and word.head is None
            and any(is_a(c.lemma, "report_nouns") for c in word.children)
        ):
            said = speech.attribute(word)
            speaker = said.speaker if said.kind in ("say", "phrase", "admit") else None
            yield Denial(word, word.i, word.i, speaker, said)
        elif word.lemma in ("подтвердиться", "подтверждаться") and is_negated(word):
            yield Denial(word, word.i - 1, word.i, None, Attribution(), weak=True)


def _untrue(parsed: Parsed, speech: Speech, word: Word) -> Denial:
    words = parsed.words
    last = next(
        (w.i for w in words[word.i : word.i + 3] if w.lemma in ("действительность", "истина", "правда")), word.i
    )
    over = next(
        (u for u in _up(word) if u.pos == "VERB" and u.lemma in ("назвать", "называть", "считать", "счесть")), None
    )
    first = word.i - 1 if word.i and words[word.i - 1].lemma == "не" else word.i
    if over is not None:
        speaker = speech.speaker_of(over) or next(iter(subjects(over)), None)
        return Denial(word, first, last, speaker, Attribution(kind="deny", via=over, speaker=speaker))
    said = speech.attribute(word)
    speaker = said.speaker if said.kind in ("say", "phrase", "admit") else None
    return Denial(word, first, last, speaker, said)


def _up(word: Word) -> Iterator[Word]:
    at = word.head
    while at is not None:
        yield at
        at = at.head


def _takes_up(verb: Word, drafts: Sequence[Draft]) -> bool:
    """Whether a verb of denying has an object that takes something up, or a report noun; not an event or a plan
    of its own."""
    if any(d.head is verb for d in drafts):
        return False
    objects = [c for c in verb.children if c.rel in ("obj", "nsubj", "obl", "nsubj:pass", "iobj")]
    below = [w for o in objects for w in (o, *o.children)]
    return any(is_a(w.lemma, "anaphora") or is_a(w.lemma, "report_nouns") for w in below) or not any(
        c.rel == "obj" for c in verb.children
    )


def add_denials(parsed: Parsed, speech: Speech, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with one more for each event that such a denial denies, linked to it."""
    made: list[Draft] = []
    for denial in find_denials(parsed, speech, drafts):
        made += [_denied(speech, denial, draft) for draft in _meant(denial, drafts)]
    return sorted([*drafts, *made], key=lambda d: (d.first, d.last))


def _meant(denial: Denial, drafts: Sequence[Draft]) -> list[Draft]:
    """What is denied: events told by the denied report itself; else the quoted claims last made before the denial."""
    word = denial.word
    whole = set(subtree(word.head if word.head is not None and denial.said.via is word.head else word))
    told = [
        d
        for d in drafts
        if d.sentence == word.sentence
        and d.said.kind == "noun"
        and (d.head in whole or d.first < denial.first)
        and _deniable(d, denial)
    ]
    if told:
        return told
    told_of = [c for c in word.children if is_a(c.lemma, "report_nouns")]
    if any(preposition(g) in ("о", "об") for c in told_of for g in c.children):
        return []
    for back in range(_BACK):
        before = [
            d for d in drafts if d.sentence == word.sentence - back and d.first < denial.first and _deniable(d, denial)
        ]
        quoted = [d for d in before if d.source != (AUTHOR,) and d.said.kind not in ("demand", "fear")]
        if quoted or before:
            return _unrepeated(quoted or (before if back < 2 else []))
    return []


def _unrepeated(drafts: Sequence[Draft]) -> list[Draft]:
    found: list[Draft] = []
    for draft in drafts:
        if not any(d.type is draft.type and d.shares(draft) for d in found):
            found.append(draft)
    return found


def _deniable(draft: Draft, denial: Denial) -> bool:
    if draft.status.polarity is Polarity.NEGATIVE or draft.said.kind == "deny":
        return False
    return denial.speaker is None or draft.said.speaker is not denial.speaker


def _denied(speech: Speech, denial: Denial, draft: Draft) -> Draft:
    source = speech.sources(denial.speaker) if denial.speaker is not None else (AUTHOR,)
    own_voice = source == (AUTHOR,)
    status = Status(polarity=Polarity.NEGATIVE, mode=draft.status.mode)
    if own_voice:
        status.certainty = Certainty.PROBABLE if denial.weak else Certainty.CERTAIN
        if draft.source != (AUTHOR,):
            draft.status.stance = Stance.REJECTS
            draft.rules["author_reject"] = "denied_by_author"
    else:
        status.stance = (
            Stance.REJECTS if draft.status.stance is Stance.ENDORSES and draft.source != (AUTHOR,) else Stance.NEUTRAL
        )
    return Draft(
        denial.word,
        denial.first,
        denial.last,
        draft.type,
        denial.said,
        status,
        source,
        draft.initiators,
        draft.targets,
        draft.places,
        draft.date_start,
        draft.date_end,
        links=[(LinkType.DENIES, draft)],
        rules={"trigger": f"denial:{denial.word.lemma}", "polarity": "denied", "source": denial.said.rule},
    )


def add_accusations(parsed: Parsed, speech: Speech, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with one more for each event that somebody is blamed for without naming it: "радио винит в этом
    казаков"."""
    made: list[Draft] = []
    for verb in parsed.words:
        if speech_kind(verb.lemma) != "accuse" or is_negated(verb) or any(d.said.via is verb for d in drafts):
            continue
        about = [c for c in verb.children if c.lemma in ("это", "тот", "произошедший", "случившееся", "инцидент")]
        blamed = [c for c in verb.children if c.rel == "obj" and c.lemma not in ("вина", "ответственность")]
        before = [
            d
            for d in drafts
            if 0 <= verb.sentence - d.sentence <= 1 and d.last < verb.i and d.status.polarity is Polarity.POSITIVE
        ]
        speaker = speech.speaker_of(verb)
        if about and blamed and before and speaker is not None:
            made.append(_blamed(speech, verb, speaker, blamed[0], before[-1]))
    return sorted([*drafts, *made], key=lambda d: (d.first, d.last))


def _blamed(speech: Speech, verb: Word, speaker: Word, culprit: Word, draft: Draft) -> Draft:
    said = Attribution(kind="accuse", via=verb, speaker=speaker)
    status = Status(mode=draft.status.mode, stance=Stance.NEUTRAL)
    made = Draft(verb, verb.i, verb.i, draft.type, said, status, speech.sources(speaker))
    made.initiators = tuple(ActorRef(text=speech.worded(w)) for w in with_joined(culprit))
    made.targets, made.places = draft.targets, draft.places
    made.date_start, made.date_end = draft.date_start, draft.date_end
    made.links = [(LinkType.REPEATS, draft)]
    made.rules = {"trigger": f"accusation:{verb.lemma}", "initiators": "accused", "source": said.rule}
    return made


def link_mentions(drafts: Sequence[Draft]) -> None:
    """Links denials and confirmations that name their event to the mention before them, and hands over what they
    leave unsaid."""
    for n, draft in enumerate(drafts):
        if draft.links:
            continue
        kind = _bearing(draft)
        if kind is not None:
            other = next((o for o in reversed(drafts[:n]) if _is_meant(draft, o)), None)
            if other is not None:
                draft.links.append((kind, other))
                draft.take_over(other)
        else:
            repeated = next((o for o in drafts[:n] if draft.repeats(o)), None) or _taken_up(draft, drafts[:n])
            if repeated is not None:
                draft.links.append((LinkType.REPEATS, repeated))


def _taken_up(draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """The event that a bare noun takes up ("винит в обстреле"): the last of its type, which lends place and day."""
    if draft.places or draft.is_dated or draft.head.pos != "NOUN" or draft.head.feats.get("Number") == "Plur":
        return None
    if draft.said.kind != "accuse" or draft.status.mode is not Mode.ACTUAL:
        return None
    near = [o for o in before if o.type is draft.type and 0 < draft.sentence - o.sentence <= _BACK]
    if not near:
        return None
    draft.places, draft.rules["places"] = near[-1].places, "taken_over"
    draft.date_start, draft.date_end, draft.rules["date"] = near[-1].date_start, near[-1].date_end, "taken_over"
    return near[-1]


def _bearing(draft: Draft) -> LinkType | None:
    if draft.said.kind == "deny" and draft.status.polarity is Polarity.NEGATIVE:
        return LinkType.DENIES
    if draft.said.kind == "confirm" and draft.status.polarity is Polarity.POSITIVE:
        return LinkType.CONFIRMS
    return None


def _is_meant(draft: Draft, other: Draft) -> bool:
    if other.status.polarity is Polarity.NEGATIVE or other.source == draft.source:
        return False
    return other.type is draft.type or (draft.type is EventType.ASSAULT and other.type in _ATTACKS)
