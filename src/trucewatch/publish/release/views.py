"""A whole view, and a whole issue, as they may leave: every part of it, and nothing that hangs on what stays in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from trucewatch.model import (
    Change,
    Claim,
    EventType,
    Finding,
    Holding,
    Incident,
    Issue,
    ObligationState,
    ObligationStatus,
    Origin,
    Proposition,
    PropositionKind,
    Report,
    View,
    Weight,
)
from trucewatch.publish.release.profile import Profile, shipped_profile
from trucewatch.publish.release.quotations import few
from trucewatch.publish.release.releasing import Releaser, only
from trucewatch.publish.release.withheld import Withheld

__all__ = ["Released", "release", "release_issue"]

_HELD_REASON = "What is known of it may not leave yet."
_INCIDENT = ("id", "date_start", "date_end", "reported_first", "mode_actual", "method")
_WEIGHT = ("probability", "low", "high", "grade_source", "grade_item")
_ACTORS = frozenset({PropositionKind.INITIATOR, PropositionKind.TARGET})


@dataclass(frozen=True)
class Released:
    """What left: the view, the profile it left under, why some of its places are wider than known (by place id), and
    what was held back."""

    view: View
    profile: Profile
    coarsened: dict[str, str]
    withheld: tuple[Withheld, ...]


def release(view: View, profile: Profile | None = None, leaves: datetime | None = None) -> Released:
    """A view as it may leave under a profile (None: the public one). `leaves` is the moment of leaving, from which
    delays are reckoned; None takes the moment up to which the view knows."""
    profile = profile or shipped_profile()
    releaser = Releaser(view.setting, profile, leaves or view.known_on, sensitive=view.sensitive)
    return _Leaving(view, releaser).released()


def release_issue(
    issue: Issue, profile: Profile | None = None, leaves: datetime | None = None
) -> tuple[Issue, Released]:
    """An issue as it may leave: its view, and those of its changes that tell nothing of what stays in."""
    profile = profile or shipped_profile()
    releaser = Releaser(issue.view.setting, profile, leaves or issue.view.known_on, sensitive=issue.view.sensitive)
    leaving = _Leaving(issue.view, releaser)
    released = leaving.released()
    told = {"view": released.view, "changes": leaving.changes(issue.changes)}
    earlier = {number: leaving.changes(changes) for number, changes in issue.earlier.items()}
    return issue.model_copy(update={**told, "earlier": earlier}), replace(released, withheld=releaser.log.result())


class _Leaving:
    def __init__(self, view: View, releaser: Releaser) -> None:
        self._view, self._to = view, releaser
        self._held = {
            c.key for c in view.claims.values() if releaser.held.why(c, view.reports.get(c.report)) is not None
        }
        self._claims: dict[str, Claim] = {}
        self._reports: dict[str, Report] = {}

    def released(self) -> Released:
        view, to = self._view, self._to
        if to.untouched and not self._held:
            return Released(view, to.profile, {}, ())
        self._release_reports()
        setting, why = to.shown_setting()
        incidents = tuple(i for i in (self._incident(i) for i in view.incidents) if i is not None)
        left = {incident.id for incident in incidents}
        shown = view.model_copy(
            update={
                "setting": setting,
                "reports": self._reports,
                "copies": tuple(
                    c.model_copy(update={"a": to.ids.report(c.a, None), "b": to.ids.report(c.b, None), "reason": ""})
                    for c in view.copies
                ),
                "claims": self._claims,
                "incidents": incidents,
                "findings": tuple(self._finding(f) for f in view.findings if f.incident in left),
                "obligations": tuple(self._obligation(o) for o in view.obligations),
                "holdings": tuple(h for h in (self._holding(h) for h in view.holdings) if h is not None),
                "sensitive": {},
                "unread": tuple(to.ids.report(key, None) for key in view.unread),
            }
        )
        return Released(shown, to.profile, why, to.log.result())

    def _release_reports(self) -> None:
        view, to = self._view, self._to
        of_report: dict[str, list[Claim]] = {key: [] for key in view.reports}
        strays: list[Claim] = []
        for claim in view.claims.values():
            of_report.setdefault(claim.report, []).append(claim)
            if claim.report not in view.reports:
                strays.append(claim)
        parts = {
            key: ([c for c in claims if c.key not in self._held], [c for c in claims if c.key in self._held])
            for key, claims in of_report.items()
        }
        to.quotations.prepare((report, parts[key][0]) for key, report in view.reports.items())
        quoted = {}
        for key, report in view.reports.items():
            kept, held = parts[key]
            words = to.quotations.of(report, kept, held)
            to.learn((*words.names, *report.authors))
            quoted[key] = words
        for key, report in view.reports.items():
            released = to.report(report, quoted[key], parts[key][1])
            self._reports[released.id] = released
        triggers = {k: t for words in quoted.values() for k, t in words.triggers.items()}
        for claim in view.claims.values():
            shown = to.claim(claim, view.reports.get(claim.report), triggers.get(claim.key))
            if shown is not None:
                self._claims[shown.key] = shown

    def _keys(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._to.ids.claim(key) for key in keys if key not in self._held)

    def _touches(self, keys: Iterable[str]) -> bool:
        return any(key in self._held for key in keys)

    def _incident(self, incident: Incident) -> Incident | None:
        kept = [key for key in incident.claims if key not in self._held]
        if not kept:
            self._to.log.note("rests on it", "incident", incident.id, gone=True)
            return None
        claims = [self._view.claims[key] for key in kept if key in self._view.claims]
        gone = len(kept) < len(incident.claims)
        if gone:
            self._to.log.note("rests on it", "incident", incident.id)
        origins = (self._origin(number, o) for number, o in enumerate(incident.origins, start=1))
        propositions = (self._proposition(incident, p) for p in incident.propositions)
        small = few(incident.killed_low, incident.killed_high, self._to.profile.small_cell)
        return only(
            incident,
            _INCIDENT,
            type=_type_of(incident, claims) if gone else incident.type,
            types=_types_of(incident, claims) if gone else incident.types,
            initiators=tuple(self._to.actor(a) for a in incident.initiators),
            targets=tuple(self._to.actor(a) for a in incident.targets),
            place=self._to.ref(incident.place) if incident.place is not None else None,
            places=tuple(dict.fromkeys(self._to.ref(p) for p in incident.places)),
            claims=self._keys(kept),
            origins=tuple(o for o in origins if o is not None),
            propositions=tuple(p for p in propositions if p is not None),
            killed_low=None if small else incident.killed_low,
            killed_high=None if small else incident.killed_high,
        )

    def _origin(self, number: int, origin: Origin) -> Origin | None:
        keys = self._keys(origin.claims)
        if not keys:
            return None
        return only(origin, ("side",), id=f"origin-{number}", name=self._to.actor(origin.name), claims=keys)

    def _proposition(self, incident: Incident, proposition: Proposition) -> Proposition | None:
        supports, denies = self._keys(proposition.supports), self._keys(proposition.denies)
        if (proposition.supports or proposition.denies) and not supports and not denies:
            return None
        value = self._value(incident, proposition)
        if value is None:
            return None
        weight = proposition.weight
        return only(
            proposition,
            ("kind", "standing"),
            value=value,
            supports=supports,
            denies=denies,
            weight=self._weight(weight) if weight is not None else None,
        )

    def _value(self, incident: Incident, proposition: Proposition) -> str | None:
        value = proposition.value
        if proposition.kind in _ACTORS:
            return self._to.actor(value)
        if proposition.kind is PropositionKind.PLACE:
            named = next((r for r in incident.places if value in {r.name, r.place_id}), None)
            return self._to.ref(named).name if named is not None else self._to.words(value)
        if proposition.kind is PropositionKind.KILLED and self._to.profile.small_cell:
            figures = [int(n) for n in "".join(c if c.isdecimal() else " " for c in value).split()]
            return None if any(0 < n < self._to.profile.small_cell for n in figures) else value
        return self._to.words(value) if value else value

    def _weight(self, weight: Weight) -> Weight:
        return only(weight, _WEIGHT, would_change=self._to.words(weight.would_change))

    def _finding(self, finding: Finding) -> Finding:
        tests = tuple(
            only(
                test,
                ("name", "outcome", "code", "low", "high"),
                reason=_HELD_REASON if self._touches(test.claims) else self._to.words(test.reason),
                claims=self._keys(test.claims),
            )
            for test in finding.tests
        )
        kept = ("id incident agreement text_version zone verdict decided_by method agreement_hash signature").split()
        return only(
            finding,
            [name for name in kept if name in type(finding).model_fields],
            tests=tests,
            wording=self._to.words(finding.wording),
            claims=self._keys(finding.claims),
        )

    def _obligation(self, status: ObligationStatus) -> ObligationStatus:
        held = self._touches(status.evidence)
        if held:
            self._to.log.note("rests on it", "obligation", f"{status.agreement}/{status.id}")
        kept = "id agreement provision actors modality duty deadline others days_left text_version recurrence".split()
        return only(
            status,
            kept,
            state=ObligationState.UNKNOWN if held else status.state,
            quoted=self._keys(status.quoted),
            evidence=self._keys(status.evidence),
            reason=_HELD_REASON if held else self._to.words(status.reason),
        )

    def _holding(self, holding: Holding) -> Holding | None:
        """Who holds a place is a position: while a claim of it, or the day since which it holds, is too fresh, nothing
        leaves, not even the state before."""
        fresh = (
            EventType.CONTROL in self._to.profile.delayed
            and holding.since is not None
            and not self._to.held.passed(holding.since)
        )
        if fresh or self._touches((*holding.claims, *holding.denied)):
            self._to.log.note("delay", "holding", holding.place_id, gone=True)
            return None
        place = self._to.places.by_id(holding.place_id, holding.place)
        return only(
            holding,
            ("as_of", "known_on", "state", "since"),
            place_id=place.id or "withheld",
            place=place.name,
            holder=self._to.actor(holding.holder) if holding.holder else None,
            claims=self._keys(holding.claims),
            denied=self._keys(holding.denied),
            reason=self._to.words(holding.reason),
        )

    def changes(self, changes: Iterable[Change]) -> tuple[Change, ...]:
        """Those of some changes that may be told, as they may be."""
        return tuple(self._change(change) for change in changes if self._may_tell(change))

    def _may_tell(self, change: Change) -> bool:
        """Whether a change since the last issue tells nothing of what stays in."""
        ids = {i.id for i in self._view.incidents if not any(k not in self._held for k in i.claims)}
        if self._touches(change.claims) or change.subject.partition(":")[0] in ids:
            self._to.log.note("rests on it", "change", change.subject, gone=True)
            return False
        return True

    def _change(self, change: Change) -> Change:
        """A change as it may be told."""
        return change.model_copy(
            update={
                "subject": self._to.words(change.subject),
                "before": self._to.words(change.before) if change.before else change.before,
                "after": self._to.words(change.after) if change.after else change.after,
                "claims": self._keys(change.claims),
            }
        )


def _types_of(incident: Incident, claims: Sequence[Claim]) -> tuple[EventType, ...]:
    left = {claim.type for claim in claims}
    return tuple(t for t in incident.types if t in left) or tuple(sorted(left)) or incident.types


def _type_of(incident: Incident, claims: Sequence[Claim]) -> EventType:
    counts = Counter(claim.type for claim in claims)
    if not counts or incident.type in counts:
        return incident.type
    return max(counts, key=lambda t: (counts[t], t))
