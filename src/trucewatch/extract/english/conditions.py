"""Where the reach of embedding words ends, and what hangs on an "if"."""

from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.speech import Attribution
from trucewatch.extract.english.syntax import has_negation, upwards
from trucewatch.extract.english.words import words
from trucewatch.extract.status_fields import Status
from trucewatch.model import Mode, Polarity

__all__ = ["apply_conditions", "is_border"]

_BORDERS = words("status.borders")


_IF = frozenset(("if", "unless", "provided", "should"))


_ATTITUDE = words("status.attitude")


_ABOUT = words("status.about")


def is_border(below: Token, above: Token) -> bool:
    """Whether the lower word's clause or phrase is merely set against the upper one: taken for granted, so that nothing
    said of the upper word touches it."""
    if below.dep_ == "relcl" and not any(c.lower_ == "to" for c in below.children if c.dep_ == "aux"):
        return True
    if below.dep_ == "appos":
        return True
    if below.dep_ == "prep" and (
        below.lower_ in _BORDERS or (below.lower_ in ("in", "on", "from") and above.pos_ in ("VERB", "AUX"))
    ):
        return True
    if below.dep_ == "advcl":
        marks = {c.lower_ for c in below.children if c.dep_ in ("mark", "advmod")}
        purpose = any(c.lower_ == "to" and c.dep_ == "aux" for c in below.children)
        return not purpose and not (marks & _IF) and bool(marks & _BORDERS or below.tag_ in ("VBG", "VBN"))
    if below.dep_ == "acl" and below.tag_ in ("VBN", "VBG"):
        return True
    if (
        below.dep_ == "conj"
        and below.pos_ in ("VERB", "AUX")
        and any(c.dep_ in ("nsubj", "nsubjpass") for c in below.children)
    ):
        return True
    lemma = above.lemma_.lower()
    if above.pos_ in ("NOUN", "PROPN") and below.dep_ in ("prep", "compound"):
        return lemma in _ABOUT
    return above.pos_ in ("VERB", "AUX") and lemma in _ATTITUDE and below.dep_ in ("dobj", "prep", "nsubjpass")


def apply_conditions(head: Token, status: Status, said: Attribution) -> None:
    """An if-clause beside the event's clause makes it conditional; the event of the if-clause itself is bare."""
    below = head
    for word in (head, *upwards(head)):
        if word == said.verb or (word != head and is_border(below, word)):
            return
        below = word
        if word.pos_ not in ("VERB", "AUX"):
            continue
        if _undone(word):
            status.rules["polarity"] = "counterfactual:undone"
            status.polarity, status.mode = Polarity.POSITIVE, Mode.ACTUAL
            return
        if _marks(word) & _UNSURE or _inverted(word, "should") or _inverted(word, "had"):
            status.bare_if = status.mode is not Mode.PLANNED
            return
        _hanging_on(word, status)
        if word.dep_ == "relcl":
            return


def _marks(verb: Token) -> set[str]:
    return {c.lower_ for c in verb.children if c.dep_ in ("mark", "advmod")}


_UNSURE = frozenset(("if", "unless"))


def _hanging_on(verb: Token, status: Status) -> None:
    """The if-clauses of one verb."""
    for child in verb.children:
        if child.dep_ != "advcl" or child.pos_ not in ("VERB", "AUX", "ADJ", "NOUN"):
            continue
        marks = _marks(child)
        if (marks & _UNSURE or "provided" in marks or _inverted(child, "should")) and "even" not in marks:
            status.put(Mode.CONDITIONAL, "condition:if")
        elif _inverted(child, "had") and status.mode is not Mode.CONDITIONAL:
            status.put(Mode.CONDITIONAL, "condition:had")
    if _provided(verb):
        status.put(Mode.CONDITIONAL, "condition:provided")


def _provided(verb: Token) -> bool:
    """ "Provided that the fire stops", "only if", hung on the verb in whatever way."""
    return any(
        c.lower_ in ("provided", "providing") and c.i + 1 < len(c.doc) and c.nbor(1).lower_ == "that"
        for c in verb.children
    )


def _undone(verb: Token) -> bool:
    """ "X would have come if soldiers had not turned it back": the soldiers did turn it back."""
    had = any(c.lower_ == "had" and c.dep_ == "aux" for c in verb.children)
    above = {c.lower_ for c in verb.head.children if c.dep_ == "aux"}
    return verb.dep_ == "advcl" and had and has_negation(verb) and "would" in above and "have" in above


def _inverted(verb: Token, word: str) -> bool:
    if all(c.lower_ != word for c in (verb, *verb.children)):
        return False
    first = next((c for c in verb.subtree if not c.is_space), None)
    if first is None or first.head != verb or first.lower_ != word or first.dep_ not in ("aux", "ROOT", "auxpass"):
        return False
    starts = first.i == first.sent.start or verb.dep_ == "advcl"
    return starts and any(c.dep_ in ("nsubj", "nsubjpass") and c.i > first.i for c in verb.children)
