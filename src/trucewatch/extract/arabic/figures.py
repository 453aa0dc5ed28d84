"""Tolls: how many were killed or injured (codebook, Casualties)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from trucewatch.extract.arabic.forms import level
from trucewatch.extract.arabic.lexicon import table, words
from trucewatch.extract.arabic.phrases import phrase_at
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.model import Casualties

__all__ = ["Toll", "find_tolls"]

_AFTER = 12
_JOINERS = frozenset(("و",))


@dataclass(frozen=True, eq=False)
class Toll:
    """A count of people at a word of killing or wounding; `first` and `last` are the words of the victims."""

    word: Token
    killed: bool
    count: Casualties
    first: int
    last: int


@cache
def _group(name: str, part: str) -> frozenset[str]:
    return frozenset(level(w) for w in table(name)[part])


def find_tolls(parsed: Parsed) -> list[Toll]:
    """The tolls of a report in text order; a joint toll ("مقتل وإصابة 25") gives none."""
    tolls: list[Toll] = []
    for token in parsed.tokens:
        for name, killed in (("killing", True), ("wounding", False)):
            toll = _at_victims(parsed, token, name, killed) or _at_word(parsed, token, name, killed)
            if toll is not None and not any(t.killed is killed and t.first <= toll.first <= t.last for t in tolls):
                tolls.append(toll)
    return tolls


def _at_word(parsed: Parsed, token: Token, name: str, killed: bool) -> Toll | None:
    """A toll behind a verb or noun of killing: "قتل ثلاثة مدنيين", "إصابة طفلين"."""
    verbal = token.is_verb and token.lemma in _group(name, "verbs")
    nominal = token.tag in ("masdar", "noun") and (
        token.form in _group(name, "nouns") or token.base in _group(name, "nouns")
    )
    if not (verbal or nominal) or _is_denied(parsed, token):
        return None
    if token.norm.endswith("ات") and token.lemma == "اصاب":
        return None
    plural = verbal and token.reading is not None and token.reading.plural
    j = token.i + 1
    sentence = parsed.sentence_of(token)
    end = sentence[-1].i
    if j <= end and parsed.tokens[j].tag == "masdar" and parsed.tokens[j].prefix == "و":
        return None
    if verbal and plural:
        found = _before(parsed, token)
    else:
        found = _count(parsed, j, min(end, j + _AFTER))
        if found is None and verbal:
            found = _past_subject(parsed, token, min(end, j + _AFTER))
    if found is None:
        return None
    low, high, first, last = found
    return Toll(token, killed, Casualties(who=_who(parsed, first, last), low=low, high=high), first, last)


def _past_subject(parsed: Parsed, token: Token, end: int) -> tuple[int, int | None, int, int] | None:
    """The victims behind whoever killed: "قتل الجيش ثلاثة مسلحين"."""
    subject = phrase_at(parsed, token.i + 1)
    return _count(parsed, subject.last + 1, end) if subject is not None else None


def _before(parsed: Parsed, token: Token) -> tuple[int, int | None, int, int] | None:
    """The victims before a plural verb: "عشرات المدنيين قتلوا"."""
    clause = parsed.clause_of(token)
    for j in range(clause.first, token.i):
        found = _count(parsed, j, token.i - 1)
        if found is not None:
            return found
    return None


def _at_victims(parsed: Parsed, token: Token, name: str, killed: bool) -> Toll | None:
    """A toll that the victims' own word bears: "ستة قتلى", "32 قتيلا", "جريحان"."""
    if token.tag not in ("noun", "masdar") or not token.bases & _group(name, "victims") or _is_denied(parsed, token):
        return None
    dual = token.form.endswith(("ان", "ين")) and token.form.removesuffix("ان").removesuffix("ين") in _SINGULARS
    first, amount = _number_before(parsed, token)
    if amount is None:
        one = token.form.removesuffix("ا") in _SINGULARS and _next_is(parsed, token, "واحد")
        amount = 2 if dual else 1 if one else None
        first = token.i
    if amount is None:
        return None
    low, high = _bounds(
        parsed, first, token.i, amount, crowd=parsed.tokens[first].base in table("crowds") and first != token.i
    )
    return Toll(token, killed, Casualties(who=_who(parsed, token.i, token.i), low=low, high=high), first, token.i)


_SINGULARS = frozenset(level(w) for w in "قتيل شهيد جريح مصاب".split())


def _next_is(parsed: Parsed, token: Token, word: str) -> bool:
    return token.i + 1 < len(parsed.tokens) and parsed.tokens[token.i + 1].base == word


def _number_before(parsed: Parsed, token: Token) -> tuple[int, int | None]:
    """Where the number before a word begins, and the number."""
    j = token.i - 1
    run: list[Token] = []
    if token.prefix:
        return token.i, None
    while j >= 0 and parsed.tokens[j].sentence == token.sentence and len(run) < 5:
        at = parsed.tokens[j]
        if at.tag == "number" or at.base in table("crowds"):
            run.insert(0, at)
        else:
            break
        j -= 1
    if not run:
        return token.i, None
    return run[0].i, amount_of(run)


def amount_of(run: Sequence[Token]) -> int | None:
    """The number that words or digits give: "سبعة عشر", "خمسة وعشرين", "120", "ثلاثة آلاف"."""
    total = 0
    for token in run:
        if token.tag == "number" and token.norm[0].isdigit():
            digits = token.norm.replace(",", "").replace(".", "")
            value = int(digits) if digits.isdecimal() and len(digits) < 8 else None
        else:
            value = table("crowds").get(token.base) if len(run) == 1 else None
            value = table("numbers").get(token.base, value)
        if value is None:
            return None
        total = total * int(value) if value == 1000 and total else total + int(value)
    return total or None


def _count(parsed: Parsed, first: int, last: int) -> tuple[int, int | None, int, int] | None:
    """The number and the victims that a phrase names from a word on: low and high bound, first and last word."""
    tokens = parsed.tokens
    j = first
    while j <= last and _is_approximate(tokens[j]):
        j += 1
    numbers: list[Token] = []
    start = j
    while j <= last and (tokens[j].tag == "number" or tokens[j].base in table("crowds")) and not tokens[j].in_time:
        if tokens[j].prefix[-1:] in ("ب", "ل") and not numbers:
            return None
        numbers.append(tokens[j])
        j += 1
    if j <= last and numbers and tokens[j].base == "من":
        j += 1
    if not numbers and j <= last and _is_somebody(tokens, j):
        return 1, 1, j, j
    if j > last or not _is_people(tokens[j]):
        if numbers and (j > last or tokens[j].tag in ("mark", "prep", "conj") or tokens[j].base in _COUNTED):
            amount = amount_of(numbers)
            if amount is not None and amount < 100_000 and _may_stand_alone(tokens, j, last):
                return (
                    *_bounds(parsed, start, j - 1, amount, crowd=numbers[0].base in table("crowds")),
                    start,
                    max(start, j - 1),
                )
        return None
    phrase = phrase_at(parsed, j)
    end = min(phrase.last if phrase is not None else j, last)
    amount = amount_of(numbers) if numbers else _own_number(tokens[j], tokens[j + 1] if j < last else None)
    if amount is None:
        return None
    crowd = bool(numbers) and numbers[0].base in table("crowds")
    more = _joined(parsed, end + 1, last) if not numbers else None
    if more is not None:
        amount, end = amount + more[0], more[1]
    low, high = _bounds(parsed, start, end, amount, crowd=crowd)
    return low, high, j, end


def _is_somebody(tokens: Sequence[Token], j: int) -> bool:
    """Whether one person of an unlisted calling is named right behind a word of killing ("مقتل صيدلانية")."""
    token, before = tokens[j], tokens[j - 1]
    after = tokens[j + 1] if j + 1 < len(tokens) else None
    bare = token.tag == "noun" and not token.known and not token.article and not token.prefix and not token.in_time
    ends = after is None or after.tag in ("mark", "prep") or after.prefix == "و" or after.sentence != token.sentence
    return bare and ends and before.form in ("مقتل", "استشهاد", "مصرع")


_COUNTED = frozenset(("اخرين", "اخرون", "بينهم", "منهم"))


def _may_stand_alone(tokens: Sequence[Token], j: int, last: int) -> bool:
    """Whether a bare number counts people ("وإصابة 12"): not a measure or a time."""
    return j > last or tokens[j].text in "،,.؛" or tokens[j].base in _COUNTED or tokens[j].tag in ("prep", "conj")


def _is_people(token: Token) -> bool:
    return token.tag in ("noun", "masdar") and (token.isa("people") or token.isa("troops")) and not token.prefix


def _own_number(token: Token, after: Token | None) -> int | None:
    """One for "طفل" and "جندي واحد", two for a dual; None for plurals."""
    form = token.form
    if token.article or (token.owner and form in words("crowds")):
        return None
    if token.norm.endswith(("ين", "ان")) and form[:-2] in _stems():
        return 2
    if after is not None and after.base in ("اثنين", "اثنان", "اثنتين", "اثنتان"):
        return 2
    bare = form.removesuffix("ا") if form not in _stems() else form
    return 1 if bare in _stems() or (token.owner and token.base in _stems()) or _with_owner(token) else None


def _with_owner(token: Token) -> bool:
    return token.base in frozenset(level(w) for w in "والدته والده زوجته ابنه طفلها".split())


@cache
def _stems() -> frozenset[str]:
    """People words in the singular."""
    singular = (
        "مدني شخص طفل طفلة امرأة رجل شاب فتاة مواطن مواطنة سيدة صحفي صحافي طبيب مسعف عامل موظف ناشط نازح لاجئ مزارع "
        "صياد راكب طالب مسن جندي عنصر مسلح ضابط مقاتل شرطي منتسب إرهابي عسكري فتى قائد قيادي متطوع معلم معلمة ممرض "
        "ممرضة مراسل مصور رضيع "
        "سائق حارس مهاجر مدرس إعلامي مستوطن إسرائيلي فلسطيني سوري يمني تلميذ تلميذة شيخ إمام سجين راع بائع"
    )
    return frozenset(level(w) for w in singular.split())


def _joined(parsed: Parsed, j: int, last: int) -> tuple[int, int] | None:
    """A second victim without a number: "امرأة وطفلين"."""
    if j > last or parsed.tokens[j].prefix != "و" or parsed.tokens[j].tag != "noun":
        return None
    token = parsed.tokens[j]
    if not token.isa("people"):
        return None
    own = (
        2
        if token.norm.endswith(("اها", "اه", "يها", "يه")) and token.base in words("people") and "طفلا" in token.norm
        else None
    )
    form = token.form
    number = own or (
        2
        if form.endswith(("ين", "ان")) and form[:-2] in _stems()
        else 1
        if form.removesuffix("ا") in _stems() or _with_owner(token)
        else None
    )
    return (number, j) if number is not None else None


def _bounds(parsed: Parsed, first: int, last: int, amount: int, *, crowd: bool) -> tuple[int, int | None]:
    before = parsed.tokens[max(0, first - 5) : first]
    after = parsed.tokens[last + 1 : last + 4]
    sentence = parsed.tokens[first].sentence
    marks = [t.norm for t in (*before, *after) if t.sentence == sentence]
    spread = any(m == "الاقل" for m in marks)
    spread = spread or any(
        t.norm in ("اكثر", "يقل", "تقل", "يزيد", "تزيد", "فوق", "نيف") for t in before if t.sentence == sentence
    )
    return amount, None if spread or crowd else amount


_APPROXIMATE = frozenset("نحو حوالي قرابه اكثر من ما لا يقل يزيد تقل عن علي الاقل زهاء كل عدد".split())


def _is_approximate(token: Token) -> bool:
    return token.norm in _APPROXIMATE


def _who(parsed: Parsed, first: int, last: int) -> str:
    start = first
    while start < last and (parsed.tokens[start].tag == "number" or parsed.tokens[start].base in table("crowds")):
        start += 1
    return parsed.slice(start, last)


def _is_denied(parsed: Parsed, token: Token) -> bool:
    before = parsed.tokens[max(0, token.i - 4) : token.i]
    return any(
        t.sentence == token.sentence
        and (t.tag == "neg" or t.base in ("دون", "بدون", "عدم"))
        and t.norm != "لا"
        and t.clause == token.clause
        for t in before
    )
