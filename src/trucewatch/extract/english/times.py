"""Times in an English report: which words name a time, and which days they stand for.

`find_times` reads every expression of a parsed text by the rules of `time_rules`, joins neighbours ("between 2 and
5 May", "Friday and Saturday") and applies what stands in front ("since", "until", "by"). Days that cannot be told
stay None. Which of these times dates which event is decided in `claim_dates`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from trucewatch.extract.english.cues import CUES, near, plain, spots
from trucewatch.extract.english.dateline import dateline, find_headers
from trucewatch.extract.english.parsed import Doc, Token
from trucewatch.extract.english.time_rules import RULES, Clock, Rule
from trucewatch.extract.english.time_words import Period, add_months, shift, whole_month

__all__ = ["TimeExpression", "dateline", "find_times", "looks_ahead"]


@dataclass(frozen=True)
class TimeExpression:
    """Words that name a time, at character offsets start..end, and the days first..last that they stand for,
    inclusive.

    Both days are None where the text does not let them be told ("recently"); one of them is None for an interval
    open on that side ("until 5 May"). `kind` is day, range, window, month, year, season, duration, deadline, since,
    until, ongoing or vague. `rule` names the rule that read it. `header` is true for the day of writing ("LONDON, 4
    May"), which dates the report and no event.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    kind: str
    rule: str
    header: bool = False

    @property
    def resolved(self) -> bool:
        """Whether a day is known on either side."""
        return self.first is not None or self.last is not None


_MODALS = frozenset(("will", "shall", "would", "should", "must", "can", "may", "might", "wo", "ll", "'ll"))
_PLANNING = frozenset(
    "agree order demand propose threaten prepare urge hope vow promise intend plan expect schedule due".split()
)
_SCHEDULED = frozenset("expect schedule plan slate due foresee postpone adjourn".split())
_APPOINTED = frozenset(("fix", "set"))
_URGING = frozenset("call ask request appeal invite".split())
_LEADING_ON = _PLANNING | _URGING | {"be"}
_STARTING = frozenset("begin start expire".split())


def looks_ahead(token: Token) -> bool:
    """Whether the clause of this word speaks of something to come: "will", "scheduled for", a verb of planning
    or asking above it, or a beginning told in the present ("which starts on Friday")."""
    nearest = True
    if token.head.lower_ == "for" and token.head.head.lemma_ in _APPOINTED:
        return True
    for verb in (token, *token.ancestors):
        if verb.pos_ not in ("VERB", "AUX"):
            continue
        marks = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        if "have" in marks or "had" in marks:
            return False
        if marks & _MODALS or verb.lemma_ in (_SCHEDULED if nearest else _PLANNING):
            return True
        if nearest and verb.lemma_ in _STARTING and verb.tag_ in ("VBZ", "VBP"):
            return True
        if "to" in marks and verb.head.lemma_ in _LEADING_ON:
            return True
        if verb.tag_ in ("VBD", "VBN") and verb.dep_ not in ("ccomp", "xcomp", "advcl"):
            return False
        nearest = False
    return False


def find_times(doc: Doc, published: date | None, anchors: Mapping[str, date] | None = None) -> list[TimeExpression]:
    """Every time expression of the text in order, without overlap.

    `published` is the metadata's date, which a dateline in the text overrides; with neither, only dates written out
    in full are resolved. `anchors` gives the days of named events for "within ten days of signing" ({"signing":
    day}).
    """
    text = doc.text
    headers = find_headers(text, published)
    base = headers[0].day if headers else published
    found = [
        TimeExpression(h.start, h.end, h.day, h.day, "day", "bulletin" if h.bulletin else "dateline", header=True)
        for h in headers
    ]
    for match, rule in _matches(text, tuple((h.start, h.end) for h in headers)):
        near = _year_named(text, found, match.start())
        clock = Clock(base, _ahead_at(doc, text, match), _named_before(found, match.start()), anchors or {}, near)
        first, last = _days(rule, match, clock) or (None, None)
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        found.append(TimeExpression(start, match.end(), first, last, rule.kind, rule.name))
    read = [_prefixed(text, time, base) for time in _joined(text, sorted(found, key=lambda time: time.start))]
    return [time for time in read if not _FIRST_SINCE.search(text, max(0, time.start - 30), time.start + 5)]


@lru_cache(maxsize=2)
def _matches(text: str, taken: tuple[tuple[int, int], ...]) -> list[tuple[re.Match[str], Rule]]:
    """The matches of all rules, leftmost and longest first; an earlier rule wins a tie. A report is read twice where
    its times hang on the day of a signing."""
    every = [
        (m.start(), -m.end(), n, m, rule)
        for n, rule, m in _every_match(text)
        if m.group().strip() and "\n\n" not in m.group().strip()
    ]
    kept, free = [], 0
    for start, minus_end, _, match, rule in sorted(every, key=lambda item: item[:3]):
        if start >= free and all(start >= b or -minus_end <= a for a, b in taken):
            free = -minus_end
            kept.append((match, rule))
    return kept


def _every_match(text: str) -> Iterator[tuple[int, Rule, re.Match[str]]]:
    """What every rule finds by itself, with the rule and its place among the rules."""
    low = plain(text)
    known: dict[tuple[str, ...], list[int]] = {}
    for n, rule in enumerate(RULES):
        cue = CUES[rule.name]
        if low is None:
            found: Iterable[re.Match[str]] = rule.pattern.finditer(text)
        else:
            if cue.words not in known:
                known[cue.words] = spots(low, cue.words)
            found = near(rule.pattern, text, known[cue.words], cue.before, cue.after)
        yield from ((n, rule, match) for match in found)


_DEADLINE_BEFORE = re.compile(r"\b(?:until|till|up to|no later than|not later than)\s+(?:the\s+)?$", re.IGNORECASE)


# "The first convoy since August" dates what came before, and not the convoy.
_FIRST_SINCE = re.compile(r"\bfirst(?: time| such)?(?: [a-z]+)? since$", re.IGNORECASE)
_SINCE_BEFORE = re.compile(r"\bsince\s+(?:the\s+)?$", re.IGNORECASE)


def _ahead_at(doc: Doc, text: str, match: re.Match[str]) -> bool:
    if _SINCE_BEFORE.search(text, max(0, match.start() - 20), match.start()):
        return False
    if _DEADLINE_BEFORE.search(text, max(0, match.start() - 20), match.start()):
        return True
    span = doc.covering(match.start(), match.end())
    return span is not None and len(span) > 0 and looks_ahead(span.root)


def _named_before(found: Sequence[TimeExpression], start: int) -> Period | None:
    """The last day named before this place, for "the previous day" and "of that year"."""
    for time in reversed(found):
        if time.end <= start and time.first is not None and time.last is not None and not time.header:
            return time.first, time.last
    return None


def _year_named(text: str, found: Sequence[TimeExpression], start: int) -> int | None:
    """The year that the sentence wrote out just before: "on 18 June 2000 ... and on 12 December"."""
    if not found or found[-1].header or found[-1].first is None:
        return None
    between = text[found[-1].end : start]
    year = found[-1].first.year
    words = text[found[-1].start : found[-1].end]
    return year if str(year) in words and not re.search(r"[.!?\n]\s", between) else None


def _days(rule: Rule, match: re.Match[str], clock: Clock) -> Period | None:
    """What a rule reads; None for what no calendar has, such as the month before the first."""
    try:
        period = rule.read(match, clock)
    except (ValueError, OverflowError):
        return None
    return period if period is not None and period[0] <= period[1] else None


_JOIN = re.compile(r"\s*(?:and|or|to|until|till|through|-|–|—)\s*(?:(?:on|in|the)\s+)*", re.IGNORECASE)
_JOINED_KINDS = frozenset(("day", "month", "year", "season", "range"))


def _joined(text: str, times: Sequence[TimeExpression]) -> list[TimeExpression]:
    """Neighbours of one kind with only "to", "and", "or" or a dash between them are one range."""
    out: list[TimeExpression] = []
    for read in times:
        time = read
        before = out[-1] if out else None
        if before is not None and before.kind == time.kind == "month" and _JOIN.fullmatch(text, before.end, time.start):
            time = _after(before, time)
        if (
            before is not None
            and not before.header
            and before.kind in _JOINED_KINDS
            and (before.kind == time.kind or "range" in (before.kind, time.kind))
            and before.first is not None
            and time.last is not None
            and before.first <= time.last
            and _JOIN.fullmatch(text, before.end, time.start)
        ):
            kind = before.kind if before.kind == time.kind != "day" else "range"
            out[-1] = replace(before, end=time.end, last=time.last, kind=kind, rule=f"{before.rule}+{time.rule}")
        else:
            out.append(time)
    return out


def _after(before: TimeExpression, time: TimeExpression) -> TimeExpression:
    """In "May or June", written in May, the June is the one that follows, not the one before."""
    if before.first is None or time.first is None or time.last is None or before.first <= time.last:
        return time
    month = add_months(time.first, 12)
    return replace(time, first=month, last=whole_month(month.year, month.month)[1])


_PREFIX = re.compile(
    r"\b(?P<word>since|until|till|up to|no later than|not later than|by|before|as of)"
    r"(?:\s+(?:the|on|around|about|at|late|early|midnight|noon|on))*(?:\s*(?P<edge>end|beginning"
    r"|start) of(?: the)?)?\s*$",
    re.IGNORECASE,
)


_STARTS_WITH_PART = re.compile(r"(?i:dawn|noon|midnight|daybreak)\b")


def _prefixed(text: str, time: TimeExpression, base: date | None) -> TimeExpression:
    """What stands in front of a time opens or closes it: "since March" runs to the day of writing, "by "
    "Friday" from it."""
    found = _PREFIX.search(text, max(0, time.start - 40), time.start)
    if (
        found is None
        or time.header
        or time.first is None
        or time.last is None
        or time.kind in ("window", "deadline", "ongoing")
    ):
        return time
    if _STARTS_WITH_PART.match(text, time.start):
        return time
    word, edge = found["word"].lower(), (found["edge"] or "").lower()
    first = (
        time.last
        if edge == "end" or (word == "since" and "end of" in text[time.start : time.end].lower())
        else time.first
    )
    last = time.first if edge in ("beginning", "start") else time.last
    grown = replace(time, start=found.start(), rule=f"{word.replace(' ', '-')}+{time.rule}")
    if word == "since":
        return replace(grown, first=first, last=max(first, base) if base else None, kind="since")
    if word in ("until", "till", "up to"):
        ahead = base is not None and last >= base
        return replace(grown, first=base if ahead else None, last=last, kind="until")
    if word in ("by", "no later than", "not later than", "before"):
        if base is None or last < base or (last == base and word == "by"):
            return time if word == "by" else replace(grown, first=None, last=None, kind="vague")
        return replace(
            grown, first=base, last=shift(last, -1) if word == "before" and last > base else last, kind="deadline"
        )
    return time
