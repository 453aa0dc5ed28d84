"""How many died: tolls as intervals, held against what is known, and against simpler ways of reading them.

    python -m bench tolls     writes the figures into docs/quality.md, between its two markers

Groups are the incidents that assess makes of the coded claims of claims-train and claims-dev, as far as two reports or
more give a toll. References are UCDP's events of the same place and days (../shared/gold/ucdp-syria-sample.csv, a
sample, so that others of that day may be missing) and inquiries (toll_references.yaml).
"""

import csv
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from bench.corpora import ROOT, SHARED
from bench.quality import PAGE, between, table
from trucewatch.assess import assess
from trucewatch.assess.origins import OriginFinder
from trucewatch.assess.same_event import kilometres
from trucewatch.assess.seen import Seen
from trucewatch.assess.tolls import toll_of
from trucewatch.extract.scoring import load_gold
from trucewatch.ingest import find_copies
from trucewatch.model import Casualties, Claim, Copy, Incident, Mode, PlaceRef, Polarity, Report
from trucewatch.reading import world_at
from trucewatch.world import World

CORPORA = ("claims-train", "claims-dev")
UCDP = SHARED / "gold" / "ucdp-syria-sample.csv"
INQUIRIES = Path(__file__).with_name("toll_references.yaml")
START, END = "<!-- tolls: python -m bench tolls -->", "<!-- end of tolls -->"
NEAR_KM = 25.0
LONGEST_DAYS = 3
"""Of an incident, or an event of UCDP's, that has its days; what lasts longer is a campaign."""
PRECISE = 3
"""UCDP's where_prec up to which an event has a place and not only a province."""


@dataclass(frozen=True)
class Interval:
    """A toll from `low` to `high`; None: open."""

    low: int
    high: int | None

    def holds(self, number: int) -> bool:
        return self.low <= number and (self.high is None or number <= self.high)

    def meets(self, other: "Interval") -> bool:
        return self.low <= _end(other.high) and other.low <= _end(self.high)

    def cut(self, most: int) -> "Interval":
        """The interval with its open end at the largest number that anybody told."""
        return Interval(self.low, max(self.low, most) if self.high is None else self.high)

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low} or more"
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


@dataclass(frozen=True)
class Reference:
    """A toll from elsewhere, with `best` where it is given."""

    of: str
    place: PlaceRef
    first: date
    last: date
    toll: Interval
    best: int | None
    civilians: bool = True
    """Whether civilians are among its dead."""


@dataclass(frozen=True)
class Word:
    """What one report says of how many died: its largest toll."""

    report: str
    published: date
    toll: Interval


@dataclass(frozen=True)
class Group:
    """An incident whose toll two reports or more give; `told` are the claims that give it."""

    incident: Incident
    told: tuple[Claim, ...]
    words: tuple[Word, ...]
    ours: Interval

    @property
    def numbers(self) -> list[int]:
        tolls = [toll for claim in self.told for toll in claim.killed]
        return [n for toll in tolls for n in (toll.low, toll.high) if n is not None]

    @property
    def intervals(self) -> dict[str, Interval]:
        """The toll by each way of reading the reports."""
        return {
            "weighing": self.ours,
            "last report": self.words[-1].toll,
            "majority of reports": majority(self.words),
            "least to most told": Interval(min(self.numbers), max(self.numbers)),
        }


def _end(high: int | None) -> float:
    return math.inf if high is None else high


def majority(words: Sequence[Word]) -> Interval:
    """The toll whose number most reports give ("61" and "61 or more" are one), of equals the latest."""
    counted = Counter(word.toll.low for word in words)
    most = max(counted.values())
    return next(word.toll for word in reversed(words) if counted[word.toll.low] == most)


def words_of(claims: Iterable[Claim], reports: Mapping[str, Report]) -> tuple[Word, ...]:
    """The largest toll of each report, in order of publication."""
    found: dict[str, Casualties] = {}
    for claim in claims:
        for toll in claim.killed:
            kept = found.get(claim.report)
            if toll.low is not None and (kept is None or toll.low > (kept.low or 0)):
                found[claim.report] = toll
    words = [
        Word(key, reports[key].published or date.max, Interval(toll.low or 0, toll.high)) for key, toll in found.items()
    ]
    return tuple(sorted(words, key=lambda word: (word.published, word.report)))


class Corpora:
    """The coded reports with their claims, and the groups in them."""

    def __init__(self, docs: Sequence[tuple[Report, Sequence[Claim]]], world: World) -> None:
        self.reports = {report.id: report for report, _ in docs}
        self.claims = {claim.key: claim for _, claims in docs for claim in claims}
        self.copies: Sequence[Copy] = find_copies(list(self.reports.values()))
        self.finder = OriginFinder(self.reports, self.copies, world)
        self.incidents = assess(self.reports, self.claims.values(), self.copies, world)

    def groups(self) -> list[Group]:
        found = []
        for incident in self.incidents:
            told = tuple(c for c in (self.claims[key] for key in incident.claims) if c.killed and _asserted(c))
            words = words_of(told, self.reports)
            if len(words) > 1 and incident.killed_low is not None:
                found.append(Group(incident, told, words, Interval(incident.killed_low, incident.killed_high)))
        return found

    def toll_before(self, group: Group, day: date) -> Interval | None:
        """The group's toll as known from reports that appeared before a day."""
        early = [c for c in group.told if (self.reports[c.report].published or date.max) < day]
        seen = [Seen.of(claim, self.reports[claim.report]) for claim in early]
        low, high = toll_of(seen, self.finder.traced(early))
        return None if low is None else Interval(low, high)


def _asserted(claim: Claim) -> bool:
    return claim.polarity is Polarity.POSITIVE and claim.mode is Mode.ACTUAL


def inquiries(path: Path = INQUIRIES) -> list[Reference]:
    return [
        Reference(
            f"{row['place']} ({row['source']})",
            PlaceRef(name=row["place"], lat=row["lat"], lon=row["lon"]),
            row["day"],
            row["day"],
            Interval(row["low"], row["high"]),
            row["best"],
        )
        for row in yaml.safe_load(path.read_text("utf-8"))
    ]


def ucdp(path: Path = UCDP) -> list[Reference]:
    """UCDP's events that have a day and a place."""
    found = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            first, last = date.fromisoformat(row["date_start"]), date.fromisoformat(row["date_end"])
            if float(row["where_prec"]) > PRECISE or (last - first).days > LONGEST_DAYS:
                continue
            low, best, high, civilians = (int(float(row[n])) for n in ("low", "best", "high", "deaths_civilians"))
            place = PlaceRef(name=row["where_coordinates"], lat=float(row["latitude"]), lon=float(row["longitude"]))
            toll = Interval(low, high)
            found.append(Reference(f"{place.name} (UCDP)", place, first, last, toll, best, civilians > 0))
    return found


def matched(group: Group, references: Iterable[Reference]) -> Reference | None:
    """The references of the group's place and days, summed up; None where there is none, or where the group has no
    place or no days to go by. Of fighters alone nothing says how many civilians died."""
    incident = group.incident
    first, last = incident.date_start, incident.date_end or incident.date_start
    if incident.place is None or incident.place.lat is None or first is None or last is None:
        return None
    if (last - first).days > LONGEST_DAYS:
        return None
    of_civilians = any("civilian" in toll.who.lower() for claim in group.told for toll in claim.killed)
    found = [
        r
        for r in references
        if r.first <= last
        and first <= r.last
        and kilometres(r.place, incident.place) <= NEAR_KM
        and (r.civilians or not of_civilians)
    ]
    if not found:
        return None
    highs = [r.toll.high for r in found]
    toll = Interval(sum(r.toll.low for r in found), None if None in highs else sum(h or 0 for h in highs))
    best = None if any(r.best is None for r in found) else sum(r.best or 0 for r in found)
    return Reference("; ".join(r.of for r in found), found[0].place, first, last, toll, best)


Judged = tuple[Group, Reference]


def against(judged: Sequence[Judged]) -> list[list[str]]:
    """A row of figures for each way of reading the reports."""
    rows = []
    for name in judged[0][0].intervals if judged else ():
        pairs = [(group.intervals[name], group, reference) for group, reference in judged]
        best = [(toll, group, r.best) for toll, group, r in pairs if r.best is not None]
        cut = [toll.cut(max(group.numbers)) for toll, group, _ in pairs]
        rows.append(
            [
                name,
                f"{sum(toll.holds(b) for toll, _, b in best)} of {len(best)}",
                f"{sum(toll.cut(max(g.numbers)).holds(b) for toll, g, b in best)} of {len(best)}",
                f"{sum(toll.meets(r.toll) for toll, _, r in pairs)} of {len(pairs)}",
                f"{sum(toll.high is None for toll, _, _ in pairs)} of {len(pairs)}",
                f"{sum((c.high or 0) - c.low for c in cut) / len(cut):.1f}",
            ]
        )
    return rows


_NOWHERE = PlaceRef(name="not looked at")


def later_word(corpora: Corpora, groups: Sequence[Group]) -> list[Judged]:
    """Groups with what their last report says as the reference, read from the reports of days before only."""
    found = []
    for group in groups:
        last = group.words[-1]
        early = tuple(word for word in group.words if word.published < last.published)
        ours = corpora.toll_before(group, last.published)
        if early and ours is not None:
            reports = {word.report for word in early}
            told = tuple(claim for claim in group.told if claim.report in reports)
            reference = Reference("its last report", _NOWHERE, last.published, last.published, last.toll, last.toll.low)
            found.append((Group(group.incident, told, early, ours), reference))
    return found


HEAD = [
    "toll read by",
    "holds the best figure",
    "holds it, open ends cut",
    "meets low to high",
    "open ends",
    "mean width, open ends cut",
]


def each(judged: Sequence[Judged]) -> str:
    rows = [
        [str(r.first), r.of, str(len(g.words)), str(g.ours), str(r.toll), "yes" if g.ours.meets(r.toll) else "no"]
        for g, r in judged
    ]
    return table(["day", "reference", "reports", "weighing's", "the reference's", "meet"], rows)


def page(corpora: Corpora) -> str:
    """The part of the page: what was found, held against inquiries, UCDP's sample, and the last report."""
    groups = corpora.groups()
    asked = [(g, r) for g in groups if (r := matched(g, inquiries()))]
    left = [g for g in groups if all(g is not other for other, _ in asked)]
    sampled = [(g, r) for g in left if (r := matched(g, ucdp() if UCDP.is_file() else []))]
    later = later_word(corpora, groups)
    said = (
        f"{len(groups)} incidents of {len(corpora.reports)} coded reports have a toll from two reports or more. Of\n"
        f"these {len(asked)} have an inquiry's toll, and {len(sampled)} others lie within {NEAR_KM:g} km of events of\n"
        f"UCDP's sample on the same days.\n"
    )
    parts = [said]
    for title, judged in (("an inquiry", asked), ("UCDP's sample, summed up", sampled)):
        parts += [f"Held against {title}:\n", table(HEAD, against(judged)), each(judged)]
    parts.append(
        f"Held against what the last report says, read from the reports before its day ({len(later)} incidents):\n"
    )
    return "\n".join([*parts, table(HEAD, against(later))])


def main() -> int:
    """Write the figures into docs/quality.md; 1 if the coded reports are not here."""
    folders = [SHARED / "gold" / name for name in CORPORA]
    if not all(folder.is_dir() for folder in folders):
        print(f"{' or '.join(map(str, folders))} is not here; nothing to measure.", file=sys.stderr)
        return 1
    docs = [(doc.report, doc.claims) for folder in folders for doc in load_gold(folder)]
    text = page(Corpora(docs, world_at(ROOT / "examples" / "syria-2017")))
    print(text)
    PAGE.write_text(between(PAGE.read_text("utf-8"), START, END, text), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
