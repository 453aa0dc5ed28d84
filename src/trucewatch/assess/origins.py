"""Whose voice a claim is: copies, quotations and relays go back to one origin, which counts once (design.md, Weighing).

A claim goes back, in this order, to the original of a copied report or passage, to the innermost source that the text
names, and last to the publisher itself.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyascii import anyascii

from trucewatch.model import Claim, Copy, Origin, Report, Source
from trucewatch.world import World

__all__ = ["OriginFinder", "Trace", "is_unnamed"]

_GENERIC = frozenset(
    "a an the some several many various other local field medical media military security opposition official unnamed "
    "anonymous number of among own its his their from in on and or report reports source sources activist activists "
    "outlet outlets resident residents witness witnesses observer observers monitor monitors people official officials "
    "correspondent correspondents rumour rumours rumor rumors account accounts page pages user users social network "
    "networks civilians doctors medics staff worker workers fighter fighters commander commanders unconfirmed".split()
)
_QUOTE_MARGIN = 60


@dataclass(frozen=True)
class Trace:
    """One claim's origin: `id` and `name` of the voice, the watch's source where known, and how it was traced."""

    id: str
    name: str
    source: Source | None
    reason: str
    named: bool


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

    def root(self, report: str) -> str:
        """The earliest report that this one copies, or itself."""
        seen = {report}
        while report in self._whole and self._whole[report].a not in seen:
            report = self._whole[report].a
            seen.add(report)
        return report

    def trace(self, claim: Claim) -> Trace:
        """The origin of one claim, with the reason."""
        home = self._home(claim)
        prefix = f"copy of {home}; " if home != claim.report else ""
        if claim.by_author:
            return self._publisher(home, prefix)
        speaker = claim.source[0]
        source = self._world.sources.resolve(speaker)
        if source is not None:
            return Trace(source.id, source.name, source, f"{prefix}names {source.name} as its source", named=True)
        if is_unnamed(speaker):
            return Trace(f"unnamed:{home}", f"{speaker} (unnamed)", None, f"{prefix}cites nobody by name", named=False)
        return Trace(f"speaker:{_folded(speaker)}", speaker, None, f'{prefix}quotes "{speaker}"', named=True)

    def _publisher(self, report: str, prefix: str) -> Trace:
        publisher = self._reports[report].publisher if report in self._reports else None
        source = self._world.sources.resolve(publisher) if publisher else None
        if source is not None:
            return Trace(source.id, source.name, source, f"{prefix}{source.name} in its own voice", named=True)
        name = publisher or f"report {report}"
        return Trace(f"publisher:{_folded(name)}", name, None, f"{prefix}{name} in its own voice", named=True)

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

    def origins(self, claims: Sequence[Claim]) -> tuple[Origin, ...]:
        """The distinct origins behind some claims, in the order in which they first appear."""
        grouped: dict[str, list[tuple[Claim, Trace]]] = {}
        for claim in claims:
            trace = self.trace(claim)
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
