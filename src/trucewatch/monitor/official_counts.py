"""Numbers of violations that observers themselves give, each kept as theirs and set side by side for one day.

Two official counters may both be honest and differ (violation-notes.md, Bias): neither is averaged, and none is ours.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trucewatch.model import Claim, Report
from trucewatch.model.chronicle import OfficialCount
from trucewatch.monitor.numbers import NUMBER, number
from trucewatch.monitor.sentences import sentence_at

if TYPE_CHECKING:
    from trucewatch.world import World

__all__ = ["official_counts"]

_NOUN = (
    r"(?:violations?|breach(?:es)?|infringements?|infractions?|cases of (?:fire|firing|shelling|shooting|violation)\w*|"
    r"instances of (?:fire|firing|shelling|violation)\w*|cases)"
)
_KIND = r"(?:(?:ceasefire|truce|cease-fire|armistice|alleged|new|separate|reported|such)\s+)*"
_COUNT = re.compile(rf"(?P<n>{NUMBER}|\bno)\s+{_KIND}{_NOUN}\b", re.IGNORECASE)
_TOLD = (
    r"(?:record|regist|report|count|logg|document|detect|note|observ|establish|list|tall)(?:ed|er(?:ed|s)?|s|ing)?\b"
)
_COUNTING = re.compile(
    rf"\b{_TOLD}|\b(?:violations?|breach\w*|cases)\b.{{0,80}}\b(?:ceasefire|truce|cessation|agreement|memorandum)",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(rf"\b{_TOLD}\s+by\s+(?P<who>[^,.;:()\n]+)", re.IGNORECASE)
_VERB = re.compile(rf"\b(?:have\s+|has\s+|had\s+)?{_TOLD}", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-*•–]\s*)?(?P<who>[A-Z][^:;\n]{2,80}):\s*$")
_LEADS = re.compile(r"^(?:while|and|but|whereas|as|although|on \w+,?)\s+", re.IGNORECASE)
_WHEN = re.compile(
    r"^(?:over|in|during|for|on|since|within|yesterday|today)\b"
    r"(?:\s+(?:the|past|last|previous|preceding|days?|hours?|weeks?|\d+|\w+day))*\s+(?=\S)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\s+(?:that|which|who|where)\s+.*$", re.IGNORECASE | re.DOTALL)
_PART = re.compile(
    rf"(?P<n>{NUMBER}|\bnone)\s+(?:of (?:them|(?:the|these|those) \w+)\s+)?"
    r"(?:(?:was|were)\s+)?(?:\w+ed\s+)?in\s+(?:the\s+)?"
    r"(?P<where>(?-i:[A-Z])[\w'’-]*(?:[ -](?-i:[A-Z])[\w'’-]*)*)",
    re.IGNORECASE,
)
_OF_THEM = re.compile(rf"(?:{NUMBER}|\bnone)\s+of (?:them|(?:the|these|those) {_NOUN})", re.IGNORECASE)
_CONFIRMED = re.compile(
    rf"\b(?:(?P<none>none)\s+(?:of\b[^.;]*?)?(?:were|was|have been|has been|could be|is|are)\s*(?:\w+ )?confirmed|"
    rf"confirmed\s+(?P<none2>none)\b|"
    rf"(?P<n>{NUMBER})\s+(?:of (?:them|which|these)\s+)?(?:were\s+|have been\s+)?confirmed)",
    re.IGNORECASE,
)
_NEVER = frozenset({"no", "none"})
_MOST = 5000
_HEADING = 240


@dataclass(frozen=True)
class _Said:
    """What is common to the counts of one sentence."""

    observer: str
    first: date | None
    last: date | None
    claim: str | None
    words: str


def official_counts(
    claims: Mapping[str, Claim], reports: Mapping[str, Report], world: "World"
) -> tuple[OfficialCount, ...]:
    """Every count of violations in the reports' own words, by day and then by observer."""
    by_report: dict[str, list[Claim]] = {}
    for claim in claims.values():
        by_report.setdefault(claim.report, []).append(claim)
    found = [c for r in reports.values() for c in _Page(r, by_report.get(r.id, []), world).counts()]
    return tuple(sorted(found, key=lambda c: (c.first or date.min, c.observer, c.where or "", c.number)))


class _Page:
    """One report's counts, in reading order; a part ("seven of them in X") belongs to the count before it."""

    def __init__(self, report: Report, claims: list[Claim], world: "World") -> None:
        self._report, self._claims, self._world = report, claims, world
        self._last: _Said | None = None

    def counts(self) -> Iterator[OfficialCount]:
        """Whole counts with their parts, and parts that stand in a sentence of their own."""
        text = self._report.text
        done = 0
        marks = sorted(
            [*_COUNT.finditer(text), *(m for m in _OF_THEM.finditer(text))], key=lambda m: (m.start(), -m.end())
        )
        for match in marks:
            if match.start() < done or self._report.is_boilerplate(*match.span()):
                continue
            start, end = sentence_at(text, *match.span())
            if match.re is _OF_THEM:
                yield from self._parts(text[match.start() : end], self._last)
                done = end
                continue
            value = _value(match["n"])
            if value is None or not self._is_count(start, end):
                continue
            said = self._said(match, start, end)
            self._last = said
            following = _COUNT.search(text, match.end(), end)
            own = text[match.end() : following.start() if following else end]
            # "None of them was confirmed" may stand in the next sentence, and then speaks of the last count.
            more = "" if following else text[end : sentence_at(text, end + 1, end + 2)[1]]
            yield self._count(said, value, confirmed=_confirmed(f"{own} {more}"))
            yield from self._parts(own, said)
            done = match.end() + len(own)

    def _is_count(self, start: int, end: int) -> bool:
        """Whether the sentence, or the heading of its list, speaks of counting."""
        text = self._report.text
        listed = re.match(r"\s*[-*•–]", text[start:end]) is not None
        return bool(_COUNTING.search(text[max(0, start - _HEADING) if listed else start : end]))

    def _parts(self, words: str, said: _Said | None) -> Iterator[OfficialCount]:
        if said is None:
            return
        for part in _PART.finditer(words):
            share = _value(part["n"])
            if share is not None:
                yield self._count(said, share, where=part["where"])

    def _count(
        self, said: _Said, value: int, *, where: str | None = None, confirmed: int | None = None
    ) -> OfficialCount:
        return OfficialCount(
            observer=said.observer,
            first=said.first,
            last=said.last,
            number=value,
            confirmed=confirmed,
            where=where,
            claim=said.claim,
            report=self._report.id,
            words=said.words,
        )

    def _said(self, match: re.Match[str], start: int, end: int) -> _Said:
        inside = [c for c in self._claims if start <= c.trigger.start < end]
        claim = min(inside, key=lambda c: (abs(c.trigger.start - match.start()), c.id), default=None)
        first = (claim.date_start or claim.date_end) if claim else None
        last = (claim.date_end or first) if claim else None
        if first is None:
            first = last = self._report.published
        text = self._report.text
        observer = self._observer(claim, text[start : match.start()], text[match.start() : end])
        return _Said(observer, first, last, claim.key if claim else None, " ".join(text[start:end].split()))

    def _observer(self, claim: Claim | None, before: str, after: str) -> str:
        """Whose count it is: the item's head, who it is recorded by, the subject of the counting, else the source."""
        item = _ITEM.match(before)
        told = _BY.search(after)
        if item or told:
            return " ".join((item or told)["who"].split())  # type: ignore[index]
        verbs = list(_VERB.finditer(before))
        if verbs and (subject := _subject(before[: verbs[-1].start()])):
            return subject
        named = self._world.actors.find_in(before)
        if named and (actor := self._world.actors.get(named[-1].id)) is not None:
            return actor.name
        if claim is not None and not claim.by_author:
            return claim.source[0]
        return self._report.publisher or self._report.id


def _subject(before: str) -> str | None:
    """The subject that ends before a verb: without what is set off by commas, relative clauses and datelines."""
    line = re.split(r"\s[-–—]\s|\n", before)[-1].rstrip()
    parts = [p.strip() for p in line.rstrip(",").split(",")]
    chosen = parts[-2] if line.endswith(",") and len(parts) > 1 else parts[-1]
    words = _RELATIVE.sub("", _WHEN.sub("", _LEADS.sub("", re.split(r"[;:]", chosen)[-1].strip())))
    tail = re.search(r"(?:\b[Tt]he\s+)?[A-Z].*$", words)
    name = " ".join(tail[0].split()) if tail else ""
    return name if 0 < len(name) <= 80 else None


def _value(words: str) -> int | None:
    value = 0.0 if words.lower() in _NEVER else number(words)
    return int(value) if value is not None and value <= _MOST and value == int(value) else None


def _confirmed(text: str) -> int | None:
    found = _CONFIRMED.search(text)
    if found is None:
        return None
    return 0 if found["none"] or found["none2"] else _value(found["n"])
