"""Which time dates which event.

`date_of` looks in the event's own sentence and weighs the clues of `time_clues`: how the words of time hang on the
event word, what else they could date, what kind of time and event they are. `document_dates` does this for all
mentions of a report and lets a repeated mention take the days of the one that it repeats (codebook, decisions:
Date). An event that the text does not date has no date.
"""

import re
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.extract.english.parsed import Doc, Span, Token
from trucewatch.extract.english.time_clues import (
    STATES,
    Donor,
    EventMention,
    Scene,
    attachment,
    attachment_clues,
    folded,
    repeat_clues,
    total,
)
from trucewatch.extract.english.time_points import ATTACHMENT_POINTS, REPEAT_POINTS
from trucewatch.extract.english.times import TimeExpression

__all__ = ["ClaimDate", "EventMention", "date_of", "document_dates", "folded"]

# Below these sums a date is not given. They lie a little under even odds: the held-out reports lose more dates than
# they gain false ones at zero.
_ATTACHMENT_FLOOR = -5
_REACH = 150
_REPEAT_FLOOR = -4
# A list run into one sentence can name hundreds of days; only the nearest are weighed.
_MOST_TIMES = 20
_WRITTEN_DAYS = frozenset(("dateline", "iso-date", "numeric-date", "day-month", "month-day", "weekday"))
_ENTRY_BEFORE = re.compile(r"(?:^|\n|[.!?][\"”]?)\s*$")
_ENTRY_AFTER = re.compile(r"\s?[.:](?!\d)|\s*(?:\n|[-–—]\s)")


@dataclass(frozen=True)
class ClaimDate:
    """The days of one event, inclusive, the rule that gave them and the characters (start, end) of the words that
    say so.

    `first` alone is None for an event known only to have ended by `last`. Both are None where the sentence names a
    time that cannot be told ("recently"): such a mention takes no date from elsewhere either.
    """

    first: date | None
    last: date | None
    rule: str
    span: tuple[int, int]


def _span_of(trigger: Token | Span) -> Span:
    return trigger.doc[trigger.i : trigger.i + 1] if isinstance(trigger, Token) else trigger


def _root_of(doc: Doc, time: TimeExpression) -> Token | None:
    span = doc.covering(time.start, time.end)
    return span.root if span is not None and len(span) else None


_Timed = tuple[TimeExpression, Token]


class _Clues:
    """The times and event words of a report by their sentences."""

    def __init__(self, doc: Doc, times: Iterable[TimeExpression], events: Iterable[Span]) -> None:
        self._doc = doc
        self._times = sorted((t for t in times if not t.header), key=_start)
        self._known: dict[int, list[_Timed]] = {}
        self._events: dict[int, list[Span]] = defaultdict(list)
        for event in events:
            self._events[event.sent.start].append(event)

    def times_in(self, part: Span) -> list[_Timed]:
        """The times that begin in a sentence, each with its head word."""
        if part.start not in self._known:
            first, last = (bisect_left(self._times, at, key=_start) for at in (part.start_char, part.end_char))
            found = ((time, _root_of(self._doc, time)) for time in self._times[first:last])
            self._known[part.start] = [(time, root) for time, root in found if root is not None]
        return self._known[part.start]

    def rivals_of(self, event: Span, part: Span) -> list[Span]:
        """The other event words of a sentence."""
        return [other for other in self._events[part.start] if other.start != event.start]


def _start(time: TimeExpression) -> int:
    return time.start


def date_of(
    trigger: Token | Span,
    times: Sequence[TimeExpression],
    *,
    kind: str = "",
    mode: str = "actual",
    others: Sequence[Span] = (),
) -> ClaimDate | None:
    """The days that the trigger's own sentence gives for its event; None if it gives none.

    `kind` is the claim's type, `mode` its mode; `others` are the other event words of the report, which may have a
    better right to a time. The day of saying ("said on Thursday") counts only where nothing speaks for another day.
    """
    event = _span_of(trigger)
    return _date_of(event, _Clues(event.doc, times, others), kind, mode)


def _date_of(event: Span, clues: _Clues, kind: str, mode: str) -> ClaimDate | None:
    part = event.sent
    near = sorted(clues.times_in(part), key=lambda found: abs(found[0].start - event.start_char))[:_MOST_TIMES]
    if not near:
        return None
    rivals = clues.rivals_of(event, part)
    best: tuple[int, TimeExpression, str] | None = None
    for time, root in near:
        how = attachment(event, root)
        told = attachment_clues(event, time, root, kind, mode, [attachment(o, root) for o in rivals], len(near) == 1)
        points = total(told, ATTACHMENT_POINTS)
        if points > _ATTACHMENT_FLOOR and (best is None or points > best[0]):
            best = points, time, how
    if best is None:
        return None
    _, time, how = best
    return ClaimDate(time.first, time.last, f"{time.rule}:{how}", (time.start, time.end))


def document_dates(
    mentions: Sequence[EventMention], times: Sequence[TimeExpression], written: date | None
) -> list[ClaimDate | None]:
    """The days of every mention of one report, in the order given.

    A mention that its own sentence does not date takes the days of a dated mention if the clues say that both are
    the same event, with the rule "repeats:..."; `written` is the day of writing (`dateline`), None if unknown.
    """
    if not mentions:
        return []
    triggers = [m.trigger for m in mentions]
    doc = triggers[0].doc
    clues = _Clues(doc, times, triggers)
    own = [_date_of(m.trigger, clues, m.type, m.mode) for m in mentions]
    order = sorted(range(len(mentions)), key=lambda i: (mentions[i].trigger.start, i))
    log = _headings(doc.text, times)
    out = [date or _observed(m, times) or _headed(m, log) for m, date in zip(mentions, own, strict=True)]
    donors = _donors(mentions, own, order, times)
    if not donors:
        return out
    sentences = {s.start: n for n, s in enumerate(doc.sents)}
    first_line = next((t.idx for t in doc[:_REACH] if "\n" in t.text), -1)
    before: int | None = None
    for i in order:
        if out[i] is None and mentions[i].type not in STATES:
            story = _story(out, before)
            out[i] = found = _repeated(mentions[i], donors, out, clues, written, sentences, story, first_line)
            if found is not None and found.first is not None:
                insort(donors, _passed_on(mentions[i], found.first, donors, i), key=_place)
        before = i
    return out


def _observed(mention: EventMention, times: Sequence[TimeExpression]) -> ClaimDate | None:
    """What a bulletin "as of 19:30, 13 March" reports without a date, states apart, it saw on that day."""
    day = next((t for t in times if t.header and t.rule == "bulletin"), None)
    if day is None or mention.mode != "actual" or mention.type in STATES or mention.trigger.start_char < day.start:
        return None
    return ClaimDate(day.first, day.last, "bulletin-day", (day.start, day.end))


def _headings(text: str, times: Sequence[TimeExpression]) -> list[TimeExpression]:
    """The days that head the entries of a log ("3 February. A convoy was stopped. 4 February. ..."), in text order;
    [] where fewer than two days do."""
    found = [
        t
        for t in times
        if t.kind == "day" and t.resolved and t.rule.rpartition("+")[2] in _WRITTEN_DAYS
        if _ENTRY_BEFORE.search(text, max(0, t.start - 5), t.start) and _ENTRY_AFTER.match(text, t.end)
    ]
    return found if len({t.first for t in found}) > 1 else []


def _headed(mention: EventMention, log: Sequence[TimeExpression]) -> ClaimDate | None:
    """The day of the entry that the mention stands in; a state lasts longer, and what is to come lies elsewhere."""
    at = bisect_left(log, mention.trigger.start_char, key=lambda t: t.start) - 1
    if at < 0 or mention.mode != "actual" or mention.type in STATES:
        return None
    return ClaimDate(log[at].first, log[at].last, f"{log[at].rule}:entry", (log[at].start, log[at].end))


_Given = tuple[Donor, int]


def _donors(
    mentions: Sequence[EventMention],
    own: Sequence[ClaimDate | None],
    order: Sequence[int],
    times: Sequence[TimeExpression],
) -> list[_Given]:
    kinds = {(t.start, t.end): t.kind for t in times}
    days = Counter(found.first for found in own if found is not None)
    out: list[_Given] = []
    for i in order:
        found = own[i]
        if found is not None and found.first is not None:
            kind = kinds.get(found.span, "day")
            out.append(
                (Donor(mentions[i], found.first, kind, found.rule.rpartition(":")[2], not out, days[found.first]), i)
            )
    return out


def _passed_on(mention: EventMention, first: date, donors: Sequence[_Given], at: int) -> _Given:
    """A mention dated by repetition, as a donor in its turn."""
    at = bisect_left(donors, mention.trigger.start, key=_place)
    near = donors[max(0, at - _REACH) : at + _REACH]
    shared = max((d.shared for d, _ in near if d.first == first), default=0)
    return Donor(mention, first, "repeat", "repeat", False, shared), at


def _place(given: _Given) -> int:
    return given[0].mention.trigger.start


def _story(dates: Sequence[ClaimDate | None], before: int | None) -> date | str:
    if before is None:
        return "none"
    found = dates[before]
    return found.first if found is not None and found.first is not None else "undated"


def _candidates(mention: EventMention, donors: Sequence[_Given]) -> list[_Given]:
    """The dated mentions that this one may repeat: the nearest on either side, the nearest of its type, the lead."""
    at = bisect_left(donors, mention.trigger.start, key=_place)
    earlier = [d for d in donors[max(0, at - _REACH) : at] if _place(d) < mention.trigger.start]
    later = [d for d in donors[at : at + _REACH] if _place(d) > mention.trigger.start]
    kin, kin_later = ([d for d in part if d[0].mention.type == mention.type] for part in (earlier, later))
    near = [d for d in kin if d[0].mention.places & mention.places]
    lead = [d for d in donors[:_REACH] if d[0].lead]
    picked = earlier[-1:] + later[:1] + kin[-1:] + kin_later[:1] + near[-1:] + lead
    return list({id(d[0]): d for d in picked}.values())


def _repeated(
    mention: EventMention,
    donors: Sequence[_Given],
    dates: Sequence[ClaimDate | None],
    clues: _Clues,
    written: date | None,
    sentences: dict[int, int],
    story: date | str,
    first_line: int,
) -> ClaimDate | None:
    part = mention.trigger.sent
    here = "unused" if clues.times_in(part) else "none"
    headline = mention.trigger.start_char < first_line
    at = sentences[part.start]
    best: tuple[int, ClaimDate] | None = None
    for donor, i in _candidates(mention, donors):
        apart = abs(at - sentences[donor.mention.trigger.sent.start])
        days = 0 if written is None else abs((written - donor.first).days)
        told = story if isinstance(story, str) else "same" if story == donor.first else "other"
        points = total(repeat_clues(mention, donor, Scene(headline, apart, days, told, here)), REPEAT_POINTS)
        given = dates[i]
        if given is not None and points > _REPEAT_FLOOR and (best is None or points > best[0]):
            best = (
                points,
                ClaimDate(given.first, given.last, f"repeats:{given.rule.removeprefix('repeats:')}", given.span),
            )
    return best[1] if best else None
