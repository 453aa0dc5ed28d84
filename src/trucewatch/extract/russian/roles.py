"""Who does it and to whom: the words that head an event's initiators and targets (codebook, Fields)."""

from dataclasses import dataclass

from trucewatch.extract.russian.lexicon import is_a, speech_kind, table
from trucewatch.extract.russian.pipeline import Word
from trucewatch.extract.russian.speech import Attribution
from trucewatch.extract.russian.syntax import is_place, near_words, preposition, subjects, subtree, with_joined
from trucewatch.extract.russian.triggers import EventHit, governor, is_armed
from trucewatch.model import EventType

__all__ = ["Roles", "assign"]

_MOVERS = frozenset((EventType.WITHDRAWAL, EventType.REINFORCEMENT, EventType.PROHIBITED_PRESENCE))
_OF_THE_DOER = _MOVERS | {
    EventType.NEGOTIATION,
    EventType.OFFENSIVE_LAUNCHED,
    EventType.ASSAULT,
    EventType.AIR_STRIKE,
    EventType.CONTROL,
    EventType.POSITION_STATED,
    EventType.AGREEMENT_SIGNED,
}
_DONE_TO_THE_OBJECT = frozenset("штурм захват бомбардировка бомбежка".split())
_WEAPONS = ("heavy", "guns", "shells", "bombs", "aid")
_NO_PARTY = frozenset(
    "действие огонь удар раз факт сообщение слух контроль режим соглашение документ перемирие требование условие "
    "попытка операция наступление обстрел бой сутки ночь день час утро вечер данные встреча переговоры стычка "
    "столкновение вывод ввод обмен направление формула посредничество результат информация потеря что это ничего "
    "ничто никто нет участие месяц".split()
)


@dataclass(frozen=True)
class Roles:
    """The heads of an event's parties. `swapped`: a second reading with the sides exchanged ("обвинили друг
    друга")."""

    initiators: tuple[Word, ...] = ()
    targets: tuple[Word, ...] = ()
    swapped: bool = False
    rule: str = "none"


def assign(hit: EventHit, said: Attribution) -> Roles:
    """The parties of an event's mention."""
    word, kind = hit.head, hit.type
    verbal = word.pos in ("VERB", "AUX")
    doers, sufferers = _of_verb(word, kind) if verbal else _of_noun(word, kind)
    if said.kind == "accuse" and said.via is not None and not doers:
        doers = _accused(said.via)
        if any(w.lemma == "друг" for w in doers):
            return Roles(tuple(subjects(said.via)), (), swapped=True, rule="each_other")
        sufferers = [w for w in sufferers if w not in doers]
    doers = _by_speaker(word, kind, said, doers)
    doers = [w for w in doers if _can_be_party(w) and not is_a(w.lemma, "shells")]
    sufferers = [w for w in sufferers if _can_be_party(w) and w not in doers]
    doers, sufferers = _fitting(word, kind, doers, sufferers)
    return Roles(tuple(dict.fromkeys(doers)), tuple(dict.fromkeys(sufferers)), rule="verb" if verbal else "noun")


def _accused(verb: Word) -> list[Word]:
    """Whom a verb of blaming blames."""
    blamed = [c for c in verb.children if c.rel in ("obj", "iobj")]
    if any(c.lemma in ("вина", "ответственность") for c in verb.children):
        blamed = [w for w in subtree(verb) if preposition(w) == "на"]
    return [w for c in blamed for w in with_joined(c)]


def _by_speaker(word: Word, kind: EventType, said: Attribution, doers: list[Word]) -> list[Word]:
    """The doers, the speaker where who announces a thing does it."""
    if kind is EventType.AGREEMENT_SIGNED and word.lemma in ("вступить", "вступать", "вступление"):
        return []
    if said.speaker is None:
        return doers
    announced = kind in (EventType.POSITION_STATED, EventType.AGREEMENT_SIGNED) and said.kind == "demand"
    if not doers and (announced or (kind is EventType.POSITION_STATED and said.kind == "say")):
        return [said.speaker]
    if not doers and said.via is not None and said.via.lemma == "ответственность":
        return [said.speaker]
    told_of = word.pos not in ("VERB", "AUX") and preposition(word) == "о"
    if kind in _MOVERS and said.kind == "say" and told_of and doers and all(_is_unnamed(w) for w in doers):
        return [said.speaker]
    return doers


def _fitting(word: Word, kind: EventType, doers: list[Word], sufferers: list[Word]) -> tuple[list[Word], list[Word]]:
    """The parties that a type can have (codebook, Fields)."""
    if kind is EventType.TERRITORY_CAPTURED:
        return doers, [w for w in sufferers if w.pos not in ("PRON", "DET") and not is_a(w.lemma, "localities")]
    if kind is EventType.CHEMICAL_ATTACK:
        return doers, [w for w in sufferers if _is_of(w, "people") or _is_of(w, "civil") or is_a(w.lemma, "force")]
    if kind in (EventType.CONTROL, EventType.SIEGE):
        named = [w for w in doers if not (is_place(w) and any(not is_place(o) for o in doers))]
        return [w for w in named if not is_a(w.lemma, "place_nouns")], []
    if kind in (EventType.MECHANISM_ESTABLISHED, EventType.BOUNDARY_DEFINED):
        made_itself = word.text.lower().endswith(("ся", "сь"))
        return [w for w in doers if not (made_itself and is_a(w.lemma, "bodies"))], []
    if kind in _PROCESS:
        return [w for w in doers if not is_a(w.lemma, "accord") or w.name], []
    return doers, sufferers


_PROCESS = frozenset(
    (EventType.AGREEMENT_SIGNED, EventType.NEGOTIATION, EventType.POSITION_STATED, EventType.CEASEFIRE_BREACH)
)


def _is_unnamed(word: Word) -> bool:
    """Whether "войска", "техника" stands without a word that says whose."""
    return is_a(word.lemma, "force") and not any(c.rel in ("amod", "nmod", "appos", "det") for c in word.children)


def _can_be_party(word: Word) -> bool:
    if word.lemma in _NO_PARTY or is_a(word.lemma, "weekdays") or is_a(word.lemma, "months") or word.is_mark:
        return False
    return word.pos in ("NOUN", "PROPN", "PRON", "DET", "ADJ", "VERB", "X", "NUM")


def _bare(word: Word, *rels: str) -> list[Word]:
    return [w for c in word.children if c.rel in rels and not preposition(c) for w in with_joined(c)]


def _agents(word: Word) -> list[Word]:
    found = [c for c in _bare(word, "obl", "nmod", "iobj") if c.case == "Ins"]
    return [
        c
        for c in found
        if not any(is_a(c.lemma, name) for name in _WEAPONS)
        and (is_armed(c) or c.name or is_a(c.lemma, "air") or c.lemma in ("сторона", "власть"))
    ]


def _struck(word: Word) -> list[Word]:
    """Whom a blow falls on: "по позициям", "на колонну", "против войск"; named places are no targets."""
    found = [
        c for c in word.children if c.rel in ("obl", "nmod", "obj") and preposition(c) in ("по", "на", "против", "в")
    ]
    found = [c for c in found if preposition(c) != "в" or is_a(c.lemma, "people")]
    found = [c for c in found if c.case in ("Dat", "Acc", "Gen", "Loc") and c.name not in ("LOC", "PER")]
    found = [c for c in found if not _is_locality(c) or is_a(c.lemma, "facilities")]
    kinds = ("force", "people", "civil", "aid", "facilities")
    found = [c for c in found if c.name or any(is_a(c.lemma, kind) for kind in kinds)]
    return [w for c in found for w in with_joined(c)]


def _is_locality(word: Word) -> bool:
    return is_place(word) and not is_a(word.lemma, "force")


def _of_verb(verb: Word, kind: EventType) -> tuple[list[Word], list[Word]]:
    doers = subjects(verb)
    if kind is EventType.HUMANITARIAN_ACTION:
        return _helped(verb, doers, _things(verb))
    if kind is EventType.EXPLOSIVE_DEVICE and verb.lemma in ("подорваться", "взорваться"):
        return [], [w for w in doers if w.lemma not in _EXPLODES]
    passive = verb.feats.get("Voice") == "Pass" and verb.feats.get("VerbForm") == "Part"
    if passive or (verb.text.lower().endswith(("ся", "сь")) and any(c.rel == "nsubj:pass" for c in verb.children)):
        return _of_passive(verb, kind, doers)
    if kind is EventType.ACCESS_RESTRICTION:
        stopped = [w for w in _bare(verb, "obj", "nsubj") if w not in doers]
        return doers, [w for w in stopped if not is_a(w.lemma, "road") or w.lemma in ("колонна", "конвой")]
    if verb.lemma in _SEEING:
        return [w for w in _things(verb) if is_a(w.lemma, "troops")], []
    if kind in _MOVERS:
        return _movers(verb, doers), []
    if kind is EventType.TERRITORY_CAPTURED and any(c.lemma == "контроль" for c in verb.children):
        under = [g for c in verb.children if c.lemma == "контроль" for g in _bare(c, "nmod")]
        return (under if verb.lemma in ("перейти", "переходить") else doers), []
    if kind is EventType.DETENTION_RELEASE:
        captives = [w for w in _bare(verb, "obl") if is_a(w.lemma, "captives")]
        return doers, [w for w in [*_things(verb), *captives] if w.case != "Dat" and w not in doers]
    if kind in (EventType.ARMED_CLASH, EventType.NEGOTIATION):
        return [*doers, *_others(verb, kind)], []
    return doers, [*_struck_objects(verb), *_struck(verb)]


_SEEING = frozenset("видеть увидеть заметить замечать обнаружить зафиксировать наблюдать выявить".split())
_CARRIERS = ("shells", "bombs", "air", "vehicles")
_EXPLODES = frozenset("бомба мина смертник фугас заряд ракета снаряд".split())


def _things(verb: Word) -> list[Word]:
    return [w for w in _bare(verb, "obj", "nsubj:pass") if not _is_locality(w)]


def _of_passive(verb: Word, kind: EventType, doers: list[Word]) -> tuple[list[Word], list[Word]]:
    patient = [*(w for w in doers if not _is_locality(w)), *_things(verb)]
    if verb.rel in ("amod", "acl") and verb.head is not None and not _is_locality(verb.head):
        patient.append(verb.head)
    return (patient, []) if kind in _MOVERS else (_agents(verb), list(dict.fromkeys(patient)))


_NOT_ONES_OWN = frozenset("наемник боевик повстанец террорист радикал ополченец".split())
"""Fighters that are led out by others than themselves; it is they who leave."""


def _movers(verb: Word, doers: list[Word]) -> list[Word]:
    """Who moves: the subject, else the troops that are moved."""
    led = [w for w in _things(verb) if w.lemma in _NOT_ONES_OWN]
    mine = led or [w for w in doers if not is_a(w.lemma, "localities") or w.name]
    mine = mine or [w for w in _things(verb) if is_a(w.lemma, "troops")]
    return mine or [w for w in _bare(verb, "nsubj") if is_a(w.lemma, "force")]


def _others(verb: Word, kind: EventType) -> list[Word]:
    """The other side: "с", "между" whom one fights or talks."""
    found = [c for c in verb.children if c.rel == "obl" and preposition(c) in ("с", "со", "между") and is_armed(c)]
    joined = [w for c in found for w in with_joined(c)]
    return [w for w in joined if kind is EventType.ARMED_CLASH or w.name or is_a(w.lemma, "collective")]


def _struck_objects(verb: Word) -> list[Word]:
    things = [
        w for w in _things(verb) if not any(is_a(w.lemma, name) for name in ("shells", "bombs")) and w.lemma != "удар"
    ]
    return [*things, *(w for w in _bare(verb, "obj") if is_a(w.lemma, "facilities") and w not in things)]


def _helped(verb: Word, doers: list[Word], objects: list[Word]) -> tuple[list[Word], list[Word]]:
    """Who helps and who is helped; goods and vehicles are neither."""
    people = [
        w
        for w in [*_bare(verb, "iobj"), *objects, *doers]
        if _is_of(w, "civil") or (w.rel == "iobj" and not is_place(w))
    ]
    goods = [w for w in doers if _is_of(w, "aid") or w.lemma in ("грузовик", "машина", "автобус", "колонна", "тонна")]
    return [w for w in [*doers, *_agents(verb)] if w not in goods and w not in people], people


def _is_of(word: Word, name: str) -> bool:
    return is_a(word.lemma, name) or any(is_a(w.lemma, name) for w in near_words(word, depth=1))


def _of_noun(noun: Word, kind: EventType) -> tuple[list[Word], list[Word]]:
    doers, sufferers = _agents(noun), _struck(noun)
    owned = [c for c in _bare(noun, "nmod") if c.case in ("Gen", "") and c not in doers]
    if kind in (EventType.CONTROL, EventType.SIEGE) or (kind in _OF_THE_DOER and noun.lemma not in _DONE_TO_THE_OBJECT):
        doers += [
            c
            for c in owned
            if (is_armed(c) or is_a(c.lemma, "air") or kind in _MOVERS or kind is EventType.NEGOTIATION)
            and not is_a(c.lemma, "place_nouns")
        ]
    else:
        sufferers += [c for c in owned if not _is_locality(c) and not any(is_a(c.lemma, n) for n in _CARRIERS)]
    if kind is EventType.DETENTION_RELEASE:
        sufferers += [c for c in _bare(noun, "nmod") if c.case == "Ins" and is_a(c.lemma, "captives")]
    doers += [
        c
        for c in noun.children
        if c.rel == "amod"
        and c.lemma in table("adjectives")
        and not doers
        and kind in (EventType.AIR_STRIKE, EventType.SHELLING, EventType.ASSAULT, EventType.OFFENSIVE_LAUNCHED)
    ]
    up = governor(noun)
    near = [*noun.children, *(up.children if up is not None else ())]
    between = [
        w
        for c in near
        if c.rel in ("nmod", "obl")
        and (preposition(c) == "между" or (c.head is noun and preposition(c) in ("с", "со")))
        for w in with_joined(c)
        if not is_a(w.lemma, "months")
    ]
    if kind in (EventType.ARMED_CLASH, EventType.NEGOTIATION, EventType.AGREEMENT_SIGNED, EventType.DETENTION_RELEASE):
        between = [w for w in between if is_armed(w) or is_a(w.lemma, "collective") or w.name]
        doers += between
    if kind in _MOVERS and not doers:
        doers += [w for w in near_words(noun) if is_a(w.lemma, "troops") and w.case == "Gen" and not preposition(w)]
        doers += [c for c in noun.children if c.lemma == "тот" and c.case == "Gen" and not doers]
    if kind is EventType.HUMANITARIAN_ACTION:
        doers = [w for w in doers if not is_a(w.lemma, "air")]
    verb = governor(noun)
    if verb is None:
        return doers, sufferers
    doers += _doers_by_verb(noun, verb, doers, kind)
    under = noun.rel == "obl" and preposition(noun) == "под"
    if is_a(verb.lemma, "repelling") and (noun.rel in ("obj", "nsubj", "iobj") or under):
        return [d for d in doers if d not in subjects(verb)], [*sufferers, *subjects(verb)]
    if (
        not sufferers
        and kind in (EventType.SHELLING, EventType.AIR_STRIKE, EventType.ASSAULT, EventType.WEAPONS_FIRE)
        and is_a(verb.lemma, "light")
    ):
        sufferers += _struck(verb)
    return doers, sufferers


def _doers_by_verb(noun: Word, verb: Word, known: list[Word], kind: EventType) -> list[Word]:
    """Who does by a verb with little meaning of its own: "нанесла удары", "предприняли попытку штурма"."""
    if (
        known
        or not is_a(verb.lemma, "light")
        or (speech_kind(verb.lemma) is not None and kind is not EventType.AGREEMENT_SIGNED)
    ):
        passive = _agents(verb) if verb.feats.get("Voice") == "Pass" and not known else []
        if not passive and not known and kind is EventType.CONTROL:
            return []
        return passive
    if verb.feats.get("Voice") == "Pass" and verb.feats.get("VerbForm") == "Part":
        return _agents(verb)
    return [w for w in subjects(verb) if w is not noun and w.head is not noun]
