"""The parties of an event that a noun names: the construct behind it, its adjective, the verb that it completes, or
whoever announces it."""

from trucewatch.extract.arabic.acts import Attribution
from trucewatch.extract.arabic.around import Around, Roles, governor, joined_after, subjects
from trucewatch.extract.arabic.lexicon import table
from trucewatch.extract.arabic.phrases import Phrase, is_adjective, phrase_at, phrases_after
from trucewatch.extract.arabic.tokens import Parsed
from trucewatch.extract.arabic.triggers import EventHit
from trucewatch.extract.arabic.verb_roles import WITHOUT_TARGETS, held_by
from trucewatch.model import EventType

__all__ = ["by_governor", "of_noun"]

_DOERS = frozenset(
    (
        EventType.WITHDRAWAL, EventType.ASSAULT, EventType.TERRITORY_CAPTURED, EventType.CONTROL,
        EventType.OFFENSIVE_LAUNCHED,
        EventType.REINFORCEMENT, EventType.NEGOTIATION, EventType.POSITION_STATED, EventType.AGREEMENT_SIGNED,
        EventType.PROHIBITED_PRESENCE, EventType.HUMANITARIAN_ACTION, EventType.CEASEFIRE_BREACH, EventType.SIEGE,
    )
)  # fmt: skip
"""Types whose noun is followed by whoever does it."""
_OF_OBJECT = frozenset(
    "سحب اجلي استهدف حاصر اعتقل خطف اختطف اعدم اغتال ذبح تبادل سلم حرر نقل نشر ارسل حشد اخرج ادخل اوصل وزع اسر "
    "افرج دمر منع فتح اغلق انشا شكل رسم حدد وقع ابرم دفع استقدم استعاد انتزع طرد احرق نهب هجر اخلي".split()
)
"""Verbs whose noun is followed by what is done to."""


def of_noun(around: Around, said: Attribution) -> Roles:
    """The parties that an event's noun has."""
    hit, head = around.hit, around.hit.head
    doers, targets = _in_construct(around)
    nisba = _nisba(around.parsed, hit)
    if nisba is not None and not doers:
        doers.append(nisba)
    if not doers:
        doers += [p for p in around.parties(("ل",)) if around.is_armed(p)][:1]
    targets = _struck(around, targets)
    elided = bool(head.owner)
    if not doers:
        doers, left_out = by_governor(around, said)
        elided = elided or left_out
    if hit.type in _MOVING:
        moved = [t for t in targets if around.is_armed(t)]
        if not doers and head.lemma not in ("دفع", "ارسل"):
            doers = moved
        targets = []
    return Roles(tuple(doers), tuple(targets), elided and not doers, "noun")


_MOVING = frozenset((EventType.WITHDRAWAL, EventType.CONTROL, EventType.REINFORCEMENT))


def _in_construct(around: Around) -> tuple[list[Phrase], list[Phrase]]:
    """What stands right behind the noun, as doers or as targets: "انسحاب القوات", "اعتقال شبان"."""
    hit, head = around.hit, around.hit.head
    first = around.after[0] if around.after else None
    if first is None or first[1] != "" or first[0].first != hit.last + 1 or _describes(around, first[0]):
        return [], []
    phrase = first[0]
    both = [phrase, *(joined_after(around.parsed, phrase) if around.is_party(phrase) else [])]
    of_object = head.lemma in _OF_OBJECT or head.form.startswith(("مهاجم", "محاصر"))
    if hit.type in WITHOUT_TARGETS and (of_object or not around.is_armed(phrase)):
        return [], []
    if of_object:
        return [], both
    if around.gazette.is_place(phrase) and not phrase.head.isa("armed"):
        return [], []
    return (both, []) if hit.type in _DOERS or around.is_armed(phrase) else ([], both)


def _struck(around: Around, targets: list[Phrase]) -> list[Phrase]:
    """The targets, with those that prepositions tell of ("غارات على مواقع المسلحين")."""
    kind = around.hit.type
    if kind is EventType.TERRITORY_CAPTURED:
        holders = [h for p, _ in around.after[:2] if (h := held_by(around, p)) is not None]
        return holders[:1] or [p for p in around.parties(("من",)) if around.is_armed(p)]
    if kind is EventType.DETENTION_RELEASE:
        targets = targets + [p for p in around.parties(("عن", "")) if p.any("people")]
    struck = around.parties(("علي", "ضد"))
    targets = targets + [p for p in struck if p.any("armed") or p.any("people") or p.any("protected")]
    return targets + [h for p in around.parties(("علي",)) if (h := held_by(around, p)) is not None]


def _describes(around: Around, phrase: Phrase) -> bool:
    """Whether the words behind an event's noun only describe it ("القصف المدفعي", "إطلاق نار متقطع")."""
    first, head = around.parsed.tokens[phrase.first], around.hit.head
    if first.isa("armed") and first.article == head.article and not head.article:
        return False
    if head.owner and first.article:
        return True
    agreeing = first.norm.endswith("ه") and head.norm.endswith("ه") and not first.article
    if agreeing and not first.known and not around.gazette.is_place(phrase):
        return True
    if around.hit.head.article or (around.hit.last > around.hit.head.i and not first.article):
        return not first.isa("armed") or first.article
    if is_adjective(first) or ((first.isa("air") or first.isa("heavy")) and not first.isa("troops")):
        return True
    if around.hit.type in (EventType.WITHDRAWAL, EventType.CONTROL, EventType.REINFORCEMENT):
        return False
    return not first.known and not first.article and phrase.first == phrase.last and not around.gazette.is_place(phrase)


def _nisba(parsed: Parsed, hit: EventHit) -> Phrase | None:
    """ "غارات روسية", "قصف تركي": the adjective of the doer."""
    for token in parsed.tokens[hit.last + 1 : hit.last + 4]:
        if token.sentence != hit.head.sentence or not (
            is_adjective(token) or token.base.removesuffix("ه") in table("nisba")
        ):
            return None
        if token.base.removesuffix("ه").removesuffix("ا") in table("nisba"):
            return Phrase(parsed, token.i, token.i)
    return None


def _carried_out(around: Around) -> Phrase | None:
    """Who does it in "قيام القوات بقصف"."""
    parsed, head = around.parsed, around.hit.head
    for j in range(head.i - 1, max(head.i - 7, -1), -1):
        token = parsed.tokens[j]
        if token.sentence != head.sentence:
            return None
        if token.tag == "masdar" and token.lemma == "قام":
            found = phrase_at(parsed, j + 1)
            return found if found is not None and found.last < head.i and around.is_party(found) else None
    return None


def by_governor(around: Around, said: Attribution, *, any_verb: bool = False) -> tuple[list[Phrase], bool]:
    """The subject of the verb that a noun completes ("شن الطيران غارات"); (…, True) where it goes on from before."""
    parsed, head = around.parsed, around.hit.head
    carried = _carried_out(around)
    if carried is not None:
        return [carried], False
    verb = governor(parsed, head)
    if verb is None or (said.act is not None and verb is said.act.via and said.kind not in _OWN_ACTS):
        before = _by_speaker(around, said)
        return before, False
    between = parsed.tokens[verb.i + 1 : head.i]
    if any(
        t.base in ("بعد", "قبل", "رغم", "اثر", "خلال", "جراء", "عقب", "منذ", "بسبب", "وسط", "نتيجه") for t in between
    ):
        return [], False
    if not (
        any_verb
        or verb.isa("light")
        or verb.isa("planned")
        or verb.isa("attempts")
        or verb.isa("failing")
        or verb.lemma
        in ("تمكن", "استطاع", "نجح", "دعا", "تعهد", "هدد", "رفض", "اعاد", "فرض", "دفع", "تعين", "واصل", "شن")
    ):
        return [], False
    if verb.lemma in ("اندلع", "وقع", "دار", "حدث", "حصل", "تجدد", "سمع", "شهد", "تم", "جري", "تواصل", "استمر"):
        return [], False
    if verb.lemma == "تعين":
        return [p for p, by in phrases_after(parsed, verb.i) if by == "علي"][:1], False
    if verb.lemma == "اعلن" and said.act is not None and verb is said.act.via:
        return _by_speaker(around, said), False
    found = [p for p in subjects(parsed, verb) if not p.first <= head.i <= p.last]
    found = [p for p in found if around.is_party(p)]
    return found, not found


_OWN_ACTS = frozenset(("demand",))
_DECLARED = frozenset(
    (
        EventType.AGREEMENT_SIGNED,
        EventType.POSITION_STATED,
        EventType.OFFENSIVE_LAUNCHED,
        EventType.TERRITORY_CAPTURED,
        EventType.WITHDRAWAL,
        EventType.ASSAULT,
    )
)


def _by_speaker(around: Around, said: Attribution) -> list[Phrase]:
    """The speaker, where whoever announces a thing does it: "أعلن الجيش السيطرة على", "تبنى التنظيم الهجوم"."""
    if said.act is None or said.act.speaker is None:
        return []
    via = said.act.via
    announced = (
        via.lemma in ("اعلن", "تبني", "اقر", "اعترف", "تعهد", "هدد", "نفي", "وعد", "اكد")
        and around.hit.head.tag == "masdar"
    )
    if via.lemma == "نفي" and around.hit.head.lemma in ("سقط", "وقع", "حدث"):
        return []
    if not announced or said.act.via.clause != around.hit.head.clause:
        return []
    speaker = said.act.speaker
    return [speaker] if speaker.any("armed") or via.lemma in ("تبني", "اقر") else []
