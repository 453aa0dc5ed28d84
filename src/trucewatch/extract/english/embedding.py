"""What the words that embed an event make of it: denied, failed, planned, feared, believed."""

from dataclasses import dataclass

from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.parsed import Token
from trucewatch.extract.english.speech import DEMAND
from trucewatch.extract.english.syntax import has_negation, modifiers
from trucewatch.extract.english.verb_group import noun_mark, verb_marks
from trucewatch.extract.english.words import words
from trucewatch.extract.status_fields import Status
from trucewatch.model import Certainty, EventType, Mode, Polarity

__all__ = ["ATTITUDES", "speech_act", "step"]

_PLAN = words("status.plan")


_PLAN_NOUNS = words("status.plan_nouns")


ATTITUDES = _PLAN | words("status.predict") | frozenset(("believe", "think", "suspect"))
"""Words of saying that also change the status of what they embed."""
_TRY = frozenset("try attempt endeavour endeavor struggle".split())


_PREDICT = words("status.predict")


_PREDICT_NOUNS = words("status.predict_nouns")


_NEGATING = words("status.negating")


_FAIL = frozenset("fail unable failure unsuccessful inability impossible".split())


_ATTACKS = frozenset(
    (
        EventType.ASSAULT,
        EventType.OFFENSIVE_LAUNCHED,
        EventType.ARMED_CLASH,
        EventType.SHELLING,
        EventType.AIR_STRIKE,
        EventType.WEAPONS_FIRE,
        EventType.EXPLOSIVE_DEVICE,
        EventType.NEGOTIATION,
    )
)


def step(hit: EventHit, below: Token, above: Token, status: Status) -> None:
    """One embedding word."""
    lemma = above.lemma_.lower()
    if above.pos_ in ("VERB", "AUX", "ADJ"):
        if above.pos_ in ("VERB", "AUX") and _touches(below, above):
            verb_marks(hit, above, status, own=False)
        _embedding_verb(hit, below, above, lemma, status)
    elif above.pos_ in ("NOUN", "PROPN"):
        _embedding_noun(hit, below, above, lemma, status)


_OCCUR = words("status.occur")


def _touches(below: Token, above: Token) -> bool:
    """Whether what the verb above is negated or hedged for holds for the event below it."""
    if (
        below.dep_ == "nsubj"
        and above.lemma_.lower() not in _OCCUR
        and any(c.dep_ in ("dobj", "attr") for c in above.children)
    ):
        return False
    if below.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "xcomp", "prt", "expl", "acomp", "oprd"):
        return True
    if below.dep_ in ("prep", "agent"):
        return below.lower_ in ("of", "to", "on", "against", "into", "by")
    return below.dep_ in ("conj", "ccomp", "csubj", "advcl") and not (below.dep_ == "advcl" and below.tag_ != "VB")


@dataclass(frozen=True)
class _Embedded:
    """An event below a word that embeds it."""

    hit: EventHit
    below: Token
    above: Token
    lemma: str
    rule: str

    def hangs(self, *deps: str) -> bool:
        """Whether the event hangs on the word in one of these ways."""
        return self.below.dep_ in deps


def _failing(e: _Embedded, status: Status) -> bool:
    if e.lemma not in _FAIL or not e.hangs("xcomp", "prep", "nsubj"):
        return False
    _failed(e.hit, status, e.rule)
    return True


def _negating(e: _Embedded, status: Status) -> bool:
    if e.hit.type is EventType.ACCESS_RESTRICTION and e.lemma in _WITHHOLD:
        return True
    if e.lemma in _NEGATING and e.hangs("xcomp", "prep", "dobj", "pcomp", "ccomp"):
        if not (e.hit.type in _ATTACKS and e.hangs("dobj") and e.lemma == "abandon"):
            status.negate(e.rule)
        return True
    if e.lemma in _DENY and e.hangs("ccomp", "xcomp", "dobj", "pcomp"):
        withheld = e.hangs("dobj") and any(child.dep_ == "dative" for child in e.above.children)
        if not withheld or e.below == e.hit.head:
            status.negate(e.rule)
        return True
    return False


def _planning(e: _Embedded, status: Status) -> bool:
    if e.lemma in _TRY and e.hangs("xcomp", "ccomp"):
        if e.hit.type not in _ATTACKS:
            status.put(Mode.PLANNED, e.rule)
        return True
    if e.lemma not in _PLAN or not e.hangs("xcomp", "ccomp", "dobj", "prep", "advcl", "nsubjpass"):
        return False
    if not _plans(e.hit, e.below, e.lemma):
        return False
    status.put(Mode.PLANNED, e.rule)
    return True


def _foreseeing(e: _Embedded, status: Status) -> bool:
    if e.lemma not in _PREDICT or not e.hangs("xcomp", "ccomp", "dobj", "nsubjpass", "nsubj", "prep", "advcl"):
        return False
    status.put(Mode.PREDICTED, e.rule)
    if e.lemma in ("likely", "unlikely", "expect"):
        status.hedge(Certainty.PROBABLE, e.rule)
    if e.lemma in ("fear", "worry"):
        status.hedge(Certainty.POSSIBLE, e.rule)
    if e.lemma == "unlikely":
        status.negate(e.rule)
    return True


def _seeming(e: _Embedded, status: Status) -> bool:
    if e.lemma in _SEEM and e.hangs("xcomp", "ccomp", "oprd"):
        status.hedge(Certainty.PROBABLE, e.rule)
        return True
    if e.lemma == "report" and e.hangs("nsubjpass"):
        status.hedge(Certainty.PROBABLE, "embedded:reported")
        return True
    return False


def _being(e: _Embedded, status: Status) -> bool:
    """ "It is unclear whether", "an attack is likely", "it is untrue that"."""
    if e.lemma not in ("be", "remain"):
        return False
    said = [c for c in e.above.children if c.dep_ == "acomp"]
    if any(c.lemma_ in _UNCLEAR or (c.lemma_ == "clear" and has_negation(e.above)) for c in said):
        status.hedge(Certainty.POSSIBLE, "hedge:unclear")
        if status.polarity is Polarity.NEGATIVE:
            status.negate("hedge:unclear")
    elif e.hangs("nsubj", "csubj"):
        _predicate(e.above, status)
    elif e.hangs("ccomp") and any(c.lower_ in _UNTRUE for c in said):
        status.negate("predicate:untrue")
    return True


_WITHHOLD = frozenset(("refuse", "deny", "forbid", "ban", "prohibit", "prevent"))
_DENY = frozenset(("deny", "refute"))
_SEEM = frozenset(("appear", "seem", "believe", "think", "suspect", "assess"))
_UNCLEAR = frozenset(("unclear", "uncertain", "unknown"))
_VERBS = (_failing, _negating, _planning, _foreseeing, _seeming, _being)
_INSIDE = frozenset(
    ("xcomp", "ccomp", "dobj", "prep", "nsubjpass", "pcomp", "advcl", "acomp", "nsubj", "csubj", "oprd")
)


def _embedding_verb(hit: EventHit, below: Token, above: Token, lemma: str, status: Status) -> None:
    if below.dep_ in _INSIDE:
        embedded = _Embedded(hit, below, above, lemma, f"embedded:{lemma}")
        any(rule(embedded, status) for rule in _VERBS)


_UNTRUE = frozenset("untrue false wrong incorrect".split())


def _predicate(verb: Token, status: Status) -> None:
    """ "An attack is likely", "the withdrawal is planned for May"."""
    for child in verb.children:
        if child.dep_ in ("acomp", "attr", "advmod"):
            word = child.lower_
            if word in ("likely", "probable"):
                status.put(Mode.PREDICTED, f"predicate:{word}")
                status.hedge(Certainty.PROBABLE, f"predicate:{word}")
            elif word == "possible":
                status.put(Mode.PREDICTED, f"predicate:{word}")
                status.hedge(Certainty.POSSIBLE, f"predicate:{word}")
            elif word in ("imminent", "inevitable", "near"):
                status.put(Mode.PREDICTED, f"predicate:{word}")
            elif word in ("untrue", "false"):
                status.negate(f"predicate:{word}")


def _plans(hit: EventHit, below: Token, lemma: str) -> bool:
    if below.dep_ == "dobj":
        return (
            lemma
            in (
                "plan",
                "order",
                "propose",
                "demand",
                "urge",
                "want",
                "seek",
                "prepare",
                "promise",
                "threaten",
                "request",
                "schedule",
                "discuss",
                "negotiate",
                "consider",
                "offer",
                "foresee",
                "envisage",
            )
            and hit.type is not EventType.NEGOTIATION
        )
    if below.dep_ == "prep":
        return below.lower_ in ("for", "on", "to", "at") and lemma in (
            "aim",
            "call",
            "prepare",
            "appeal",
            "push",
            "agree",
            "plan",
            "ask",
            "schedule",
            "negotiate",
        )
    if below.dep_ == "nsubjpass":
        return lemma in ("plan", "order", "propose", "schedule", "foresee", "set", "prepare", "intend", "demand")
    if below.dep_ == "advcl":
        return any(c.lower_ == "to" and c.dep_ == "aux" for c in below.children)
    return True


def _failed(hit: EventHit, status: Status, rule: str) -> None:
    if hit.type in _ATTACKS and hit.head.lemma_ != "reach":
        status.rules["polarity"] = "attempt"
        status.mode = Mode.ACTUAL
    else:
        status.negate(rule)


def _embedding_noun(hit: EventHit, below: Token, above: Token, lemma: str, status: Status) -> None:
    if below.dep_ == "compound":
        for word in modifiers(above):
            noun_mark(word, status)
    if below.dep_ not in _UNDER_NOUN or (below.dep_ == "prep" and below.lower_ not in _TIES):
        return
    embedded = _Embedded(hit, below, above, lemma, f"embedded:{lemma}")
    any(rule(embedded, status) for rule in _NOUNS)


def _attempted(e: _Embedded, status: Status) -> bool:
    if e.lemma in _FAIL:
        _failed(e.hit, status, e.rule)
        return True
    if e.lemma in ("attempt", "bid", "effort", "try"):
        if e.hit.type not in _ATTACKS:
            status.put(Mode.PLANNED, e.rule)
        return True
    return False


def _missing(e: _Embedded, status: Status) -> bool:
    if e.lemma in ("absence", "lack", "denial"):
        status.negate(e.rule)
        return True
    return False


def _planned(e: _Embedded, status: Status) -> bool:
    if e.lemma not in _PLAN_NOUNS or e.hit.type is EventType.CONTROL:
        return False
    if e.hangs("prep"):
        ahead = (
            e.below.lower_ in ("for", "on")
            if e.lemma in ("deal", "agreement")
            else e.below.lower_ in ("for", "to", "on")
        )
        if not ahead or e.lemma in ("offensive", "operation", "campaign"):
            return False
    status.put(Mode.PLANNED, e.rule)
    return True


def _feared(e: _Embedded, status: Status) -> bool:
    if e.lemma in _PREDICT_NOUNS:
        status.put(Mode.PREDICTED, e.rule)
        status.hedge(Certainty.POSSIBLE, e.rule)
        return True
    if e.lemma in ("rumour", "rumor", "allegation", "suspicion"):
        status.hedge(Certainty.POSSIBLE, e.rule)
        return True
    if e.lemma in ("report", "claim") and any(m.lower_ in ("unconfirmed", "unverified") for m in e.above.children):
        status.hedge(Certainty.POSSIBLE, e.rule)
        return True
    return False


_NOUNS = (_attempted, _missing, _planned, _feared)
_UNDER_NOUN = frozenset(("acl", "prep", "pcomp", "compound", "relcl", "ccomp", "amod"))
_TIES = frozenset(("of", "for", "to", "on", "about", "in"))


def speech_act(verb: Token, below: Token, status: Status) -> None:
    """What the word of saying itself does to the claim."""
    lemma = verb.lemma_.lower()
    rule = f"speech:{lemma}"
    if lemma in ("deny", "refute", "denial") and (verb.pos_ != "NOUN" or lemma == "denial"):
        status.negate(rule)
    elif lemma in ("dispute", "doubt") or lemma in ("allegation", "rumour", "rumor", "suspicion", "allege"):
        status.hedge(Certainty.POSSIBLE, rule)
    elif (
        lemma in ("believe", "think", "suspect", "estimate", "assess", "reckon", "belief", "suggest")
        and below.dep_ == "ccomp"
        and status.mode is Mode.ACTUAL
    ):
        status.hedge(Certainty.PROBABLE, rule)
    elif lemma == "predict":
        status.put(Mode.PREDICTED, rule)
    elif lemma in ("fear", "worry"):
        status.put(Mode.PREDICTED, rule)
        status.hedge(Certainty.POSSIBLE, rule)
    elif (
        lemma in DEMAND and below.dep_ in ("xcomp", "prep", "dobj", "advcl") and lemma not in ("warn", "suggest")
    ) or (lemma in ("demand", "propose", "recommend", "urge", "ask", "request") and below.dep_ == "ccomp"):
        status.put(Mode.PLANNED, rule)
    _unverified(verb, status)


def _unverified(verb: Token, status: Status) -> None:
    """ "Unconfirmed reports", "could not confirm", "reportedly"."""
    lemma = verb.lemma_.lower()
    if verb.pos_ == "NOUN" and any(m.lower_ in ("unconfirmed", "unverified") for m in verb.children):
        status.hedge(Certainty.POSSIBLE, "speech:unconfirmed")
    if verb.pos_ in ("VERB", "AUX"):
        subject_words = [w.lower_ for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") for w in c.children]
        if "unconfirmed" in subject_words or "unverified" in subject_words:
            status.hedge(Certainty.POSSIBLE, "speech:unconfirmed")
        if has_negation(verb) and lemma in ("confirm", "verify", "say", "establish"):
            status.hedge(Certainty.POSSIBLE, f"speech:not_{lemma}")
    for child in verb.children:
        if child.lower_ in ("reportedly", "allegedly"):
            status.hedge(
                Certainty.POSSIBLE if child.lower_ == "allegedly" else Certainty.PROBABLE, f"hedge:{child.lower_}"
            )
