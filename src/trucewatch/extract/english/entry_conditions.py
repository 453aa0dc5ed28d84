"""Whether the conditions of a lexicon entry hold for a word where it stands."""

from collections.abc import Callable, Sequence

from trucewatch.extract.english.figurative import is_warlike
from trucewatch.extract.english.lexicon import Entry, lexicon
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.syntax import (
    clause_words,
    conjuncts,
    has_negation,
    is_passive,
    modifiers,
    objects,
    particles,
    prep_objects,
    prepositions,
    subjects,
)
from trucewatch.extract.english.words import words

__all__ = ["entries", "holds", "may_be_listed"]


def _is_verb(noun: Token) -> bool:
    """Whether a word tagged as a noun has what only a verb has: an object, or "to" ("Army shells positions")."""
    return any(c.dep_ == "dobj" or (c.dep_ == "aux" and c.lower_ == "to") for c in noun.children)


def entries(token: Token) -> Sequence[Entry]:
    """The lexicon entries that a word could be, in order of preference; () for a word that names no event."""
    if not token.is_alpha and "-" not in token.text:
        return ()
    lemma = token.lemma_.lower()
    book = lexicon()
    if token.pos_ in ("VERB", "AUX"):
        return book.verbs.get(lemma, ())
    if token.pos_ in ("NOUN", "PROPN") and _is_verb(token):
        return book.verbs.get(lemma, ())
    if token.pos_ in ("NOUN", "PROPN"):
        if lemma == token.lower_ and token.lower_.endswith("s") and lemma not in book.nouns:
            lemma = lemma[:-1]
        return book.nouns.get(lemma, ()) or (_participle(token) if token.lower_.endswith("ed") else ())
    if token.pos_ == "ADJ":
        if token.lower_.endswith("ed"):
            return _participle(token)
        return (
            book.nouns.get(lemma, ())
            if token.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj", "attr", "ROOT", "conj")
            else ()
        )
    return ()


def may_be_listed(lower: str, lemma: str) -> bool:
    """Whether the lexicon has a word, in small letters and with its lemma, whatever its part of speech."""
    book = lexicon()
    if lemma in book.verbs or lemma in book.nouns or (lower.endswith("s") and lemma[:-1] in book.nouns):
        return True
    return lower.endswith("ed") and (lower[:-1] in book.verbs or lower[:-2] in book.verbs)


def _participle(token: Token) -> Sequence[Entry]:
    word, book = token.lower_, lexicon()
    return book.verbs.get(word[:-1], ()) or book.verbs.get(word[:-2], ())


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _among(reading: Reading, heads: Sequence[Token], wanted: frozenset[str]) -> bool:
    for head in heads:
        if _lemma(head) in wanted or head.lower_ in wanted:
            return True
        if "@actor" in wanted and (reading.is_actor(head) or head.lower_ in ("they", "who", "we")):
            return True
        if "@place" in wanted and (reading.is_place(head) or _looks_like_place(reading, head)):
            return True
        if "@person" in wanted and reading.is_person(head):
            return True
        measure = head.pos_ in ("NOUN", "PRON", "NUM", "ADJ", "DET") and _lemma(head) in _MEASURES
        if measure and _among(reading, [o for p, o in prep_objects(head) if p == "of"], wanted):
            return True
    return False


def _looks_like_place(reading: Reading, head: Token) -> bool:
    """An unknown name that is acted upon: the stock recogniser takes most towns for people."""
    return (
        head.pos_ == "PROPN"
        and head.i not in reading.actors
        and head.ent_type_ in ("", "PERSON")
        and head.dep_ in ("dobj", "nsubjpass", "nsubj", "conj")
    )


_MEASURES = words("triggers.measures")


def _spread(heads: Sequence[Token]) -> list[Token]:
    return [t for h in heads for t in conjuncts(h)]


def holds(reading: Reading, token: Token, entry: Entry) -> bool:
    """Whether every condition of the entry holds for the word where it stands."""
    checks: tuple[Callable[[Reading, Token, Entry], bool], ...] = (
        _words_hold,
        _noun_holds if entry.noun else _verb_holds,
        _setting_holds,
    )
    return all(check(reading, token, entry) for check in checks)


def _words_hold(reading: Reading, token: Token, entry: Entry) -> bool:
    if not (entry.near or entry.without):
        return True
    words = [t for t in clause_words(token) if t != token]
    if entry.without and any(_lemma(t) in entry.without or t.lower_ in entry.without for t in words):
        return False
    return not entry.near or _among(reading, words, entry.near)


def _verb_holds(reading: Reading, token: Token, entry: Entry) -> bool:
    if entry.subj or entry.nobj:
        doers = objects(token) if entry.passive or (is_passive(token) and not subjects(token)) else subjects(token)
        if entry.subj and not _among(reading, _spread(doers), entry.subj):
            return False
    if entry.finite and token.dep_ in ("acl", "amod", "relcl", "pcomp"):
        return False
    if entry.passive and not is_passive(token):
        return False
    done_to = objects(token) if entry.obj or entry.nobj else []
    if entry.nobj and done_to:
        return False
    if entry.obj and not _among(reading, _spread(done_to), entry.obj):
        return False
    if entry.prt and not (entry.prt & particles(token)):
        return False
    if entry.prep and not (entry.prep & prepositions(token)):
        return False
    return not entry.neg or has_negation(token)


def _noun_holds(reading: Reading, token: Token, entry: Entry) -> bool:
    mods = modifiers(token) if entry.mod or entry.mod_not else []
    if entry.mod and not _among(reading, mods, entry.mod):
        return False
    if entry.mod_not and any(_lemma(m) in entry.mod_not for m in mods):
        return False
    if entry.gov and not (_governors(token) & entry.gov):
        return False
    following = list(prep_objects(token)) if entry.of or entry.ofobj or entry.prep else []
    if entry.of and not _among(reading, _spread([o for p, o in following if p in ("of", "to", "for")]), entry.of):
        return False
    if entry.ofobj and not _among(reading, [o for p, o in following if p == "of"], entry.ofobj):
        return False
    return not entry.prep or any(p in entry.prep for p, _ in following)


def _governors(token: Token) -> set[str]:
    """What stands over a noun: its preposition and verb, and a verb of which it is the subject."""
    found, word = set(), token
    for _ in range(4):
        head = word.head
        if head == word:
            break
        found.add(_lemma(head))
        found |= {c.lower_ for c in head.children if c.dep_ == "prt"} if head.pos_ == "VERB" else set()
        if head.pos_ in ("VERB", "AUX"):
            break
        word = head
    return found | {_lemma(c) for c in token.children if c.dep_ in ("acl", "relcl")}


def _setting_holds(reading: Reading, token: Token, entry: Entry) -> bool:
    if entry.require and not reading.is_named(t for t in clause_words(token) if t != token):
        return False
    return not entry.warlike or is_warlike(reading, token.sent)
