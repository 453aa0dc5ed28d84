"""Who reports to whom, and how often, by a text's own words."""

import re
from collections.abc import Iterable
from typing import Any

from trucewatch.monitor.drafting.duties import Duty
from trucewatch.monitor.drafting.pages import Page, quoted, slug

__all__ = ["reporting"]

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_REPORTS_TO = re.compile(
    r"(?P<by>(?:The|A|the|a)\s+[\w' -]{3,40}?|[A-Z][\w' -]{3,40}?)\s+(?:shall\s+|will\s+|must\s+)?"
    r"(?:(?:[\w-]+\s+){1,8}and\s+)?"
    r"reports?\s+to\s+(?:the\s+)?(?P<to>[A-Z]?[\w' -]{2,60}?),?\s+"
    r"(?P<how>every\s+[\w ]{2,20}|each\s+\w+|daily|weekly|monthly|"
    r"quarterly|twice a \w+|once a \w+)(?=[.,;]|$)"
)
_ROUND = re.compile(
    r"\b(?:the\s+)?(?:next|each|every|following|first|second|third)\s+(?:regular\s+)?(?:round|session|meeting|conference)s?\b"
    r"(?:\s+of(?:\s+the)?\s+[A-Z]?[\w -]{0,40}?(?:talks|group|committee|commission|process))?",
    re.IGNORECASE,
)


def reporting(duties: Iterable[Duty], pages: Iterable[Page]) -> list[dict[str, Any]]:
    """Who reports to whom how often: from duties to report, and from sentences that state a cadence."""
    found = []
    for duty in duties:
        if not duty.reports:
            continue
        cadence = duty.cadence or _round_of(duty.quote) or (duty.due.words if duty.due else None)
        if cadence is None:
            continue
        entry: dict[str, Any] = {
            "by": slug(_ARTICLE.sub("", duty.subject)) or "unnamed",
            "to": _addressee(duty.quote),
        }
        when = f", {duty.due.words} (until {duty.due.day})" if duty.due and duty.due.day else ""
        entry["cadence"] = (
            cadence if duty.due is None or (cadence == duty.due.words and not when) else f"{cadence}{when}"
        )
        entry |= {"note": quoted(duty.quote, duty.report), "src": [duty.report]}
        found.append(entry)
    told = {e["note"] for e in found}
    for page in pages:
        for sentence in page.sentences:
            match = _REPORTS_TO.search(sentence.text)
            note = quoted(page.quote(sentence), page.report.id)
            if match is not None and note not in told:
                words = {k: " ".join(v.split()) for k, v in match.groupdict().items()}
                found.append(
                    {
                        "by": slug(_ARTICLE.sub("", words["by"])),
                        "to": words["to"],
                        "cadence": words["how"],
                        "note": note,
                        "src": [page.report.id],
                    }
                )
    return found


def _round_of(quote: str) -> str | None:
    found = _ROUND.search(quote)
    return " ".join(found[0].split()) if found else None


def _addressee(quote: str) -> str:
    told = re.search(
        r"\breport\w*\s+(?:\w+\s+)?to\s+(?:the\s+)?(?P<to>[A-Z]?[\w' -]{2,60}?)"
        r"(?=[,.;]|\s+(?:on|about|every|each|within|by|in|weekly|daily|monthly|quarterly|at)\b)",
        quote,
    )
    if told:
        return " ".join(told["to"].split())
    return _round_of(quote) or "not stated"
