"""The zones that a text names, as it words them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trucewatch.extract.english.parsed import Span
from trucewatch.monitor.drafting.pages import Page
from trucewatch.monitor.numbers import NUMBER, number

__all__ = ["Worded", "zones_in"]

_KINDS: tuple[tuple[str, str], ...] = (
    (r"demilitari[sz]ed", "demilitarised"),
    (r"disengagement", "disengagement"),
    (r"corridors?", "corridor"),
    (r"security zones?|buffer", "security_zone"),
    (r"ports?\b", "port"),
    (r"nationwide|whole (?:country|territory)|entire (?:country|territory)", "whole_territory"),
)
_NOUN = (
    r"(?:(?:de-?escalation|disengagement|security|buffer|safe|demilitari[sz]ed|ceasefire|truce|weapons?-free|exclusion|"
    r"cantonment|assembly|separation|neutral|no-fly|humanitarian)\s+)*"
    r"(?:zones?|areas?|corridors?|strips?|belts?|sites?|camps?|squares?|sectors?)"
)
_ZONES = re.compile(rf"(?:(?P<n>{NUMBER})\s+)?(?P<noun>(?:[A-Z][\w'’-]+\s+)?{_NOUN})\b", re.IGNORECASE)
_LISTED = re.compile(
    r"^\s*(?:(?:that\s+|which\s+)?(?:was|were|are|is|will be|shall be|have been|to be)?\s*(?:also\s+)?"
    r"(?:proposed|created|established|set up|declared|agreed|located|defined|foreseen|planned|introduced|named|"
    r"designated|comprise[ds]?|include[ds]?|cover(?:s|ed|ing)?|consist(?:s|ed|ing)?)?)\s*(?:of|as|for)?\s*(?P<mark>[:,—–-]|\bin\b|"
    r"\bat\b|\baround\b|\bnear\b|\balong\b|\bfrom\b|\bbetween\b|\bof\b)\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(
    r"\s+(?:according to|where|which|that|who|while|when|as well as to|in order|from which|within|after|before|until|"
    r"will|shall|must|should|are|is|was|were|has|have|had|would|may|by\s+\d)\b|[;.“”\"]|\s[–—]\s|"
    r",?\s+(?:starting|beginning|mediators?|officials?|sources?|according)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|;\s*)(?=(?:in|at|around|near|along|on|the|parts?|north|south|east|west|[A-Z])\b)"
)
_LEAD = re.compile(r"^(?:and\s+)?(?:in|at|around|near|along|on|of|for)\s+(?=\S)", re.IGNORECASE)
_NATIONWIDE = re.compile(
    r"\b(?:nationwide|country-?wide|throughout the country|"
    r"(?:the )?(?:whole|entire) (?:country|territory)(?: of [A-Z]\w+)?)",
    re.IGNORECASE,
)
_ABOUT_PLACE = re.compile(
    r"\b(?:truce|cease-?fire|cessation of (?:all )?hostilities|all hostilities[^.;]{0,60}?|pause|fire)\s+"
    r"(?P<where>(?:in|around|along|near|across|at)\s+(?:the\s+)?[^,.;]*?[A-Z][\w'’-]+(?:\s+(?:[A-Z][\w'’-]+|river|line|front|region|"
    r"province|district|town|port|bridge))*)"
)
_MAKES = re.compile(
    r"\b(?:propos|creat|establish|set up|declar|agree|sign|defin|nam|designat|comprise|includ|cover|consist|"
    r"form|text|document|"
    r"memorandum|accord|shall|will|opened|open)\w*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?[a-z0-9]{1,2}[.)])\s+(?P<item>\S.*)$")


@dataclass(frozen=True)
class Worded:
    """A zone as worded, its kind, and the sentence that names it."""

    words: str
    kind: str | None
    quote: str


def zones_in(page: Page) -> list[Worded]:
    """Every zone that the page names as made or meant by the agreement, each wording once.

    "Four zones in the country" names no zone but a number of them: it counts only where no list follows anywhere.
    """
    listed: list[Worded] = []
    loose: list[Worded] = []
    for sentence in page.sentences:
        if not _MAKES.search(sentence.text) and ":" not in sentence.text:
            continue
        for match in _ZONES.finditer(sentence.text):
            items = list(_items(page, sentence, match))
            count = number(match["n"]) if match["n"] else None
            plural = match["noun"].lower().endswith("s")
            # A number of zones with one place after it says in what country they lie.
            whole = count is not None and count > 1 and len(items) == 1
            target = loose if whole or (not plural and not items) else listed
            made = items or ([_name_of(match, sentence)] if not plural else [])
            target += [Worded(i, _kind(match["noun"]), page.quote(sentence)) for i in made if i]
        about = _ABOUT_PLACE.search(sentence.text)
        if about is not None and not _ZONES.search(sentence.text):
            listed.append(Worded(" ".join(about["where"].split()), "ceasefire_area", page.quote(sentence)))
        if _NATIONWIDE.search(sentence.text) and re.search(
            r"ceasefire|truce|hostilities", sentence.text, re.IGNORECASE
        ):
            found = _NATIONWIDE.search(sentence.text)
            assert found is not None
            listed.append(Worded(found[0], "whole_territory", page.quote(sentence)))
    named = [w for w in loose if w.words[:1].isupper() or re.search(r"\b[A-Z]", w.words)]
    return _each_once(listed or named)


def _items(page: Page, sentence: Span, match: re.Match[str]) -> Iterator[str]:
    """The places in the list that follows a word for zones."""
    rest = sentence.text[match.end() :]
    if rest.strip() in ("", ":") or (rest.strip().startswith(":") and not rest.strip(": \n")):
        yield from _bullets(page, sentence)
        return
    found = _LISTED.match(rest)
    if found is None:
        return
    single = not match["noun"].lower().endswith("s")
    joined = found["mark"].lower() in ("from", "between", "along") or single
    text = found["rest"]
    cut = _CUT.search(text)
    text = text[: cut.start()] if cut else text
    if joined:
        yield " ".join(f"{match['noun']} {found['mark']} {text}".split()).rstrip(",. ")
        return
    for part in _SPLIT.split(text):
        words = " ".join(_LEAD.sub("", part.strip(" ,.\n")).split())
        if words and re.search(r"[A-Z]", words) and len(words) < 160:
            yield words


def _bullets(page: Page, sentence: Span) -> Iterator[str]:
    """The items of a list in lines of their own."""
    for line in page.report.text[sentence.end_char :].lstrip("\n").splitlines():
        found = _BULLET.match(line)
        if found is None:
            return
        yield " ".join(found["item"].split()).rstrip(";,.")


def _name_of(match: re.Match[str], sentence: Span) -> str:
    """A zone that stands alone: its name, or the noun with what follows of it up to the verb."""
    noun = " ".join(match["noun"].split())
    rest = sentence.text[match.end() :]
    cut = _CUT.search(rest)
    tail = rest[: cut.start()] if cut else rest
    tail = tail.split(",")[0]
    return " ".join(f"{noun} {tail}".split()).rstrip(",.: ")[:160]


def _kind(noun: str) -> str | None:
    for pattern, kind in _KINDS:
        if re.search(rf"\b(?:{pattern})", noun, re.IGNORECASE):
            return kind
    return "ceasefire_area"


def _each_once(found: list[Worded]) -> list[Worded]:
    kept: dict[str, Worded] = {}
    for zone in found:
        key = re.sub(r"\b(?:the|a|an|of|in|area|province|city|town)\b|\W+", " ", zone.words.casefold())
        kept.setdefault(" ".join(key.split()), zone)
    return list(kept.values())
