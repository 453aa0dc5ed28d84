"""The parts of docs/quality.md that go behind the totals: by event type, by status class, the worst errors and how far
confidence can be trusted. English only; over tests/gold and claims-dev, which no training has seen."""

from collections.abc import Mapping, Sequence

from bench.calibration import table as calibration_table
from bench.corpora import Corpus, corpus
from bench.errors import KINDS, Table, classes, types, worst
from trucewatch.extract import Extractor
from trucewatch.extract.scoring import GoldReport, load_gold
from trucewatch.model import Claim
from trucewatch.world import World

__all__ = ["details"]

UNSEEN = ("tests/gold", "claims-dev")
SIDES = ("english", "rules")


def details(extractors: Mapping[str, Extractor], world: World) -> dict[str, str]:
    """Markdown by the name of its marker on the page."""
    here = [corpus(name) for name in UNSEEN if corpus(name).is_here]
    docs = [doc for coded in here for doc in load_gold(coded.path)]
    sides = [name for name in SIDES if name in extractors]
    found = {name: {d.report.id: extractors[name].extract(d.report, world) for d in docs} for name in sides}
    tables = {name: (types(docs, found[name]), classes(docs, found[name])) for name in sides}
    return {
        "types": _beside("event type", {name: pair[0] for name, pair in tables.items()}),
        "classes": _beside("status class", {name: pair[1] for name, pair in tables.items()}),
        "errors": _errors(docs, found),
        "confidence": "\n".join(_confidence(here[-1], world)) + "\n",
    }


def _confidence(coded: Corpus, world: World) -> list[str]:
    return [f"Measured on {coded.name}.", "", *calibration_table(coded, world)]


def _beside(what: str, sides: Mapping[str, Table]) -> str:
    """Coded claims, then precision, recall and F1 of each extractor, side by side."""
    head = [what]
    for name in sides:
        head += [f"{name} coded", "P", "R", "F1"]
    lines = [head, ["---", *("---:" for _ in head[1:])]]
    for row in dict.fromkeys(name for table in sides.values() for name in table):
        cells = [row.replace("_", " ")]
        for table in sides.values():
            coded, given, hit = table.get(row, (0, 0, 0))
            cells += [str(coded), _share(hit, given), _share(hit, coded), _share(2 * hit, given + coded)]
        lines.append(cells)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def _errors(docs: Sequence[GoldReport], found: Mapping[str, Mapping[str, Sequence[Claim]]]) -> str:
    first, *others = found
    counts = {name: dict(worst(docs, found[name], most=len(KINDS))) for name in found}
    head = ["kind", first, *others, "what lies behind it"]
    lines = [head, ["---", *("---:" for _ in found), "---"]]
    for kind, _ in worst(docs, found[first]):
        lines.append([kind.replace("_", " "), *(str(counts[name].get(kind, 0)) for name in found), KINDS[kind]])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
