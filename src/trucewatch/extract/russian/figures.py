"""Tolls: how many were killed or injured, and of which event (codebook, Casualties)."""

from dataclasses import dataclass

from trucewatch.extract.russian.lexicon import is_a, table
from trucewatch.extract.russian.pipeline import Parsed, Word
from trucewatch.extract.russian.syntax import is_negated, phrase, preposition, with_joined
from trucewatch.model import Casualties

__all__ = ["Toll", "find_tolls"]

_KILLED = frozenset(
    "погибнуть погибать убить гибель погибший скончаться умереть убивать застрелить расстрелять казнить".split()
)
_DESTROYED = frozenset("уничтожить ликвидировать нейтрализовать".split())
_INJURED = frozenset("ранить ранение раненый пострадать".split())


@dataclass(frozen=True, eq=False)
class Toll:
    """A count of people at a word of killing or wounding; `victim` heads their phrase."""

    word: Word
    killed: bool
    count: Casualties
    victim: Word


def find_tolls(parsed: Parsed) -> list[Toll]:
    """The tolls of a report in text order; a joint toll ("25 убитых и раненых") gives none."""
    tolls: list[Toll] = []
    for word in parsed.words:
        killed = word.lemma in _KILLED or (word.lemma in _DESTROYED and word.pos == "VERB")
        if not (killed or word.lemma in _INJURED) or is_negated(word):
            continue
        victim = _victim(word)
        if victim is None or _is_joint(word) or (word.lemma in _DESTROYED and not _are_people(victim)):
            continue
        bounds = _count(parsed, victim)
        if bounds is None:
            continue
        start, end = phrase(parsed, victim)
        tolls.append(Toll(word, killed, Casualties(who=parsed.text[start:end], low=bounds[0], high=bounds[1]), victim))
    return tolls


def _are_people(word: Word) -> bool:
    return is_a(word.lemma, "troops") or is_a(word.lemma, "people")


def _victim(word: Word) -> Word | None:
    if word.pos == "VERB" and word.rel != "amod":
        passive = word.feats.get("Voice") == "Pass" or word.lemma in (
            "погибнуть",
            "погибать",
            "скончаться",
            "умереть",
            "пострадать",
        )
        rels = ("nsubj", "nsubj:pass") if passive else ("obj",)
        found = [
            _behind_more(c)
            for c in word.children
            if c.rel in rels
            or (c.rel == "obl" and c.pos == "NOUN" and any(n.rel.startswith("nummod") for n in c.children))
        ]
        return found[0] if found else None
    if word.lemma == "ранение" and word.head is not None and word.head.lemma in ("получить", "получать"):
        found = [c for c in word.head.children if c.rel == "nsubj"]
        return found[0] if found else None
    if word.lemma in ("погибший", "раненый"):
        return word
    owned = [c for c in word.children if c.rel == "nmod" and c.case == "Gen" and not preposition(c)]
    return owned[0] if owned and word.lemma == "гибель" else None


def _behind_more(word: Word) -> Word:
    """The noun of "более 10 пассажиров", where the parser takes "более" for the subject."""
    if word.pos != "ADV":
        return word
    counted = [c for c in word.children if c.pos in ("NOUN", "NUM")]
    return min(counted, key=lambda c: c.pos, default=word)


def _is_joint(word: Word) -> bool:
    near = [*with_joined(word), *([word.head] if word.rel == "conj" and word.head else [])]
    kinds = {w.lemma in _KILLED for w in near if w.lemma in _KILLED or w.lemma in _INJURED}
    return len(kinds) == 2 and word.pos != "VERB"


def _count(parsed: Parsed, victim: Word) -> tuple[int, int | None] | None:
    number = next((c for c in victim.children if c.rel.startswith("nummod") or c.pos == "NUM"), None)
    if victim.pos == "NUM":
        number = victim
    if victim.lemma in table("crowds"):
        return (table("crowds")[victim.lemma], None) if victim.feats.get("Number") == "Plur" else None
    crowd = next((c for c in victim.children if c.lemma in table("crowds")), None)
    if crowd is not None:
        return table("crowds")[crowd.lemma], None
    if number is None:
        is_one = (
            victim.feats.get("Number") == "Sing" and is_a(victim.lemma, "people") and victim.pos in ("NOUN", "PROPN")
        )
        return (1, 1) if is_one else None
    amount = _amount(number)
    if amount is None:
        return None
    before = [w.lemma for w in parsed.words[max(0, number.i - 4) : number.i] if w.sentence == number.sentence]
    text = parsed.text[max(0, number.start - 24) : number.start].lower()
    if (
        any(w in ("более", "больше", "свыше") for w in before[-3:])
        or "не менее" in text
        or "меньшей мере" in text
        or "минимум" in text
        or "по крайней мере" in text
    ):
        return amount, None
    return amount, amount


def _amount(number: Word) -> int | None:
    digits = number.text.replace("\u00a0", "").replace(" ", "")
    if digits.isdecimal() and len(digits) < 7:
        return int(digits)
    found = table("numbers").get(number.lemma)
    return int(found) if found is not None else None
