"""Words that take back what was said before them, in another sentence or of a report they name."""

from dataclasses import dataclass

from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.speech import Speech, speaker_of
from trucewatch.extract.english.syntax import has_negation, prep_objects, subjects
from trucewatch.extract.english.words import words
from trucewatch.model import Certainty

__all__ = ["Denial", "find_denials"]

_ANAPHORS = frozenset("it this that them these those they which so".split())


_SPOKEN = words("links.spoken")


_DENY = frozenset("deny refute dismiss reject rebut contradict disown repudiate".split())


_FALSE = words("links.falsehoods")


_CALL = frozenset("call label describe brand dub term dismiss".split())


_DOUBTFUL = frozenset(("appear", "seem"))


_MATCH = frozenset(("correspond", "conform"))
_CUES = _DENY | _CALL | _FALSE | _MATCH | frozenset(("true", "no", "nothing", "happen", "occur"))
"""Words and lemmas without which nothing is denied."""


@dataclass(frozen=True)
class Denial:
    """Words that take back what was said before them: the trigger, who denies (None: the report itself), how sure,
    and whether they speak of several statements; `about` are the words that name the report denied, with what it
    says, if they do ("reports that X withdrew are untrue")."""

    span: Span
    head: Token
    speaker: tuple[str, ...] | None
    certainty: Certainty
    plural: bool
    rule: str
    about: Span | None = None


def find_denials(reading: Reading, speech: Speech) -> list[Denial]:
    """Denials that stand apart from the event they deny, in text order."""
    found: list[Denial] = []
    last: tuple[str, ...] = ()
    lower, lemma = reading.doc.lower, reading.doc.lemma
    for sentence in reading.doc.sents:
        if reading.report.is_boilerplate(sentence.start_char, sentence.end_char):
            continue
        for i in range(sentence.start, sentence.end):
            if lemma[i] not in _CUES and lower[i] not in _CUES:
                continue
            token = reading.doc[i]
            denial = (
                _denying_verb(reading, token, last) or _falsity(reading, token, last) or _no_such(reading, token, last)
            )
            if denial is not None and not (found and found[-1].head.sent.start == sentence.start):
                found.append(denial)
        last = speech.of(sentence.start) or last
    return found


def _span(head: Token) -> Span:
    return head.doc[head.i : head.i + 1]


def _refers_back(head: Token) -> bool:
    word = head.lower_
    if word in _ANAPHORS and head.pos_ in ("PRON", "DET", "SCONJ"):
        return True
    if head.lemma_.lower() not in _SPOKEN:
        return False
    return not any(
        c.dep_ in ("acl", "relcl", "ccomp") or (c.dep_ == "prep" and c.lower_ == "that") for c in head.children
    )


def _is_plural(head: Token) -> bool:
    return head.lower_ in ("them", "these", "those", "they") or head.tag_ in ("NNS", "NNPS")


def _denying_verb(reading: Reading, token: Token, last: tuple[str, ...]) -> Denial | None:
    """ "Denied them", "dismissed the reports", "denied any involvement", "denied having done so"; "called it a lie"."""
    lemma = token.lemma_.lower()
    if token.pos_ != "VERB":
        return None
    if lemma in _DENY and not has_negation(token):
        objects = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
        back = [o for o in objects if _refers_back(o)]
        doing = [c for c in token.children if c.dep_ == "xcomp" and any(t.lower_ == "so" for t in c.subtree)]
        if (back or doing) and (lemma == "deny" or back):
            who = speaker_of(reading, token, last)
            if who:
                return Denial(
                    _span(token), token, who, Certainty.CERTAIN, bool(back and _is_plural(back[0])), f"denial:{lemma}"
                )
    if lemma in _CALL:
        words = [t for t in token.subtree if t.i > token.i and (t.lemma_.lower() in _FALSE or t.lower_ in _FALSE)]
        back = [t for t in token.subtree if t.i > token.i and _refers_back(t)]
        who = speaker_of(reading, token, last)
        if words and back and who:
            return Denial(_span(words[0]), token, who, Certainty.CERTAIN, _is_plural(back[0]), f"denial:{lemma}")
    return None


def _falsity(reading: Reading, token: Token, last: tuple[str, ...]) -> Denial | None:
    """ "The announcement was false", "these reports appeared to be untrue", "that is not true", "does not correspond to
    reality"."""
    word = token.lemma_.lower()
    negated_truth = (word == "true" and any(has_negation(a) for a in (token, token.head))) or _unreal(token)
    if not (word in _FALSE or token.lower_ in _FALSE or negated_truth) or token.dep_ not in (
        "acomp",
        "attr",
        "oprd",
        "ROOT",
        "ccomp",
        "xcomp",
    ):
        return None
    verb = token.head if token.dep_ in ("acomp", "attr", "oprd") else token
    if token.dep_ == "ROOT" and len([t for t in token.sent if t.is_alpha]) <= 3:
        return Denial(_span(token), token, None, Certainty.CERTAIN, False, "denial:false")
    outer = verb.head if verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_ in _DOUBTFUL | {"prove", "turn"} else verb
    subject = [s for v in (verb, outer) for s in v.children if s.dep_ in ("nsubj", "nsubjpass")]
    told = next((s for s in subject if s.lemma_.lower() in _SPOKEN and not _refers_back(s)), None)
    if not (told or any(_refers_back(s) for s in subject)) or (has_negation(verb) and not negated_truth):
        return None
    about = token.doc[told.left_edge.i : told.right_edge.i + 1] if told is not None else None
    sure = Certainty.PROBABLE if outer.lemma_ in _DOUBTFUL else Certainty.CERTAIN
    return Denial(
        _span(token),
        token,
        _embedding_speaker(reading, outer, last),
        sure,
        _is_plural(subject[0]),
        "denial:false",
        about,
    )


def _unreal(token: Token) -> bool:
    """ "Does not correspond to reality"."""
    meets = token.lemma_.lower() in _MATCH and has_negation(token)
    return meets and any(o.lower_ in ("reality", "truth", "facts") for _, o in prep_objects(token))


def _embedding_speaker(reading: Reading, verb: Token, last: tuple[str, ...]) -> tuple[str, ...] | None:
    for above in verb.ancestors:
        if above.pos_ == "VERB" and above.lemma_.lower() in (
            "say",
            "tell",
            "insist",
            "add",
            "state",
            "claim",
            "announce",
            "maintain",
            "retort",
            "reply",
        ):
            return speaker_of(reading, above, last) or None
    return None


_NO_SUCH = ("no such thing", "nothing of the kind", "nothing of the sort", "no truth in")


def _no_such(reading: Reading, token: Token, last: tuple[str, ...]) -> Denial | None:
    """ "Had done no such thing", "nothing of the kind", "did not happen", "no truth in the reports"."""
    doc = reading.doc
    if token.lower_ in ("no", "nothing"):
        text = doc[token.i : min(token.i + 4, token.sent.end)].text.lower()
        said = next((phrase for phrase in _NO_SUCH if text.startswith(phrase)), None)
        if said is not None:
            span = doc[token.i : token.i + len(said.split())]
            speaker = _embedding_speaker(reading, token, last)
            return Denial(span, token, speaker, Certainty.CERTAIN, False, "denial:no_such")
    if token.lemma_ in ("happen", "occur") and has_negation(token) and any(_refers_back(s) for s in subjects(token)):
        return Denial(
            _span(token), token, _embedding_speaker(reading, token, last), Certainty.CERTAIN, False, "denial:did_not"
        )
    return None
