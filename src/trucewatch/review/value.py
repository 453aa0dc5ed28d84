"""What it is worth to look at a claim or an incident: a sum of reasons, each said in words.

A decision is worth most where it may change what the watch says: where a verdict hangs on the claim, where sources
contradict each other, where the act lies in a zone that an agreement protects, where the next issue will tell of it,
and where the reading itself is doubtful (measured shares, extract/confidence.py). The weights are a judgement, not a
measurement; they only order the queue.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from trucewatch.assess import assess
from trucewatch.assess.same_event import family_of, score
from trucewatch.assess.seen import Seen
from trucewatch.model import (
    Claim,
    Copy,
    Finding,
    Incident,
    Outcome,
    PropositionKind,
    Standing,
    TestName,
    Verdict,
    View,
)
from trucewatch.monitor import Judge
from trucewatch.world import World

__all__ = ["REASONS", "WEIGHTS", "Reason", "Worth", "doubt_in", "doubt_of", "worths"]

WEIGHTS: Mapping[str, float] = {
    "changes_verdict": 4.0,
    "contested": 3.0,
    "disputed_zone": 2.5,
    "in_zone": 2.0,
    "twin": 2.5,
    "stray": 2.0,
    "soon_published": 1.5,
    "unsure": 1.0,
    "unmeasured": 0.5,
    "new": 1.0,
}
"""What each reason adds; `unsure` once for each field that is wrong by expectation."""

REASONS: Mapping[str, str] = {
    "changes_verdict": "without it a finding would be another one",
    "contested": "sources contradict each other",
    "disputed_zone": "whether the place lies in a zone is disputed between versions of the text",
    "in_zone": "the act lies in a zone",
    "twin": "another incident may be the same event",
    "stray": "one of its claims fits the others badly",
    "soon_published": "no issue has told of it yet, and the next one will",
    "unsure": "the extractor is not sure of its reading",
    "unmeasured": "how sure the extractor is was never measured",
    "new": "it is new here and was not weighed yet",
}
"""Every reason with its meaning."""

_MOST_UNSURE = 3.0
_LEAST_FIT = 0.5
_MOST_PAIRS = 8
_REST_EVERY = 20
_OUT = frozenset({Verdict.OUT_OF_SCOPE, Verdict.NOT_A_VIOLATION})


@dataclass(frozen=True)
class Reason:
    """Why an item is worth looking at: a code of REASONS, what it adds, and a sentence."""

    code: str
    adds: float
    said: str


@dataclass(frozen=True)
class Worth:
    """A claim or an incident with what it is worth to look at it. `claims` are an incident's."""

    kind: str
    id: str
    report: str | None
    incident: str | None
    type: str
    language: str | None
    reasons: tuple[Reason, ...]
    claims: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The sum of what the reasons add."""
        return round(sum(reason.adds for reason in self.reasons), 3)


def worths(
    view: View,
    world: World,
    fresh: Collection[str],
    *,
    tries: int = 400,
    rest: Callable[[], None] = lambda: None,
) -> Iterator[Worth]:
    """Every claim of a view, and every incident of which the grouping can be doubted. `fresh` are the reports that came
    in since the last issue. `tries` bounds for how many claims it is tried what the findings would be without them:
    those that are worth most for other reasons; claims that are the only one of their incident need no trying. `rest`
    is called again and again, so that others of the same process get their turn."""
    weighing = _Weighing(view, world, fresh)
    incidents = {key: incident for incident in view.incidents for key in incident.claims}
    claims = []
    for number, (key, claim) in enumerate(view.claims.items()):
        claims.append(weighing.claim(claim, incidents.get(key)))
        if number % _REST_EVERY == 0:
            rest()
    claims.sort(key=lambda worth: (-worth.score, worth.id))
    trying = _Trying(view, world)
    for number, worth in enumerate(claims):
        reason = None
        if tries > 0 and trying.could_change(worth):
            tries -= 1
            reason = trying.reason(worth)
            rest()
        if number % _REST_EVERY == 0:
            rest()
        yield worth if reason is None else _with(worth, reason)
    for incident in view.incidents:
        rest()
        if (doubted := weighing.incident(incident)) is not None:
            yield doubted


def doubt_of(claim: Claim) -> Reason | None:
    """How doubtful the reading itself is; None for one that a person decided on."""
    return None if claim.reviewed is not None else doubt_in(claim.confidence)


def doubt_in(confidence: Mapping[str, float]) -> Reason:
    """How doubtful a reading is whose fields bear this confidence."""
    if not confidence:
        return Reason("unmeasured", WEIGHTS["unmeasured"], "How sure this extractor's readings are was not measured.")
    wrong = sum(1 - share for share in confidence.values())
    least, share = min(confidence.items(), key=lambda pair: pair[1])
    said = f"Of such readings {wrong:.1f} fields are wrong on average; the least sure is {least} ({share:.0%})."
    return Reason("unsure", round(min(_MOST_UNSURE, wrong) * WEIGHTS["unsure"], 3), said)


def _with(worth: Worth, reason: Reason) -> Worth:
    kept = {name: getattr(worth, name) for name in Worth.__dataclass_fields__}
    return Worth(**{**kept, "reasons": (reason, *worth.reasons)})


def _because(code: str, said: str) -> Reason:
    return Reason(code, WEIGHTS[code], said)


@dataclass
class _Weighing:
    """The reasons that follow from a view as it is."""

    view: View
    world: World
    fresh: Collection[str]
    _findings: dict[str, list[Finding]] = field(init=False)
    _shared: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    _twins: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._findings = defaultdict(list)
        for finding in self.view.findings:
            self._findings[finding.incident].append(finding)
        self._twins = self._found_twins()

    def claim(self, claim: Claim, incident: Incident | None) -> Worth:
        """A claim's worth; `incident` None: what it tells of has not begun by the view's day."""
        reasons = list(self._of_incident(incident)) if incident is not None else []
        contested = self._contested(claim, incident) if incident is not None else None
        if contested is not None:
            reasons.insert(0, contested)
        if claim.report in self.fresh and incident is not None and self._in_scope(incident):
            reasons.append(_because("soon_published", "No issue has told of this report yet; the next one will."))
        if (doubt := doubt_of(claim)) is not None:
            reasons.append(doubt)
        report = self.view.reports.get(claim.report)
        language = report.language if report is not None else None
        name = incident.id if incident is not None else None
        return Worth("claim", claim.key, claim.report, name, claim.type, language, tuple(reasons))

    def incident(self, incident: Incident) -> Worth | None:
        """Whether the claims of an incident are of one event; None where nothing speaks against it."""
        reasons = []
        if twins := self._twins.get(incident.id):
            reasons.append(_because("twin", f"{', '.join(twins[:3])} is of the same kind, day and place."))
        if (stray := self._stray(incident)) is not None:
            reasons.append(stray)
        if not reasons:
            return None
        if incident.occurred.standing is Standing.CONTESTED:
            reasons.append(_because("contested", "That it happened is asserted and denied."))
        reasons += self._of_incident(incident)
        return Worth(
            "incident", incident.id, None, incident.id, incident.type, None, tuple(reasons), claims=incident.claims
        )

    def _in_scope(self, incident: Incident) -> bool:
        return any(finding.verdict not in _OUT for finding in self._findings[incident.id])

    def _of_incident(self, incident: Incident) -> tuple[Reason, ...]:
        """What holds for all claims of an incident."""
        if incident.id not in self._shared:
            self._shared[incident.id] = tuple(self._zones(incident))
        return self._shared[incident.id]

    def _zones(self, incident: Incident) -> Iterator[Reason]:
        for finding in self._findings[incident.id]:
            test = finding.test(TestName.IN_ZONE)
            zone = finding.zone or "a zone"
            if finding.verdict in _OUT:
                continue
            if test.outcome is Outcome.DISPUTED:
                yield _because("disputed_zone", f"Whether it lies in {zone} of {finding.agreement} is disputed.")
                return
            if test.outcome is Outcome.YES:
                yield _because(
                    "in_zone", f"It lies in {zone} of {finding.agreement}; the finding is {finding.verdict}."
                )
                return

    def _contested(self, claim: Claim, incident: Incident) -> Reason | None:
        for found in incident.propositions:
            if found.standing is not Standing.CONTESTED or claim.key not in (*found.supports, *found.denies):
                continue
            what = "That it happened" if found.kind is PropositionKind.OCCURRED else f"The {found.kind} {found.value}"
            sides = f"{len(found.supports)} for it, {len(found.denies)} against" if found.denies else "others differ"
            return _because("contested", f"{what} is contested: {sides}.")
        return None

    def _found_twins(self) -> dict[str, list[str]]:
        """Incidents of one kind, day and place that were not put together."""
        met: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for incident in self.view.incidents:
            place = incident.place.place_id if incident.place else None
            if place and incident.date_start and incident.mode_actual:
                met[family_of(incident.type), incident.date_start, place].append(incident.id)
        return {name: [other for other in names if other != name] for names in met.values() for name in names}

    def _stray(self, incident: Incident) -> Reason | None:
        """The claim that fits the others of its incident worst, where it fits them badly."""
        if not 2 <= len(incident.claims) <= _MOST_PAIRS:
            return None
        seen = [
            Seen.of(self.view.claims[key], self.view.reports.get(self.view.claims[key].report))
            for key in incident.claims
        ]
        sums: dict[str, list[float]] = defaultdict(list)
        for a, b in combinations(seen, 2):
            fit = score(a, b)
            sums[a.claim.key].append(fit)
            sums[b.claim.key].append(fit)
        worst, fits = min(sums.items(), key=lambda pair: sum(pair[1]) / len(pair[1]))
        mean = sum(fits) / len(fits)
        if mean >= _LEAST_FIT:
            return None
        return _because("stray", f"{worst} fits the others badly (log odds {mean:.1f} on average).")


class _Trying:
    """What the findings on an incident would be if one of its claims were rejected."""

    def __init__(self, view: View, world: World) -> None:
        self._view, self._world = view, world
        self._incidents = {incident.id: incident for incident in view.incidents}
        self._judges = {agreement.id: Judge(agreement, world, {}) for agreement in view.setting.agreements}
        self._day = view.as_of.date()
        self._copies: dict[str, list[Copy]] = defaultdict(list)
        for copy in view.copies:
            self._copies[copy.b].append(copy)
        self._before: dict[str, dict[str, Verdict]] = {}
        self._found = {finding.incident for finding in view.findings if finding.verdict not in _OUT}

    def could_change(self, worth: Worth) -> bool:
        """Whether there is a finding in scope that could hang on the claim."""
        return worth.incident in self._found and worth.id in self._view.claims

    def reason(self, worth: Worth) -> Reason | None:
        incident = self._incidents[worth.incident or ""]
        before = self._before.get(incident.id)
        if before is None:
            before = self._before[incident.id] = self._verdicts(incident.claims)
        left = [key for key in incident.claims if key != worth.id]
        after = self._verdicts(left) if left else {}
        for agreement, verdict in before.items():
            new = after.get(agreement)
            if new is not verdict:
                now = f"would be {new.replace('_', ' ')}" if new else "would not be there"
                said = f"Without it the finding under {agreement} ({verdict.replace('_', ' ')}) {now}."
                return _because("changes_verdict", said)
        return None

    def _verdicts(self, keys: Sequence[str]) -> dict[str, Verdict]:
        """The gravest verdict under each agreement if these claims were all that is known."""
        claims = {key: self._view.claims[key] for key in keys}
        reports = {c.report: self._view.reports[c.report] for c in claims.values() if c.report in self._view.reports}
        copies = [copy for name in reports for copy in self._copies[name] if copy.a in reports]
        incidents = assess(reports, claims.values(), copies, self._world, on=self._view.known_on.date())
        order = list(Verdict)
        found: dict[str, Verdict] = {}
        for agreement, judge in self._judges.items():
            verdicts = [judge.finding(i, claims, reports).verdict for i in incidents if judge.comes_up(i, self._day)]
            if verdicts:
                found[agreement] = min(verdicts, key=order.index)
        return found
