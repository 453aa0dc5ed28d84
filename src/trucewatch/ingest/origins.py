"""Where a report says that it comes from: a by-line, an agency's sign-off, "originally published by".

What a report states of itself is evidence about its origin, not proof; the weighing decides what it is worth.
"""

import re
from dataclasses import dataclass

from trucewatch.model import Report, TextSpan

__all__ = ["StatedOrigin", "origin_of"]

_NAME = r"[^\W\d_](?:[^\n.;:!?()|]|\.(?=\w)){1,78}"
_AGENCY = (
    r"(?:(?:Thomson )?Reuters|REUTERS|AFP|Agence France-Presse|(?:The )?(?:AP|Associated Press)|DPA|dpa|EFE|ANSA|"
    r"Xinhua|Interfax|TASS|RIA Novosti|Sputnik|Anadolu(?: Agency)?|AA|SANA|IRNA|Fars(?: News)?|UPI|Bloomberg|PTI|ANI|"
    r"KUNA|WAM|SPA|MENA)"
)
_AGENCIES = rf"{_AGENCY}(?:(?:, | and | & |/| ?\+ ?){_AGENCY})*"

_AFTER = re.compile(r"\s+(?:Copyright\b|©|https?:|www\.|Comment\b|Posted\b|Published\b|on \w+ \d)")
_START = 400
_END = 800

_WEEKDAY = "Mon(?:day)?|Tues?(?:day)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?"
_AGENCY_LINE = "opens with the agency line of"
_ORIGINAL = "names as original source"
_TRANSLATION = "is a translation from"
_DRAWS_ON = "draws, as it says, on"
_PIECE = "article|report|story|text|post|piece"
_OWN_LINE = (
    rf"(?P<own>(?:(?:^|\n)[^\w\n]{{0,5}}|(?i:\bthis (?:{_PIECE}) (?:was |has been |is )?))"
    rf"(?=(?i:\w+ published by|re)))?"
)
"""At the start of a line, or behind "this article": it speaks of the text, and not of a clip or a map."""
_ANYWHERE = (
    (
        rf"{_OWN_LINE}(?i:\b(?:originally|first) (?:published|posted|appeared) (?:by|on|in|at)) (?P<name>{_NAME})",
        "first appeared at",
    ),
    (rf"(?i:\boriginal source of this (?:article|report|story|text) is) (?P<name>{_NAME})", _ORIGINAL),
    (
        rf"{_OWN_LINE}(?i:\bre(?:published|printed|posted|produced) (?:with permission )?from) (?P<name>{_NAME})",
        "was republished from",
    ),
)
_TONGUE = (
    r"(?:(?:the )?(?:original )?(?:Arabic|Azeri|Chinese|Dutch|English|Farsi|French|Georgian|German|Hebrew|Italian|"
    r"Kurdish|Kurmanji|Persian|Polish|Portuguese|Russian|Sorani|Spanish|Turkish|Ukrainian|original)\b"
    r"(?: (?:original|text|version|edition))?)"
)
_PROPER = rf"(?!by\b|{_TONGUE})(?=(?:[Tt]he )?[^\W\d_a-z])(?P<name>{_NAME})"
_SAYS_ITSELF = rf"(?:^|[\n(\[.!?*–—-])\s{{0,5}}(?i:(?:this )?(?:{_PIECE})?(?: (?:was|is|is a))? ?)"
_TRANSLATED = (
    (
        rf"{_SAYS_ITSELF}[Tt]ranslated(?: by [^\n.;()]{{1,60}}?)? from (?:{_TONGUE} (?:in|on|at|of) )?{_PROPER}",
        _TRANSLATION,
    ),
    (
        rf"{_SAYS_ITSELF}[Tt]ranslation of (?:an|the|this) (?:{_TONGUE} )?(?:{_PIECE}) (?:by|from|in) {_PROPER}",
        _TRANSLATION,
    ),
    (rf"{_SAYS_ITSELF}[Tt]ranslat(?:ed|ion)(?: from {_TONGUE})? by {_PROPER}", "was translated by"),
)
_AT_START = (
    (rf"^[^\n]{{0,60}}?\((?P<name>{_AGENCIES})\)\s*[-–—:]", _AGENCY_LINE),
    (rf"^[A-Z][^\n]{{0,50}}?[-–—:] ?(?P<name>{_AGENCIES})\s*[-–—:|]", _AGENCY_LINE),
    (rf"(?:^|\n)\W*(?P<name>{_AGENCIES})\W*(?:\n|[-–—|] )", _AGENCY_LINE),
    (rf"\b(?P<name>{_AGENCIES}),? (?:{_WEEKDAY}),? \d{{1,2}} [A-Z][a-z]{{2,8}} \d{{4}}", _AGENCY_LINE),
    *_TRANSLATED,
)
_AT_END = (
    *_TRANSLATED,
    (rf"\(?\b(?:Sources?|SOURCES?)\s*:\s*(?P<name>{_NAME})", "names as source"),
    (r"\bSource (?P<name>[A-Z][^\n.;:!?()|]{1,60})\s*$", "names as source"),
    (rf"\bArticles? by\s*:?\s*(?P<name>{_NAME})", "is signed as an article by"),
    (rf"[-–—/(]\s*(?P<name>{_AGENCIES})\)?\s*$", "is signed by"),
    (rf"\b[Ww]ith (?P<name>{_AGENCIES})\b", _DRAWS_ON),
    (r"\bThe (?P<name>Thomson Reuters) Trust Principles", "is signed by"),
)


@dataclass(frozen=True)
class StatedOrigin:
    """An origin as a report states it: `name` as worded, `span` where it stands in the text (None where the platform
    states it beside the text: a forwarded message, a page whose canonical address is elsewhere), `reason` in words.
    `plain`: it can mean nothing but where this text comes from, whoever that is ("(Reuters) -", a platform's word, "the
    original source of this article is"); else ("first posted on", "Source:", "translated by") it may speak of a clip, a
    map or a person, and is worth something only where the name is known."""

    name: str
    span: TextSpan | None
    reason: str
    plain: bool = False


def origin_of(report: Report) -> StatedOrigin | None:
    """What the report says it was taken from; None where it says nothing of that. The most explicit statement wins."""
    if report.reposted_from:
        reason = f"Its platform says that it comes from {report.reposted_from}."
        return StatedOrigin(report.reposted_from, None, reason, plain=True)
    text = report.text
    opening = _opening(text)
    places = (
        (_ANYWHERE, 0, len(text)),
        (_AT_START, opening, min(len(text), opening + _START)),
        (_AT_END, max(opening, len(text) - _END), len(text)),
    )
    for patterns, start, end in places:
        for pattern, says in patterns:
            found = re.search(pattern, text[start:end])
            if found:
                return _origin(found, start, says)
    return None


def _opening(text: str) -> int:
    """Where the body begins: after a title on a line of its own."""
    title = re.match(r"\s*[^\n]{1,200}\n\s*\n\s*", text)
    return title.end() if title else 0


def _origin(found: re.Match[str], offset: int, says: str) -> StatedOrigin:
    name = _AFTER.split(found["name"])[0].rstrip(" ,-–—\"'”’")
    start = offset + found.start("name")
    own = bool(found.groupdict().get("own"))
    agency = says != _DRAWS_ON and re.fullmatch(_AGENCY, name) is not None
    plain = own or agency or says in (_ORIGINAL, _TRANSLATION)
    return StatedOrigin(name, TextSpan(start=start, end=start + len(name)), f"The report {says} {name}.", plain=plain)
