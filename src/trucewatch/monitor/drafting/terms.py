"""From when a text says that it holds, for how long, how it goes on, and which bodies it sets up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from trucewatch.monitor.drafting.pages import Page
from trucewatch.monitor.drafting.signing import INSTRUMENT
from trucewatch.monitor.numbers import NUMBER, number

__all__ = ["Term", "bodies_in", "term_in"]

_STARTS = re.compile(
    rf"\b(?:enter\w*|came|come\w*|go\w*|went)\s+into\s+(?:force|effect)|\btak\w+ effect|\btook effect|"
    rf"\b(?:{INSTRUMENT}|hostilities|fire)\b[^.;]{{0,60}}\b(?:start\w*|begin\w*|began|commence\w*|cease\w*|stop\w*)\b|"
    r"\b(?:effective|in force)\s+(?:from|as of|on|since)\b",
    re.IGNORECASE,
)
_DAY_AFTER = re.compile(r"\b(?:the|on the) day after (?:the|its) sign", re.IGNORECASE)
_UPON = re.compile(r"\b(?:upon|on|at) (?:its |the )?signature|\bupon (?:its |the )?signing|immediately", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?P<h>\d{1,2})[:.](?P<m>\d{2})\b|\b(?P<word>midnight|noon)\b", re.IGNORECASE)
_LENGTH = re.compile(
    rf"\b(?:for|lasting|last\w*|period of|term of|duration of|of)"
    rf"\s+(?:a (?:period|term) of\s+|an initial\s+)?(?P<n>{NUMBER})[ -]"
    rf"(?P<unit>hour|day|week|month|year)s?\b|\b(?P<n2>{NUMBER})-(?P<unit2>hour|day|week|month|year)\s+(?:\w+\s+)?{INSTRUMENT}",
    re.IGNORECASE,
)
_UNITS = {"hour": "PT{n}H", "day": "P{n}D", "week": "P{n}W", "month": "P{n}M", "year": "P{n}Y"}
_EXTENDS = re.compile(r"\b(?:extend\w*|renew\w*|prolong\w*)\b", re.IGNORECASE)
_CONSENSUS = re.compile(r"\b(?:consensus|consent|agreement of|mutual(?:ly)?|if (?:both|all))\b", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?P<name>(?:(?:[A-Z][\w'’-]+|(?i:joint|trilateral|bilateral|tripartite|monitoring|verification|coordination|"
    r"follow-up|working|liaison|military|technical|implementation|ceasefire|observer))\s+)+"
    r"(?i:group|committee|commission|centre|center|cell|mechanism|mission|board|team))\b"
)
_NO_BODY = re.compile(
    r"\b(?:press|media|news|information|medical|operations?)\s+(?:group|centre|center|team)\b", re.IGNORECASE
)
_STARTS_WITH = re.compile(r"^(?:The|A|An|This|That|Its|Their)\s+")
_FROM = re.compile(
    r"\b(?:from|as of|effective(?: from)?|starting(?: on| from| at)?|beginning(?: on| at)?|from the)\s+"
    r"(?:(?:midnight|noon|\d{1,2}[:.]\d{2})\s+)?(?:local time\s+)?(?:on\s+)?$",
    re.IGNORECASE,
)
_HOLDS = re.compile(r"\b(?:hostilit|truce|ceasefire|cease-fire|cessation|fire\b|armistice|pause\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """When a page says that the agreement starts (ISO), for how long it holds, how it is extended, and the words."""

    start: str | None = None
    duration: str | None = None
    extension: tuple[str, str] | None = None
    quote: str | None = None


def term_in(page: Page, signed: date | None) -> Term:
    """What the page says of start, length and extension."""
    start, duration, extension, quote = None, None, None, None
    times = page.times(signed)
    for sentence in page.sentences:
        text = sentence.text
        inside = [t for t in times if sentence.start_char <= t.start < sentence.end_char and not t.header]
        led = [t for t in inside if t.first is not None and _FROM.search(page.report.text[: t.start][-40:])]
        if start is None and _HOLDS.search(text) and led and led[0].kind != "since":
            start, quote = _moment(led[0].first or date.min, text), page.quote(sentence)
        if (
            start is None
            and _STARTS.search(text)
            and re.search(rf"\b{INSTRUMENT}\b|hostilit|fire", text, re.IGNORECASE)
        ):
            day = next((t.first for t in inside if t.first is not None and t.first == t.last), None)
            if _DAY_AFTER.search(text) and signed is not None:
                day = date.fromordinal(signed.toordinal() + 1)
            if day is None and _UPON.search(text):
                day = signed
            if day is not None:
                start, quote = _moment(day, text), page.quote(sentence)
        if duration is None and re.search(rf"\b{INSTRUMENT}\b|hostilit", text, re.IGNORECASE):
            duration = _duration(text)
        if extension is None and _EXTENDS.search(text):
            extension = (_mode(text), page.quote(sentence))
    return Term(start, duration, extension, quote)


def bodies_in(page: Page) -> Iterator[tuple[str, str]]:
    """Bodies that the page names: groups, committees, missions, with the sentence; each once."""
    seen: set[str] = set()
    for sentence in page.sentences:
        for found in _BODY.finditer(sentence.text):
            name = _STARTS_WITH.sub("", " ".join(found["name"].split()))
            if " " in name and not _NO_BODY.search(name) and name.casefold() not in seen:
                seen.add(name.casefold())
                yield name, page.quote(sentence)


def _moment(day: date, text: str) -> str:
    found = _CLOCK.search(text)
    if found is None:
        return day.isoformat()
    if found["word"]:
        return f"{day.isoformat()}T{'12:00' if found['word'].lower() == 'noon' else '00:00'}"
    hour, minute = int(found["h"]), int(found["m"])
    return f"{day.isoformat()}T{hour:02}:{minute:02}" if hour < 24 and minute < 60 else day.isoformat()


def _duration(text: str) -> str | None:
    for found in _LENGTH.finditer(text):
        count = number(found["n"] or found["n2"])
        unit = (found["unit"] or found["unit2"]).lower()
        lead = text[max(0, found.start() - 20) : found.start()].lower()
        if count and not re.search(r"within|last\s*$|past\s*$|after\s*$", lead):
            return _UNITS[unit].format(n=int(count))
    return None


def _mode(text: str) -> str:
    automatic = "automatic" in text.lower()
    consensus = bool(_CONSENSUS.search(text))
    if automatic:
        return "automatic_on_consensus" if consensus else "automatic"
    return "by_consensus" if consensus else "by_agreement"
