"""Whether coded material keeps its own rules: offsets, wordings, codebook values, links, dates, doubles.

What is checked is what a machine can see. Whether a coding is right is for people who read the report.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from trucewatch.benchmark.material import LISTING, PROBES, SPLITS, Material, claim_of_coding, claim_of_probe
from trucewatch.model import AUTHOR, Claim, LinkType, Mode, Polarity, Stance

__all__ = ["Problem", "check"]

Row = Mapping[str, Any]

_CODED_FIELDS = frozenset(
    "id sentence trigger occurrence type initiators targets places date_start date_end source polarity certainty mode "
    "author_stance links killed injured".split()
)
_LATIN_END = 0x250
_AGREEING = (LinkType.CONFIRMS, LinkType.REPEATS)
_PROBE_FIELDS = _CODED_FIELDS - {"sentence", "occurrence", "links", "killed", "injured"}


@dataclass(frozen=True)
class Problem:
    """Something that breaks a rule: the file or file and line, the report, the claim ("" where it is about the whole
    report), and what is wrong."""

    file: str
    report: str
    claim: str
    what: str

    def __str__(self) -> str:
        parts = [self.file, f"report {self.report}" if self.report else "", f"claim {self.claim}" if self.claim else ""]
        return f"{', '.join(part for part in parts if part)}: {self.what}"


def check(path: Path) -> tuple[Material, list[Problem]]:
    """What lies in a folder of coded reports, a file of probes, or a folder with both in claims/ and probes/, and every
    problem in it, in the order of the files. Errors: InputError where nothing of the kind is there, or a file is no
    JSON."""
    material = Material.at(path)
    parts = (_listings, _codings, _probes, _twice, _splits)
    problems = [problem for part in parts for problem in part(material)]
    return material, problems


def _listings(material: Material) -> Iterator[Problem]:
    if not material.reports and not material.codings:
        return
    for row in material.reports.values():
        for field in ("text", "title", "publisher", "published"):
            if not row.get(field):
                yield Problem(LISTING, row["id"], "", f"has no {field}")
        if row.get("published") and _day(row["published"]) is None:
            yield Problem(LISTING, row["id"], "", f"was published on {row['published']!r}, which is no day")
        if row["id"] not in material.codings:
            yield Problem(LISTING, row["id"], "", "has no file of claims")
    for key, number in Counter(material.listed).items():
        if number > 1:
            yield Problem(LISTING, key, "", f"is listed {number} times")


def _codings(material: Material) -> Iterator[Problem]:
    for name, doc in material.codings.items():
        file, report = f"{name}.json", material.reports.get(name)
        if doc.get("id") != name:
            yield Problem(file, str(doc.get("id")), "", "does not bear the name of its file")
        if report is None:
            yield Problem(file, name, "", f"is not in {LISTING}")
            continue
        if doc.get("published") != report.get("published"):
            yield Problem(file, name, "", f"gives another day of publication than {LISTING}")
        sentences = list(_sentence_problems(file, report, doc))
        yield from sentences
        if not sentences:
            yield from _claims(file, report, doc["claims"], doc["sentences"])


def _sentence_problems(file: str, report: Row, doc: Row) -> Iterator[Problem]:
    """Sentences must be numbered from 0 and be spans of the text, one after another; what is between is white space."""
    at, text = 0, report["text"]
    for number, sentence in enumerate(doc.get("sentences", ())):
        start, end = sentence.get("start"), sentence.get("end")
        if sentence.get("n") != number or not isinstance(start, int) or not isinstance(end, int):
            yield Problem(file, report["id"], "", f"sentence {number} lacks its number or its offsets")
            return
        if text[start:end] != sentence.get("text") or not sentence["text"]:
            yield Problem(file, report["id"], "", f"sentence {number} is not what stands at {start} to {end}")
        if start < at or text[at:start].strip():
            yield Problem(file, report["id"], "", f"text before sentence {number} belongs to no sentence or to two")
        at = end
    if text[at:].strip():
        yield Problem(file, report["id"], "", "text after the last sentence belongs to none")


def _probes(material: Material) -> Iterator[Problem]:
    for probe in material.probes:
        for field in ("category", "text"):
            if not probe.get(field):
                yield Problem(PROBES, probe["id"], "", f"has no {field}")
        if _day(probe.get("published")) is None:
            yield Problem(PROBES, probe["id"], "", f"was published on {probe.get('published')!r}, which is no day")
        yield from _claims(PROBES, probe, probe.get("claims", ()), None)
    for key, number in Counter(probe["id"] for probe in material.probes).items():
        if number > 1:
            yield Problem(PROBES, key, "", f"is there {number} times")


def _claims(file: str, report: Row, claims: Sequence[Row], sentences: Sequence[Row] | None) -> Iterator[Problem]:
    """Problems of a report's claims; `sentences` None: a probe, whose trigger is the first place of its wording."""
    made: dict[str, Claim] = {}
    seen: dict[str, str] = {}
    for raw in claims:
        key = str(raw.get("id", ""))
        missing = (_CODED_FIELDS if sentences is not None else _PROBE_FIELDS) - raw.keys()
        if missing or raw.keys() - _CODED_FIELDS:
            odd = ", ".join(sorted(missing)) or ", ".join(sorted(raw.keys() - _CODED_FIELDS))
            yield Problem(file, report["id"], key, f"{'lacks' if missing else 'has fields of no meaning:'} {odd}")
            continue
        try:
            claim = claim_of_coding(raw, report, sentences) if sentences is not None else claim_of_probe(raw, report)
        except (ValidationError, ValueError) as error:
            yield Problem(file, report["id"], key, _plain(error))
            continue
        if key in made:
            yield Problem(file, report["id"], key, "shares its id with another claim of the report")
        said = claim.model_dump_json(exclude={"id", "links"})
        if said in seen:
            yield Problem(file, report["id"], key, f"says the same as claim {seen[said]}")
        made[key], seen[said] = claim, key
    for key, claim in made.items():
        yield from (Problem(file, report["id"], key, what) for what in _faults(claim, report, made))


def _faults(claim: Claim, report: Row, claims: Mapping[str, Claim]) -> Iterator[str]:
    """What is wrong with a claim that has the right form."""
    wordings = [*(a.text for a in (*claim.initiators, *claim.targets)), *(p.name for p in claim.places)]
    wordings += [source for source in claim.source if source != AUTHOR]
    wordings += [toll.who for toll in (*claim.killed, *claim.injured) if toll.who]
    text = report["text"]
    yield from (f"{wording!r} does not stand in the text" for wording in wordings if not _stands(wording, text))
    if not _whole(text, claim.trigger.start, claim.trigger.end):
        yield f"has a trigger, {claim.trigger.text!r}, that begins or ends within a word"
    if AUTHOR in claim.source and len(claim.source) > 1:
        yield "has the report's own voice and somebody else as its source"
    if claim.by_author and claim.author_stance is not Stance.ENDORSES:
        yield f"is the report's own and yet {claim.author_stance}"
    yield from _date_faults(claim, _day(report.get("published")))
    yield from _link_faults(claim, claims)
    for toll in (*claim.killed, *claim.injured):
        if toll.low is None or (toll.high is not None and toll.high < toll.low):
            yield f"has a toll from {toll.low} to {toll.high}"
    for place in claim.places:
        if (place.lat is None) != (place.lon is None):
            yield f"gives half a point for {place.name!r}"


def _date_faults(claim: Claim, published: date | None) -> Iterator[str]:
    if (claim.date_start is None) != (claim.date_end is None):
        # A state that began on an unknown day may have ended on a known one (codebook.md, "Ended, lifted, halted").
        if claim.date_end is None:
            yield "has a first day and no last one"
    elif claim.date_start and published and claim.date_start > published and claim.mode is Mode.ACTUAL:
        yield f"is past or present and yet begins on {claim.date_start}, after the report's {published}"


def _link_faults(claim: Claim, claims: Mapping[str, Claim]) -> Iterator[str]:
    for number, link in enumerate(claim.links):
        other = claims.get(link.to)
        if link.to == claim.id or other is None:
            yield f"{link.type} {link.to}, which is no other claim of the report"
        elif link in claim.links[:number]:
            yield f"{link.type} {link.to} twice"
        elif link.type is LinkType.DENIES and claim.polarity is other.polarity is Polarity.NEGATIVE:
            yield f"denies {link.to} although neither says that it happened"
        elif link.type in _AGREEING and _contrary(claim, other):
            yield f"{link.type} {link.to} although one says that it happened and the other that it did not"


def _contrary(claim: Claim, other: Claim) -> bool:
    """Whether one of two claims says what the other denies. What was planned may well not have happened."""
    return claim.type is other.type and claim.mode is other.mode and claim.polarity is not other.polarity


def _stands(wording: str, text: str) -> bool:
    """Whether a wording stands in a text as whole words."""
    return any(_whole(text, m.start(), m.end()) for m in re.finditer(re.escape(wording), text))


def _whole(text: str, start: int, end: int) -> bool:
    """Whether characters of a text begin and end with words. Scripts that write particles and words as one, as Arabic
    does, have no such edges: only Latin letters are asked."""
    before, after = text[:start][-1:], text[end : end + 1]
    return not (_in_word(before) and _in_word(text[start])) and not (_in_word(after) and _in_word(text[end - 1]))


def _in_word(sign: str) -> bool:
    return sign.isalnum() and ord(sign) < _LATIN_END


def _twice(material: Material) -> Iterator[Problem]:
    first: dict[str, str] = {}
    texts = [(LISTING, row) for row in material.reports.values()] + [(PROBES, probe) for probe in material.probes]
    for file, row in texts:
        text = " ".join(str(row.get("text", "")).split()).casefold()
        if text in first:
            yield Problem(file, row["id"], "", f"has the text of {first[text]}")
        first.setdefault(text, row["id"])


def _splits(material: Material) -> Iterator[Problem]:
    """Every report and probe must be in one split, where there are splits and the part is here."""
    held = {"claims": set(material.reports), "probes": {probe["id"] for probe in material.probes}}
    for part, splits in material.splits().items():
        here = held.get(part, set())
        named = Counter(key for ids in splits.values() for key in ids)
        for key, number in named.items():
            if number > 1:
                yield Problem(SPLITS, key, "", f"is in {number} splits of the {part}")
            elif here and key not in here:
                yield Problem(SPLITS, key, "", f"is not among the {part}")
        yield from (Problem(SPLITS, key, "", f"is in no split of the {part}") for key in sorted(here - named.keys()))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _plain(error: ValueError) -> str:
    """The first thing that a validation objects to, in one line."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else first["msg"].removeprefix("Value error, ")
