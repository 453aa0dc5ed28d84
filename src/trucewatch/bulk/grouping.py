"""The last steps of bulk assess: bins of groups assessed by the one run's own function, named, and written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trucewatch.assess import assess
from trucewatch.assess.identity import identities
from trucewatch.bulk.comparing import Order, order_of
from trucewatch.bulk.slices import Slice, deal, lines_of
from trucewatch.bulk.storage import Place, library
from trucewatch.model import Claim, Copy, Incident, Report
from trucewatch.world import World

__all__ = ["Assess", "Assessed", "Bin", "Naming", "Write", "Written", "names_of"]


@dataclass(frozen=True)
class Bin:
    """Groups to be assessed: where their claims and reports lie, and the copies that bear on them."""

    number: int
    claims: tuple[Slice, ...]
    reports: tuple[Slice, ...]
    copies: tuple[Copy, ...]


@dataclass(frozen=True)
class Assessed:
    """A bin's incidents, unnamed: where they lie, and of each the order and the key of its first claim."""

    number: int
    slices: tuple[Slice, ...]
    firsts: tuple[tuple[Order, str], ...]


class Assess:
    """Assesses bins."""

    def __init__(self, scratch: Place, world: World) -> None:
        self._scratch = scratch
        self._world = world

    def __call__(self, task: Bin, /) -> Assessed:
        """Assess a bin."""
        found = (Report.model_validate_json(told) for told in lines_of(self._scratch, task.reports))
        reports = {report.id: report for report in found}
        claims = [Claim.model_validate_json(told) for told in lines_of(self._scratch, task.claims)]
        orders = {}
        for claim in claims:
            report = reports.get(claim.report)
            orders[claim.key] = order_of(claim, report.published if report else None)
        incidents = assess(reports, claims, task.copies, self._world)
        told = [incident.model_dump_json() for incident in incidents]
        where = deal(self._scratch, f"assessed/{task.number}.jsonl", {"incidents": told})
        firsts = tuple((orders[incident.claims[0]], incident.claims[0]) for incident in incidents)
        return Assessed(task.number, tuple(where.values()), firsts)


def names_of(assessed: Sequence[Assessed]) -> dict[int, tuple[str, ...]]:
    """The ids that one run would give, for each bin in the order of its incidents."""
    firsts = sorted((order, key, bin_.number, n) for bin_ in assessed for n, (order, key) in enumerate(bin_.firsts))
    given = identities([[key] for _, key, _, _ in firsts], ())
    found = {bin_.number: [""] * len(bin_.firsts) for bin_ in assessed}
    for name, (_, _, number, place) in zip(given, firsts, strict=True):
        found[number][place] = name
    return {number: tuple(names) for number, names in found.items()}


@dataclass(frozen=True)
class Naming:
    """A bin's incidents with the ids that they get."""

    assessed: Assessed
    names: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What was written of a bin."""

    incidents: int
    claims: int


_INCIDENTS: tuple[tuple[str, str], ...] = (
    ("id", "string"),
    ("type", "string"),
    ("date_start", "date"),
    ("date_end", "date"),
    ("reported_first", "date"),
    ("place", "string"),
    ("place_id", "string"),
    ("lat", "number"),
    ("lon", "number"),
    ("standing", "string"),
    ("origins", "integer"),
    ("claims", "integer"),
    ("incident", "string"),
)
_MEMBERS: tuple[tuple[str, str], ...] = (("claim", "string"), ("report", "string"), ("incident", "string"))


class Write:
    """Writes the incidents of bins, and which claim belongs to which, as Parquet."""

    def __init__(self, scratch: Place, place: Place) -> None:
        self._scratch = scratch
        self._place = place

    def __call__(self, task: Naming, /) -> Written:
        """Write a bin."""
        told = lines_of(self._scratch, task.assessed.slices)
        incidents = [
            Incident.model_validate_json(one).model_copy(update={"id": name})
            for one, name in zip(told, task.names, strict=True)
        ]
        members = [(*_split(key), incident.id) for incident in incidents for key in incident.claims]
        name = f"part-{task.assessed.number:06d}.parquet"
        self._table(f"incidents/{name}", _INCIDENTS, [_row(incident) for incident in incidents])
        self._table(f"members/{name}", _MEMBERS, members)
        return Written(len(incidents), len(members))

    def _table(self, name: str, columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, ...]]) -> None:
        arrow, parquet = library("pyarrow", "bulk"), library("pyarrow.parquet", "bulk")
        kinds: Mapping[str, Any] = {
            "string": arrow.string(),
            "number": arrow.float64(),
            "integer": arrow.int64(),
            "date": arrow.date32(),
        }
        values = list(zip(*rows, strict=True)) if rows else [() for _ in columns]
        arrays = [arrow.array(v, type=kinds[kind]) for v, (_, kind) in zip(values, columns, strict=True)]
        table = arrow.Table.from_arrays(arrays, names=[name for name, _ in columns])
        with TemporaryDirectory(prefix="trucewatch-") as scratch:
            made = Path(scratch) / "table"
            parquet.write_table(table, made, compression="zstd")
            self._place.put(name, made)


def _split(key: str) -> tuple[str, str]:
    report, _, claim = key.rpartition("/")
    return claim, report


def _row(incident: Incident) -> tuple[Any, ...]:
    place = incident.place
    return (
        incident.id,
        str(incident.type),
        incident.date_start,
        incident.date_end,
        incident.reported_first,
        place.name if place else None,
        place.place_id if place else None,
        place.lat if place else None,
        place.lon if place else None,
        str(incident.occurred.standing),
        len(incident.origins),
        len(incident.claims),
        json.dumps(json.loads(incident.model_dump_json()), ensure_ascii=False),
    )
