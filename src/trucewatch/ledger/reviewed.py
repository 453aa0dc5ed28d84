"""Claims as people left them: the extractor's reading, and over it the last decision that stands on each claim.

A decision names the reading that it was made on. Where the report has been read anew since, it holds for the new claim
that was read from the same words as the same type, under whatever id; where there is none, it holds for nothing.

A claim's *version* says what a person saw: entry and item of the reading, then the entry of the decision, if any
("12.0", "12.0+57"). A decision on another version than the present one is refused (decision_rules.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trucewatch.ledger.kinds import ClaimCorrected
from trucewatch.model import Claim, Link, LinkType, Reviewed

__all__ = ["PERSON", "Judged", "Judgement", "Outline", "as_left", "linked", "read_in"]

PERSON = "person"
"""The rule of a field that a person corrected."""


@dataclass(frozen=True)
class Judgement:
    """A decision on a claim as the ledger holds it. `reading` is the whole claim of one who corrected it, else None."""

    entry: int
    kind: str
    recorded_at: datetime
    known_from: datetime
    body: Mapping[str, Any]
    reading: Claim | None

    @property
    def verdict(self) -> str:
        """accepted, corrected or rejected."""
        return "corrected" if self.kind == ClaimCorrected.kind else str(self.body["verdict"])


@dataclass(frozen=True)
class Judged:
    """A claim with what was decided on it. `machine` is the extractor's reading, `claim` the one that counts: None
    where a person rejected it."""

    machine: Claim
    claim: Claim | None
    version: str
    judgement: Judgement | None = None


@dataclass(frozen=True)
class Outline:
    """A claim in outline, as the extractor read it, with its report's language and whether a person decided on it."""

    key: str
    report: str
    type: str
    confidence: Mapping[str, float]
    language: str | None
    reviewed: bool


def read_in(seen: str) -> tuple[int, int]:
    """Entry and item of the reading that a version speaks of."""
    entry, _, item = seen.partition("+")[0].partition(".")
    return int(entry), int(item)


def as_left(
    rows: Mapping[str, tuple[int, int, Claim]],
    judgements: Iterable[Judgement],
    earlier: Callable[[int, int], Claim],
) -> dict[str, Judged]:
    """Each claim, given as entry, item and extractor's reading by its key, as decisions in their order leave it.
    `earlier` gives an earlier reading by its entry and item."""
    anchors = {_anchor(claim): key for key, (_, _, claim) in rows.items()} if rows else {}
    last: dict[str, Judgement] = {}
    for judgement in judgements:
        body = judgement.body
        seq, _ = read_in(body["seen"])
        key = body["claim"] if body["claim"] in rows and rows[body["claim"]][0] == seq else None
        if key is None:
            anchor = body["anchor"]
            key = anchors.get((body["report"], anchor["start"], anchor["end"], anchor["type"]))
        if key is not None:
            last[key] = judgement
    return {key: _judged(seq, item, claim, last.get(key), earlier) for key, (seq, item, claim) in rows.items()}


def _anchor(claim: Claim) -> tuple[str, int, int, str]:
    return claim.report, claim.trigger.start, claim.trigger.end, claim.type.value


def _judged(
    seq: int, item: int, machine: Claim, judgement: Judgement | None, earlier: Callable[[int, int], Claim]
) -> Judged:
    version = f"{seq}.{item}"
    if judgement is None:
        return Judged(machine, machine, version)
    version = f"{version}+{judgement.entry}"
    if judgement.verdict == "rejected":
        return Judged(machine, None, version, judgement)
    seen = read_in(judgement.body["seen"])
    reading = judgement.reading or (machine if seen == (seq, item) else earlier(*seen))
    return Judged(machine, _marked(machine, judgement, reading), version, judgement)


def _marked(machine: Claim, judgement: Judgement, reading: Claim) -> Claim:
    """The person's reading under the claim's present id, saying whose it is."""
    body, corrected = judgement.body, judgement.verdict == "corrected"
    fields = tuple(body["fields"]) if corrected else ()
    reviewed = Reviewed(
        verdict="corrected" if corrected else "accepted",
        by=body["by"],
        on=judgement.known_from,
        fields=fields,
        entry=judgement.entry,
    )
    read_anew = reading.id != machine.id or machine.method != reading.method
    links = machine.links if read_anew and "links" not in fields else reading.links
    given = {"date" if name.startswith("date_") else name for name in fields}
    rules = {name: rule for name, rule in reading.rules.items() if name not in given} | dict.fromkeys(
        sorted(given), PERSON
    )
    confidence = {name: share for name, share in reading.confidence.items() if name not in given}
    changed = {"id": machine.id, "links": links, "rules": rules, "confidence": confidence, "reviewed": reviewed}
    return reading.model_copy(update=changed)


def linked(claims: dict[str, Claim], links: Iterable[Mapping[str, Any]]) -> None:
    """Give claims the links that people made between two claims of one report."""
    for body in links:
        claim, other = claims.get(body["claim"]), claims.get(body["to"])
        if claim is None or other is None or claim.report != other.report:
            continue
        link = Link(type=LinkType(body["link"]), to=other.id)
        if link not in claim.links:
            claims[claim.key] = claim.model_copy(update={"links": (*claim.links, link)})
