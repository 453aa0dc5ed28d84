"""Whose voice a claim is: copies, quotations and relays go back to one origin, which counts once (design.md, Weighing).

A claim goes back, in this order, to the original of a copied report or passage, to the innermost source that the text
names, to the agency that signs the text or the source that a site reprints, and last to the publisher itself. Where the
source so reached has itself only passed on what another said of the same event, the way goes on; sources that lead back
to each other in a ring are one origin, and name nobody. Every step is an edge with its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from trucewatch.assess.speakers import Speaker, folded, is_unnamed, speaker_named
from trucewatch.ingest.origins import origin_of
from trucewatch.model import AUTHOR, Claim, Copy, Origin, OriginEdge, Report, Source, SourceKind
from trucewatch.world import World

__all__ = ["OriginFinder", "Trace", "Traced"]

_QUOTE_MARGIN = 60


@dataclass(frozen=True)
class Trace:
    """One claim's origin: `id` and `name` of the voice, the watch's source where known, and how it was traced.
    `own_voice`: the origin itself published it, in its own voice; `edges` are the steps from the claim; `side` is the
    side that the voice has an interest in, None where that is not known."""

    id: str
    name: str
    source: Source | None
    reason: str
    named: bool
    own_voice: bool = False
    edges: tuple[OriginEdge, ...] = ()
    side: str | None = None


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
                side=found[0][1].side,
                claims=tuple(claim.key for claim, _ in found),
                reasons={claim.key: trace.reason for claim, trace in found},
            )
            for key, found in grouped.items()
        )


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
        self._signed: dict[str, tuple[Speaker, str] | None] = {}
        self._named = lru_cache(maxsize=50_000)(partial(speaker_named, world=world))

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
        return self._quoted(claim, home, at, prefix, steps)

    def _quoted(self, claim: Claim, home: str, at: str, prefix: str, steps: list[OriginEdge]) -> Trace:
        """The innermost speaker that the text names, by way of those who told it of that one."""
        words = claim.source[0]
        relays = self._relays(claim)
        for number, relay in enumerate(relays):
            told = f"quotes {relay.name}" if number == 0 else f"{relays[number - 1].name} quotes {relay.name}"
            steps.append(OriginEdge(start=at, end=relay.id, reason=told))
            at = relay.id
        found = self._speaker(words, claim.report)
        if found is None:
            reason = "cites nobody by name"
            voice = Speaker(f"unnamed:{relays[-1].id if relays else home}", f"{words} (unnamed)")
        else:
            reason = f"names {found.name} as its source" if found.source else f'quotes "{words}"'
            voice = found
        trace = _trace(voice, reason, at, prefix, steps, named=found is not None)
        return _by_way_of(relays, trace) if relays else trace

    def _relays(self, claim: Claim) -> list[Speaker]:
        """The named speakers between a claim's report and its innermost source, the outermost first."""
        ends = [self._printer(claim.report), *(self._speaker(words, claim.report) for words in claim.source)]
        outer = [words for words in reversed(claim.source_chain) if words not in (*claim.source, AUTHOR)]
        named = [self._speaker(words, claim.report) for words in outer]
        return [relay for relay in dict.fromkeys(named) if relay is not None and relay not in ends]

    def _speaker(self, words: str, report: str) -> Speaker | None:
        """Whom a report quotes; None where the words name nobody in particular."""
        if is_unnamed(words) and self._world.sources.resolve(words) is None:
            return None
        held = self._reports.get(report)
        return self._named(words, on=held.published if held else None)

    def _printer(self, report: str) -> Speaker:
        """Who published a report; by its id where nobody says."""
        held = self._reports.get(report)
        if held is None or not held.publisher:
            return Speaker(f"publisher:{report}", f"report {report}")
        return self._named(held.publisher, on=held.published, publisher=True)

    def _publisher(self, report: str, at: str, prefix: str, steps: list[OriginEdge], *, own: bool) -> Trace:
        printer = self._printer(report)
        behind = self._behind(self._reports.get(report), printer)
        if behind is not None:
            steps.append(OriginEdge(start=at, end=f"report:{report}", reason=f"printed by {printer.name}"))
            return _trace(*behind, f"report:{report}", prefix, steps)
        return _trace(printer, f"{printer.name} in its own voice", at, prefix, steps, own=own)

    def _behind(self, report: Report | None, printer: Speaker) -> tuple[Speaker, str] | None:
        """Whose text a report prints: the agency that signs it, or the only source that its publisher reprints."""
        stated = self._stated(report) if report else None
        if stated is not None and stated[0].id != printer.id:
            return stated
        source = printer.source
        if source is not None and source.kind is SourceKind.REPUBLISHER and len(source.republishes) == 1:
            reprinted = self._world.sources.get(source.republishes[0])
            if reprinted is not None:
                found = Speaker(reprinted.id, reprinted.name, reprinted, reprinted.lean)
                return found, f"{source.name} reprints {reprinted.name}"
        return None

    def _stated(self, report: Report) -> tuple[Speaker, str] | None:
        """Where a report says that it comes from; a name that the watch does not know counts only where it says so
        plainly, since "Source:" and "first posted on" may speak of a clip."""
        if report.id not in self._signed:
            self._signed[report.id] = None
            stated = origin_of(report)
            if stated is not None:
                found = self._named(stated.name, on=report.published, publisher=True)
                if found.source is not None or (stated.plain and not is_unnamed(stated.name)):
                    self._signed[report.id] = found, stated.reason
        return self._signed[report.id]

    def _home(self, claim: Claim) -> str:
        """The report in which the claim's words first stood: the copy's original, or that of a reused passage."""
        root = self.root(claim.report)
        if root != claim.report or claim.report not in self._reports:
            return root
        text = self._reports[claim.report].text
        start = max(0, claim.trigger.start - _QUOTE_MARGIN)
        passage = folded(text[start : claim.trigger.end + _QUOTE_MARGIN])
        inner = " ".join(passage.split()[1:-1])
        for part in self._parts.get(claim.report, ()):
            if inner and inner in self._fold_of(part.a):
                return self.root(part.a)
        return claim.report

    def _fold_of(self, report: str) -> str:
        if report not in self._folds:
            self._folds[report] = folded(self._reports[report].text) if report in self._reports else ""
        return self._folds[report]

    def traced(self, claims: Sequence[Claim]) -> Traced:
        """The origins of the claims of one incident, followed through sources that only pass on."""
        first = {claim.key: self.trace(claim) for claim in claims}
        onward = self._passed_on(claims, first)
        return Traced({key: _followed(trace, onward) for key, trace in first.items()})

    def _passed_on(self, claims: Sequence[Claim], first: Mapping[str, Trace]) -> dict[str, Trace]:
        """By the id of a voice: whom it quotes that never says it itself and quotes one origin only, whether the watch
        knows it or not."""
        quoted: dict[str, dict[str, Trace]] = {}
        speaks: set[str] = set()
        for claim in claims:
            trace = first[claim.key]
            if self.root(claim.report) != claim.report:
                continue
            printer = self._printer(claim.report).id
            if trace.id == printer:
                speaks.add(printer)
            elif trace.named:
                quoted.setdefault(printer, {})[trace.id] = trace
        return {key: next(iter(to.values())) for key, to in quoted.items() if key not in speaks and len(to) == 1}


def _trace(
    found: Speaker,
    reason: str,
    at: str,
    prefix: str,
    steps: list[OriginEdge],
    *,
    own: bool = False,
    named: bool = True,
) -> Trace:
    edges = (*steps, OriginEdge(start=at, end=found.id, reason=reason))
    return Trace(
        id=found.id,
        name=found.name,
        source=found.source,
        reason=f"{prefix}{reason}",
        named=named,
        own_voice=own,
        edges=edges,
        side=found.side,
    )


def _by_way_of(relays: Sequence[Speaker], trace: Trace) -> Trace:
    """The trace with the relays named: the last step is theirs, not the report's."""
    *before, last = trace.edges
    step = last.model_copy(update={"reason": f"{relays[-1].name} {last.reason}"})
    by_way = " and ".join(relay.name for relay in reversed(relays))
    return replace(trace, reason=f"{trace.reason}, by way of {by_way}", edges=(*before, step))


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
            name = f"{', '.join(key.removeprefix('voice:') for key in ring)} (cite each other)"
            return Trace(f"ring:{'+'.join(ring)}", name, None, f"{reason}: a ring", named=False, edges=tuple(edges))
        way.append(nearer.id)
        current = nearer
    if current is trace:
        return trace
    return replace(current, reason=reason, own_voice=False, edges=tuple(edges))
