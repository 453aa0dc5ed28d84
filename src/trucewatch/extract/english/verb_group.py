"""What the words right around an event say of its status: negation, modals, adverbs, "is to", "no"."""

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.syntax import has_negation, modifiers, prep_objects, subjects
from trucewatch.extract.english.words import words
from trucewatch.extract.status_fields import Status
from trucewatch.model import Certainty, EventType, Mode, Polarity

__all__ = ["doubted_doers", "noun_mark", "own_words", "verb_marks"]

_PROBABLE = words("status.probable")


_POSSIBLE = words("status.possible")


_DOUBTFUL = _PROBABLE | _POSSIBLE


_FUTURE_WORDS = words("status.future_words")


_STRIVE = words("status.strive")


_VOLUNTARY = frozenset(
    (
        EventType.AGREEMENT_SIGNED,
        EventType.MECHANISM_ESTABLISHED,
        EventType.BOUNDARY_DEFINED,
        EventType.NEGOTIATION,
        EventType.WITHDRAWAL,
        EventType.HUMANITARIAN_ACTION,
        EventType.DETENTION_RELEASE,
        EventType.ACCESS_RESTRICTION,
        EventType.REINFORCEMENT,
        EventType.POSITION_STATED,
    )
)


def doubted_doers(head: Token, status: Status) -> None:
    """ "Suspected government jets hit the market": the doubt about the doer is one about the claim."""
    doers = subjects(head) if head.pos_ in ("VERB", "AUX") else [o for p, o in prep_objects(head) if p == "by"]
    for doer in doers[:3]:
        for child in doer.children:
            if child.i < doer.i and child.lower_ in _DOUBTFUL:
                status.hedge(
                    Certainty.PROBABLE if child.lower_ in _PROBABLE else Certainty.POSSIBLE, f"hedge:{child.lower_}"
                )


def own_words(hit: EventHit, status: Status) -> None:
    """What the event's own words say: its verb group, or what stands in front of its noun."""
    head = hit.head
    if head.pos_ in ("VERB", "AUX"):
        verb_marks(hit, head, status, own=True)
        return
    for word in modifiers(head) + [c for c in head.lefts if c.dep_ == "det"]:
        noun_mark(word, status)


def noun_mark(word: Token, status: Status) -> None:
    """What one word in front of an event noun says: "no", "alleged", "planned"."""
    lower = word.lower_
    if lower in ("no", "neither"):
        status.negate(f"negation:{lower}")
    elif lower in _PROBABLE:
        status.hedge(Certainty.PROBABLE, f"hedge:{lower}")
    elif lower in _POSSIBLE:
        status.hedge(Certainty.POSSIBLE, f"hedge:{lower}")
    elif lower in _FUTURE_WORDS:
        status.put(
            Mode.PREDICTED if lower in ("imminent", "looming", "impending", "expected") else Mode.PLANNED,
            f"ahead:{lower}",
        )
    elif lower in ("attempted", "failed", "abortive"):
        status.rules.setdefault("polarity", f"attempt:{lower}")


def verb_marks(hit: EventHit, verb: Token, status: Status, *, own: bool) -> None:
    """What a verb group says of the event in it: negation, adverbs of doubt, modals, "is to". `own` marks the event's
    own verb, against one that embeds it."""
    if (has_negation(verb) and not (own and hit.negated)) or _no_subject(verb, hit.head):
        status.negate("negation")
    for child in verb.children:
        if child.dep_ in ("advmod", "acomp"):
            if child.lower_ in _PROBABLE:
                status.hedge(Certainty.PROBABLE, f"hedge:{child.lower_}")
            elif child.lower_ in _POSSIBLE:
                status.hedge(Certainty.POSSIBLE, f"hedge:{child.lower_}")
        if child.dep_ == "mark" and child.lower_ == "whether":
            status.hedge(Certainty.POSSIBLE, "hedge:whether")
    _modals(hit, {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}, status)
    if own or verb.dep_ in ("xcomp", "advcl", "acl", "ROOT"):
        _infinitive(verb, status)


def _modals(hit: EventHit, aux: set[str], status: Status) -> None:
    ahead = Mode.PLANNED if hit.type in _VOLUNTARY else Mode.PREDICTED
    perfect = bool(aux & {"have", "has", "'ve"})
    could_not = "could" in aux and status.polarity is Polarity.NEGATIVE and not perfect
    if aux & {"may", "might", "could"} and not could_not:
        status.hedge(Certainty.POSSIBLE, "modal:may")
        if not perfect:
            status.put(Mode.PREDICTED, "modal:may")
    if aux & {"will", "'ll", "’ll", "wo", "shall"}:
        status.put(ahead, "modal:will")
    if aux & {"would", "'d", "’d"}:
        if perfect and status.mode is Mode.ACTUAL:
            status.put(Mode.CONDITIONAL, "counterfactual")
            if status.polarity is Polarity.POSITIVE:
                status.negate("counterfactual")
        else:
            status.put(ahead, "modal:would")
    if aux & {"must", "should", "ought"}:
        status.put(Mode.PLANNED, "modal:must")


def _no_subject(verb: Token, event: Token) -> bool:
    for child in verb.children:
        if child != event and child.dep_ in ("nsubj", "nsubjpass", "preconj", "dobj"):
            if child.lower_ in ("nobody", "none", "nothing", "neither"):
                return True
            if child.dep_ == "dobj" and verb != event:
                continue
            if any(
                d.lower_ in ("no", "neither", "not")
                for d in child.children
                if d.dep_ in ("det", "preconj", "cc", "neg")
            ):
                return True
            if any(d.lower_ == "not" for c in child.children if c.dep_ == "nummod" for d in c.children):
                return True
    return False


def _infinitive(verb: Token, status: Status) -> None:
    if not any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        return
    head = verb.head
    if verb.dep_ == "xcomp" and head.lemma_ == "be" and head.pos_ == "AUX":
        status.put(Mode.PLANNED, "infinitive:is_to")
    elif verb.dep_ == "ROOT":
        status.put(
            Mode.PREDICTED if any(c.dep_ == "auxpass" for c in verb.children) else Mode.PLANNED, "infinitive:headline"
        )
    elif verb.dep_ in ("advcl", "acl", "relcl") or (verb.dep_ == "xcomp" and head.lemma_.lower() in _STRIVE):
        status.put(Mode.PLANNED, "infinitive:purpose")
