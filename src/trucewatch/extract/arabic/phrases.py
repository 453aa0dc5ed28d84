"""Noun phrases without a parser: where a phrase that starts at a word ends, by the article, the construct state and
words that can only begin another."""

from collections.abc import Iterator

from trucewatch.extract.arabic.lexicon import table
from trucewatch.extract.arabic.tokens import Parsed, Token

__all__ = ["Phrase", "phrase_at", "phrase_before", "phrases_after"]

_ATTACHING = frozenset("تابع تابعه تابعين تابعون مواليه موالون موالي ممثل".split())
"""Words whose "ل" keeps a phrase together ("التابعة للحرس")."""


class Phrase:
    """The words first to last of a noun phrase; `head` is its first noun (behind numbers)."""

    def __init__(self, parsed: Parsed, first: int, last: int) -> None:
        self.parsed, self.first, self.last = parsed, first, last

    @property
    def head(self) -> Token:
        """The noun that says what is meant."""
        run = self.parsed.tokens[self.first : self.last + 1]
        return next((t for t in run if t.tag in ("noun", "masdar") and t.base not in table("crowds")), run[0])

    @property
    def text(self) -> str:
        """As worded, without prefixed letters."""
        return self.parsed.slice(self.first, self.last)

    def any(self, name: str) -> bool:
        """Whether a word of the phrase belongs to a class."""
        return any(t.isa(name) for t in self.parsed.tokens[self.first : self.last + 1])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))


def phrase_at(parsed: Parsed, i: int, *, wide: bool = False) -> Phrase | None:
    """The noun phrase that begins at a word, or with the name in quotation marks there; None where none can. `wide`
    goes on over prepositions ("مصدر في قيادة الشرطة")."""
    tokens = parsed.tokens
    if i < len(tokens) and tokens[i].text in _OPENING:
        closing = _closing(tokens, i)
        if closing is None or closing == i + 1:
            return None
        return Phrase(parsed, i + 1, _run_on(parsed, i + 1, closing - 1, closing + 1, wide=wide))
    if i >= len(tokens) or not _is_nominal(tokens[i]):
        return None
    return Phrase(parsed, i, _run_on(parsed, i, i, i + 1, wide=wide))


_OPENING = frozenset('«“"„')
_CLOSERS = {"«": "»", "“": "”", '"': '"', "„": "“"}
_LONGEST_NAME = 8


def _closing(tokens: tuple[Token, ...], i: int) -> int | None:
    """Where the quotation mark at a word is closed, a few words on."""
    closer = _CLOSERS[tokens[i].text]
    for j in range(i + 1, min(i + 2 + _LONGEST_NAME, len(tokens))):
        if tokens[j].sentence != tokens[i].sentence:
            return None
        if tokens[j].text in (closer, "”", "»"):
            return j
    return None


def _run_on(parsed: Parsed, first: int, last: int, j: int, *, wide: bool) -> int:
    """The last word of a phrase that begins at `first` and has come to `last`; `j` is the next word to look at."""
    tokens, anchor, quoted = parsed.tokens, first, tokens_quoted(parsed.tokens, last)
    while j < len(tokens) and tokens[j].sentence == tokens[first].sentence and tokens[j].clause == tokens[first].clause:
        token, before = tokens[j], tokens[j - 1]
        if token.text in _OPENING:
            closing = _closing(tokens, j)
            if closing is None:
                break
            last, j = closing - 1, closing + 1
            quoted = True
            continue
        if wide and (token.tag == "prep" or token.prefix[-1:] in ("ب", "ل")) and _goes_on(tokens, j):
            last = j + 1 if token.tag == "prep" else j
            anchor, j = last, last + 1
            continue
        if wide and token.base in ("في", "من") and j + 1 < len(tokens) and tokens[j + 1].text in _OPENING:
            last, j = j, j + 1
            continue
        if token.base == "من" and _is_part_of(tokens, j):
            anchor, last, j = j + 1, j + 1, j + 2
            continue
        if before.norm == "باسم" and _is_nominal(token):
            anchor, last, j = j, j, j + 1
            continue
        in_name = tokens_begin_name(before) and token.tag not in ("mark", "verb", "conj") and not token.in_time
        in_name = in_name and (token.tag == "prep" or token.prefix in ("ب", "ل", "ك", "ف"))
        numbered = token.tag == "number" and before.base in _NUMBERED
        if not (in_name or numbered):
            if not _is_nominal(token) or (token.prefix and not _is_attached(before, token)):
                break
            if not (token.prefix or _continues(parsed, anchor, last, token)):
                break
            if quoted and not token.article:
                break
            anchor = j if token.prefix else anchor
        last, j = j, j + 1
    return last


def tokens_quoted(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether a phrase so far ends inside quotation marks."""
    return last + 1 < len(tokens) and tokens[last + 1].text in _CLOSERS.values()


_NUMBERED = frozenset("فرقه لواء كتيبه حي محور فوج قطاع لجنه كتيبه سريه فيلق خليه".split())
"""Nouns whose number belongs to the name ("الفرقة 21")."""


def _is_part_of(tokens: tuple[Token, ...], j: int) -> bool:
    """Whether "من" tells of what a number of people is a part ("وحدات من الجيش")."""
    before, after = tokens[j - 1], tokens[j + 1] if j + 1 < len(tokens) else None
    if after is None or after.tag != "noun" or after.prefix or before.article or after.clause != before.clause:
        return False
    whole = before.isa("troops") or before.isa("people") or before.isa("crowds") or before.tag == "number"
    return whole and after.isa("armed") and not before.isa("localities")


def _goes_on(tokens: tuple[Token, ...], j: int) -> bool:
    """Whether a preposition ties more to the phrase, not a time or another clause."""
    target = tokens[j + 1] if tokens[j].tag == "prep" and j + 1 < len(tokens) else tokens[j]
    if target.tag == "masdar" and not target.isa("armed"):
        return False
    if target.tag not in ("noun", "masdar") or target.in_time or target.clause != tokens[j].clause:
        return False
    if target.base in ("بيان", "تصريح", "حديث", "موتمر"):
        return False
    if tokens[j].tag == "prep":
        titled = any(t.isa("titles") for t in tokens[max(0, j - 3) : j])
        return tokens[j].base in ("في", "من", "لدي") or (tokens[j].base in ("عن", "الي") and titled)
    before, token = tokens[j - 1], tokens[j]
    if token.prefix == "ب" and before.isa("titles") and (token.isa("bodies") or token.isa("armed")):
        return True
    return _is_attached(before, token)


def _is_attached(before: Token, token: Token) -> bool:
    """ "المتحدث باسم", "التابعة للحرس", "منشأة لحزب": a prefixed letter that keeps the phrase together."""
    if token.norm == "باسم" or before.base in _ATTACHING:
        return True
    return token.prefix == "ل" and token.isa("owners") and before.known and not before.article


def _is_nominal(token: Token) -> bool:
    return token.tag in ("noun", "masdar", "number") and not token.in_time and not token.isa("time_words")


_NOT_ADJECTIVES = frozenset(
    "اهالي اراضي مباني ضواحي قيادي نواحي صواري وادي رعايه حمايه بدايه نهايه سوريه قريه ولايه دوريه".split()
)


def is_adjective(token: Token) -> bool:
    """Whether a word is written like an adjective, or is one that the lexicon knows."""
    if token.isa("adjectives"):
        return True
    if token.isa("nouns") or token.isa("titles") or token.isa("localities"):
        return False
    form = token.norm.removeprefix(token.prefix).removeprefix("ال")
    if len(form) < 4 or form in _NOT_ADJECTIVES or token.tag != "noun":
        return False
    return form.endswith(("ي", "يه")) if token.article else form.removesuffix("ا").removesuffix("ه") in table("nisba")


def _continues(parsed: Parsed, first: int, last: int, token: Token) -> bool:
    before = parsed.tokens[last]
    start = parsed.tokens[first]
    if before.text in '»”"' and not token.article and token.known:
        return False
    if tokens_begin_name(before):
        return True
    definite = any(t.article or t.owner or t.base in table("names") for t in parsed.tokens[first : last + 1])
    if is_adjective(token) and token.article == (before.article or token.article):
        return before.tag != "number" or token.article
    if before.tag == "number" or before.base in table("crowds"):
        return True
    if token.tag == "number":
        return before.base == "حي" or token.isa("adjectives")
    if token.article:
        if before.article:
            return not token.known and token.tag == "noun"
        return not before.owner and not is_adjective(before) and not _is_whole(before)
    if definite and token.known:
        return False
    if before.article or before.owner or is_adjective(before) or _is_whole(before):
        if token.known:
            return False
        return _takes_name(start, before) and not before.isa("place_heads")
    if token.tag == "masdar":
        return before.known and not before.isa("people")
    return True


_NAMING = frozenset("دير راس تل وادي عين خان باب بيت ام ابو كفر جسر معره قلعه بني عبد نصر سيدي راس".split())


def tokens_begin_name(token: Token) -> bool:
    """Whether a word begins names of two words ("دير الزور", "باب توما")."""
    return token.base in _NAMING and not token.article


def _is_whole(token: Token) -> bool:
    """Whether a noun can hardly be followed by another in the construct state: plurals in "ون", accusatives."""
    if token.base in ("طرف", "جانب", "وفد", "وزير", "رييس", "جيش", "قايد"):
        return False  # duals: "طرفا النزاع"
    return token.norm.endswith(("ون",)) or (token.norm.endswith("ا") and token.form != token.base and not token.article)


def _takes_name(start: Token, before: Token) -> bool:
    """Whether an unknown word after a definite noun may be the name of whoever bears the title."""
    return start.isa("titles") or before.isa("titles") or not before.known


def phrase_before(parsed: Parsed, i: int) -> Phrase | None:
    """The noun phrase that ends right before a word in its clause and is no object of a preposition; the longest."""
    tokens, clause = parsed.tokens, parsed.clause_of(parsed.tokens[i])
    j = i - 1
    while j >= clause.first and _is_between(tokens[j]):
        j -= 1
    end = j
    best: Phrase | None = None
    while j >= clause.first:
        token = tokens[j]
        if token.is_verb and token.isa("telling_of") and best is None:
            end, j = j - 1, j - 1
            continue
        if token.tag in ("verb", "neg", "rel") or (token.tag == "mark" and token.text not in _NAME_MARKS):
            break
        if _is_nominal(token):
            governed = token.prefix[-1:] in ("ب", "ل", "ك") or (
                j > clause.first and tokens[j - 1].tag == "prep" and tokens[j - 1].clause == token.clause
            )
            found = phrase_at(parsed, j)
            if found is not None and found.last >= end:
                best = None if governed else found
            elif found is not None and not governed and _only_appended(parsed, found.last + 1, end):
                best = found if best is None or found.last >= best.last else best
        j -= 1
    return best


def _is_between(token: Token) -> bool:
    """Whether a word may stand between a subject and its verb: times, "قد", "لم", "لا يزال", a closing mark."""
    if token.in_time or token.isa("time_words") or token.base in ("قد", "لا", "ما", "هي", "هو", "هم", "من"):
        return True
    if token.is_verb:
        return token.isa("auxiliary") and token.prefix == ""
    return token.tag == "neg" or token.text in _CLOSING


_CLOSING = frozenset('»”"،,')
_NAME_MARKS = frozenset('«»“”"+&')
_NAME_MARKS = frozenset('«»“”"+&')


def _only_appended(parsed: Parsed, first: int, end: int) -> bool:
    """Whether only prepositional phrases, and joined names, stand between a phrase and the verb."""
    run = parsed.tokens[first : end + 1]
    return bool(run) and (run[0].tag == "prep" or run[0].prefix[-1:] in ("ب", "ل", "و"))


def _is_passed(verb: Token) -> bool:
    """Whether a verb only carries on the noun before it: "اشتباكات اندلعت في", "قذائف أطلقتها المجموعات على"."""
    return verb.prefix == "" and (verb.isa("carrying") or (verb.reading is not None and verb.reading.has_object))


def phrases_after(parsed: Parsed, i: int) -> Iterator[tuple[Phrase, str]]:
    """The noun phrases of a word's clause after it, each with the preposition before it ("" without one)."""
    tokens, clause = parsed.tokens, parsed.clause_of(parsed.tokens[i])
    j, by = i + 1, ""
    while j <= clause.last:
        token = tokens[j]
        if token.tag == "prep":
            by = token.base
            j += 1
            continue
        if token.is_verb and _is_passed(token):
            by = ""
            j += 1
            continue
        if token.tag == "about":
            j += 1
            continue
        if token.is_verb or token.tag in ("rel", "neg"):
            return
        if token.tag == "masdar" and token.prefix == "و":
            by = ""
        found = phrase_at(parsed, j)
        if found is None:
            by = by if token.text in '«“"' or token.in_time else ""
            j += 1
            continue
        letter = token.prefix[-1:]
        yield found, (letter if letter in ("ب", "ل", "ك") else "و" if letter == "و" else by)
        by = by if letter == "و" else ""
        j = found.last + 1
