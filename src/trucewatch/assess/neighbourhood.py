"""Incidents kept up to date: a new report touches only its own neighbourhood, however many claims there are.

Claims lie in one SQLite file under keys of type family, day and cell of a quarter degree. A new claim meets at most a
few dozen claims around it; it joins the incident that it scores best with on average, or begins one, and incidents that
it ties together become one if their claims score for it. Nothing here splits an incident: people do, or a whole
re-assessment. The file is a projection that can be rebuilt from the claims at any time; the ledger keeps the changes.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise, product
from pathlib import Path
from types import TracebackType
from typing import Self

from trucewatch.assess.another import Another
from trucewatch.assess.clusters import FLOOR, cannot_link, days_of, may_meet
from trucewatch.assess.linkage import grouped
from trucewatch.assess.same_event import family_of, score
from trucewatch.assess.seen import Seen
from trucewatch.model import Claim, Regrouping, Report

__all__ = ["Neighbourhoods", "body_of", "reassess", "seen_of"]

METHOD = "neighbourhood/3"
_CELLS_A_DEGREE = 4
_LONGEST_DAYS = 7
_CANDIDATES = 16
_A_KEY = 8
_FEW = 3
_TIED = 1e6
_IN_MEMORY = 8192

_TABLES = """
CREATE TABLE IF NOT EXISTS claim (
    n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, incident TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS claim_incident ON claim (incident, n);
CREATE TABLE IF NOT EXISTS place (k INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (k, n)) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class _Kept:
    """A claim from the file: its number, its incident, and what comparing needs."""

    number: int
    incident: str
    seen: Seen


class Neighbourhoods:
    """The incidents of all claims added so far. `path` None keeps them in memory. Use it as a context manager."""

    def __init__(self, path: Path | None = None, lineage: Callable[[str], Iterable[str]] = tuple) -> None:
        self._db = sqlite3.connect(path or ":memory:")
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _TABLES)
        self._lineage = lineage
        self._newest: dict[int, Seen] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM claim").fetchone()[0])

    def assignments(self) -> Iterator[tuple[str, str]]:
        """Every claim's key with its incident's id, in the order in which the claims came."""
        yield from self._db.execute("SELECT key, incident FROM claim ORDER BY n")

    def add(self, report: Report, claims: Sequence[Claim]) -> list[Regrouping]:
        """Take in a report's claims; what became of incidents: minted ones and merges. Claims that are there already
        are passed over."""
        fresh = [Seen.of(c, report, self._lineage) for c in sorted(claims, key=lambda c: (c.trigger.start, c.id))]
        fresh = [seen for seen in fresh if not self._has(seen.claim.key)]
        loaded: dict[int, _Kept] = {}
        with self._db:
            near = [self._near(seen, loaded) for seen in fresh]
            groups = self._linked(fresh, near)
            return [change for new, held in groups for change in self._settle([fresh[n] for n in new], held)]

    def _linked(self, fresh: Sequence[Seen], near: Sequence[Sequence[_Kept]]) -> list[tuple[list[int], list[str]]]:
        """Groups of new claims with the incidents that they belong to; no two incidents become one whose claims some
        report keeps apart, however far from the new ones these lie."""
        barred: set[tuple[str, str]] = set()
        while True:
            groups = _linked(fresh, near, barred)
            pairs = {pair for _, held in groups for pair in combinations(held, 2)}
            apart = {pair for pair in pairs if self._kept_apart(*pair)}
            if not apart:
                return groups
            barred |= apart

    def _kept_apart(self, one: str, other: str) -> bool:
        """Whether a report keeps a claim of one incident apart from a claim of the other."""
        mine, theirs = self._by_report(one), self._by_report(other)
        pairs = (pair for report in mine.keys() & theirs.keys() for pair in product(mine[report], theirs[report]))
        return any(cannot_link(self._seen(a), self._seen(b)) for a, b in pairs)

    def _by_report(self, incident: str) -> dict[str, list[int]]:
        """The numbers of an incident's claims, by their report."""
        found: dict[str, list[int]] = {}
        query = "SELECT n, json_extract(body, '$.claim.report') FROM claim WHERE incident = ? ORDER BY n"
        for number, report in self._db.execute(query, (incident,)):
            found.setdefault(report, []).append(number)
        return found

    def restore(self, claims: Iterable[tuple[Report, Claim, str]]) -> None:
        """Put back claims with the incident that each is known to belong to, comparing nothing."""
        with self._db:
            for report, claim, incident in claims:
                self._keep(Seen.of(claim, report, self._lineage), incident)

    def _has(self, key: str) -> bool:
        return self._db.execute("SELECT 1 FROM claim WHERE key = ?", (key,)).fetchone() is not None

    def _near(self, seen: Seen, loaded: dict[int, _Kept]) -> list[_Kept]:
        """The claims around one, nearest keys and newest claims first."""
        numbers: dict[int, None] = {}
        for key in _keys_around(seen):
            found = self._db.execute("SELECT n FROM place WHERE k = ? ORDER BY n DESC LIMIT ?", (key, _A_KEY))
            numbers |= dict.fromkeys(row[0] for row in found)
            if len(numbers) >= _CANDIDATES:
                break
        nearest = list(numbers)[:_CANDIDATES]
        for number in nearest:
            if number not in loaded:
                [incident] = self._db.execute("SELECT incident FROM claim WHERE n = ?", (number,)).fetchone()
                loaded[number] = _Kept(number, incident, self._seen(number))
        return [loaded[number] for number in nearest]

    def _seen(self, number: int) -> Seen:
        """A claim of the file; the newest ones, which news is most about, are held as they were read."""
        if held := self._newest.get(number):
            return held
        [body] = self._db.execute("SELECT body FROM claim WHERE n = ?", (number,)).fetchone()
        return seen_of(json.loads(body), self._lineage)

    def _settle(self, new: Sequence[Seen], incidents: Sequence[str]) -> list[Regrouping]:
        """Put new claims where they belong: with the eldest of the incidents that they tie together, or alone."""
        held = sorted(incidents, key=self._age)
        keys = tuple(seen.claim.key for seen in new)
        incident = held[0] if held else self._fresh_id(new[0].claim.key)
        changes: list[Regrouping] = []
        if not held:
            changes.append(Regrouping(change="minted", incident=incident, claims=keys, by=METHOD))
        elif len(held) > 1:
            self._db.executemany(
                "UPDATE claim SET incident = ? WHERE incident = ?", [(incident, name) for name in held[1:]]
            )
            why = f"claims of report {new[0].claim.report} tie them together"
            changes.append(
                Regrouping(
                    change="merged", incident=incident, others=tuple(held[1:]), claims=keys, by=METHOD, reason=why
                )
            )
        for seen in new:
            self._keep(seen, incident)
        return changes

    def _age(self, incident: str) -> int:
        return int(self._db.execute("SELECT min(n) FROM claim WHERE incident = ?", (incident,)).fetchone()[0])

    def _fresh_id(self, key: str) -> str:
        digest = hashlib.sha256(key.encode()).hexdigest()
        for length in range(8, len(digest) + 1):
            name = f"i-{digest[:length]}"
            if self._db.execute("SELECT 1 FROM claim WHERE incident = ? LIMIT 1", (name,)).fetchone() is None:
                return name
        return f"i-{digest}"

    def _keep(self, seen: Seen, incident: str) -> None:
        added = self._db.execute(
            "INSERT INTO claim (key, incident, body) VALUES (?, ?, ?)",
            (seen.claim.key, incident, json.dumps(body_of(seen), ensure_ascii=False)),
        )
        number = added.lastrowid or 0
        rows = [(key, number) for key in dict.fromkeys(_keys_of(seen))]
        self._db.executemany("INSERT INTO place (k, n) VALUES (?, ?)", rows)
        self._newest[number] = seen.without_text()
        self._newest.pop(number - _IN_MEMORY, None)


def reassess(
    reports: Iterable[tuple[Report, Sequence[Claim]]],
    path: Path | None = None,
    lineage: Callable[[str], Iterable[str]] = tuple,
    progress: Callable[[int], None] | None = None,
) -> Iterator[tuple[str, str]]:
    """Group all claims anew, one report after the other (best in order of publication), in a file that must not exist
    yet: memory stays as it is however many there are. Every claim's key with its incident's id."""
    with Neighbourhoods(path, lineage) as kept:
        for number, (report, claims) in enumerate(reports, start=1):
            kept.add(report, claims)
            if progress:
                progress(number)
        yield from kept.assignments()


def _linked(
    fresh: Sequence[Seen], near: Sequence[Sequence[_Kept]], barred: Container[tuple[str, str]]
) -> list[tuple[list[int], list[str]]]:
    """Groups of new claims with the incidents that they belong to. An incident is tied by those of its claims that lie
    near; two are compared only where one new claim scores for both. `barred` are pairs of incidents, in order of their
    ids, that never become one."""
    table: dict[tuple[int, int], float] = {}
    items = list(fresh)
    at: dict[int, int] = {}
    owner: dict[int, str] = {}
    for n, kept in enumerate(near):
        scored = [(k, _pair(fresh[n], k.seen)) for k in kept]
        touched = {k.incident for k, value in scored if value > 0}
        for k, value in scored:
            if k.incident in touched:
                if k.number not in at:
                    at[k.number] = len(items)
                    items.append(k.seen)
                    owner[at[k.number]] = k.incident
                table[n, at[k.number]] = value
        across = _across([at[k.number] for k, value in scored if value > 0], owner)
        table |= {(i, j): _pair(items[i], items[j]) for i, j in across if (i, j) not in table}
    table |= {(i, j): _pair(fresh[i], fresh[j]) for i, j in combinations(range(len(fresh)), 2)}
    members: dict[str, list[int]] = {}
    for position, incident in owner.items():
        members.setdefault(incident, []).append(position)
    table |= {(i, j): _TIED for tied in members.values() for i, j in pairwise(sorted(tied))}
    for one, other in combinations(sorted(members), 2):
        if (one, other) in barred:
            table |= {(min(p), max(p)): float("-inf") for p in product(members[one], members[other])}
    groups = grouped(len(items), table, FLOOR, [days_of(seen) for seen in items])
    split = [([n for n in g if n < len(fresh)], sorted({owner[n] for n in g if n >= len(fresh)})) for g in groups]
    return [(new, held) for new, held in split if new]


def _across(positions: Sequence[int], owner: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of claims of different incidents that one new claim scores for, of each incident a few."""
    few: dict[str, list[int]] = {}
    for position in positions:
        few.setdefault(owner[position], []).append(position)
    chosen = sorted(p for group in few.values() for p in group[:_FEW])
    yield from ((i, j) for i, j in combinations(chosen, 2) if owner[i] != owner[j])


def _pair(a: Seen, b: Seen) -> float:
    if not may_meet(a, b) or cannot_link(a, b):
        return float("-inf")
    return score(a, b)


def body_of(seen: Seen) -> dict[str, object]:
    """What comparing needs of a claim, as JSON: the sentence as its words, without the report's text."""
    return {
        "claim": seen.claim.model_dump(mode="json", exclude_defaults=True, exclude={"rules", "confidence", "method"}),
        "published": seen.published.isoformat() if seen.published else None,
        "sentence": sorted(seen.sentence),
        "headline": seen.in_headline,
        "another": asdict(seen.another) if seen.another else None,
        "same_as": sorted(seen.same_as),
    }


def seen_of(body: dict[str, object], lineage: Callable[[str], Iterable[str]]) -> Seen:
    """The claim as comparing sees it, from what `body_of` kept of it."""
    published = body["published"]
    seen = Seen(
        Claim.model_validate(body["claim"]),
        date.fromisoformat(published) if isinstance(published, str) else None,
        lineage,
    )
    words = body["sentence"]
    seen.__dict__["sentence"] = frozenset(words) if isinstance(words, list) else frozenset()
    seen.__dict__["in_headline"] = bool(body["headline"])
    same = body["same_as"]
    seen.__dict__["same_as"] = frozenset(same) if isinstance(same, list) else frozenset()
    told = body["another"]
    seen.__dict__["another"] = Another(**told) if isinstance(told, dict) else None
    return seen


def _cell(seen: Seen) -> tuple[int, int] | None:
    if seen.point is None or seen.point.lat is None or seen.point.lon is None:
        return None
    return int(seen.point.lat * _CELLS_A_DEGREE // 1), int(seen.point.lon * _CELLS_A_DEGREE // 1)


def _days(seen: Seen) -> list[tuple[str, int]]:
    """The days under which a claim lies: the event's, of a long span its ends, of an undated one the publication's
    month."""
    if seen.days is None:
        return [("undated", seen.published.toordinal() // 31 if seen.published else -1)]
    first, last = (day.toordinal() for day in seen.days)
    if last - first > _LONGEST_DAYS:
        return [("day", first), ("day", last)]
    return [("day", day) for day in range(first, last + 1)]


def _key(family: int, day: tuple[str, int], cell: tuple[int, int] | None) -> int:
    digest = hashlib.blake2b(repr((family, day, cell)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _keys_of(seen: Seen) -> Iterator[int]:
    family, cell = family_of(seen.claim.type), _cell(seen)
    yield from (_key(family, day, cell) for day in _days(seen))


def _keys_around(seen: Seen) -> Iterator[int]:
    """Where to look, nearest first: the same days and cell, days beside, cells beside, then claims without a place."""
    family, cell = family_of(seen.claim.type), _cell(seen)
    days = _days(seen)
    beside = []
    if seen.days is not None:
        around = (seen.days[0] - timedelta(days=1), seen.days[1] + timedelta(days=1))
        beside = [("day", day.toordinal()) for day in around]
        if seen.published is not None:
            beside.append(("undated", seen.published.toordinal() // 31))
    elif seen.published is not None:
        beside = [("day", (seen.published - timedelta(days=back)).toordinal()) for back in range(3)]
        beside.append(("undated", seen.published.toordinal() // 31 - 1))
    yield from (_key(family, day, cell) for day in (*days, *beside))
    if cell is not None:
        yield from (_key(family, day, None) for day in days)
        around_cell = [(cell[0] + x, cell[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)]
        yield from (_key(family, day, other) for day in days for other in around_cell)
