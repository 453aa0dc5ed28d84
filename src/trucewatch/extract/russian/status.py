"""Whether it happened, how sure the source is, and whether it is past, planned, feared or hangs on something
(codebook, Fields)."""

import re
from collections.abc import Iterator

from trucewatch.extract.russian.lexicon import is_a, words
from trucewatch.extract.russian.pipeline import Parsed, Word
from trucewatch.extract.russian.speech import Attribution
from trucewatch.extract.russian.syntax import above, clause_head, is_negated, preposition, subtree
from trucewatch.extract.russian.triggers import EventHit
from trucewatch.extract.status_fields import Status
from trucewatch.model import Certainty, EventType, Mode, Polarity, Stance

__all__ = ["Status", "judge"]

_STOPS = frozenset(("ccomp", "parataxis", "acl", "acl:relcl", "advcl"))
_NO_EVIDENCE = re.compile(r"доказательств\w*\s+(?:\w+\s+)?не\s|без\s+(?:каких-либо\s+)?доказательств|бездоказательн")
_SO_CALLED = re.compile(r"так\s+называем|\bт\.\s?н\.|якобы|будто", re.IGNORECASE)
_FEARS = frozenset("опасаться бояться опасение".split())
_IF = frozenset("если ежели коли".split())


def judge(parsed: Parsed, hit: EventHit, said: Attribution) -> Status:
    """The status of an event's mention, from the words that its own hangs on outwards to its speaker."""
    path = list(_path(hit.head, said))
    status = Status()
    _judge_polarity(status, hit, path, said)
    _judge_mode(status, hit, path, said)
    _judge_condition(status, parsed, hit, path)
    _judge_certainty(status, parsed, hit, path, said)
    _judge_stance(status, parsed, hit, said)
    return status


def _path(head: Word, said: Attribution) -> Iterator[Word]:
    """The event's word and those it hangs on within its clause, the verb or noun of saying left out."""
    yield head
    at = head
    while at.head is not None:
        if at.rel in _STOPS:
            if at.rel == "ccomp" and at.head is not said.via and _is_impersonal(at.head):
                yield at.head
            return
        if at.head is said.via:
            return
        if is_a(at.head.lemma, "report_nouns"):
            over = at.head.head
            if over is not None and at.head.case == "Gen" and (over.lemma == "нет" or is_negated(over)):
                yield over
            return
        if at.rel == "conj" and at.pos in ("VERB", "AUX") and at.feats.get("VerbForm") != "Inf":
            return
        if _is_setting(at):
            return
        at = at.head
        yield at


def _tells_of_being(verb: Word) -> bool:
    """Whether "не" says that a subject did not come about: "бои не начались", not "оружие не оставило следов"."""
    if any(c.rel == "obj" for c in verb.children):
        return False
    kinds = ("existing", "happening", "light", "failing", "planned", "ending")
    return (
        any(is_a(verb.lemma, kind) for kind in kinds)
        or verb.pos not in ("VERB", "AUX")
        or verb.feats.get("Voice") == "Pass"
    )


def _is_impersonal(verb: Word) -> bool:
    """Whether a verb over a clause speaks for nobody: "ожидается, что", "возможно, что"."""
    known = any(is_a(verb.lemma, kind) for kind in ("predicted", "planned", "hedges_possible", "hedges_probable"))
    return known and not any(c.rel == "nsubj" for c in verb.children)


_SETTINGS = frozenset("после до перед из-за от из вследствие накануне".split())


def _is_setting(word: Word) -> bool:
    """Whether a word is when or why something else happens ("после обстрела", "в ходе переговоров"): what is said
    of that is not said of it."""
    if word.rel not in ("obl", "nmod") or word.lemma in ("осада", "контроль", "рука", "кольцо"):
        return False
    by = preposition(word)
    return by in _SETTINGS or (by in ("в", "во", "на", "при") and word.case == "Loc")


def _judge_polarity(status: Status, hit: EventHit, path: list[Word], said: Attribution) -> None:
    negative, rule = False, ""
    for below, word in zip([hit.head, *path], path, strict=False):
        if below is not word and below.rel in ("nsubj", "nsubj:pass") and not _tells_of_being(word):
            continue
        if is_negated(word) and not (hit.negated and word is hit.head) and not is_a(word.lemma, "opaque"):
            if not is_a(word.lemma, "ending"):
                negative, rule = not negative, f"not:{word.lemma}"
        elif is_a(word.lemma, "failing") and word is not hit.head:
            negative, rule = not negative, f"fails:{word.lemma}"
        rule = _denying_child(word) or rule
        negative = negative or rule.startswith("predicate:")
    if (
        said.via is not None
        and said.via.lemma in ("зафиксировать", "фиксировать", "наблюдать")
        and is_negated(said.via)
    ):
        negative, rule = True, "not_recorded"
    if preposition(hit.head) == "без":
        negative, rule = True, "without"
    if said.kind == "deny" and not is_negated(said.via or hit.head):
        negative, rule = True, "denied"
    if negative:
        status.polarity, status.rules["polarity"] = Polarity.NEGATIVE, rule


def _denying_child(word: Word) -> str:
    """ "станет невозможной": what the verb says of its subject is that it will not be."""
    found = [c for c in word.children if c.rel in ("xcomp", "obl") and c.lemma in ("невозможный", "невозможно")]
    return f"predicate:{found[0].lemma}" if found else ""


def _judge_mode(status: Status, hit: EventHit, path: list[Word], said: Attribution) -> None:
    verbs = [w for w in path if w.pos in ("VERB", "AUX") and w.rel != "amod"]
    tense = next((t for w in verbs if (t := _tense(w))), "")
    happened = any(is_a(w.lemma, "happening") and w.tense == "Past" for w in path)
    planned = next((w for w in path if w is not hit.head and is_a(w.lemma, "planned") and w.lemma != "план"), None)
    able = any(w.lemma in ("мочь", "смочь") and not is_negated(w) and w.tense != "Past" for w in path)
    marked = next((c for c in hit.head.children if c.rel in ("amod", "acl") and is_a(c.lemma, "planned")), None)
    predicted = next((w for w in path[1:] if is_a(w.lemma, "predicted")), None)
    attempt = any(w.lemma == "попытка" for w in path[1:])
    if said.kind == "fear" or predicted is not None:
        status.mode, status.rules["mode"] = Mode.PREDICTED, "feared"
    elif said.kind == "demand" or any(x.kind == "demand" for x in said.outer[:1] if tense == ""):
        status.mode, status.rules["mode"] = Mode.PLANNED, "demanded"
    elif tense != "Past" and (
        said.kind in ("provide", "document") or (said.speaker is not None and is_a(said.speaker.lemma, "by_documents"))
    ):
        status.mode, status.rules["mode"] = Mode.PLANNED, "laid_down"
    elif happened:
        return
    elif planned is not None or (marked is not None and tense != "Past"):
        status.mode, status.rules["mode"] = Mode.PLANNED, f"planned:{(planned or marked or hit.head).lemma}"
    elif able:
        status.mode, status.rules["mode"] = Mode.PLANNED, "may"
    elif tense == "Fut":
        status.mode, status.rules["mode"] = Mode.PLANNED, "future"
        if said.via is not None and is_a(said.via.lemma, "opinion"):
            status.mode = Mode.PREDICTED
    elif attempt and hit.type is EventType.TERRITORY_CAPTURED:
        status.mode, status.rules["mode"] = Mode.PLANNED, "attempted"
    elif preposition(hit.head) == "для" and tense != "Past":
        status.mode, status.rules["mode"] = Mode.PLANNED, "purpose"


def _tense(verb: Word) -> str:
    if any(c.lemma == "быть" and c.tense == "Fut" for c in verb.children):
        return "Fut"
    if verb.feats.get("VerbForm") in ("Part", "Conv"):
        return "Past"
    return verb.tense


def _judge_condition(status: Status, parsed: Parsed, hit: EventHit, path: list[Word]) -> None:
    sentence = parsed.sentences[hit.head.sentence]
    marks = [w for w in sentence if w.lemma in _IF]
    own = clause_head(hit.head)
    for mark in marks:
        condition = clause_head(mark)
        if own is condition or (condition.rel == "advcl" and hit.head in subtree(condition)):
            ends = any(is_negated(w) and is_a(w.lemma, "ending") for w in path)
            status.bare_if = not ends
            if ends:
                status.mode, status.polarity = Mode.ACTUAL, Polarity.POSITIVE
                status.rules.pop("mode", None)
            return
    in_case = next(
        (
            w
            for w in sentence
            if w.lemma == "случай" and preposition(w) in ("в", "во") and hit.head in subtree(w) and w is not hit.head
        ),
        None,
    )
    if in_case is not None and any(c.lemma == "случай" for c in above(hit.head)):
        status.bare_if = True
        return
    hangs = bool(marks) or any(w.lemma == "случай" and preposition(w) == "в" and w.i < hit.head.i for w in sentence)
    if hangs and status.mode in (Mode.PLANNED, Mode.PREDICTED):
        status.mode, status.rules["mode"] = Mode.CONDITIONAL, "if"
    if any(w.lemma in ("бы", "б") for w in sentence if clause_head(w) is own or w.head is own) and own.tense == "Past":
        status.mode, status.polarity, status.rules["mode"] = Mode.CONDITIONAL, Polarity.NEGATIVE, "counterfactual"


def _judge_certainty(status: Status, parsed: Parsed, hit: EventHit, path: list[Word], said: Attribution) -> None:
    own = clause_head(hit.head)
    clause = [w for w in parsed.sentences[hit.head.sentence] if clause_head(w) is own or w.head is own or w in path]
    if said.via is not None and said.kind in ("noun", "phrase", "fear"):
        clause += [said.via, *(c for c in said.via.children if c.rel == "amod")]
    if said.via is not None and said.via.lemma in ("исключить", "исключать"):
        status.certainty, status.rules["certainty"] = Certainty.POSSIBLE, f"hedge:{said.via.lemma}"
        return
    over = said.via.head if said.kind == "noun" and said.via is not None else None
    if over is not None and is_negated(over) and over.lemma in ("подтвердить", "проверить", "подтверждать"):
        status.certainty, status.rules["certainty"] = Certainty.POSSIBLE, "unconfirmed"
        return
    if said.kind == "confirm" and said.via is not None and is_negated(said.via):
        status.certainty, status.rules["certainty"] = Certainty.POSSIBLE, "unconfirmed"
        return
    for level in (Certainty.POSSIBLE, Certainty.PROBABLE):
        found = next(
            (w for w in clause if w.lemma in _hedges(level.value) and w is not hit.head and not _is_plan(w, status)),
            None,
        )
        if found is not None:
            status.certainty, status.rules["certainty"] = level, f"hedge:{found.lemma}"
            return


def _is_plan(word: Word, status: Status) -> bool:
    """ "Не могут" denies, it does not doubt."""
    return word.lemma == "мочь" and (is_negated(word) or status.polarity is Polarity.NEGATIVE)


def _hedges(level: str) -> frozenset[str]:
    return words(f"hedges_{level}")


def _judge_stance(status: Status, parsed: Parsed, hit: EventHit, said: Attribution) -> None:
    if said.kind == "author":
        return
    status.stance = Stance.NEUTRAL
    sentence = parsed.sentences[hit.head.sentence]
    text = parsed.text[sentence[0].start : sentence[-1].end]
    if said.kind == "admit":
        status.stance, status.rules["author_stance"] = Stance.ENDORSES, "admitted"
    elif _NO_EVIDENCE.search(text) or (_SO_CALLED.search(text) and _hedged(parsed, hit)):
        status.stance, status.rules["author_stance"] = Stance.DOUBTS, "doubted"
        if any(w.lemma in ("будто", "якобы") for w in sentence) and status.rules.get("certainty", "") in (
            "hedge:будто",
            "hedge:якобы",
        ):
            status.certainty = Certainty.CERTAIN
            status.rules.pop("certainty")


def _hedged(parsed: Parsed, hit: EventHit) -> bool:
    """Whether "якобы", "будто" or "так называемый" stands in the event's own clause."""
    own = clause_head(hit.head)
    return any(
        w.lemma in ("якобы", "будто", "называемый", "называть", "т.н")
        and (clause_head(w) is own or w.head is own or hit.head in subtree(w))
        for w in parsed.sentences[hit.head.sentence]
    ) or any(w.lemma in ("якобы", "будто") and w.i < hit.head.i for w in parsed.sentences[hit.head.sentence])
