"""Whether it happened, how sure the source is, and what the report makes of it: read from the syntax outwards.

Walking up from the event word, every word that embeds it may change polarity, certainty or mode (codebook, Fields),
until a word of saying closes the source's own sentence. What an event is merely set against ("after the attack") is
taken for granted: the words beyond that border no longer touch it.
"""

from collections.abc import Iterator

from trucewatch.extract.english.conditions import apply_conditions, is_border
from trucewatch.extract.english.embedding import ATTITUDES, speech_act, step
from trucewatch.extract.english.events import EventHit
from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.speech import SPEECH, Attribution
from trucewatch.extract.english.syntax import upwards
from trucewatch.extract.english.verb_group import doubted_doers, own_words
from trucewatch.extract.english.words import words
from trucewatch.extract.status_fields import Status
from trucewatch.model import EventType, Stance

__all__ = ["NOT_LET", "Status", "judge"]

_REPORTING = SPEECH - ATTITUDES
_STATES = frozenset((EventType.CONTROL, EventType.SIEGE))


def judge(reading: Reading, hit: EventHit, said: Attribution) -> Status:
    """The status of one event as its source puts it. `said` tells where the source's own sentence ends."""
    status = Status()
    if hit.rule == "modifier:held":
        return _stanced(reading, status, hit, said)
    own_words(hit, status)
    for below, above in _pairs(hit.head):
        if below.dep_ == "pcomp" and above.lower_ == "without":
            status.negate("negation:without")
            break
        if is_border(below, above) or (hit.type in _STATES and below.dep_ == "prep" and above.pos_ == "NOUN"):
            break
        if said.verb is not None and above == said.verb:
            speech_act(above, below, status)
            break
        if above.lemma_.lower() in _REPORTING and below.dep_ == "ccomp":
            if above.lemma_ in ("deny", "refute"):
                status.negate("embedded:deny")
            break
        step(hit, below, above, status)
    if hit.type is EventType.ACCESS_RESTRICTION and status.rules.get("polarity") == "negation":
        _allow(hit.head, status)
    doubted_doers(hit.head, status)
    apply_conditions(hit.head, status, said)
    return _stanced(reading, status, hit, said)


def _pairs(head: Token) -> Iterator[tuple[Token, Token]]:
    below = head
    for above in upwards(head):
        yield below, above
        below = above


def _allow(head: Token, status: Status) -> None:
    """ "Did not let them pass" is a restriction, and no denial of one."""
    if head.lemma_.lower() in _ALLOWING:
        status.negate(NOT_LET)


_ALLOWING = words("status.allowing")

NOT_LET = "negation:not_let"

_DOUBTING = words("status.doubting")


_REJECTING = frozenset("wrongly falsely mistakenly erroneously untruthfully".split())


def _stanced(reading: Reading, status: Status, hit: EventHit, said: Attribution) -> Status:
    """The report's own stance: its own voice endorses, a quotation is neutral unless the report's words doubt or
    reject it."""
    if said.by_author:
        status.rules.setdefault("author_stance", "author")
        return status
    if _own_reporter(reading, said):
        status.rules["author_stance"] = "own_reporter"
        return status
    status.stance = Stance.NEUTRAL
    status.rules["author_stance"] = "quoted"
    verb = said.verb
    near = [c.lower_ for c in verb.children] if verb is not None else []
    sentence = hit.head.sent
    words = reading.doc.lower[sentence.start : min(sentence.end, sentence.start + 150)]
    if _REJECTING & set(near):
        status.stance = Stance.REJECTS
        status.rules["author_stance"] = "rejected:adverb"
    elif _DOUBTING & set(words) or _is_so_called(reading, sentence):
        status.stance = Stance.DOUBTS
        status.rules["author_stance"] = "doubted:so-called"
    elif _without_evidence(words):
        status.stance = Stance.DOUBTS
        status.rules["author_stance"] = "doubted:without_evidence"
    return status


def _is_so_called(reading: Reading, sentence: Span) -> bool:
    """Whether the sentence speaks of a so-called deed ("a so-called redeployment"); who is only so called may still
    have done it, or tell the truth."""
    lower = reading.doc.lower
    for at in range(sentence.start + 2, min(sentence.end, sentence.start + 150)):
        if lower[at] in ("called", "styled") and sentence.doc[at - 2 : at + 1].text.lower() in _SO_CALLED:
            noun = sentence.doc[at].head
            if noun.i > at and noun.pos_ != "PROPN" and not reading.is_actor(noun):
                return True
    return False


_SO_CALLED = ("so-called", "self-styled")


def _own_reporter(reading: Reading, said: Attribution) -> bool:
    """Whether the publisher's own people speak: "our correspondent", "the agency's reporter"."""
    told = said.source[0].lower().split()
    if not _REPORTERS & set(told):
        return False
    publisher = (reading.report.publisher or "").lower().split()
    return "our" in told or any(word in publisher for word in told if word not in _REPORTERS and len(word) > 2)


_REPORTERS = frozenset(("reporter", "reporters", "correspondent", "correspondents"))


def _without_evidence(words: list[str]) -> bool:
    for n, word in enumerate(words):
        if word in ("without", "no", "any") and set(words[n + 1 : n + 5]) & {"evidence", "proof", "substantiation"}:
            return True
    return False
