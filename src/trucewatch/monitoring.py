"""What a watch says through its monitor room: coverage, forecasts, counts, quoted versions, and why a finding is so."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from trucewatch.ledger.kinds import EventNoted, FindingSigned
from trucewatch.model import Agreement, Claim, Finding, Incident, Verdict, View
from trucewatch.model.errors import InputError
from trucewatch.moments import day_of
from trucewatch.monitor import Coverage
from trucewatch.monitor.why import tell
from trucewatch.views import world_of
from trucewatch.watch import Watch
from trucewatch.world import World

__all__ = ["Monitoring", "Replay", "note_event", "replay", "sign"]

RECORD = "trucewatch/finding-record/1"
_FINAL = frozenset({Verdict.OUT_OF_SCOPE, Verdict.NOT_A_VIOLATION, Verdict.CONTRADICTED})


@dataclass(frozen=True)
class Replay:
    """A recorded finding judged again from the ledger: `differs` names what is not as it was (empty: nothing)."""

    before: Finding
    now: Finding | None
    differs: tuple[str, ...]


class Monitoring:
    """One view of a watch with what the monitor room can tell of it. `view` is that view where it is there already."""

    def __init__(
        self,
        watch: Watch,
        as_of: datetime,
        known_on: datetime,
        upto: datetime | None = None,
        *,
        view: View | None = None,
    ) -> None:
        self.watch, self._upto = watch, upto
        self.view: View = view or watch.view(as_of, known_on, upto=upto)
        self.day: date = day_of(as_of, watch.zone)
        self.known_day: date = day_of(known_on, watch.zone)

    @cached_property
    def world(self) -> World:
        """Who is who and where is where, as the view's own setting has it."""
        return world_of(self.view.setting, self.watch.settings)

    @cached_property
    def incidents(self) -> Mapping[str, Incident]:
        """The view's incidents by id."""
        return {i.id: i for i in self.view.incidents}

    def agreement(self, name: str | None) -> Agreement:
        """The agreement of that id, or the only one; InputError if there is none or several."""
        held = {a.id: a for a in self.view.setting.agreements}
        if name is None and len(held) == 1:
            return next(iter(held.values()))
        if name in held:
            return held[name]
        known = ", ".join(held) or "none"
        if name is None:
            raise InputError(f"This watch holds {len(held)} agreements ({known}); name one.")
        raise InputError(f'This watch holds no agreement "{name}"; it has {known}.')

    def agreements(self, name: str | None) -> list[Agreement]:
        """The agreement of that id, all where none is named; InputError if there is none of that id."""
        return [self.agreement(name)] if name else list(self.view.setting.agreements)

    def coverage(self, agreement: Agreement) -> Coverage:
        """Who tells of the agreement's zones."""
        return Coverage(agreement, self.view.claims, self.view.reports, self.view.incidents, self.world)

    def finding(self, name: str) -> Finding:
        """The finding of that id, or the only one on an incident of that id; InputError if there is none or several."""
        found = [f for f in self.view.findings if name in (f.id, f.incident)]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(f'"{name}" has {len(found)} findings; name one: {", ".join(f.id for f in found)}.')
        raise InputError(f'This view holds no finding "{name}"; `trucewatch incidents` lists them.')

    def why(self, finding: Finding) -> str:
        """The finding in a paragraph."""
        agreement = self.agreement(finding.agreement)
        return tell(finding, self.incidents[finding.incident], agreement, self.view.claims, self.view.reports)

    def record(self, finding: Finding) -> dict[str, Any]:
        """Everything that a finding rests on, by which it can be judged again (see `replay`)."""
        claims = [self.view.claims[k] for k in finding.claims]
        return {
            "record": RECORD,
            "as_of": self.view.as_of.isoformat(),
            "known_on": self.view.known_on.isoformat(),
            "recorded_upto": (self._upto or _last_entry(self.watch)).isoformat(),
            "corpus_hash": self.view.corpus_hash,
            "method": self.view.method,
            "text": self.why(finding),
            "finding": finding.model_dump(mode="json"),
            "agreement": self.agreement(finding.agreement).model_dump(mode="json", by_alias=True),
            "incident": self.incidents[finding.incident].model_dump(mode="json"),
            "claims": [c.model_dump(mode="json") for c in claims],
            "reports": [self._report(c) for c in _one_a_report(claims)],
        }

    def _report(self, claim: Claim) -> dict[str, Any]:
        report = self.view.reports[claim.report]
        return {
            "id": report.id,
            "publisher": report.publisher,
            "published": report.published.isoformat() if report.published else None,
            "text_sha256": hashlib.sha256(report.text.encode()).hexdigest(),
        }


def replay(watch: Watch, path: Path) -> Replay:
    """Judge a recorded finding again, on its own two clocks and from no later entry of the ledger.

    InputError if the file is no such record.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        before = Finding.model_validate(data["finding"])
        moments = [datetime.fromisoformat(data[k]) for k in ("as_of", "known_on", "recorded_upto")]
        if data["record"] != RECORD:
            raise KeyError("record")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is no record of a finding ({error}); write one with `trucewatch why FINDING --format json`."
        ) from error
    again = Monitoring(watch, moments[0], moments[1], moments[2])
    now = next((f for f in again.view.findings if f.id == before.id), None)
    return Replay(before, now, tuple(_differences(before, now)))


def sign(monitoring: Monitoring, finding: Finding, verdict: Verdict | None, by: str, reason: str) -> None:
    """Record a named person's decision on a finding (None: withdraw it).

    InputError where the tests close the question: whoever disagrees with a test mends what it rests on.
    """
    found = finding.signature.found if finding.signature else finding.verdict
    if verdict is Verdict.ESTABLISHED and finding.verdict in _FINAL:
        raise InputError(
            f"{finding.id} is {finding.verdict.value.replace('_', ' ')} by its tests and cannot be signed as "
            "established; mend what the tests rest on (the agreement, actors, places or claims) instead."
        )
    known_from = monitoring.view.known_on if monitoring.watch.settings.clock != "recorded" else None
    body = FindingSigned(finding=finding.id, by=by, verdict=verdict, reason=reason, found=found, known_from=known_from)
    monitoring.watch.ledger.append(FindingSigned.kind, body, by=by)


def note_event(watch: Watch, agreement: Agreement, event: str, on: date | None, by: str, reason: str) -> None:
    """Record that an event for which a deadline waits happened; InputError if no deadline waits for it."""
    waited = {
        o.deadline.trigger[6:]
        for o in agreement.obligations
        if o.deadline and o.deadline.trigger and o.deadline.trigger.startswith("event:")
    }
    if event not in waited:
        names = ", ".join(sorted(waited)) or "none"
        raise InputError(
            f'No deadline of {agreement.id} waits for an event "{event}"; those that are waited for: {names}.'
        )
    known_from = None
    if watch.settings.clock != "recorded" and on is not None:
        known_from = datetime(on.year, on.month, on.day, tzinfo=watch.zone)
    body = EventNoted(agreement=agreement.id, event=event, on=on, by=by, reason=reason, known_from=known_from)
    watch.ledger.append(EventNoted.kind, body, by=by)


def _last_entry(watch: Watch) -> datetime:
    head = watch.ledger.head().seq
    return list(watch.ledger.entries(after_seq=head - 1))[-1].recorded_at


def _one_a_report(claims: list[Claim]) -> list[Claim]:
    return list({c.report: c for c in claims}.values())


def _differences(before: Finding, now: Finding | None) -> list[str]:
    if now is None:
        return ["the finding is not there any more"]
    old, new = before.model_dump(mode="json"), now.model_dump(mode="json")
    found = [f"{key}: {old[key]!r} then, {new[key]!r} now" for key in old if key != "tests" and old[key] != new[key]]
    for one, other in zip(before.tests, now.tests, strict=False):
        if one != other:
            found.append(
                f"{one.name.value}: {one.outcome.value} ({one.code}) then, {other.outcome.value} ({other.code}) now"
            )
    return found
