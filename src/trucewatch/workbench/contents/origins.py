"""Whose voices stand behind an incident: the steps from claims to origins as a graph, and the copies folded."""

from dataclasses import dataclass

from trucewatch.model import Incident
from trucewatch.publish.text import visible
from trucewatch.workbench.contents.seen import Seen

__all__ = ["Folded", "Node", "OriginGraph", "OriginTold", "Step", "folded", "origin_graph", "origins_told"]

_MOST_STEPS = 80


@dataclass(frozen=True)
class Node:
    """A claim, a report or a voice. `column` counts the steps from the claims, `row` its place in its column; `kind`
    is claim, report, relay or origin."""

    id: str
    name: str
    kind: str
    column: int
    row: int


@dataclass(frozen=True)
class Step:
    """One step towards an origin and why it was taken. `number` stands on the edge and in the list beside it."""

    number: int
    start: str
    end: str
    start_name: str
    end_name: str
    reason: str


@dataclass(frozen=True)
class OriginGraph:
    """The steps from claims to origins. `left_out` counts those that a drawing would not carry; `explained` is False
    where the profile keeps the steps in and only their ends are shown."""

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]
    left_out: int
    explained: bool


@dataclass(frozen=True)
class OriginTold:
    """One independent voice: its name, the side that it has an interest in, and its claims, each with how it was
    traced ("" where the profile does not say)."""

    name: str
    side: str
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Folded:
    """A report of the incident with the others that repeat it. `copies` hold id, name, share of words and reason."""

    report: str
    name: str
    copies: tuple[tuple[str, str, str, str], ...]


def origins_told(seen: Seen, incident: Incident) -> tuple[OriginTold, ...]:
    """The incident's origins, in the order in which they first spoke."""
    return tuple(
        OriginTold(
            name=visible(origin.name),
            side=seen.desk.naming.side(origin.side),
            claims=tuple((key, visible(origin.reasons.get(key, ""))) for key in seen.desk.known(origin.claims)),
        )
        for origin in incident.origins
    )


def origin_graph(seen: Seen, incident: Incident) -> OriginGraph:
    """The graph from claims to origins; of very many steps the first ones, so that it stays legible."""
    names = {origin.id: origin.name for origin in incident.origins}
    edges = [(edge.start, edge.end, edge.reason) for edge in incident.origin_edges]
    explained = bool(edges)
    if not explained:
        edges = [(key, origin.id, "") for origin in incident.origins for key in seen.desk.known(origin.claims)]
    shown, left_out = edges[:_MOST_STEPS], max(0, len(edges) - _MOST_STEPS)
    labels = {point: _label(seen, point, names) for edge in shown for point in edge[:2]}
    steps = tuple(
        Step(number, start, end, labels[start], labels[end], visible(reason))
        for number, (start, end, reason) in enumerate(shown, start=1)
    )
    return OriginGraph(_nodes(steps, set(names), labels), steps, left_out, explained)


def _label(seen: Seen, point: str, names: dict[str, str]) -> str:
    if point in seen.view.claims:
        return visible(point)
    if point.startswith("report:"):
        return visible(f"report {point.removeprefix('report:')}")
    known = {source.id: source.name for source in seen.view.setting.sources}
    return visible(names.get(point) or known.get(point) or point.removeprefix("voice:"))


def _nodes(steps: tuple[Step, ...], origins: set[str], labels: dict[str, str]) -> tuple[Node, ...]:
    """Every point in a column after all that lead to it. Voices that lead back to each other stay where they are."""
    depth = dict.fromkeys(labels, 0)
    for _ in range(min(len(labels), 8)):
        for step in steps:
            depth[step.end] = min(max(depth[step.end], depth[step.start] + 1), 8)
    leaves = {step.start for step in steps}
    rows: dict[int, int] = {}
    nodes = []
    for point, name in labels.items():
        starts = point not in {step.end for step in steps}
        kind = (
            "report" if point.startswith("report:") else "claim" if starts else "relay" if point in leaves else "origin"
        )
        column = depth[point]
        nodes.append(Node(point, name, "origin" if point in origins else kind, column, rows.get(column, 0)))
        rows[column] = rows.get(column, 0) + 1
    return tuple(nodes)


def folded(seen: Seen, incident: Incident) -> tuple[Folded, ...]:
    """The reports behind an incident, each once: what repeats another lies under it."""
    reports = list(dict.fromkeys(claim.report for claim in seen.desk.claims(incident.claims)))
    under: dict[str, list[tuple[str, str, str, str]]] = {report: [] for report in reports}
    for report in reports:
        for copy in seen.copies_of.get(report, ()):
            if copy.b != report or copy.kind != "copy":
                continue
            under.pop(report, None)
            found = (report, seen.report_name(report), f"{copy.shared:.0%}", visible(copy.reason))
            held = under.setdefault(_root(seen, copy.a), [])
            if found not in held:
                held.append(found)
    return tuple(Folded(report, seen.report_name(report), tuple(copies)) for report, copies in under.items())


def _root(seen: Seen, report: str) -> str:
    passed = {report}
    while True:
        above = [c.a for c in seen.copies_of.get(report, ()) if c.b == report and c.kind == "copy"]
        if not above or above[0] in passed:
            return report
        report = above[0]
        passed.add(report)
