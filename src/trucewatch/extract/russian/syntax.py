"""Ways through a parse: subjects, clauses, phrases, negation."""

from collections.abc import Iterator

from trucewatch.extract.russian.lexicon import frames, is_a, speech_kind
from trucewatch.extract.russian.pipeline import Parsed, Word, may_be

__all__ = [
    "above",
    "clause_head",
    "is_negated",
    "is_place",
    "leftmost",
    "near_words",
    "phrase",
    "preposition",
    "subjects",
    "subtree",
    "with_joined",
]

_CLAUSES = frozenset(("ccomp", "advcl", "parataxis", "acl", "acl:relcl", "csubj", "csubj:pass"))
_SUBJECTS = ("nsubj", "nsubj:pass")
_INSIDE = frozenset(("amod", "det", "flat", "flat:name", "flat:foreign", "compound", "nmod", "fixed"))
_NOT_IN_PHRASE = frozenset(
    ("case", "conj", "cc", "acl", "acl:relcl", "parataxis", "advcl", "mark", "nummod", "nummod:gov", "advmod")
)
_OPENING, _CLOSING = frozenset('«"“„('), frozenset('»"”“)')


def above(word: Word) -> Iterator[Word]:
    """The words above a word, nearest first."""
    at = word.head
    while at is not None:
        yield at
        at = at.head


def subtree(word: Word) -> Iterator[Word]:
    """The word and everything below it."""
    yield word
    for child in word.children:
        yield from subtree(child)


def is_verbal(word: Word) -> bool:
    """Whether a word can head a clause."""
    return word.pos in ("VERB", "AUX") and word.rel != "amod"


def clause_head(word: Word) -> Word:
    """The word that heads the clause in which a word stands: the word itself where it is a verb."""
    at = word
    while at.head is not None:
        if at.rel in _CLAUSES or (is_verbal(at) and at.rel != "xcomp"):
            return at
        at = at.head
    return at


def leftmost(word: Word) -> Word:
    """The first word of the clause that a word heads, clauses below it left out."""
    inside = [w for w in subtree(word) if clause_head(w) is word or w is word]
    return min(inside, key=lambda w: w.i)


def near_words(word: Word, *, depth: int = 2) -> Iterator[Word]:
    """The dependents of a word down to a depth, clauses and joined verbs left out."""
    for child in word.children:
        if child.is_mark or child.rel in _CLAUSES or (child.rel == "conj" and is_verbal(child)):
            continue
        yield child
        if depth > 1:
            yield from near_words(child, depth=depth - 1)


def preposition(word: Word) -> str:
    """The preposition before a word in small letters, "" without one."""
    own = [c for c in word.children if c.rel == "case" and c.i < word.i]
    return own[-1].lemma if own else ""


def with_joined(word: Word) -> list[Word]:
    """A word with those joined to it ("Россия, Азербайджан и Армения")."""
    found = [word]
    for child in word.children:
        if child.rel == "conj" and child.pos in ("NOUN", "PROPN", "PRON", "ADJ", "NUM"):
            found += with_joined(child)
    return found


def _own_subjects(verb: Word) -> list[Word]:
    plain = [
        _counted(c)
        for c in verb.children
        if c.rel in _SUBJECTS and c.pos != "NUM" and c.case in ("", "Nom", "Gen", "Acc")
    ]
    if verb.feats.get("VerbForm") == "Conv":
        return []
    if len(plain) > 1:
        plain = [c for c in plain if c.lemma not in frames()] or plain
        plain = [c for c in plain if not is_place(c)] or plain
    if not plain:
        plain = [
            c
            for c in verb.children
            if c.rel in ("obl", "iobj")
            and (c.case == "Nom" or (c.name and c.text[-1:] in "иуоэ"))
            and c.pos in ("NOUN", "PROPN")
            and not preposition(c)
        ]
    found = [w for subject in plain if _agrees(subject, verb) for w in with_joined(subject)]
    if plain and not found:
        swapped = [c for c in verb.children if c.rel == "obj" and not preposition(c) and _may_lead(c, verb)]
        found = with_joined(swapped[0]) if swapped else []
    if verb.rel == "acl:relcl" and verb.head is not None and any(w.lemma == "который" for w in found):
        return with_joined(verb.head)
    return found


def _may_lead(word: Word, verb: Word) -> bool:
    """Whether what the parser takes for the object may be the subject: "перемирие нарушили батальоны"."""
    number = verb.feats.get("Number")
    plural = "plur" if number == "Plur" else "sing"
    return word.feats.get("Number") == number and may_be(word.text, "nomn", plural)


def _counted(word: Word) -> Word:
    """The noun behind "более", "около": "более 630 грузовиков"."""
    if word.pos == "ADV" or word.lemma in ("более", "менее", "свыше"):
        return next((c for c in word.children if c.pos == "NOUN"), word)
    return word


def _agrees(subject: Word, verb: Word) -> bool:
    """Whether number and gender let a word be the subject; the parser takes objects for subjects where they look
    alike."""
    if subject.pos == "ADJ" and subject.name == "LOC":
        return False
    number, joined = verb.feats.get("Number"), any(c.rel == "conj" for c in subject.children)
    counted = any(c.rel.startswith("nummod") for c in subject.children) or subject.name == "ORG"
    if number == "Plur" and subject.feats.get("Number") == "Sing" and not joined and not counted:
        return may_be(subject.text, "nomn", "plur")
    genders = {verb.feats.get("Gender"), subject.feats.get("Gender")}
    return not (
        number == "Sing" and len(genders) == 2 and None not in genders and subject.pos == "NOUN" and not counted
    )


def subjects(verb: Word) -> list[Word]:
    """Who does what a verb says, the subject of the verb above it where it has none of its own; [] if unsaid."""
    at = verb
    for _ in range(_STEPS):
        own = _own_subjects(at)
        if own:
            return own
        heard = speech_place(at)
        if heard is not None:
            return [heard]
        if at.head is None:
            return _stranded(at) or _shared(at)
        if at.rel in ("acl:relcl", "acl", "amod"):
            return [at.head] if at.feats.get("Voice") != "Pass" else []
        settled = _settled(at, at.head)
        if settled is not None:
            return settled
        at = at.head
    return []


_STEPS = 6
_OPEN_ABOVE = frozenset("conj xcomp advcl aux root csubj csubj:pass ccomp".split())
_ORDERING = frozenset("требовать потребовать призвать призывать приказать".split())


def _settled(at: Word, up: Word) -> list[Word] | None:
    """The subject that a verb's tie to the verb above settles, [] for none; None where the verb above may have it."""
    if at.rel in ("ccomp", "parataxis"):
        stranded = _stranded(at)
        alike = at.feats.get("Number") == up.feats.get("Number")
        if stranded or at.rel == "parataxis" or speech_kind(up.lemma) is None or not alike:
            return stranded
    if at.rel == "xcomp":
        ordered = [c for c in up.children if c.rel in ("obj", "iobj", "obl") and _is_ordered(up, c)]
        if ordered or up.lemma in _ORDERING:
            return with_joined(ordered[0]) if ordered else []
    if at.rel == "conj" and up.feats.get("VerbForm") == "Part" and at.feats.get("VerbForm") == "Fin":
        return []
    return None if at.rel in _OPEN_ABOVE else []


def _stranded(verb: Word) -> list[Word]:
    """A nominative that stands right before a verb without a subject, wherever the parser tied it."""
    if verb.feats.get("VerbForm") != "Fin" or speech_place(verb) is not None:
        return []
    for word in reversed(verb.run[: verb.i - verb.run[0].i]):
        if word.is_mark or word.lemma in ("что", "чтобы"):
            return []
        if (
            word.pos in ("NOUN", "PROPN")
            and word.case == "Nom"
            and word.rel in ("parataxis", "appos", "obj", "obl", "nmod", "conj", "iobj")
        ):
            first = word.head if word.rel == "conj" and word.head is not None else word
            agrees = first.feats.get("Number") == verb.feats.get("Number") or bool(with_joined(first)[1:])
            return with_joined(first) if agrees else []
    return []


def _shared(verb: Word) -> list[Word]:
    """The subject of the clause before, in a row of clauses that name it once: "до 15 мая силы оставляют A, до 20
    мая выходят из B"."""
    if verb.feats.get("VerbForm") != "Fin" or speech_kind(verb.lemma) is not None or verb.text.lower().endswith("лось"):
        return []
    for other in reversed(verb.run[: verb.i - verb.run[0].i]):
        if other.text in (";", ":"):
            return []
        if (
            is_verbal(other)
            and other.feats.get("VerbForm") == "Fin"
            and other.rel in ("root", "conj")
            and speech_kind(other.lemma) is None
        ):
            own = [
                w for w in _own_subjects(other) if w.feats.get("Animacy") == "Anim" or w.name or is_a(w.lemma, "force")
            ]
            same = other.feats.get("Number") == verb.feats.get("Number") and other.tense == verb.tense
            if own:
                return own if same else []
    return []


def _is_ordered(verb: Word, other: Word) -> bool:
    """Whether `other` is the one who is told to act: "потребовала от Тбилиси убрать", "попросили Дамаск занять"."""
    if speech_kind(verb.lemma) != "demand" and verb.lemma not in (
        "заставить",
        "вынудить",
        "обязать",
        "обязывать",
        "позволить",
        "разрешить",
    ):
        return False
    if other.rel == "obl":
        return preposition(other) == "от"
    return not preposition(other)


def speech_place(verb: Word) -> Word | None:
    """The office that speaks in "В Минобороны заявили"; None where the verb has a subject or speaks of nobody."""
    says = speech_kind(verb.lemma) is not None or verb.lemma in ("назвать", "называть")
    if not says or any(c.rel in _SUBJECTS and _agrees(c, verb) for c in verb.children):
        return None
    if verb.feats.get("Number") != "Plur" or verb.feats.get("VerbForm") in ("Inf", "Part"):
        return None
    found = [
        c
        for c in verb.children
        if c.rel == "obl" and preposition(c) in ("в", "во", "на") and c.case in ("Loc", "Gen", "")
    ]
    found = [c for c in found if not is_a(c.lemma, "weekdays") and not is_a(c.lemma, "months") and c.lemma != "очередь"]
    if not found and verb.rel == "conj" and verb.head is not None:
        return speech_place(verb.head)
    return found[0] if found else None


def is_negated(word: Word) -> bool:
    """Whether "не" stands to a word itself, or to the form of "быть" that goes with it ("выпущен не был")."""
    for child in word.children:
        if child.lemma in ("не", "нет", "никогда") and child.rel in ("advmod", "aux", "cop"):
            after = next((w for w in word.run if w.i == child.i + 1), word)
            if (child.i < word.i or after.lemma == "быть") and after.lemma not in _NOT_NEGATED:
                return True
        if child.rel in ("aux", "aux:pass", "cop") and is_negated(child):
            return True
    return False


_NOT_NEGATED = frozenset("менее мало только более позднее позже раз".split())
"""Words before which "не" counts or limits, and denies nothing."""


def is_place(word: Word) -> bool:
    """Whether a word names a place or a kind of place."""
    return (word.name == "LOC" and word.pos in ("PROPN", "NOUN", "ADJ")) or is_a(word.lemma, "place_nouns")


def phrase(parsed: Parsed, head: Word, *, wide: bool = False, without: Word | None = None) -> tuple[int, int]:
    """The characters of the phrase that a word heads, without its preposition and numeral, relative clauses and
    words joined to it. `wide` takes in what prepositions tie to it ("источник в дипломатических кругах");
    `without` is left out with what hangs on it, since the parser may tie an event's noun to the doer before it."""
    kept = {head}
    queue = [head]
    while queue:
        at = queue.pop()
        for child in at.children:
            if child is not without and _belongs(at, child, head, wide=wide):
                kept.add(child)
                queue.append(child)
                if wide or at is not head:
                    kept |= {c for c in child.children if c.rel == "case"}
    words = parsed.words
    first = last = head.i
    while first > 0 and words[first - 1].sentence == head.sentence and words[first - 1] in kept:
        first -= 1
    while last + 1 < len(words) and words[last + 1].sentence == head.sentence:
        if words[last + 1] in kept:
            last += 1
        elif words[last + 1].text in _OPENING | _CLOSING and last + 2 < len(words) and words[last + 2] in kept:
            last += 2
        else:
            break
    first, last = _with_quotes(words, first, last)
    while first < head.i and (words[first].rel == "case" or words[first].lemma in ("этот", "свой")):
        first += 1
    return words[first].start, words[last].end


def _belongs(at: Word, child: Word, head: Word, *, wide: bool) -> bool:
    if child.rel == "parataxis" and child.text.isupper() and at.i < child.i <= at.i + 3:
        return True
    if child.is_mark or (child.rel in _NOT_IN_PHRASE and child.lemma != "оба"):
        return False
    if is_a(at.lemma, "place_nouns") and child.rel == "nmod" and is_a(child.lemma, "troops") and not preposition(child):
        return False
    if child.rel == "appos":
        return bool(child.name) or any(c.text in _OPENING for c in child.children) or at.rel in ("nmod", "appos")
    if child.rel not in _INSIDE and child.lemma != "оба":
        return False
    if child.rel == "nmod" and preposition(child):
        return wide and child.i > at.i and not _is_time(child)
    if child.rel == "nmod" and child.case == "Ins" and at.case != "Ins" and at is head and at.lemma != "командующий":
        return wide
    return True


def _is_time(word: Word) -> bool:
    return is_a(word.lemma, "months") or is_a(word.lemma, "weekdays")


def _with_quotes(words: tuple[Word, ...], first: int, last: int) -> tuple[int, int]:
    inside = [w.text for w in words[first : last + 1]]
    opened = sum(t in ("«", "(") for t in inside) - sum(t in ("»", ")") for t in inside)
    if opened > 0 and last + 1 < len(words) and words[last + 1].text in ("»", ")"):
        last += 1
    elif (
        opened == 0
        and first > 0
        and last + 1 < len(words)
        and words[first - 1].text == "«"
        and words[last + 1].text == "»"
    ):
        first, last = first - 1, last + 1
    return first, last
