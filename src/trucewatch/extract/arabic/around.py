"""What stands around an event's trigger in its clause: phrases that may name a party, and the subjects of verbs."""

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.extract.arabic.phrases import Phrase, is_adjective, phrase_at, phrase_before, phrases_after
from trucewatch.extract.arabic.places import Gazette
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.extract.arabic.triggers import EventHit

__all__ = ["Around", "Roles", "governor", "is_subject_first", "joined_after", "subjects", "with_joined"]

_NO_PARTY = frozenset(
    "ارض يوم حين وقت اطار سياق خلال نار نيران اتفاق هدنه مذكره بيان تصريح اجتماع جوله عمليه هجوم قصف غاره "
    "اشتباك معركه معارك حمله خرق اتهام انباء ساعات ساعه عده عدد نتيجه ساحه سياره قذايف قذيفه صاروخ صواريخ "
    "رصاص لغم عبوه براميل مسووليه سيطره وقف تنفيذ اطلاق سريان مفاوضات محادثات لقاء مباحثات مهله اسبوع شهر "
    "حيز صحه مرحله مشاوره التزام مقابل حصيله مقاومه ضغط تقدم هدوء خلفيه وساطه رعايه اشراف حضور شروط شرط "
    "مقترح خطه قرار".split()
)


@dataclass(frozen=True)
class Roles:
    """The phrases of an event's parties and the rule that found them; `elided`: the subject is left out and goes on
    from before; `owner`: a pronoun stands for the doer."""

    initiators: tuple[Phrase, ...] = ()
    targets: tuple[Phrase, ...] = ()
    elided: bool = False
    rule: str = "none"


class Around:
    """What stands around a trigger in its clause."""

    def __init__(self, parsed: Parsed, gazette: Gazette, hit: EventHit) -> None:
        self.parsed, self.gazette, self.hit = parsed, gazette, hit
        self.after = list(phrases_after(parsed, hit.last))

    def parties(self, by: Sequence[str]) -> list[Phrase]:
        """The phrases behind one of these prepositions, with those joined to them."""
        found: list[Phrase] = []
        taken = False
        for phrase, before in self.after:
            if before == "و" and taken and not self.gazette.is_place(found[-1]):
                found.append(phrase)
                continue
            taken = before in by
            if taken:
                found.append(phrase)
        return found

    def is_party(self, phrase: Phrase) -> bool:
        """Whether a phrase may name a force, people or a state."""
        head = phrase.head
        if phrase.first and self.parsed.tokens[phrase.first - 1].text in '«“"':
            return True
        if head.base in _NO_PARTY or head.lemma in _NO_PARTY or head.isa("talks") or head.isa("accord"):
            return False
        if (
            head.isa("charges")
            or head.isa("shells")
            or head.isa("bombs")
            or (
                is_adjective(self.parsed.tokens[phrase.first]) and not head.isa("armed") and phrase.first != phrase.last
            )
        ):
            return False
        if head.tag == "number" or head.base == "اكثر":
            return False
        if head.tag == "masdar" and not (head.isa("troops") or head.isa("people") or head.isa("arms")):
            return False
        return not (head.isa("time_words") or head.in_time)

    def is_close(self, phrase: Phrase) -> bool:
        """Whether a phrase stands right behind the trigger, times and marks left out."""
        between = self.parsed.tokens[self.hit.last + 1 : phrase.first]
        return sum(not t.in_time and t.tag not in ("mark", "prep", "about") for t in between) <= 2

    def is_armed(self, phrase: Phrase) -> bool:
        """Whether a phrase names a force: by its head, or a name that is no place."""
        head = phrase.head
        if head.isa("armed"):
            return True
        if phrase.any("people") and not phrase.any("armed"):
            return False
        return not head.known and not self.gazette.is_place(phrase)


def governor(parsed: Parsed, head: Token) -> Token | None:
    """The verb of the clause before a noun."""
    number = head.clause
    while True:
        clause = parsed.clauses[number]
        found = next(
            (t for t in reversed(parsed.tokens[clause.first : min(head.i, clause.last + 1)]) if t.is_verb), None
        )
        goes_back = clause.kind == "mark" and number > 0 and parsed.clauses[number - 1].sentence == clause.sentence
        if found is not None or not goes_back:
            return found
        number -= 1


def subjects(parsed: Parsed, verb: Token) -> list[Phrase]:
    """Who does what a verb says: before it, or right behind it."""
    plural = verb.reading is not None and verb.reading.plural
    before = phrase_before(parsed, verb.i)
    after = [p for p, by in phrases_after(parsed, verb.i) if by == ""]
    first = parsed.tokens[verb.i + 1] if verb.i + 1 < len(parsed.tokens) else None
    if before is not None and (plural or is_subject_first(parsed, verb)):
        return with_joined(parsed, before)
    if not plural and after and first is not None and after[0].first <= verb.i + 4:
        return [after[0], *joined_after(parsed, after[0])]
    return [before] if before is not None else []


def is_subject_first(parsed: Parsed, verb: Token) -> bool:
    """Whether the phrase before a verb is its subject: behind "أن", in a headline, or where the verb opens nothing."""
    clause = parsed.clause_of(verb)
    return verb.prefix in ("", "س") and (clause.kind != "and" or clause.first != verb.i)


def with_joined(parsed: Parsed, phrase: Phrase) -> list[Phrase]:
    """A phrase before a verb with those joined before it: "قوات كذا والقوات الحكومية انسحبت"."""
    head = parsed.tokens[phrase.first]
    if head.prefix != "و":
        return [phrase]
    clause = parsed.clause_of(head)
    for j in range(clause.first, phrase.first):
        found = phrase_at(parsed, j)
        if found is not None and found.last == phrase.first - 1 and parsed.tokens[j].prefix == "":
            governed = j > clause.first and parsed.tokens[j - 1].tag == "prep"
            return [phrase] if governed else [found, phrase]
    return [phrase]


def joined_after(parsed: Parsed, phrase: Phrase) -> list[Phrase]:
    """The phrases that "و" joins to one behind it."""
    found: list[Phrase] = []
    at = phrase.last + 1
    while at < len(parsed.tokens) and len(found) < 4:
        token = parsed.tokens[at]
        if token.prefix != "و" or token.tag != "noun" or token.sentence != parsed.tokens[phrase.first].sentence:
            break
        following = phrase_at(parsed, at)
        if following is None or (is_adjective(token) and token.article):
            break
        found.append(following)
        at = following.last + 1
    return found
