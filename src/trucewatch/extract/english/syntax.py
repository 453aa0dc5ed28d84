"""Reading the parse: who is the subject and object of a word, what stands in its clause, how far its phrase goes."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.words import words

__all__ = [
    "REACH",
    "clause_verb",
    "clause_words",
    "conjuncts",
    "has_negation",
    "is_passive",
    "modifiers",
    "objects",
    "particles",
    "phrase",
    "prep_objects",
    "prepositions",
    "subjects",
    "upwards",
]

REACH = 25
"""Tokens to either side that still count as the neighbourhood of a word; keeps the cost linear on runaway sentences."""

_OUTWARD = frozenset(("out", "back", "up", "down", "off", "away"))
_SUBJECT = frozenset(("nsubj", "nsubjpass", "csubj"))
_INSIDE = words("syntax.inside")
_CONTROLLED = frozenset(("xcomp", "advcl", "conj", "pcomp", "acl", "ccomp"))


def conjuncts(token: Token) -> list[Token]:
    """The word and those joined to it by "and", "or" or commas, in text order."""
    found, queue = [token], [token]
    while queue and len(found) < 20:
        for child in queue.pop().children:
            if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ"):
                found.append(child)
                queue.append(child)
            elif child.dep_ == "appos" and any(c.dep_ == "conj" for c in child.children) and child.pos_ == "PROPN":
                queue.append(child)
    front = [
        c
        for c in token.lefts
        if c.dep_ == "nmod" and c.pos_ in ("NOUN", "PROPN") and any(d.dep_ == "cc" for d in c.children)
    ]
    beside = [c for c in front if not any(d.dep_ == "cc" and d.i > c.i + 1 for d in c.children)]
    return sorted([*found, *beside], key=lambda t: t.i)


def is_passive(verb: Token) -> bool:
    """Whether the verb's subject is acted upon: "was shelled", or a bare participle after a noun ("areas shelled by
    X")."""
    if any(child.dep_ in ("auxpass", "nsubjpass", "agent") for child in verb.children):
        return True
    if verb.tag_ != "VBN":
        return False
    if any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children):
        return False
    if verb.dep_ in ("acl", "amod"):
        return True
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not any(c.dep_ in ("dobj", "nsubj") for c in verb.children):
        return is_passive(verb.head)
    return False


def _own_subjects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in _SUBJECT]


def _agents(verb: Token) -> list[Token]:
    return [
        o for child in verb.children if child.dep_ == "agent" for o in child.children if o.dep_ in ("pobj", "pcomp")
    ]


def _relative(verb: Token, found: list[Token]) -> list[Token]:
    """ "which", "who", "that" as subject or object of a relative clause stand for the noun that it modifies."""
    if verb.dep_ == "relcl" and any(t.tag_ in ("WDT", "WP") for t in found):
        return [verb.head.head if verb.head.dep_ == "appos" else verb.head]
    return found


def _borrowed(verb: Token, depth: int = 0) -> list[Token]:
    """The subject that an embedded or joined verb shares with the verb above it ("tried to storm", "shelled and
    stormed")."""
    head = verb.head
    if head == verb or depth > _DEEPEST:
        return []
    if verb.dep_ in ("acl", "relcl"):
        return _of_noun_above(verb, head, depth)
    if verb.dep_ in _CONTROLLED and head.pos_ in ("VERB", "AUX"):
        return _of_verb_above(verb, head, depth)
    if verb.dep_ == "pcomp" and head.head != head:
        up = head.head
        if up.pos_ in ("VERB", "AUX"):
            return _surface(up, depth + 1)
        if up.pos_ in ("NOUN", "PROPN"):
            holder = [c for c in up.children if c.dep_ == "poss"]
            above = clause_verb(up)
            return holder or (_surface(above, depth + 1) if above is not None else [])
    return []


def _of_noun_above(verb: Token, noun: Token, depth: int) -> list[Token]:
    if verb.dep_ == "relcl" or verb.tag_ == "VBG" or noun.pos_ not in ("NOUN", "PROPN"):
        return [noun]
    holder = [c for c in noun.children if c.dep_ == "poss"]
    up = clause_verb(noun)
    return holder or (subjects(up, depth + 1) if up is not None and up != verb else [])


def _of_verb_above(verb: Token, head: Token, depth: int) -> list[Token]:
    direct = [c for c in head.children if c.dep_ in ("dobj", "dative")] if verb.dep_ == "xcomp" else []
    if direct:
        return direct
    if verb.dep_ == "conj" and is_passive(head) != is_passive(verb):
        return _agents(head) if is_passive(head) else _surface(head, depth + 1)
    if verb.dep_ == "ccomp" and not any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        return []
    return _surface(head, depth + 1)


_DEEPEST = 5


def _in_front(verb: Token) -> list[Token]:
    """A noun right in front of a finite verb that has no subject is its subject, whatever the parser hung it on:
    two joined verbs have "and" or a comma between them ("left the town and the army got control")."""
    finite = verb.tag_ in ("VBD", "VBZ", "VBP") or any(c.tag_ == "MD" for c in verb.children)
    if not finite or verb.dep_ not in ("conj", "ROOT", "ccomp", "dep") or is_passive(verb):
        return []
    at = verb.i - 1
    while at > verb.sent.start and verb.doc[at].pos_ in ("ADV", "AUX", "PART"):
        at -= 1
    if at - 2 > verb.sent.start and verb.doc[at].text == ")":
        at -= 3
    word = verb.doc[at]
    if word.text == ",":
        return _before_aside(verb)
    if at < verb.sent.start or word.pos_ not in ("NOUN", "PROPN") or word.ent_type_ in ("DATE", "TIME"):
        return []
    while word.dep_ in ("compound", "nmod", "npadvmod", "punct") and word.i < word.head.i < verb.i:
        word = word.head
    if word.dep_ not in ("conj", "appos", "dobj", "pobj"):
        return []
    return [word.head, word] if word.dep_ == "conj" and word.head.dep_ == "appos" else [word]


def _before_aside(verb: Token) -> list[Token]:
    """ "The army, backed by Z, will attack": the parser may give the subject to the aside."""
    for other in verb.head.children:
        if other.i < verb.i and other.tag_ == "VBN" and not any(c.dep_ in ("aux", "auxpass") for c in other.children):
            return [c for c in other.children if c.dep_ in ("nsubj", "nsubjpass")]
    return []


def _surface(verb: Token, depth: int) -> list[Token]:
    own = _relative(verb, _own_subjects(verb))
    return own or _in_front(verb) or _borrowed(verb, depth)


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Heads of those who do what the verb says: its subject or, of a passive verb, the "by" phrase. [] if unsaid."""
    if depth > 5:
        return []
    if is_passive(verb):
        agents = _agents(verb)
        if not agents and verb.dep_ == "conj":
            agents = _agents(verb.head)
        return agents or [o for p, o in prep_objects(verb) if p == "by" and o.ent_type_ not in ("DATE", "TIME")]
    own = [child for child in verb.children if child.dep_ in ("nsubj", "csubj")]
    if not own and verb.pos_ in ("NOUN", "PROPN"):
        return [child for child in verb.lefts if child.dep_ == "compound"][-1:]
    return _relative(verb, own) or _in_front(verb) or _borrowed(verb, depth)


def objects(verb: Token) -> list[Token]:
    """Heads of what the verb acts upon: its object or, of a passive verb, its subject; shared ones of joined verbs
    too."""
    if is_passive(verb):
        own = _relative(verb, [c for c in verb.children if c.dep_ in ("nsubjpass", "nsubj")])
        if own:
            return own
        if verb.dep_ in ("acl", "amod", "relcl"):
            return [verb.head.head if verb.head.dep_ == "appos" else verb.head]
        if verb.dep_ in ("conj", "xcomp", "advcl"):
            return _surface(verb, 0)
        return []
    own = [child for child in verb.children if child.dep_ in ("dobj", "dative") and child.pos_ != "ADP"]
    if own:
        return _relative(verb, own)
    for child in verb.children:
        if child.dep_ == "conj" and child.pos_ == "VERB" and not _own_subjects(child) and abs(child.i - verb.i) < 6:
            return [o for o in child.children if o.dep_ == "dobj"]
    return []


def particles(verb: Token) -> set[str]:
    """Particles and bare adverbs of direction that belong to the verb: "out", "back", "up"."""
    return {
        c.lower_
        for c in verb.children
        if c.dep_ in ("prt", "advmod") or (c.dep_ == "prep" and (c.lower_ in _OUTWARD or not list(c.children)))
    }


def prep_objects(token: Token) -> Iterator[tuple[str, Token]]:
    """Pairs of preposition and head of what follows it, for every prepositional phrase of the word, chained ones
    included."""
    queue = [
        c
        for c in token.children
        if c.dep_ in ("prep", "agent", "dative", "prt", "advmod") and c.pos_ in ("ADP", "SCONJ", "ADV", "VERB")
    ]
    steps = 0
    while queue and steps < 20:
        prep = queue.pop(0)
        steps += 1
        for child in prep.children:
            if child.dep_ == "pobj":
                yield prep.lower_, child
            elif child.dep_ in ("prep", "conj") and child.pos_ == "ADP":
                queue.append(child)


def prepositions(token: Token) -> set[str]:
    """The prepositions and particles of the word, chained ones included ("out of", "back from")."""
    found = set()
    for child in token.children:
        if child.dep_ in ("prep", "agent", "prt", "advmod"):
            found.add(child.lower_)
            found |= {c.lower_ for c in child.children if c.dep_ == "prep"}
    return found


def modifiers(noun: Token) -> list[Token]:
    """Words in front that say what kind of thing the noun is: "rocket" of "terrorist rocket attack"."""
    found = [c for c in noun.lefts if c.dep_ in ("amod", "compound", "nmod", "poss", "advmod", "npadvmod", "nummod")]
    return found + [m for c in found for m in c.lefts if m.dep_ in ("amod", "compound", "nmod", "conj")]


def clause_verb(token: Token) -> Token | None:
    """The verb of the clause that the word stands in; the word itself if it is a verb, None in a verbless headline."""
    for above in (token, *upwards(token)):
        if above.pos_ in ("VERB", "AUX") and above.dep_ not in ("aux", "auxpass", "amod"):
            return above
    return None


def upwards(token: Token) -> Iterator[Token]:
    """The words above, nearest first, at most forty."""
    for n, above in enumerate(token.ancestors):
        if n >= 40:
            return
        yield above


@lru_cache(maxsize=256)
def clause_words(token: Token) -> tuple[Token, ...]:
    """The words of the clause around a word, within reach, without the clauses that it embeds or is joined to."""
    found = []
    top = clause_verb(token) or token.sent.root
    low, high = token.i - REACH, token.i + REACH
    queue = [top]
    while queue:
        word = queue.pop()
        if low <= word.i <= high:
            found.append(word)
        for child in word.children:
            other = child.dep_ in ("ccomp", "parataxis") or (
                child.dep_ == "conj" and child.pos_ == "VERB" and word.pos_ == "VERB"
            )
            if not other:
                queue.append(child)
    return tuple(found)


def has_negation(token: Token) -> bool:
    """Whether "not", "never", "no" or "neither" stands with the word itself."""
    for child in token.children:
        if child.lower_ in ("not", "n't", "n’t"):
            return True
        if child.dep_ == "neg" or child.lower_ in ("never", "neither", "nor", "hardly", "no"):
            return child.dep_ in ("neg", "det", "advmod", "preconj", "cc")
    return False


def phrase(head: Token, *, of: bool = True) -> Span:
    """The words of a noun phrase: everything in front of its head, an "of" phrase and a bracketed short form after it.

    Relative clauses, appositions, joined nouns, other prepositions and what stands before a dash stay out.
    """
    doc, words = head.doc, head.doc.tokens
    start, end = head.i, head.i + 1
    for child in head.lefts:
        if child.dep_ == "nmod" and any(d.dep_ == "cc" for d in child.children):
            start = head.i
        elif child.dep_ in _INSIDE and head.i - child.left_edge.i <= 12:
            start = min(start, child.left_edge.i)
    start = max([start, *(t.i + 1 for t in words[start : head.i] if _is_dash(t))])
    while start < head.i and words[start].is_punct:
        start += 1
    for child in head.rights:
        if child.dep_ in ("compound", "nummod", "nmod", "case") and child.i == end:
            end = child.right_edge.i + 1
        elif of and child.dep_ == "prep" and child.lower_ == "of" and child.i <= end + 1:
            inner = [c for c in child.children if c.dep_ == "pobj"]
            if inner:
                end = max(end, phrase(inner[0]).end)
    if head.ent_type_:
        for token in words[end : head.i + 8]:
            if token.ent_iob_ != "I" or token.ent_type_ != head.ent_type_:
                break
            end += 1
    return doc[start : _bracketed(words, end) or end]


def _is_dash(token: Token) -> bool:
    """A dash between spaces, which no noun phrase goes across, as behind a dateline."""
    return token.text in _DASHES and bool(token.whitespace_) and token.i > 0 and bool(token.nbor(-1).whitespace_)


_DASHES = frozenset("-–—")


def _bracketed(words: Sequence[Token], end: int) -> int | None:
    """The end of a short form in brackets that begins there, as in "the Northern Brigade (NB)"."""
    opened = end + 2 < len(words) and words[end].text == "("
    return end + 3 if opened and words[end + 2].text == ")" and words[end + 1].text[0].isupper() else None
