"""Incidents from the claims of an archive, in parts, with the very result of one run over all of them.

Survey each shard; compare the claims of each cell, region by region (cells.py); tie together what could be of one event
(comparing.py); assess each tied group by the function of the single run (grouping.py); give the ids that it would give.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from trucewatch._version import __version__
from trucewatch.assess import METHOD
from trucewatch.bulk.cells import BLOCK, Pairings, pairings, tasks_of
from trucewatch.bulk.comparing import Surveyed, survey_file
from trucewatch.bulk.copies_in_parts import Reports, copies_among, reports_of
from trucewatch.bulk.dealing import BIN, Copies, Dealing, Dealt, Homes, bins_of, shard_of
from trucewatch.bulk.extracting import world_digest
from trucewatch.bulk.forest import Forest
from trucewatch.bulk.grouping import Assessed, Bin, Naming, Written, names_of
from trucewatch.bulk.journal import DONE, Journal
from trucewatch.bulk.large import MEMBERS, Across, Linked, Scored, ToLink, Within, members_as_json
from trucewatch.bulk.manifest import MANIFEST, Manifest
from trucewatch.bulk.running import On, runner
from trucewatch.bulk.slices import Slice
from trucewatch.bulk.station import Station
from trucewatch.bulk.stepping import Stepping
from trucewatch.bulk.storage import Place, locked
from trucewatch.model.errors import InputError
from trucewatch.model.progress import StepProgress
from trucewatch.world import World

__all__ = ["Assessment", "Grouped", "assess_archive"]

FORMAT: Literal["trucewatch/bulk-incidents/1"] = "trucewatch/bulk-incidents/1"
_WORK = "work"
_FOLDERS = ("sketches", "texts", "survey", "listed", "scores", "claims", "reports", "assessed", DONE)
_REACH = 20
"""How many times as many reports' hashes, or pairs of reports, one task takes as it takes claims to compare."""


@dataclass(frozen=True)
class Assessment:
    """What to assess: the folder that `bulk extract` left, and where to. `block` and `most` are how many claims are
    compared, and assessed, at once; `restart` throws away what another run left there, finished or not."""

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
    """manifest.json of the incidents. `tasks` is in how many tasks claims were compared, `largest` the claims of the
    largest group that was tied, `cut` how many groups were too large to be assessed whole. `seconds` is what each step
    took on the clock in the run of the command that finished; `passed_over` are tasks that runs before it had done."""

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
    cut: int
    incidents: int
    passed_over: int
    seconds: dict[str, float]


def assess_archive(wanted: Assessment, progress: StepProgress | None = None) -> Grouped:
    """Assess all claims of an archive and write incidents/ and members/ as Parquet; go on with a run that was ended.

    InputError where the folder is none of `bulk extract`, is not finished, or holds two reports of one id with
    different texts; or where the folder for the results holds other things, or is being written to.
    """
    source, out = (Place(_absolute(url), wanted.storage) for url in (wanted.source, wanted.out))
    manifest = _manifest(source)
    scratch = Place(f"{out.url}/{_WORK}", wanted.storage)
    journal = Journal(scratch, _run_of(wanted, manifest))
    _check(out)
    with locked(out):
        _prepare(out, scratch, journal, restart=wanted.restart)
        make = partial(Station, source, scratch, out, wanted.make_world)
        with runner(wanted.on, wanted.jobs, wanted.address, make) as run:
            found = _Steps(wanted, scratch, Stepping(run, journal, progress)).walk(manifest)
        out.write(MANIFEST, (found.model_dump_json(indent=1) + "\n").encode())
        _clear_work(out, scratch)
    return found


def _run_of(wanted: Assessment, manifest: Manifest) -> str:
    """The digest of what is assessed, by what, and how it is cut into tasks."""
    files = [[name, made.sha256] for shard in manifest.shards for name, made in sorted(shard.files.items())]
    told = [METHOD, __version__, world_digest(wanted.make_world), wanted.block, wanted.most, manifest.run, files]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


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


def _check(out: Place) -> None:
    """InputError where a folder holds what bulk assess did not put there."""
    told = out.read(MANIFEST)
    others = set(out.sizes("")) - {"incidents", "members", _WORK, MANIFEST}
    if others or (told is not None and FORMAT.encode() not in told):
        raise InputError(f"{out.url} holds other things; name an empty or new folder with --out.")


def _prepare(out: Place, scratch: Place, journal: Journal, *, restart: bool) -> None:
    """Make the folder ready: empty, or as an earlier, unfinished run over the same left it."""
    held = {folder: list(out.sizes(folder)) for folder in ("incidents", "members")}
    finished, begun = out.read(MANIFEST) is not None, journal.begun()
    if not restart:
        if finished or (any(held.values()) and begun is None):
            raise InputError(f"{out.url} holds results already; name another folder with --out, or --restart.")
        if begun is not None and begun != journal.run:
            message = (
                f"{out.url} holds an unfinished run over other claims, or by another version or watch; name another"
            )
            raise InputError(f"{message} folder with --out, or throw it away with --restart.")
        if begun is not None:
            return
    for folder, names in held.items():
        out.remove(folder, [name for name in names if name.startswith("part-")])
    if finished:
        out.remove("", [MANIFEST])
    _clear_work(out, scratch)
    journal.begin()


def _clear_work(out: Place, scratch: Place) -> None:
    for folder in _FOLDERS:
        scratch.drop(folder)
    out.drop(_WORK)


class _Steps:
    """The steps, one after the other; each is spread over the workers."""

    def __init__(self, wanted: Assessment, scratch: Place, stepping: Stepping) -> None:
        self._wanted = wanted
        self._scratch = scratch
        self._do = stepping

    def walk(self, manifest: Manifest) -> Grouped:
        """All of them."""
        reports = reports_of(self._do, manifest)
        copies = copies_among(self._do, reports, _REACH * self._wanted.block)
        surveyed = self._do("survey", reports.parts, Surveyed)
        tasks, cells = self._tasks(surveyed)
        forest = Forest()
        for one in surveyed:
            forest.tie_all(one.ties)
        for ties in self._do("compare", tasks, tuple[tuple[int, int], ...]):
            forest.tie_all(ties)
        tied = list(forest.groups().values())
        large = [group for group in tied if len(group) > self._wanted.most]
        groups: list[Sequence[int]] = [group for group in tied if len(group) <= self._wanted.most]
        groups += self._clusters(large, reports, tasks)
        bins = self._bins(surveyed, groups, Copies(copies), reports)
        assessed = self._do("assess", bins, Assessed)
        names = names_of(assessed)
        written = self._do("write", [Naming(one, names[one.number]) for one in assessed], Written)
        return Grouped(
            method=METHOD,
            run=manifest.run,
            claims=sum(one.claims for one in written),
            reports=len(reports.where),
            copies=len(copies),
            cells=cells,
            tasks=len(tasks),
            bins=len(bins),
            largest=max(map(len, tied), default=min(1, len(written))),
            cut=len(large),
            incidents=sum(one.incidents for one in written),
            passed_over=self._do.passed_over,
            seconds=self._do.seconds,
        )

    def _tasks(self, surveyed: Sequence[Surveyed]) -> tuple[list[Pairings], int]:
        """What is to be compared, in tasks, and how many cells there are."""
        index: dict[tuple[str, str], list[Slice]] = {}
        for one in surveyed:
            for cell, region, piece in one.index:
                index.setdefault((cell, region), []).append(piece)
        block = self._wanted.block
        return list(tasks_of(pairings(index, block), block)), len({cell for cell, _ in index})

    def _clusters(
        self, large: Sequence[Sequence[int]], reports: Reports, tasks: Sequence[Pairings]
    ) -> list[tuple[int, ...]]:
        """The clusters of groups that are too large to be assessed whole."""
        if not large:
            return []
        self._scratch.write(MEMBERS, members_as_json(dict(enumerate(large))))
        shards = {shard_of(number) for group in large for number in group}
        files = {survey_file(number) for number in shards}
        within = [Within(part) for part in reports.parts if part.number in shards]
        across = [
            Across(number, task.pairings)
            for number, task in enumerate(tasks)
            if any(piece.file in files for one in task.pairings for piece in (*one.one, *(one.other or ())))
        ]
        scored = self._do("score", [*within, *across], Scored)
        wanted = [
            ToLink(
                tuple(one.claims[n] for one in scored if n in one.claims),
                tuple(one.scores[n] for one in scored if n in one.scores),
            )
            for n in range(len(large))
        ]
        return [cluster for linked in self._do("link", wanted, Linked) for cluster in linked.clusters]

    def _bins(
        self, surveyed: Sequence[Surveyed], groups: Sequence[Sequence[int]], copies: Copies, reports: Reports
    ) -> list[Bin]:
        """The groups in bins, dealt out of the shards."""
        homes, count = _homes(surveyed, groups, self._wanted.most)
        repeating: dict[int, set[str]] = {}
        for one in surveyed:
            numbers = chain.from_iterable(range(first, last + 1) for _, first, last in one.spans)
            bins = homes[one.part.number].of(numbers)
            for report, first, last in one.spans:
                held = set(islice(bins, last + 1 - first))
                if copies.bear_on(report):
                    for home in held:
                        repeating.setdefault(home, set()).add(report)
        around = {home: copies.around(found) for home, found in repeating.items()}
        wanted: dict[int, dict[str, set[int]]] = {}
        for home, (_, found) in around.items():
            for report in found:
                wanted.setdefault(reports.where[report], {}).setdefault(report, set()).add(home)
        dealings = [
            Dealing(
                one.part,
                homes[one.part.number],
                {name: tuple(sorted(found)) for name, found in wanted.get(one.part.number, {}).items()},
            )
            for one in surveyed
        ]
        dealt = self._do("deal", dealings, Dealt)
        return [
            Bin(
                number,
                tuple(one.claims[number] for one in dealt if number in one.claims),
                tuple(one.reports[number] for one in dealt if number in one.reports),
                tuple(around[number][0]) if number in around else (),
            )
            for number in range(count)
        ]


def _homes(surveyed: Sequence[Surveyed], groups: Sequence[Sequence[int]], most: int) -> tuple[dict[int, Homes], int]:
    """The bins of each shard's claims, and how many bins there are."""
    bins, count = bins_of(groups, most)
    of_shard: dict[int, dict[int, int]] = {}
    for number, home in bins.items():
        of_shard.setdefault(shard_of(number), {})[number] = home
    found: dict[int, Homes] = {}
    for one in surveyed:
        tied = of_shard.get(one.part.number, {})
        singles = sum(last + 1 - first for _, first, last in one.spans) - len(tied)
        found[one.part.number] = Homes(tied, count, most)
        count += -(-singles // most)
    return found, count
