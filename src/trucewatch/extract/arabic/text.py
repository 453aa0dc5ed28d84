"""An Arabic report as words, sentences and clauses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from trucewatch.extract.arabic.forms import level
from trucewatch.extract.arabic.tagging import tag
from trucewatch.extract.arabic.tokens import Clause, Parsed, Token
from trucewatch.extract.reckoning import TimePhrase

__all__ = ["parse"]

_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:[\u0610-\u061a\u064b-\u065f\u0670\u0640][^\W\d_]*)*|\S")
_ENDS = frozenset(".!؟?؛…")
_BREAKS = frozenset("،,:;؛–—-()[]/")
_LONGEST = 150
_OPENERS = {
    "that": "ان بان لان انه انها انهم انهما بانه بانها بانهم كان",
    "if": "اذا لو شريطه",
    "contrast": "لكن لكنه لكنها لكنهم لكنهما الا غير اما بل",
    "when": "بينما فيما حين عندما حيث اذ حسبما مما كما كي لكي ثم بعدما ريثما قبلما وفقما بحسبما",
}


def parse(text: str, times: Sequence[TimePhrase] = ()) -> Parsed:
    """The words, sentences and clauses of a text. A line break ends a sentence; one of more than 150 words is cut.
    Words inside one of the `times` are no names or numbers of people, and commas around a time part no clauses."""
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    first = 0
    for line in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        for match in _TOKEN.finditer(line.group()):
            start, end = line.start() + match.start(), line.start() + match.end()
            norm = level(match.group())
            tokens.append(Token(len(tokens), match.group(), start, end, len(sentences), norm or match.group()))
            ends = match.group() in _ENDS and not _is_inside(text, start)
            if ends or len(tokens) - first >= _LONGEST:
                sentences.append((first, len(tokens)))
                first = len(tokens)
        if len(tokens) > first:
            sentences.append((first, len(tokens)))
            first = len(tokens)
    for first, end in sentences:
        tag(tokens[first:end])
    _mark_times(tokens, times)
    clauses = list(_clauses(tokens, sentences))
    return Parsed(text, tuple(tokens), tuple(sentences), tuple(clauses))


def _mark_times(tokens: Sequence[Token], times: Sequence[TimePhrase]) -> None:
    pending = iter(times)
    at = next(pending, None)
    for token in tokens:
        while at is not None and at.end <= token.start:
            at = next(pending, None)
        token.in_time = at is not None and at.start < token.end and token.start < at.end


def _is_inside(text: str, at: int) -> bool:
    """Whether a full stop stands inside a number or an abbreviation ("F.16", "أ.ف.ب")."""
    return text[at] == "." and text[at + 1 : at + 2].isalnum() and text[at - 1 : at].isalnum()


@cache
def _opener_words() -> dict[str, str]:
    return {word: kind for kind, line in _OPENERS.items() for word in line.split()}


def _clauses(tokens: list[Token], sentences: Iterable[tuple[int, int]]) -> Iterator[Clause]:
    number = 0
    for s, (first, end) in enumerate(sentences):
        start, kind = first, "start"
        for i in range(first, end):
            opened = _opens(tokens, i, end)
            if opened and i > start:
                yield Clause(start, i - 1, kind, s)
                number += 1
                start, kind = i, opened
            elif opened and opened != "mark":
                kind = opened
            tokens[i].clause = number
        yield Clause(start, end - 1, kind, s)
        number += 1


def _opens(tokens: list[Token], i: int, end: int) -> str:
    """How a clause opens at a word; "" where none does."""
    token = tokens[i]
    after = tokens[i + 1] if i + 1 < end else None
    if token.tag == "mark":
        breaks = token.text in _BREAKS and not _joins_numbers(tokens, i, end) and not _encloses_time(tokens, i, end)
        return "mark" if breaks else ""
    if token.tag == "rel":
        return "rel"
    kind = _opener_words().get(token.base if token.tag == "conj" else "", "")
    if kind == "that" and after is not None and after.norm in ("لم", "لن") and _is_written_below(token):
        return "if"
    if kind == "contrast" and token.base in ("غير", "الا"):
        return "contrast" if after is not None and after.base in ("ان", "انه", "انها", "انهم") else ""
    if kind:
        return kind
    goes_on = after is not None and after.lemma in ("زال", "يزال")
    if (
        token.tag == "conj"
        and token.base == "ما"
        and after is not None
        and not goes_on
        and (after.is_verb or after.norm == "لم")
    ):
        return "if" if after.norm == "لم" else "when"
    if token.is_verb and token.prefix[:1] in ("و", "ف"):
        return "and"
    if token.tag == "neg" and token.prefix[:1] in ("و", "ف"):
        return "and"
    return ""


def _encloses_time(tokens: list[Token], i: int, end: int) -> bool:
    """Whether a comma stands before or after a time that commas part from its clause ("بدأت القوات، أمس، الانسحاب")."""
    if tokens[i].text not in "،,":
        return False
    j = i + 1
    while j < end and (tokens[j].in_time or tokens[j].base in ("في", "يوم")):
        j += 1
    if j > i + 1 and j < end and tokens[j].text in "،,":
        return True
    j = i - 1
    while (
        j >= 0 and tokens[j].sentence == tokens[i].sentence and (tokens[j].in_time or tokens[j].base in ("في", "يوم"))
    ):
        j -= 1
    return 0 <= j < i - 1 and tokens[j].text in "،,"


def _is_written_below(token: Token) -> bool:
    """Whether "إن" is written with its hamza below: "if", not "that"."""
    return "إ" in token.text


def _repeats_itself(tokens: list[Token], i: int, end: int) -> bool:
    """Whether a dash joins a word to itself ("أرض – أرض")."""
    return i + 1 < end and tokens[i - 1].norm == tokens[i + 1].norm


def _joins_numbers(tokens: list[Token], i: int, end: int) -> bool:
    if tokens[i].text in "-–—" and i > 0 and _repeats_itself(tokens, i, end):
        return True
    return (
        tokens[i].text in "-–/"
        and i > 0
        and i + 1 < end
        and tokens[i - 1].tag == "number"
        and tokens[i + 1].tag == "number"
    )
