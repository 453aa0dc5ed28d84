"""Which words of a report name an event, and of which type (codebook, Types)."""

from collections.abc import Iterator
from dataclasses import dataclass

from trucewatch.extract.russian.lexicon import Frame, frames, is_a
from trucewatch.extract.russian.pipeline import Parsed, Word
from trucewatch.extract.russian.syntax import (
    above,
    clause_head,
    is_negated,
    is_place,
    near_words,
    preposition,
    subjects,
    subtree,
)
from trucewatch.model import EventType, Report

__all__ = ["EventHit", "find_triggers", "governor", "is_armed"]

_PRONOUNS = frozenset("он она оно они его ее их".split())
_OBJECTS = frozenset(("obj", "nsubj:pass", "obl", "nmod", "nsubj", "iobj"))
_ATTACKS = frozenset((EventType.ASSAULT, EventType.SHELLING, EventType.AIR_STRIKE, EventType.EXPLOSIVE_DEVICE))
_STATES = frozenset("находиться оставаться остаться быть держать держаться держат".split())


@dataclass(frozen=True, eq=False)
class EventHit:
    """A mention of an event: the words first to last of the report that name it, the word that heads them, its
    type and the rule that found it. `negated`: "не" belongs to the event's own words ("не пропускают")."""

    head: Word
    first: int
    last: int
    type: EventType
    rule: str
    negated: bool = False


def find_triggers(parsed: Parsed, report: Report) -> list[EventHit]:
    """The event mentions of a report in text order, page furniture left out."""
    hits: list[EventHit] = []
    for word in parsed.words:
        if word.is_mark or report.is_boilerplate(word.start, word.end):
            continue
        frame = next((f for f in frames().get(word.lemma, ()) if _fits(word, f)), None)
        if frame is None or _is_taken(word, hits) or _is_of_anyone(word) or _is_epithet(word, frame):
            continue
        kind = _taken_up(word, hits) or _kind(parsed, word, frame)
        first, last = _span(word, frame)
        hits.append(EventHit(word, first, last, kind, f"frame:{frame.kind}:{word.lemma}", frame.negated))
    return [h for h in hits if not _is_repeated_by_verb(h, hits) and not _is_ended(h, hits)]


def _taken_up(word: Word, hits: list[EventHit]) -> EventType | None:
    """The type of the attack before, where "атака", "удар" or "нападение" stands alone and takes it up."""
    if word.lemma not in ("атака", "удар", "нападение") or word.feats.get("Number") == "Plur":
        return None
    if any(c.rel not in ("case", "det", "punct") for c in word.children) or not hits:
        return None
    before = [h for h in hits if h.type in _ATTACKS and 0 < word.sentence - h.head.sentence <= 2]
    return (
        before[-1].type
        if before and governor(word) is not None and not is_a((governor(word) or word).lemma, "light")
        else None
    )


def _is_taken(word: Word, hits: list[EventHit]) -> bool:
    """Whether a word only completes a trigger before it: "нарушили соглашение", "наступление" after "начать
    операцию"."""
    return any(h.first <= word.i <= h.last for h in hits)


def _is_ended(hit: EventHit, hits: list[EventHit]) -> bool:
    """Whether "объявила" declares the end of a truce that its own noun already names."""
    ends = (EventType.POSITION_STATED,)
    return hit.type is EventType.AGREEMENT_SIGNED and any(
        o.type in ends and o.head.head is hit.head for o in hits if o is not hit
    )


_EPITHETS = frozenset(("withdrawal", "reinforcement", "assault", "offensive_launched", "explosive_device"))


def _is_epithet(word: Word, frame: Frame) -> bool:
    """Whether a participle only tells which troops are meant: "отступившие отряды"."""
    bare = not any(c.rel in ("obl", "obj") for c in word.children)
    return word.rel == "amod" and frame.kind in _EPITHETS and bare


def _is_of_anyone(word: Word) -> bool:
    """Whether a clause speaks of whoever does it ("тех, кто не примет условий"): no event."""
    return any(c.lemma == "кто" and c.rel in ("nsubj", "nsubj:pass") for c in word.children)


def _is_repeated_by_verb(hit: EventHit, hits: list[EventHit]) -> bool:
    """Whether a noun and its verb name one event of one type: the verb alone is kept."""
    if any(o.type is hit.type and o is not hit and o.head is hit.head.head and hit.head.rel == "nmod" for o in hits):
        return True
    return hit.head.pos == "NOUN" and any(
        other.head is hit.head.head
        and other.type is hit.type
        and other is not hit
        and hit.head.rel in ("obj", "nsubj:pass", "obl")
        for other in hits
    )


def governor(word: Word) -> Word | None:
    """The verb that an event's noun hangs on, over words such as "попытка" or "серия"; None without one."""
    for up in above(word):
        if up.pos in ("VERB", "AUX") and up.rel != "amod":
            return up
        if not is_a(up.lemma, "pass_through"):
            return _negating(word)
    return None


def _negating(word: Word) -> Word | None:
    """The verb that a genitive of negation belongs to, however the parser tied it: "силы ударов не наносили"."""
    verb = clause_head(word)
    return verb if word.case == "Gen" and is_a(verb.lemma, "light") and is_negated(verb) else None


def _fits(word: Word, frame: Frame) -> bool:
    if frame.not_pos and word.pos == frame.not_pos:
        return False
    around = [
        w
        for w in near_words(word, depth=3)
        if w.rel != "nsubj" or frame.subject or word.pos == "NOUN" or w.case != "Nom"
    ]
    lemmas = {_class_key(w) for w in around}
    if word.rel in ("amod", "acl") and word.head is not None and not frame.negated:
        lemmas.add(word.head.lemma)
    subject = {s.lemma for s in subjects(word)} if word.pos in ("VERB", "AUX") else set()
    checks = (
        not frame.lacks or not ((lemmas | {_class_key(w) for w in near_words(word)}) & frame.lacks),
        not frame.negated or is_negated(word),
        not frame.wanted or bool((lemmas | subject) & frame.wanted),
        not frame.subject or _subject_fits(word, frame),
        not frame.governor or _is_governed(word, frame.governor),
        not frame.subject_of or _is_governed(word, frame.subject_of | _STATES),
        not frame.place or _has_place_object(word),
        not frame.agreed or _is_agreed(word),
        not frame.not_under or not any(w.lemma in frame.not_under for w in list(above(word))[:1] if word.rel == "nmod"),
    )
    return all(checks)


def _class_key(word: Word) -> str:
    if word.lemma == "человек" and _are_somebodys(word):
        return "боец"
    return "миллиметровый" if word.lemma.endswith("-миллиметровый") else word.lemma


def _subject_fits(word: Word, frame: Frame) -> bool:
    found = subjects(word) if word.pos in ("VERB", "AUX") else []
    found = found or [c for c in word.children if (c.rel == "nmod" or c.lemma == "тот") and not preposition(c)]
    for subject in found:
        below = {w.lemma for w in near_words(subject, depth=1)}
        if ({subject.lemma} | below) & (frame.subject - {"@armed"}):
            return True
        if "@armed" in frame.subject and is_armed(subject):
            return True
    return False


def is_armed(word: Word) -> bool:
    """Whether a word may name a force: a state, a named body, a people, soldiers; never a single person."""
    if word.lemma == "человек" and _are_somebodys(word):
        return True
    if word.name == "PER" or is_a(word.lemma, "civil") or is_person(word):
        return False
    if is_a(word.lemma, "troops") or is_a(word.lemma, "arms") or word.lemma in ("сторона", "колонна", "кто", "тот"):
        return True
    if word.name in ("LOC", "ORG"):
        return True
    if any(
        w.name == "ORG" or is_a(w.lemma, "troops") or w.lemma in ("вооруженный", "военный") for w in near_words(word)
    ):
        return True
    people = word.feats.get("Animacy") == "Anim" and word.feats.get("Number") == "Plur"
    return people and not is_a(word.lemma, "people") and not is_a(word.lemma, "speakers") and word.pos == "NOUN"


def _are_somebodys(word: Word) -> bool:
    """Whether "его люди" are somebody's men."""
    return word.feats.get("Number") == "Plur" and any(c.rel == "det" and c.lemma in _PRONOUNS for c in word.children)


def is_person(word: Word) -> bool:
    """Whether a word means one person by name or office."""
    return is_a(word.lemma, "persons") or any(
        c.name == "PER" and c.rel in ("appos", "flat:name") for c in word.children
    )


def _is_governed(word: Word, verbs: frozenset[str]) -> bool:
    near = {w.lemma for w in word.children if not w.is_mark}
    up = list(above(word))[:2]
    return bool((near | {w.lemma for w in up} | {w.text.lower() for w in up}) & verbs)


def _has_place_object(word: Word) -> bool:
    """Whether a place is taken, left or held: "занять город", "захват села", "город занят"."""
    objects = [c for c in word.children if c.rel in _OBJECTS and not preposition(c)]
    if word.rel == "amod" and word.head is not None:
        objects.append(word.head)
    objects = [
        o for o in objects if o.rel != "nsubj" or o.case in ("Acc", "Gen") or _is_passive(word) or word.lemma == "пасть"
    ]
    return any(is_place(o) or is_a(o.lemma, "localities") for o in objects)


def _is_passive(word: Word) -> bool:
    return word.feats.get("Voice") == "Pass" or word.text.lower().endswith(("ся", "сь"))


def _is_agreed(word: Word) -> bool:
    """Whether an agreement lays down what the clause says: "согласно документу, ... освобождают район"."""
    top = list(above(word))[-1:] or [word]
    return word.tense != "Past" and any(
        preposition(w) in ("согласно", "по") and is_a(w.lemma, "by_documents") for w in subtree(top[0])
    )


def _span(word: Word, frame: Frame) -> tuple[int, int]:
    if frame.negated:
        mark = next((c for c in word.children if c.lemma == "не" and c.i == word.i - 1), None)
        return (mark.i if mark else word.i), word.i
    if frame.join and word.head is not None and abs(word.head.i - word.i) == 1 and word.head.lemma in frame.governor:
        return min(word.i, word.head.i), max(word.i, word.head.i)
    return word.i, word.i


def _kind(parsed: Parsed, word: Word, frame: Frame) -> EventType:
    if frame.kind != "means":
        return EventType(frame.kind)
    return _by_means(parsed, word) or EventType.ASSAULT


_MEANS = (("air", EventType.AIR_STRIKE), ("heavy", EventType.SHELLING))


def _by_means(parsed: Parsed, word: Word) -> EventType | None:
    """The type that the means tell: those named with the word, with its verb, in the sentence, in the report."""
    verb = governor(word)
    circles: list[Iterator[Word]] = [near_words(word, depth=3)]
    if verb is not None:
        circles.append(near_words(verb, depth=3))
    circles.append(iter(parsed.sentences[word.sentence]))
    circles.append(iter(parsed.words))
    for circle in circles:
        found = [w.lemma for w in circle if w is not word]
        named = [kind for name, kind in _MEANS if any(is_a(lemma, name) for lemma in found)]
        if len(named) == 1:
            return named[0]
    return None
