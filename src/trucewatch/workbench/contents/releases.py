"""What left a watch and what may leave it: issues with their embargoes, profiles, what is held back, what waits for a
signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trucewatch.embargo import embargo_states
from trucewatch.issues import scope_of
from trucewatch.ledger.kinds import IssuePublished
from trucewatch.model import Finding, Verdict
from trucewatch.publish.release import Profile, Withheld, load_profile, shipped_profiles
from trucewatch.publish.text import visible
from trucewatch.publish.wording import TYPE_WORDS, VERDICT_WORDS, capital, moment
from trucewatch.watch import Watch
from trucewatch.workbench.contents.seen import Seen

__all__ = [
    "IssueRow",
    "ProfileRow",
    "Signable",
    "WithheldRow",
    "issue_rows",
    "profile_rows",
    "signable",
    "withheld_rows",
]

_CLOSED = frozenset({Verdict.OUT_OF_SCOPE, Verdict.NOT_A_VIOLATION, Verdict.CONTRADICTED})


@dataclass(frozen=True)
class IssueRow:
    """A published issue. `files` pairs each format with the SHA-256 of what went out; `scope` is the part of the watch
    that it tells of, "" for all; `embargo` the state in words, "" where it never had one; `corrects` the issue that it
    corrects, with the reason, both empty where it does not."""

    number: int
    as_of: str
    known_on: str
    published: str
    by: str
    profile: str
    language: str
    scope: str
    files: tuple[tuple[str, str], ...]
    changes: int
    embargo: str
    holds: bool
    until: datetime | None
    lifted_by: tuple[str, ...]
    corrects: int | None
    correction: str
    corrected_by: tuple[int, ...]


@dataclass(frozen=True)
class ProfileRow:
    """A release profile in words."""

    name: str
    title: str
    for_release: bool
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WithheldRow:
    """How many records of one kind a rule holds back whole or changes, as `trucewatch release check` counts them."""

    kind: str
    number: int
    what: str
    sensitivity: str
    why: str


@dataclass(frozen=True)
class Signable:
    """A finding that a person can decide on. `closed`: its tests settle it, so it cannot be signed as established."""

    id: str
    incident: str
    title: str
    verdict: str
    verdict_words: str
    closed: bool
    signature: str


def issue_rows(watch: Watch, now: datetime) -> tuple[IssueRow, ...]:
    """Every issue of a watch, the latest first."""
    entries = {entry.body["number"]: entry for entry in watch.ledger.entries(IssuePublished.kind)}
    states = embargo_states(watch)
    issues = watch.ledger.issues()
    corrected: dict[int, list[int]] = {}
    for issue in issues:
        if issue.snapshot.get("corrects") is not None:
            corrected.setdefault(int(issue.snapshot["corrects"]), []).append(issue.number)
    rows = []
    for issue in issues:
        entry, state, record = entries[issue.number], states[issue.number], issue.snapshot
        profile = record.get("profile") or {}
        rows.append(
            IssueRow(
                number=issue.number,
                as_of=moment(issue.as_of, watch.zone),
                known_on=moment(issue.known_on, watch.zone),
                published=moment(entry.recorded_at, watch.zone),
                by=visible(entry.by),
                profile=str(profile.get("name", "public")),
                language=str(record.get("language", "en")),
                scope=_scope(watch, issue),
                files=tuple(sorted((record.get("files") or {issue.format: issue.sha256}).items())),
                changes=len(record.get("changes", ())),
                embargo=state.sentence if state.until else "",
                holds=state.holds(now),
                until=state.until,
                lifted_by=state.lifted_by,
                corrects=record.get("corrects"),
                correction=visible(str(record.get("correction") or "")),
                corrected_by=tuple(corrected.get(issue.number, ())),
            )
        )
    return tuple(sorted(rows, key=lambda row: row.number, reverse=True))


def _scope(watch: Watch, issue: IssuePublished) -> str:
    """What an issue tells of, in words; "" for the whole watch."""
    scope = scope_of(issue)
    agreements = {a.id: a for a in watch.setting.agreements}
    agreement = agreements.get(scope.agreement or "")
    zone = next((z.as_worded for z in agreement.zones if z.id == scope.zone), scope.zone) if agreement else scope.zone
    title = agreement.title if agreement else scope.agreement
    period = {"daily": "the last day", "weekly": "the last week"}.get(scope.period or "")
    return visible("; ".join(part for part in (period, title, zone) if part))


def profile_rows(watch: Watch) -> tuple[ProfileRow, ...]:
    """The release profiles of the package and of the watch, the strictest first."""
    own = sorted(path.stem for path in (watch.folder / "profiles").glob("*.yaml"))
    names = dict.fromkeys([*shipped_profiles(), *own])
    return tuple(_profile(load_profile(name, watch.folder)) for name in names)


def _profile(profile: Profile) -> ProfileRow:
    types = ", ".join(TYPE_WORDS[kind] for kind in profile.delayed) or "nothing"
    places = "town, or a hexagon" if profile.places == "town" else "as fine as the source"
    rules = (
        ("Movements and positions leave after", f"{profile.delay_hours:g} h ({types})"),
        ("Places", places),
        ("Protected places", "by their district" if profile.protected == "district" else "as fine as the source"),
        ("Private persons", "not named" if profile.names == "redacted" else "named"),
        ("Contacts in texts", "taken out" if profile.contacts == "redacted" else "kept"),
        ("Figures of people", f"not under {profile.small_cell}" if profile.small_cell else "all"),
        ("Words of a report", profile.quotes),
        ("Captures", profile.captures),
    )
    return ProfileRow(profile.name, profile.title, profile.for_release, rules)


def withheld_rows(withheld: Iterable[Withheld]) -> tuple[WithheldRow, ...]:
    """What a profile holds back, as `trucewatch release check` lists it."""
    return tuple(
        WithheldRow(one.kind, one.number, "held back" if one.gone else "changed", one.sensitivity.value, one.why)
        for one in withheld
    )


def signable(seen: Seen) -> tuple[Signable, ...]:
    """The findings that lie in an agreement's scope, those that the next signature would weigh most for first."""
    rank = {Verdict.PROBABLE: 0, Verdict.ESTABLISHED: 1, Verdict.ALLEGED: 2, Verdict.INDETERMINATE: 3}
    found = [f for f in seen.view.findings if f.verdict in rank or f.signature is not None]
    ordered = sorted(found, key=lambda f: (rank.get(f.verdict, 4), f.incident))
    return tuple(_signable(seen, finding) for finding in ordered)


def _signable(seen: Seen, finding: Finding) -> Signable:
    incident = seen.incident(finding.incident)
    sign = finding.signature
    return Signable(
        id=finding.id,
        incident=finding.incident,
        title=visible(capital(seen.desk.title(incident))) if incident else finding.incident,
        verdict=finding.verdict.value,
        verdict_words=VERDICT_WORDS[finding.verdict],
        closed=finding.verdict in _CLOSED,
        signature=visible(f"{VERDICT_WORDS[sign.verdict]}, {sign.by}, {sign.on}") if sign else "",
    )
