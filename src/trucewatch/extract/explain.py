"""A claim laid over its text: which words gave which field, which rule or model read them so, and how sure that is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.extract.confidence import ALWAYS, FIELDS, UNMARKED, giver
from trucewatch.model import Casualties, Claim, PlaceRef, Report

__all__ = ["Explanation", "FieldLine", "Mark", "explain", "in_words"]

_LONGEST = 600
_ENDING = re.compile(r"(?<=[.!?؟。])[\"”’»)\]]*\s+|\s*\n\s*")
_WORDS = {
    UNMARKED: "nothing in the text says otherwise",
    "author": "the report speaks itself",
    "quoted": "somebody is quoted, and the report adds nothing",
    "tagger": "trained tagger",
    "tagger and rules": "trained tagger and rules alike",
    "tagger:none": "trained tagger, which finds none",
    "none": "rules, which find none",
    "phrase": "rule: a phrase of place in the clause",
    "shared": "rule: shared with a verb joined to it",
    "victims": "rule: those whom the toll counts",
    "takes_up": "rule: taken up from an earlier mention",
}
"""What gave a field, in words, where its name alone would not say."""


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` (exclusive) of the report's text gave the field."""

    start: int
    end: int
    field: str


@dataclass(frozen=True)
class FieldLine:
    """A field with its value in words, what gave it, and how sure that is from 0 to 1 (None: not measured)."""

    field: str
    value: str
    given_by: str
    confidence: float | None


@dataclass(frozen=True)
class Explanation:
    """A claim with the characters `start` to `end` (exclusive) of the sentence that makes it, the marks in that
    sentence in order and without overlap, and a line for each field. What stands in another sentence has no mark."""

    claim: Claim
    start: int
    end: int
    marks: tuple[Mark, ...]
    lines: tuple[FieldLine, ...]


def explain(report: Report, claim: Claim) -> Explanation:
    """The explanation of a claim over the report that makes it."""
    start, end = _sentence(report.text, claim)
    return Explanation(claim, start, end, _marks(report.text, claim, start, end), tuple(_lines(claim)))


def in_words(rule: str) -> str:
    """What gave a field, for people: the model with its own probability, or the rule by its name."""
    name, raw = giver(rule)
    plain, _, added = name.partition(" and ") if name not in _WORDS else (name, "", "")
    told = _WORDS.get(plain, plain if raw is not None or plain.startswith("llm") else f"rule {plain}")
    more = f" and rule {added}" if added else ""
    return f"{told}{more}" if raw is None else f"{told}{more} ({raw:.2f})"


def _sentence(text: str, claim: Claim) -> tuple[int, int]:
    """The sentence or line around the trigger, at most some hundred characters to either side."""
    at, stop = claim.trigger.start, claim.trigger.end
    low, high = max(0, at - _LONGEST), min(len(text), stop + _LONGEST)
    ends = [found.end() for found in _ENDING.finditer(text, low, at)]
    after = next((found.start() for found in _ENDING.finditer(text, stop, high)), high)
    start = ends[-1] if ends else low
    piece = text[start:after]
    return min(at, start + len(piece) - len(piece.lstrip())), max(stop, start + len(piece.rstrip()))


def _marks(text: str, claim: Claim, start: int, end: int) -> tuple[Mark, ...]:
    """The trigger, and each wording of the claim where it stands nearest to the trigger in its sentence."""
    taken = [Mark(claim.trigger.start, claim.trigger.end, "trigger")]
    for field, wordings in _wordings(claim):
        for wording in sorted(wordings, key=len, reverse=True):
            pattern = re.compile(r"\s+".join(map(re.escape, wording.split())))
            places = [m.span() for m in pattern.finditer(text, start, end) if m.end() > m.start()]
            free = [(a, b) for a, b in places if all(b <= mark.start or mark.end <= a for mark in taken)]
            if free:
                a, b = min(free, key=lambda span: abs(span[0] - claim.trigger.start))
                taken.append(Mark(a, b, field))
    return tuple(sorted(taken, key=lambda mark: mark.start))


def _wordings(claim: Claim) -> Iterator[tuple[str, Sequence[str]]]:
    yield "source", () if claim.by_author else claim.source
    yield "initiators", [a.text for a in claim.initiators]
    yield "targets", [a.text for a in claim.targets]
    yield "places", [p.name for p in claim.places]


def _lines(claim: Claim) -> Iterator[FieldLine]:
    values = {
        "trigger": claim.trigger.text,
        "type": claim.type.value,
        "initiators": "; ".join(f"{a.text} [{a.id}]" if a.id else a.text for a in claim.initiators),
        "targets": "; ".join(f"{a.text} [{a.id}]" if a.id else a.text for a in claim.targets),
        "places": "; ".join(map(_place, claim.places)),
        "date": _date(claim),
        "source": "; ".join(claim.source),
        "polarity": claim.polarity.value,
        "certainty": claim.certainty.value,
        "mode": claim.mode.value,
        "author_stance": claim.author_stance.value,
        "killed": "; ".join(map(_toll, claim.killed)),
        "injured": "; ".join(map(_toll, claim.injured)),
    }
    for field in FIELDS:
        if field in ALWAYS or values[field]:
            given_by = in_words(claim.rules.get(field, UNMARKED))
            yield FieldLine(field, values[field] or "not said", given_by, claim.confidence.get(field))
    outer = [words for words in claim.source_chain if words not in claim.source]
    if outer:
        yield FieldLine("source_chain", "; ".join(outer), in_words(claim.rules.get("source", UNMARKED)), None)
    if claim.links:
        told = "; ".join(f"{link.type} {link.to}" for link in claim.links)
        yield FieldLine("links", told, in_words(claim.rules.get("links", "links")), None)


def _place(place: PlaceRef) -> str:
    if place.lat is None or place.lon is None:
        return f"{place.name} (not found on the map)"
    return f"{place.name} ({place.lat:.2f}, {place.lon:.2f}, within {place.radius_km or 0:.0f} km)"


def _date(claim: Claim) -> str:
    if claim.date_start == claim.date_end:
        return str(claim.date_start or "")
    return f"{claim.date_start or 'open'} to {claim.date_end or 'open'}"


def _toll(toll: Casualties) -> str:
    bounds = f"{toll.low}" if toll.low == toll.high else f"{toll.low or 0} to {toll.high or 'open'}"
    return f"{bounds} ({toll.who})" if toll.who else bounds
