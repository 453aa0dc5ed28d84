"""Incidents from the claims of an archive, in parts, with the very result of one run over all of them.

Survey each shard; compare the claims of each cell, region by region (cells.py); tie together what could be of one event
(comparing.py); assess each tied group by the function of the single run (grouping.py); give the ids that it would give.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from trucewatch.assess import METHOD
from trucewatch.bulk.cells import BLOCK, pairings, tasks_of
from trucewatch.bulk.comparing import Part, Surveyed, reports_in
from trucewatch.bulk.dealing import BIN, Copies, Dealing, Homes, bins_of, shard_of
from trucewatch.bulk.forest import Forest
from trucewatch.bulk.grouping import Bin, Naming, names_of
from trucewatch.bulk.manifest import MANIFEST, Manifest
from trucewatch.bulk.running import On, Runner, runner
from trucewatch.bulk.slices import Slice
from trucewatch.bulk.station import Station
from trucewatch.bulk.storage import Place
from trucewatch.ingest import find_copies
from trucewatch.model import Copy, Report
from trucewatch.model.errors import InputError
from trucewatch.world import World

__all__ = ["Assessment", "Grouped", "assess_archive"]

FORMAT: Literal["trucewatch/bulk-incidents/1"] = "trucewatch/bulk-incidents/1"
_WORK = "work"
_FOLDERS = ("survey", "claims", "reports", "assessed")

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Assessment:
    """What to assess: the folder that `bulk extract` left, and where to. `block` and `most` are how many claims are
    compared, and assessed, at once."""

    source: str
    out: str
    make_world: Callable[[], World]
    on: On = On.LOCAL
    jobs: int | None = None
    address: str | None = None
    restart: bool = False
    block: int = BLOCK
    most: int = BIN
    storage: Mapping[str, Any] = field(default_factory=dict)


class Grouped(BaseModel):
    """manifest.json of the incidents. `largest` is the claims of the largest group that had to be assessed as one,
    `tasks` in how many tasks they were compared, `seconds` what each step took on the clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["trucewatch/bulk-incidents/1"] = FORMAT
    method: str
    run: str
    claims: int
    reports: int
    copies: int
    cells: int
    tasks: int
    bins: int
    largest: int
    incidents: int
    seconds: dict[str, float]


def assess_archive(wanted: Assessment, progress: Progress | None = None) -> Grouped:
    """Assess all claims of an archive and write incidents/ and members/ as Parquet.

    InputError where the folder is none of `bulk extract`, is not finished, or holds two reports of one id with
    different texts; or where the folder for the results is not empty.
    """
    source, out = (Place(_absolute(url), wanted.storage) for url in (wanted.source, wanted.out))
    manifest = _manifest(source)
    _prepare(out, restart=wanted.restart)
    steps = _Steps(wanted, source, out, progress)
    make = partial(Station, source, steps.scratch, out, wanted.make_world)
    with runner(wanted.on, wanted.jobs, wanted.address, make) as run:
        found = steps.walk(run, manifest)
    for folder in _FOLDERS:
        steps.scratch.drop(folder)
    out.drop(_WORK)
    out.write(MANIFEST, (found.model_dump_json(indent=1) + "\n").encode())
    return found


def _absolute(url: str) -> str:
    return url.rstrip("/") if "://" in url else str(Path(url).absolute())


def _manifest(source: Place) -> Manifest:
    told = source.read(MANIFEST)
    if told is None:
        raise InputError(f"{source.url} has no {MANIFEST}; give a folder that `trucewatch bulk extract` wrote.")
    try:
        manifest = Manifest.model_validate_json(told)
    except ValidationError as error:
        message = f"{source.url}/{MANIFEST} is none of `bulk extract`, or damaged; give a folder that it wrote."
        raise InputError(message) from error
    left = sum(1 for shard in manifest.shards if shard.state != "done")
    if left:
        message = f"{source.url} is not finished: {left} of {len(manifest.shards)} shards are to be read."
        raise InputError(f"{message} Run `trucewatch bulk extract` again first.")
    return manifest


def _prepare(out: Place, *, restart: bool) -> None:
    told = out.read(MANIFEST)
    ours = told is not None and FORMAT.encode() in told
    others = set(out.sizes("")) - {"incidents", "members", _WORK}
    if not ours and (told is not None or others):
        raise InputError(f"{out.url} holds other things; name an empty or new folder with --out.")
    held = {folder: list(out.sizes(folder)) for folder in ("incidents", "members")}
    if ours or any(held.values()):
        if not restart:
            raise InputError(f"{out.url} holds results already; name another folder with --out, or --restart.")
        for folder, names in held.items():
            out.remove(folder, [name for name in names if name.startswith("part-")])
        out.remove("", [MANIFEST])


class _Steps:
    """The steps, one after the other; each is spread over the workers."""

    def __init__(self, wanted: Assessment, source: Place, out: Place, progress: Progress | None) -> None:
        self._wanted = wanted
        self._source = source
        self._out = out
        self.scratch = Place(f"{out.url}/{_WORK}", wanted.storage)
        self._progress = progress
        self._seconds: dict[str, float] = {}

    def walk(self, run: Runner, manifest: Manifest) -> Grouped:
        """All of them."""
        parts, where, copies = self._reports(manifest)
        surveyed = list(self._spread(run, "survey", parts))
        index: dict[tuple[str, str], list[Slice]] = {}
        for one in sorted(surveyed, key=lambda s: s.part.number):
            for key, piece in one.index.items():
                index.setdefault(key, []).append(piece)
        tasks = list(tasks_of(pairings(index, self._wanted.block), self._wanted.block))
        forest = Forest()
        for one in surveyed:
            forest.tie_all(one.ties)
        for ties in self._spread(run, "compare", tasks):
            forest.tie_all(ties)
        bins = self._bins(run, surveyed, forest, Copies(copies), where)
        assessed = list(self._spread(run, "assess", bins))
        names = names_of(assessed)
        namings = [Naming(one, names[one.number]) for one in assessed]
        written = list(self._spread(run, "write", namings))
        sizes = [len(group) for group in forest.groups().values()]
        return Grouped(
            method=METHOD,
            run=manifest.run,
            claims=sum(one.claims for one in written),
            reports=len(where),
            copies=len(copies),
            cells=len({cell for cell, _ in index}),
            tasks=len(tasks),
            bins=len(bins),
            largest=max(sizes, default=min(1, len(written))),
            incidents=sum(one.incidents for one in written),
            seconds=self._seconds,
        )

    def _spread(self, run: Runner, step: str, tasks: Sequence[Any]) -> Iterator[Any]:
        begun = time.monotonic()
        for number, result in enumerate(run(tasks), start=1):
            if self._progress:
                self._progress(step, number, len(tasks))
            yield result
        self._seconds[step] = round(time.monotonic() - begun, 3)

    def _reports(self, manifest: Manifest) -> tuple[list[Part], dict[str, int], list[Copy]]:
        """The shards to take claims from, the shard of each report, and the copies among all reports."""
        begun = time.monotonic()
        known: dict[str, tuple[int, bytes]] = {}
        kept: list[Report] = []
        parts = []
        for shard in manifest.shards:
            part = Part(shard.number, f"part-{shard.number:06d}.parquet")
            again = set()
            for report in reports_in(self._source, part):
                digest = hashlib.sha256(report.text.encode()).digest()
                first = known.get(report.id)
                if first is None:
                    known[report.id] = (shard.number, digest)
                    kept.append(report)
                elif first[1] != digest:
                    message = f"Two reports have the id {report.id} and different texts (shards {first[0]} and "
                    raise InputError(f"{message}{shard.number}); give each report its own id and read them again.")
                elif first[0] != shard.number:
                    again.add(report.id)
            parts.append(Part(part.number, part.name, frozenset(again)))
        copies = find_copies(kept)
        self._seconds["copies"] = round(time.monotonic() - begun, 3)
        return parts, {name: shard for name, (shard, _) in known.items()}, copies

    def _bins(
        self, run: Runner, surveyed: Sequence[Surveyed], forest: Forest, copies: Copies, where: Mapping[str, int]
    ) -> list[Bin]:
        """The groups in bins, dealt out of the shards."""
        homes, count = _homes(surveyed, forest, self._wanted.most)
        repeating: dict[int, set[str]] = {}
        for one in surveyed:
            numbers = (n for _, first, last in one.spans for n in range(first, last + 1))
            bins = homes[one.part.number].of(numbers)
            for report, first, last in one.spans:
                held = set(islice(bins, last + 1 - first))
                if copies.bear_on(report):
                    for home in held:
                        repeating.setdefault(home, set()).add(report)
        around = {home: copies.around(reports) for home, reports in repeating.items()}
        wanted: dict[int, dict[str, set[int]]] = {}
        for home, (_, reports) in around.items():
            for report in reports:
                wanted.setdefault(where[report], {}).setdefault(report, set()).add(home)
        dealings = [
            Dealing(
                one.part,
                homes[one.part.number],
                {name: tuple(sorted(found)) for name, found in wanted.get(one.part.number, {}).items()},
            )
            for one in surveyed
        ]
        dealt = list(self._spread(run, "deal", dealings))
        dealt.sort(key=lambda one: one.number)
        return [
            Bin(
                number,
                tuple(one.claims[number] for one in dealt if number in one.claims),
                tuple(one.reports[number] for one in dealt if number in one.reports),
                tuple(around[number][0]) if number in around else (),
            )
            for number in range(count)
        ]


def _homes(surveyed: Sequence[Surveyed], forest: Forest, most: int) -> tuple[dict[int, Homes], int]:
    """The bins of each shard's claims, and how many bins there are."""
    bins, count = bins_of(forest, most)
    of_shard: dict[int, dict[int, int]] = {}
    for number, home in bins.items():
        of_shard.setdefault(shard_of(number), {})[number] = home
    found: dict[int, Homes] = {}
    for one in sorted(surveyed, key=lambda s: s.part.number):
        tied = of_shard.get(one.part.number, {})
        singles = sum(last + 1 - first for _, first, last in one.spans) - len(tied)
        found[one.part.number] = Homes(tied, count, most)
        count += -(-singles // most)
    return found, count
