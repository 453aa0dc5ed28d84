"""The parties of an event that a verb names: subjects before or behind it, objects, and what a pronoun leaves out."""

from trucewatch.extract.arabic.around import Around, Roles, is_subject_first, joined_after, with_joined
from trucewatch.extract.arabic.phrases import Phrase, phrase_at, phrase_before
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.model import EventType

__all__ = ["WITHOUT_TARGETS", "held_by", "of_verb"]


def of_verb(around: Around) -> Roles:
    """The parties that an event's verb has."""
    parsed, verb = around.parsed, around.hit.head
    reading = verb.reading
    plain = [p for p, by in around.after if by == ""]
    near = plain[0] if plain and around.is_close(plain[0]) else None
    before = phrase_before(parsed, verb.i) or _apposed(parsed, verb)
    clause = parsed.clause_of(verb)
    if reading is not None and reading.has_object and near is not None and not reading.plural:
        return Roles((near, *joined_after(parsed, near)), (), rule="object_joined")
    opener = parsed.tokens[clause.first]
    if clause.kind == "rel" and before is None:
        before = _antecedent(parsed, clause.first)
    pronoun = opener.tag == "conj" and opener.base not in ("ان", "بان", "كان") and clause.kind == "that"
    plural = reading is not None and reading.plural
    if before is not None and (plural or is_subject_first(parsed, verb)):
        doers = with_joined(parsed, before)
        return Roles(tuple(doers), _objects(around, near), rule="subject_first")
    if plural or pronoun:
        return Roles((), _objects(around, near), elided=True, rule="pronoun")
    if near is None:
        doers = with_joined(parsed, before) if before is not None else []
        return Roles(tuple(doers), _objects(around, None), elided=not doers, rule="no_subject")
    if verb.lemma in _LEAVING and near.head.isa("place_heads") and not near.head.isa("titles"):
        return Roles((), (), elided=True, rule="place_object")
    second = next((p for p in plain[1:] if p.first <= near.last + 4), None)
    if second is None and _is_rather_object(around, near, verb):
        return Roles(
            (),
            _objects(around, near),
            elided=_is_carried_on(around, clause.kind),
            rule="object_only",
        )
    joined = joined_after(parsed, near)
    return Roles((near, *joined), _objects(around, second if second not in joined else None), rule="verb_first")


def _is_carried_on(around: Around, kind: str) -> bool:
    """Whether a verb without a subject goes on with the one before, rather than being passive."""
    verb = around.hit.head
    if around.hit.negated:
        return False
    return kind in ("and", "that") or verb.prefix in ("و", "ف") or _begins(around.parsed, verb)


def _apposed(parsed: Parsed, verb: Token) -> Phrase | None:
    """The subject from which something in commas parts its verb: "الشيخ فلان، وفق مقربين، يرفض"."""
    clause = parsed.clause_of(verb)
    if clause.kind != "mark" or parsed.tokens[clause.first].text not in "،," or clause.first + 1 != verb.i:
        return None
    first, _ = parsed.sentences[verb.sentence]
    run = [t for t in parsed.tokens[first : verb.i] if t.clause <= verb.clause - 2]
    start = next((t for t in run if t.tag in ("noun", "number") and not t.in_time), None)
    if start is None or any(t.is_verb and not t.isa("auxiliary") for t in run):
        return None
    governed = start.i > first and parsed.tokens[start.i - 1].tag == "prep"
    return None if governed or start.prefix[-1:] in ("ب", "ل") else phrase_at(parsed, start.i)


def _begins(parsed: Parsed, verb: Token) -> bool:
    """Whether "كما" and the like open the clause and carry the subject on."""
    return parsed.tokens[parsed.clause_of(verb).first].base in ("كما", "ثم")


def _antecedent(parsed: Parsed, first: int) -> Phrase | None:
    """The phrase before a relative pronoun."""
    end = first - 1
    while end > 0 and parsed.tokens[end].tag == "pron":
        end -= 1
    for j in range(max(0, end - 5), end + 1):
        found = phrase_at(parsed, j)
        if found is not None and found.last == end:
            return found
    return None


def _is_rather_object(around: Around, phrase: Phrase, verb: Token) -> bool:
    """Whether the only phrase behind a verb is what it acts on: places, civilians, arms."""
    if verb.lemma in _INTRANSITIVE:
        return False
    first = around.parsed.tokens[phrase.first]
    if around.is_armed(phrase) and not phrase.head.isa("localities") and first.tag != "number":
        return False
    if around.hit.type is EventType.AGREEMENT_SIGNED:
        return phrase.head.isa("accord")
    return True


_LEAVING = frozenset("غادر دخل اخلي ترك".split())
_INTRANSITIVE = frozenset(
    "انسحب انفجر وصل دخل خرج غادر تقدم توغل تسلل انتشر تراجع فر اجتمع التقي هرب سقط انهار اندلع تفاوض تمركز توجه تحرك "
    "سيطر استولي رفض رحب وافق وقع اتفق اشتبك رحل حشد استسلم احتشد".split()
)


def _objects(around: Around, phrase: Phrase | None) -> tuple[Phrase, ...]:
    """What is done to: the object, and behind "على", "ضد" or "مع" who is no place."""
    found: list[Phrase] = []
    if around.hit.type in WITHOUT_TARGETS:
        return ()
    if phrase is not None and phrase.head.tag == "masdar" and around.hit.type is EventType.ACCESS_RESTRICTION:
        phrase = phrase_at(around.parsed, phrase.head.i + 1) or phrase
    struck = around.hit.type is EventType.ASSAULT and phrase is not None and phrase.head.isa("posts")
    if phrase is not None and (struck or not around.gazette.is_place(phrase) or phrase.head.isa("hospitals")):
        found += [phrase, *joined_after(around.parsed, phrase)]
    elif phrase is not None:
        found += [p for p in (held_by(around, phrase),) if p is not None]
    if around.hit.type is EventType.TERRITORY_CAPTURED:
        holder = next((h for p, _ in around.after[:2] if (h := held_by(around, p)) is not None), None)
        return (holder,) if holder else tuple(p for p in around.parties(("من", "مع")) if around.is_armed(p))
    if around.hit.type in (
        EventType.WITHDRAWAL,
        EventType.CONTROL,
        EventType.REINFORCEMENT,
        EventType.PROHIBITED_PRESENCE,
    ):
        return ()
    if around.hit.type is EventType.EXPLOSIVE_DEVICE:
        found += [p for p in around.parties(("ب", "في", "علي")) if p.head.isa("vehicles") and not p.any("charges")]
    if around.hit.type is EventType.DETENTION_RELEASE:
        found += [p for p in around.parties(("عن", "من")) if p.any("people")]
    for other in around.parties(("علي", "ضد", "ب")):
        if (other.any("armed") or other.any("people")) and not _is_weapon(other):
            found.append(other)
    return tuple(p for p in found if not p.head.isa("bombs") and not p.head.isa("shells") and not p.head.isa("charges"))


WITHOUT_TARGETS = frozenset(
    (EventType.AGREEMENT_SIGNED, EventType.MECHANISM_ESTABLISHED, EventType.BOUNDARY_DEFINED, EventType.POSITION_STATED)
)


def _is_weapon(phrase: Phrase) -> bool:
    head = phrase.head
    return head.isa("heavy") or head.isa("guns") or head.isa("air")


def held_by(around: Around, phrase: Phrase) -> Phrase | None:
    """Whose position it is: "مواقع المسلحين"."""
    tokens = around.parsed.tokens
    first = tokens[phrase.first]
    if first.base in ("مواقع", "موقع", "مقر", "مقار", "نقاط", "نقطه", "حاجز", "حواجز", "تجمعات", "اليات", "رتل"):
        inner = phrase_at(around.parsed, phrase.first + 1) if phrase.last > phrase.first else None
        if inner is not None and inner.head.isa("armed"):
            return inner
    return None
