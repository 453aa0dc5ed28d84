"""Whose voice a claim is: copies, quotations and relays go back to one origin, which counts once (design.md, Weighing).

A claim goes back, in this order, to the original of a copied report or passage, to the innermost source that the text
names, to the agency that signs the text or the source that a site reprints, and last to the publisher itself. Where the
source so reached has itself only passed on what another said of the same event, the way goes on; sources that lead back
to each other in a ring are one origin, and name nobody. Every step is an edge with its reason.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyascii import anyascii

from trucewatch.ingest.origins import origin_of
from trucewatch.model import Claim, Copy, Origin, OriginEdge, Report, Source, SourceKind
from trucewatch.world import World

__all__ = ["OriginFinder", "Trace", "Traced", "is_unnamed"]

_GENERIC = frozenset(
    "a an the some several many various other local field medical media military security opposition official unnamed "
    "anonymous number of among own its his their from in on and or report reports source sources activist activists "
    "outlet outlets resident residents witness witnesses observer observers monitor monitors people official officials "
    "correspondent correspondents rumour rumours rumor rumors account accounts page pages user users social network "
    "networks civilians doctors medics staff worker workers fighter fighters commander commanders unconfirmed".split()
)
_QUOTE_MARGIN = 60

_Found = tuple[str, str, Source | None, str, bool]


@dataclass(frozen=True)
class Trace:
    """One claim's origin: `id` and `name` of the voice, the watch's source where known, and how it was traced.
    `own_voice`: the origin itself published it, in its own voice; `edges` are the steps from the claim."""

    id: str
    name: str
    source: Source | None
    reason: str
    named: bool
    own_voice: bool = False
    edges: tuple[OriginEdge, ...] = ()


@dataclass(frozen=True)
class Traced:
    """The claims of one incident with their origins, relays followed: `of` by claim key."""

    of: Mapping[str, Trace]

    def edges(self) -> tuple[OriginEdge, ...]:
        """Every step from a claim to its origin, once."""
        return tuple(dict.fromkeys(edge for trace in self.of.values() for edge in trace.edges))

    def origins(self, claims: Sequence[Claim]) -> tuple[Origin, ...]:
        """The distinct origins behind some claims, in the order in which they first appear."""
        grouped: dict[str, list[tuple[Claim, Trace]]] = {}
        for claim in claims:
            trace = self.of[claim.key]
            grouped.setdefault(trace.id, []).append((claim, trace))
        return tuple(
            Origin(
                id=key,
                name=found[0][1].name,
                side=found[0][1].source.lean if found[0][1].source else None,
                claims=tuple(claim.key for claim, _ in found),
                reasons={claim.key: trace.reason for claim, trace in found},
            )
            for key, found in grouped.items()
        )


def is_unnamed(speaker: str) -> bool:
    """Whether a source as worded names nobody in particular ("activists", "reports", "local residents")."""
    head = re.split(r"\b(?:in|from|near|inside|around|at)\b", anyascii(speaker).lower(), maxsplit=1)[0]
    words = re.findall(r"[a-z]+", head)
    return all(word in _GENERIC for word in words)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", anyascii(text).lower()))


class OriginFinder:
    """Traces claims to their origins over one set of reports and the copies among them."""

    def __init__(self, reports: Mapping[str, Report], copies: Sequence[Copy], world: World) -> None:
        self._reports = reports
        self._world = world
        self._whole = {c.b: c for c in copies if c.kind == "copy"}
        self._parts: dict[str, list[Copy]] = {}
        for copy in copies:
            if copy.kind == "partial":
                self._parts.setdefault(copy.b, []).append(copy)
        self._folds: dict[str, str] = {}
        self._signed: dict[str, tuple[Source, str] | None] = {}

    def root(self, report: str) -> str:
        """The earliest report that this one copies, or itself."""
        seen = {report}
        while report in self._whole and self._whole[report].a not in seen:
            report = self._whole[report].a
            seen.add(report)
        return report

    def trace(self, claim: Claim) -> Trace:
        """The origin of one claim as its own report gives it, with the reason and the steps."""
        home = self._home(claim)
        steps: list[OriginEdge] = []
        at, prefix = claim.key, ""
        if home != claim.report:
            prefix = f"copy of {home}; "
            steps.append(OriginEdge(start=at, end=f"report:{home}", reason=f"its words stood first in report {home}"))
            at = f"report:{home}"
        if claim.by_author:
            return self._publisher(home, at, prefix, steps, own=home == claim.report)
        speaker = claim.source[0]
        source = self._world.sources.resolve(speaker)
        if source is not None:
            found: _Found = (source.id, source.name, source, f"names {source.name} as its source", True)
        elif is_unnamed(speaker):
            found = (f"unnamed:{home}", f"{speaker} (unnamed)", None, "cites nobody by name", False)
        else:
            found = (f"speaker:{_folded(speaker)}", speaker, None, f'quotes "{speaker}"', True)
        return _trace(found, at, prefix, steps, own=False)

    def _publisher(self, report: str, at: str, prefix: str, steps: list[OriginEdge], *, own: bool) -> Trace:
        found = self._reports.get(report)
        publisher = found.publisher if found else None
        source = self._world.sources.resolve(publisher) if publisher else None
        behind = self._behind(found, source)
        if behind is not None:
            name = source.name if source else publisher or f"report {report}"
            steps.append(OriginEdge(start=at, end=f"report:{report}", reason=f"printed by {name}"))
            return _trace((behind[0].id, behind[0].name, behind[0], behind[1], True), f"report:{report}", prefix, steps)
        if source is not None:
            said: _Found = (source.id, source.name, source, f"{source.name} in its own voice", True)
            return _trace(said, at, prefix, steps, own=own)
        name = publisher or f"report {report}"
        said = (f"publisher:{_folded(name)}", name, None, f"{name} in its own voice", True)
        return _trace(said, at, prefix, steps, own=own)

    def _behind(self, report: Report | None, source: Source | None) -> tuple[Source, str] | None:
        """Whose text a report prints: the agency that signs it, or the only source that its publisher reprints."""
        stated = self._stated(report) if report else None
        if stated is not None and (source is None or stated[0].id != source.id):
            return stated
        if source is not None and source.kind is SourceKind.REPUBLISHER and len(source.republishes) == 1:
            reprinted = self._world.sources.get(source.republishes[0])
            if reprinted is not None:
                return reprinted, f"{source.name} reprints {reprinted.name}"
        return None

    def _stated(self, report: Report) -> tuple[Source, str] | None:
        if report.id not in self._signed:
            stated = origin_of(report)
            source = self._world.sources.resolve(stated.name) if stated else None
            self._signed[report.id] = (source, stated.reason) if source and stated else None
        return self._signed[report.id]

    def _home(self, claim: Claim) -> str:
        """The report in which the claim's words first stood: the copy's original, or that of a reused passage."""
        root = self.root(claim.report)
        if root != claim.report or claim.report not in self._reports:
            return root
        text = self._reports[claim.report].text
        start = max(0, claim.trigger.start - _QUOTE_MARGIN)
        passage = _folded(text[start : claim.trigger.end + _QUOTE_MARGIN])
        inner = " ".join(passage.split()[1:-1])
        for part in self._parts.get(claim.report, ()):
            if inner and inner in self._fold_of(part.a):
                return self.root(part.a)
        return claim.report

    def _fold_of(self, report: str) -> str:
        if report not in self._folds:
            self._folds[report] = _folded(self._reports[report].text) if report in self._reports else ""
        return self._folds[report]

    def traced(self, claims: Sequence[Claim]) -> Traced:
        """The origins of the claims of one incident, followed through sources that only pass on."""
        first = {claim.key: self.trace(claim) for claim in claims}
        onward = self._passed_on(claims, first)
        return Traced({key: _followed(trace, onward) for key, trace in first.items()})

    def _passed_on(self, claims: Sequence[Claim], first: Mapping[str, Trace]) -> dict[str, Trace]:
        """By source id: whom a source quotes that never says it in its own voice and quotes one origin only."""
        quoted: dict[str, dict[str, Trace]] = {}
        speaks: set[str] = set()
        for claim in claims:
            trace = first[claim.key]
            report = self._reports.get(claim.report)
            publisher = self._world.sources.resolve(report.publisher) if report and report.publisher else None
            if publisher is None or self.root(claim.report) != claim.report:
                continue
            if trace.id == publisher.id:
                speaks.add(publisher.id)
            elif trace.named:
                quoted.setdefault(publisher.id, {})[trace.id] = trace
        return {key: next(iter(to.values())) for key, to in quoted.items() if key not in speaks and len(to) == 1}


def _trace(
    found: tuple[str, str, Source | None, str, bool],
    at: str,
    prefix: str,
    steps: list[OriginEdge],
    *,
    own: bool = False,
) -> Trace:
    key, name, source, reason, named = found
    edges = (*steps, OriginEdge(start=at, end=key, reason=reason))
    return Trace(key, name, source, f"{prefix}{reason}", named=named, own_voice=own, edges=edges)


def _followed(trace: Trace, onward: Mapping[str, Trace]) -> Trace:
    """The trace led on through sources that pass on; one ring of them becomes one origin that names nobody."""
    way = [trace.id]
    current, reason, edges = trace, trace.reason, list(trace.edges)
    while current.id in onward:
        nearer = onward[current.id]
        step = f"{current.name} itself {nearer.reason}"
        edges.append(OriginEdge(start=current.id, end=nearer.id, reason=step))
        reason = f"{reason}; {step}"
        if nearer.id in way:
            ring = sorted(way[way.index(nearer.id) :])
            name = f"{', '.join(ring)} (cite each other)"
            return Trace(f"ring:{'+'.join(ring)}", name, None, f"{reason}: a ring", named=False, edges=tuple(edges))
        way.append(nearer.id)
        current = nearer
    if current is trace:
        return trace
    return Trace(current.id, current.name, current.source, reason, named=current.named, edges=tuple(edges))
