"""Whether it happened, how sure the source is, and whether it is past, planned, feared or hangs on something
(codebook, Fields)."""

from collections.abc import Sequence

from trucewatch.extract.arabic.acts import Attribution
from trucewatch.extract.arabic.lexicon import speech_kind, words
from trucewatch.extract.arabic.tokens import Clause, Parsed, Token
from trucewatch.extract.arabic.triggers import EventHit
from trucewatch.extract.status_fields import Status
from trucewatch.model import Certainty, EventType, Mode, Polarity, Stance

__all__ = ["Status", "condition_of", "judge", "path_of"]

_OPENING_UP = frozenset(("frame:access_restriction:فتح",))
_LIFTED = frozenset((EventType.SIEGE, EventType.ACCESS_RESTRICTION))
_LIFTING = frozenset(("فك", "رفع", "كسر", "انهي"))
_SETTINGS = frozenset("بعد بسبب اثر عقب جراء خلال منذ رغم نتيجه وسط قبل اثناء غداه".split())
"""What is told of an event's setting ("بسبب المعارك") is not told of the event that follows."""
_GOES_ON = frozenset(("زال", "يزال"))
_WITHOUT = frozenset("دون بدون عدم بلا بدلا".split())
_FEARS = frozenset(("خشي", "تخوف", "عبر", "اعرب", "ابدي"))
_GUESSES = frozenset(("رجح", "اعتقد", "ظن"))
_AIMS = frozenset(
    (
        EventType.TERRITORY_CAPTURED,
        EventType.OFFENSIVE_LAUNCHED,
        EventType.SIEGE,
        EventType.WITHDRAWAL,
        EventType.BOUNDARY_DEFINED,
        EventType.MECHANISM_ESTABLISHED,
    )
)
_IN_CASE = frozenset(("حال", "شرط", "شريطه", "حاله"))


def judge(parsed: Parsed, hit: EventHit, said: Attribution) -> Status:
    """The status of an event's mention, from the words before it in its clause outwards to its speaker."""
    path = [*path_of(parsed, hit.head, said), *_carrier(parsed, hit)]
    status = Status()
    _judge_polarity(status, parsed, hit, path, said)
    _judge_mode(status, parsed, hit, path, said)
    _judge_condition(status, parsed, hit, said)
    _judge_certainty(status, parsed, hit, path, said)
    _judge_stance(status, parsed, hit, said)
    return status


def path_of(parsed: Parsed, head: Token, said: Attribution) -> list[Token]:
    """The words that an event hangs on: those before it in its clause, and in the clause before where "أن" only
    completes its verb ("من المقرر أن"); the act of saying itself left out."""
    clause = parsed.clause_of(head)
    path = _window(parsed, clause, head, said)
    setting = next((n for n, t in enumerate(reversed(path[-3:]), 1) if t.tag == "prep" and t.base in _SETTINGS), None)
    if setting is not None and not head.is_verb:
        return path[len(path) - setting + 1 :]
    opener = parsed.tokens[clause.first]
    is_content = said.act is not None and said.act.first == clause.first
    if clause.kind == "that" and head.clause > 0 and not is_content:
        before = parsed.clauses[head.clause - 1]
        verb = next((t for t in reversed(parsed.words_of(before)) if t.is_verb), None)
        told = verb is not None and speech_kind(verb.lemma) in ("say", "confirm", "claim", "admit", "deny", "accuse")
        if before.sentence == clause.sentence and not told:
            path = _window(parsed, before, opener, said)[-7:] + path
    number = head.clause
    while (
        parsed.clauses[number].kind == "mark"
        and number > 0
        and parsed.clauses[number - 1].sentence == clause.sentence
        and parsed.clauses[number - 1].kind != "rel"
        and not any(t.is_verb for t in path)
        and _leads_back(parsed, parsed.clauses[number])
        and not (said.act is not None and said.act.first >= parsed.clauses[number].first)
    ):
        number -= 1
        if not any(t.is_verb for t in parsed.words_of(parsed.clauses[number])) and number > 0:
            number -= parsed.clauses[number - 1].sentence == clause.sentence  # an aside between commas
        path = _window(parsed, parsed.clauses[number], parsed.tokens[parsed.clauses[number].last + 1], said) + path
    return path


def _carrier(parsed: Parsed, hit: EventHit) -> list[Token]:
    """The verb that says of an event's noun before it that it will, may or did not happen, with what stands between
    ("هجوما قد يستهدف", "اجتماعا سيعقد"); [] where none does."""
    clause = parsed.clause_of(hit.head)
    if hit.head.is_verb or any(t.is_verb for t in parsed.tokens[clause.first : hit.head.i]):
        return []
    run = parsed.tokens[hit.last + 1 : min(clause.last + 1, hit.last + 9)]
    at = next((n for n, t in enumerate(run) if t.is_verb), None)
    if at is None or run[at].prefix not in ("", "س") or any(t.tag == "rel" or t.prefix == "و" for t in run[:at]):
        return []
    return [t for t in run[max(0, at - 1) : at + 1] if t.tag in ("verb", "neg", "conj")]


def _leads_back(parsed: Parsed, clause: Clause) -> bool:
    """Whether a clause behind a comma completes the verb before it ("اتفقت اللجنة، في ختام اجتماعها، على تشكيل")."""
    words = parsed.words_of(clause)
    first = words[1] if len(words) > 1 and words[0].tag == "mark" else words[0]
    return first.base in ("علي", "الي", "عن") or first.tag == "masdar" or first.prefix[-1:] in ("ب", "ل")


def _window(parsed: Parsed, clause: Clause, head: Token, said: Attribution) -> list[Token]:
    low = clause.first
    if said.act is not None and said.act.first <= head.i:
        speaker = said.act.speaker
        low = max(low, min(said.act.first, head.i))
        if said.act.via.i < head.i:
            low = max(low, said.act.via.i + 1)
        if speaker is not None and said.act.via.i < speaker.last < head.i:
            low = max(low, speaker.last + 1)
    return list(parsed.tokens[low : head.i])


def _judge_polarity(status: Status, parsed: Parsed, hit: EventHit, path: Sequence[Token], said: Attribution) -> None:
    rule = ("" if hit.negated else _negation(hit, path)) or _failure(hit, path)
    if hit.type in _LIFTED and any(t.lemma in _LIFTING and t.tag in ("verb", "masdar") for t in path):
        rule = "" if rule else "lifted"
    if hit.rule in _OPENING_UP:
        rule = "" if rule else "opened"
    if said.kind == "deny" and said.act is not None and not _is_negated(parsed, said.act.via):
        rule = "" if rule else "denied"
    if rule:
        status.polarity, status.rules["polarity"] = Polarity.NEGATIVE, rule


def _negation(hit: EventHit, path: Sequence[Token]) -> str:
    """The word that says that the event did not happen, as a rule; "" without one."""
    run = [*path, hit.head]
    rule = ""
    for n, token in enumerate(run):
        if token.base in _WITHOUT:
            rule = f"without:{token.base}" if _is_near(path, n) else rule
        elif token.tag == "neg":
            verb = next((t for t in run[n + 1 : n + 4] if t.is_verb or t.norm in _DENIED), None)
            if verb is not None and _bears(verb, hit.head):
                rule = f"not:{verb.lemma}"
    return rule


_DENIED = frozenset(("صحه", "وجود", "نيه"))


def _bears(verb: Token, head: Token) -> bool:
    """Whether what is said not to be is the event, not something else in its clause."""
    if verb.lemma in _GOES_ON or _ends(verb, head):
        return False
    light = verb.isa("light") or verb.lemma in ("تمكن", "استطاع")
    return verb.norm == "صحه" or verb is head or head.tag != "verb" or light


def _failure(hit: EventHit, path: Sequence[Token]) -> str:
    for token in path:
        if token.isa("failing") and token.tag in ("verb", "masdar"):
            return f"fails:{token.lemma}"
        if hit.type is EventType.TERRITORY_CAPTURED and token.isa("repelled"):
            return f"repelled:{token.lemma}"
    return ""


def _ends(verb: Token, head: Token) -> bool:
    """Whether a verb says that something ceased, which under a "لم" says that it went on."""
    return verb is not head and verb.lemma in ("توقف", "انتهي")


def _is_near(path: Sequence[Token], n: int) -> bool:
    """Whether "دون" stands right before the event, or before "أن" and its verb."""
    between = path[n + 1 :]
    return len(between) <= 2 or (len(between) <= 4 and any(t.base == "ان" for t in between))


def _is_negated(parsed: Parsed, token: Token) -> bool:
    before = parsed.tokens[max(0, token.i - 2) : token.i]
    return any(t.tag == "neg" and t.sentence == token.sentence for t in before)


def _judge_mode(status: Status, parsed: Parsed, hit: EventHit, path: Sequence[Token], said: Attribution) -> None:
    head = hit.head
    verb = head if head.is_verb else next((t for t in reversed(path) if t.is_verb), None)
    past = (
        verb is not None and verb.reading is not None and verb.reading.kind == "past" and not _is_jussive(parsed, verb)
    )
    before = _governing(path)
    joined = [n for n, t in enumerate(path) if t.prefix == "و" and t.tag == "noun" and _verb_follows(path, n)]
    other = joined[-1] if joined else 0
    before = [t for t in before if t.i >= path[other].i] if path else before
    plan = next((t for t in before if _is_plan(t)), None)
    foreseen = next((t for t in before if t.isa("predicted") and (t.is_verb or t.tag in ("noun", "masdar"))), None)
    if said.kind == "fear":
        if not (head.is_verb and past) and not any(t.base == "قد" and _next_past(parsed, t) for t in path):
            status.put(Mode.PREDICTED, "feared")
    elif said.kind == "demand":
        status.put(Mode.PLANNED, "demanded")
    elif said.kind in ("provide", "document") and not past:
        status.put(Mode.PLANNED, "laid_down")
    elif any(t.is_verb and speech_kind(t.lemma) == "demand" for t in path) and not (head.is_verb and past):
        status.put(Mode.PLANNED, "demanded")
    elif plan is not None and not (head.is_verb and past):
        status.put(Mode.PLANNED, f"planned:{plan.lemma}")
    elif foreseen is not None and not (head.is_verb and past):
        status.put(Mode.PREDICTED, f"predicted:{foreseen.lemma}")
    elif any(t.base == "قد" and not _next_past(parsed, t) for t in path) and not (head.is_verb and past):
        status.put(Mode.PREDICTED, "may")
    elif verb is not None and _is_future(parsed, verb):
        status.put(Mode.PLANNED, "future")
    elif any(t.isa("attempts") for t in before) and hit.type is EventType.TERRITORY_CAPTURED:
        status.put(Mode.PLANNED, "attempted")
    elif (head.prefix[-1:] == "ل" and not head.is_verb and hit.type in _AIMS and not head.article) or (
        head.prefix[-1:] == "ل" and head.article and hit.type is EventType.TERRITORY_CAPTURED
    ):
        status.put(Mode.PLANNED, "purpose")


def _governing(path: Sequence[Token]) -> list[Token]:
    """The part of a path that can govern the event: what follows its last finite past verb that is neither plan nor
    light is said of something else only where a comma parts them, so all of it."""
    return [t for t in path if t.tag != "mark"]


def _verb_follows(path: Sequence[Token], n: int) -> bool:
    """Whether a joined noun begins a statement of its own ("والوحدات تبدأ الانسحاب")."""
    return any(t.is_verb and t.prefix in ("", "س") for t in path[n + 1 : n + 5])


def _is_plan(token: Token) -> bool:
    if not token.isa("planned"):
        return False
    if token.reading is not None and token.tag == "masdar":
        return token.lemma in _PLAN_NOUNS or token.form in words("planned")
    return token.lemma != "اتفق" or token.is_verb


_PLAN_NOUNS = frozenset("ناقش اعتزم قرر تعهد طالب طلب امر استعد تاهب دعا كلف سعي".split())


def _is_jussive(parsed: Parsed, verb: Token) -> bool:
    return verb.i > 0 and parsed.tokens[verb.i - 1].norm in ("لم", "ولم")


def _is_future(parsed: Parsed, verb: Token) -> bool:
    if verb.reading is not None and verb.reading.kind == "present" and "س" in verb.reading.prefix:
        return True
    before = parsed.tokens[verb.i - 1] if verb.i else None
    return before is not None and before.sentence == verb.sentence and before.base in ("سوف", "لن")


def _next_past(parsed: Parsed, token: Token) -> bool:
    """Whether a past verb follows "قد": "has", not "may"."""
    after = parsed.tokens[token.i + 1] if token.i + 1 < len(parsed.tokens) else None
    return after is None or not (after.is_verb and after.reading is not None and after.reading.kind == "present")


def condition_of(parsed: Parsed, sentence: int) -> Clause | None:
    """The if-clause of a sentence: "إذا", "ما لم", "إن لم", "في حال"."""
    first, end = parsed.sentences[sentence]
    for token in parsed.tokens[first:end]:
        clause = parsed.clause_of(token)
        if clause.kind == "if" and token.i == clause.first:
            return clause
        before = parsed.tokens[token.i - 1] if token.i > first else None
        if token.base in _IN_CASE and before is not None and before.base in ("في", "علي") and not token.article:
            return Clause(token.i, clause.last, "if", sentence)
        if token.norm in ("بشرط", "شريطه"):
            return Clause(token.i, clause.last, "if", sentence)
    return None


def _judge_condition(status: Status, parsed: Parsed, hit: EventHit, said: Attribution) -> None:
    condition = condition_of(parsed, hit.head.sentence)
    if condition is None:
        return
    if condition.first <= hit.head.i <= condition.last:
        threat = said.act is not None and said.act.via.lemma in ("هدد", "توعد", "لوح", "حذر")
        status.bare_if = said.kind != "demand" or threat
        return
    if parsed.tokens[condition.first].norm in ("لو", "ولو") and parsed.tokens[hit.head.i - 1].text.startswith("ل"):
        status.polarity = Polarity.NEGATIVE
        status.put(Mode.CONDITIONAL, "counterfactual")
    elif status.mode in (Mode.PLANNED, Mode.PREDICTED):
        status.put(Mode.CONDITIONAL, "if")


def _judge_certainty(status: Status, parsed: Parsed, hit: EventHit, path: Sequence[Token], said: Attribution) -> None:
    act = said.act
    if said.kind == "rumour" and act is not None:
        doubted = parsed.tokens[act.via.i + 1 : act.via.i + 3]
        unsure = [t.norm for t in doubted]
        if act.speaker is None or ("غير" in unsure and unsure[-1].startswith(("موكد", "موثق"))):
            status.hedge(Certainty.POSSIBLE, "rumour")
    if said.kind == "fear" and act is not None:
        if act.via.lemma in _FEARS:
            status.hedge(Certainty.POSSIBLE, f"fear:{act.via.lemma}")
        elif act.via.lemma in _GUESSES:
            status.hedge(Certainty.PROBABLE, f"fear:{act.via.lemma}")
    if said.kind == "confirm" and act is not None and _is_negated(parsed, act.via):
        status.hedge(Certainty.POSSIBLE, "unconfirmed")
    for token in path:
        if token.base == "قد" and not _next_past(parsed, token):
            status.hedge(Certainty.POSSIBLE, "hedge:قد")
        elif token.isa("hedge_possible"):
            status.hedge(Certainty.POSSIBLE, f"hedge:{token.lemma}")
        elif token.isa("hedge_probable"):
            status.hedge(Certainty.PROBABLE, f"hedge:{token.lemma}")
    after = parsed.tokens[hit.last + 1 : hit.last + 3]
    if any(t.base in ("محتمل", "محتمله", "مزعوم", "مزعومه") and t.sentence == hit.head.sentence for t in after):
        status.hedge(Certainty.POSSIBLE, "hedge:after")


def _judge_stance(status: Status, parsed: Parsed, hit: EventHit, said: Attribution) -> None:
    if said.act is None:
        return
    status.stance = Stance.NEUTRAL
    if said.kind == "admit":
        status.stance, status.rules["author_stance"] = Stance.ENDORSES, "admitted"
    elif said.kind == "claim" or any(a.text.startswith(("المزعوم", "مزعوم")) for a in parsed.sentence_of(hit.head)):
        status.stance, status.rules["author_stance"] = Stance.DOUBTS, "doubted"
