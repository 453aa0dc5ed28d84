"""Where it happened: the phrases around an event that name a place, and what they are called in the dictionary
form."""

import re
from collections.abc import Iterator
from itertools import product

from trucewatch.extract.russian.lexicon import is_a, speech_kind, table
from trucewatch.extract.russian.pipeline import Parsed, Word, forms
from trucewatch.extract.russian.syntax import above, is_place, phrase, preposition, subtree, with_joined
from trucewatch.extract.russian.triggers import EventHit, governor
from trucewatch.model import EventType

__all__ = ["countries_of", "find_places", "frame_of", "names_of", "worded"]

_AT = frozenset(
    "в во на у под близ возле вблизи около неподалеку вокруг вдоль к ко из от над по через за между рядом недалеко "
    "до с со".split()
)
_NOT_AT = {"с": "север юг восток запад территория", "со": "сторона", "до": "", "за": "река"}
_OWN = frozenset(
    (
        EventType.TERRITORY_CAPTURED,
        EventType.CONTROL,
        EventType.SIEGE,
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.ASSAULT,
        EventType.WITHDRAWAL,
        EventType.OFFENSIVE_LAUNCHED,
        EventType.ACCESS_RESTRICTION,
        EventType.EXPLOSIVE_DEVICE,
        EventType.REINFORCEMENT,
        EventType.HUMANITARIAN_ACTION,
    )
)
_LIES = frozenset("находиться оставаться остаться быть перейти переходить оказаться".split())
_ADJECTIVE_ENDS = ("", "а", "ы", "и", "ь", "о", "е", "я")


def find_places(hit: EventHit, parties: tuple[Word, ...], others: frozenset[Word], speaker: Word | None) -> list[Word]:
    """The heads of the place phrases of an event, in text order. `others` are the heads of the report's other
    events: what hangs on them is theirs, as what stands with the speaker is the speaker's."""
    found: dict[Word, None] = {}
    owner = hit.head.head
    if hit.head.rel == "amod" and owner is not None and is_place(owner) and names_of(owner):
        found[owner] = None
    beside = _beside(hit)
    if beside is not None and _is_where(beside, hit, parties):
        found |= dict.fromkeys(_named(beside))
    for anchor in _anchors(hit, others):
        for word in _below(anchor, hit, others):
            if (
                any(word in subtree(f) for f in found)
                or word is hit.head
                or (speaker is not None and word in subtree(speaker))
            ):
                continue
            if _is_where(word, hit, parties):
                found |= dict.fromkeys(_named(word))
        if found:
            break
    return sorted(found, key=lambda w: w.i)


def _beside(hit: EventHit) -> Word | None:
    """The place whose phrase stands right behind the event's word, wherever the parser tied it: "штурма у Сухой
    Балки"."""
    run, at = hit.head.run, hit.last - hit.head.run[0].i + 1
    place = run[at].head if at < len(run) and run[at].rel == "case" else None
    if place is None:
        return None
    return place if place.i <= hit.last + 4 and is_place(place) and place.rel in ("obl", "nmod") else None


def _anchors(hit: EventHit, others: frozenset[Word]) -> Iterator[Word]:
    """The words whose dependents may say where: the event's own, its verb's, then those of the clauses it leans
    on."""
    if hit.head.rel == "amod" and hit.head.head is not None and is_place(hit.head.head):
        return
    yield hit.head
    verb = governor(hit.head) if hit.head.pos not in ("VERB", "AUX") else None
    if verb is not None:
        yield verb
    for up in above(hit.head):
        if up in others and up.rel not in ("root", "conj", "xcomp") and hit.head.rel not in ("advcl", "conj"):
            return
        if up.pos == "NOUN" and is_a(up.lemma, "report_nouns"):
            return
        if hit.head.rel in ("advcl", "conj", "xcomp", "nmod", "obj", "nsubj", "obl") and speech_kind(up.lemma) is None:
            yield up
        if up.rel in ("ccomp", "acl", "acl:relcl", "parataxis"):
            return


def _below(anchor: Word, hit: EventHit, others: frozenset[Word]) -> Iterator[Word]:
    for child in anchor.children:
        if child.is_mark or child.rel in ("ccomp", "parataxis", "advcl", "acl:relcl", "csubj"):
            continue
        if child in others and child is not hit.head:
            continue
        if child.rel == "conj" and child.pos in ("VERB", "AUX"):
            continue
        yield child
        yield from _below(child, hit, others)


def _is_where(word: Word, hit: EventHit, parties: tuple[Word, ...]) -> bool:
    """Whether a word heads a place phrase of the event, and not one of a party or of another matter."""
    if not (is_place(word) or _is_unseen_place(word, hit)) or is_a(word.lemma, "weekdays") or word in parties:
        return False
    if is_a(word.lemma, "heavy") or is_a(word.lemma, "air"):
        return False
    if (word.rel == "amod" and word.name != "LOC") or any(_is_of_party(word, p) for p in parties):
        return False
    by = preposition(word)
    if by:
        return _is_at(word, by, hit)
    return _is_by_adverb(word) or _is_object(word, hit)


def _is_of_party(word: Word, party: Word) -> bool:
    """Whether a place only tells which party is meant: "подразделения США"."""
    inside = word in subtree(party) and word is not party and not preposition(word)
    return inside and party.rel != "nsubj:pass" and not is_a(party.lemma, "civil")


def _is_at(word: Word, by: str, hit: EventHit) -> bool:
    if by == "по" and word.name == "LOC" and hit.type is EventType.NEGOTIATION:
        return False
    if by in _NOT_AT and word.lemma not in _NOT_AT[by].split() and not (by == "за" and word.name == "LOC"):
        return False
    return by in _AT and not _is_figurative(word)


def _is_object(word: Word, hit: EventHit) -> bool:
    """Whether a place without a preposition is what is taken, shelled or left."""
    owner = word.head
    if word.rel == "nmod":
        return owner is hit.head or (owner is not None and is_a(owner.lemma, "civil"))
    if word.rel == "appos":
        return owner is not None and is_place(owner)
    if word.rel == "nsubj":
        return hit.type in _HELD
    return word.rel in ("obj", "nsubj:pass", "conj") and hit.type in _OWN


_HELD = frozenset(
    (
        EventType.CONTROL,
        EventType.TERRITORY_CAPTURED,
        EventType.SIEGE,
        EventType.AIR_STRIKE,
        EventType.SHELLING,
    )
)


def _is_unseen_place(word: Word, hit: EventHit) -> bool:
    """A name that the tagger took for something else, where only a place can stand: "у Гумисты", "Шуша перешла
    под контроль"."""
    if not word.text[:1].isupper() or word.pos not in ("PROPN", "NOUN") or word.name == "ORG" or word.text.isupper():
        return False
    if word.rel in ("nsubj", "nsubj:pass"):
        if word.head is None or word.head.lemma not in _LIES:
            return False
        return hit.type in (EventType.CONTROL, EventType.TERRITORY_CAPTURED) and any(
            c.lemma == "контроль" for c in (word.head or word).children
        )
    at = ("по", "у", "близ", "под", "возле", "около", "вблизи", "в", "на", "от", "из", "к", "через")
    return preposition(word) in at and word.rel in ("obl", "nmod")


def _is_by_adverb(word: Word) -> bool:
    """ "неподалеку от Шумов": an adverb stands where a preposition would."""
    return word.head is not None and word.head.lemma in ("неподалеку", "недалеко", "рядом") and word.name == "LOC"


def _is_figurative(word: Word) -> bool:
    return word.lemma in ("сторона", "связь", "рамка", "отношение", "условие")


def _named(word: Word) -> list[Word]:
    """One head for each place: "населенные пункты Махарда и Кинсабба" are two, "село Эргнети" is one."""
    plural = word.feats.get("Number") == "Plur" and is_a(word.lemma, "place_nouns")
    listed = [
        w
        for c in word.children
        if c.rel in ("appos", "nmod") and c.name == "LOC" and not preposition(c)
        for w in with_joined(c)
    ]
    if plural and listed and (len(listed) > 1 or listed[0].rel == "appos"):
        return listed
    return [w for w in with_joined(word) if is_place(w)] or [word]


def worded(parsed: Parsed, head: Word) -> str:
    """A place as worded, with the words that say how the event lies to it ("у села Чорчана")."""
    start, end = phrase(parsed, head, wide=is_a(head.lemma, "place_nouns"))
    lying = head.lemma in table("bearings")
    near = next(
        (
            c
            for c in head.children
            if c.rel == "case" and (is_a(c.lemma, "near") or (lying and c.lemma == "к")) and c.i < head.i
        ),
        None,
    )
    if near is None and _is_by_adverb(head) and head.head is not None:
        near = head.head
    if near is not None and near.start < start:
        start = near.start
    tail = _direction_after(parsed, end, head)
    return parsed.text[start : tail or end]


def _direction_after(parsed: Parsed, end: int, head: Word) -> int | None:
    """The end of "к западу от города" after a place; None if nothing of the kind follows."""
    after = [w for w in parsed.words[head.i : head.i + 9] if w.start >= end and w.sentence == head.sentence][:4]
    if len(after) == 4 and after[0].lemma == "к" and after[1].lemma in table("bearings") and after[2].lemma == "от":
        return after[3].end
    return None


def names_of(head: Word) -> list[str]:
    """The name in a place's phrase in the dictionary forms that it may have, likeliest first; [] without a name
    ("города")."""
    run = _name_run(head)
    if not run:
        return []
    bases = [forms(w.text, w.case) for w in run]
    names = [" ".join(choice) for choice in product(*(b[:5] for b in bases))][:24]
    names.append(" ".join(w.text for w in run))
    names += _from_adjective(run)
    names += [re.split(r"-[эа][а-я]{1,2}-", n)[0] for n in names[:2] if re.search(r"^\w{5,}-[эа][а-я]{1,2}-", n)]
    return list(dict.fromkeys(names))


def _name_run(head: Word) -> list[Word]:
    name_words = [w for w in subtree(head) if _is_name(w, head)]
    return _run(sorted(name_words, key=lambda w: w.i), head) or _nested(head)


def _nested(head: Word) -> list[Word]:
    """The name that a place without one is told by: "больница на юге Ходейды", "к западу от Алеппо"."""
    inside = sorted(
        (w for w in subtree(head) if w.name == "LOC" and w.rel != "conj" and w is not head), key=lambda w: w.i
    )
    return _run(inside, inside[0]) if inside else []


def _is_name(word: Word, head: Word) -> bool:
    if word.rel == "conj" or (word is not head and preposition(word) and preposition(head) != ""):
        return word is head
    capital = word.text[:1].isupper()
    return capital and (
        word.name == "LOC" or word.pos in ("PROPN", "ADJ") or (word.name != "" and word is not head) or word is head
    )


def _run(named: list[Word], head: Word) -> list[Word]:
    """The words of one name that stand together, the head's own if it is one."""
    if not named:
        return []
    start = named.index(head) if head in named else 0
    first = last = start
    while first > 0 and named[first - 1].i == named[first].i - 1:
        first -= 1
    while last + 1 < len(named) and named[last + 1].i == named[last].i + 1:
        last += 1
    run = named[first : last + 1]
    kinds = [w for w in run if not is_a(w.lemma, "place_nouns")]
    return kinds[:3]


def _from_adjective(run: list[Word]) -> Iterator[str]:
    """ "Лачинский", "идлибская": the towns that such an adjective may come from."""
    for word in run:
        lemma = word.lemma
        for ending in ("инский", "енский", "ский", "цкий"):
            if lemma.endswith(ending) and len(lemma) > len(ending) + 2:
                stem = lemma[: -len(ending)] + ("ц" if ending == "цкий" else "")
                yield from (stem.capitalize() + end for end in _ADJECTIVE_ENDS)


def frame_of(head: Word) -> str:
    """English words for how the event lies to the name; the gazetteer reads them into a point and a radius."""
    run = _name_run(head) or [head]
    kinds = [w.lemma for w in [head, *above(run[0])][:3] if w.lemma in table("place_kinds")]
    frame = f"{{}} {table('place_kinds')[kinds[0]]}" if kinds and head.lemma == kinds[0] else "{}"
    bearing = table("bearings").get(head.lemma)
    if bearing is not None and head is not run[0]:
        return f"{bearing} of {frame}" if preposition(head) in ("к", "ко") else f"{bearing}ern {frame}"
    if is_a(preposition(head), "near") or _is_by_adverb(head):
        return f"near {frame}"
    return frame


def countries_of(parsed: Parsed) -> Iterator[str]:
    """ISO codes of the countries that a report speaks of, one for each time."""
    codes, adjectives = table("country_codes"), table("adjectives")
    for word in parsed.words:
        if word.lemma in adjectives:
            yield codes.get(adjectives[word.lemma][0], "")
        elif word.name or word.pos == "PROPN":
            yield next((code for name, code in codes.items() if name.lower() == word.lemma), "")
