"""The arithmetic of deadlines: what a rule comes to under one version of the text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from trucewatch.model.agreement import Agreement, DeadlineRule, Obligation
from trucewatch.monitor.moments import day_of, local_day, moment, parse_offset, zone_named

__all__ = ["Reckoned", "RuleDays", "trigger_parts"]

_TRIGGERS = frozenset({"signing", "entry_into_force", "obligation", "event"})


def trigger_parts(trigger: str) -> tuple[str | None, str]:
    """A trigger's kind and the id it names: ("obligation", "P2-start"); kind None where it is no trigger.

    The schema's forms are signing, entry_into_force, obligation:<id>:<started|completed> and event:<id>.
    """
    kind, _, rest = trigger.partition(":")
    if kind not in _TRIGGERS or (kind in {"obligation", "event"}) != bool(rest):
        return None, ""
    return kind, rest.rsplit(":", 1)[0] if kind == "obligation" and ":" in rest else rest


@dataclass(frozen=True)
class Reckoned:
    """A day and the sentence that says how it was reckoned."""

    day: date
    how: str


@dataclass(frozen=True)
class RuleDays:
    """The days that an agreement's deadline rules come to.

    `happened` holds what is known of the duties that others hang on: (obligation id, "started" or "completed") to the
    day. Where nothing is known, the day by which it was due stands in, and the reckoning says so. Of events it holds
    (the trigger as written, "happened") to the day.
    """

    agreement: Agreement
    happened: Mapping[tuple[str, str], date] = field(default_factory=dict)

    def base(self, obligation: Obligation) -> Reckoned | None:
        """The day under the text that the obligation rests on; None where it hangs on something not known to have
        happened, or where it has no deadline."""
        return self._base(obligation, None, frozenset())

    def under(self, obligation: Obligation, version: str) -> tuple[Reckoned, ...]:
        """The days that another version of the text gives, one for each value that it carries."""
        rule = obligation.deadline
        if rule is None:
            return ()
        found: list[Reckoned] = []
        for other in rule.other_versions:
            if other.version == version:
                values = other.value if isinstance(other.value, list | tuple) else [other.value]
                found += [r for value in values if (r := self._value(rule, str(value), version)) is not None]
        return tuple(found)

    def trigger_day(self, obligation: Obligation) -> date | None:
        """The day on which the obligation's clock starts; None where that is not known or nothing starts it."""
        rule = obligation.deadline
        found = self._trigger(rule, None, frozenset({obligation.id})) if rule and rule.trigger else None
        return local_day(found[0], zone_named(self.agreement.in_force.tz)) if found else None

    def _base(self, obligation: Obligation, version: str | None, seen: frozenset[str]) -> Reckoned | None:
        rule = obligation.deadline
        if rule is None or obligation.id in seen:
            return None
        if rule.resolved is not None:
            return Reckoned(day_of(rule.resolved), f"as the agreement file resolves it ({_said(rule)})")
        if rule.absolute is not None:
            return Reckoned(day_of(rule.absolute), "a date in the text")
        if rule.trigger is None:
            return None
        return self._offset(rule, rule.offset or "P0D", version, seen | {obligation.id})

    def _value(self, rule: DeadlineRule, value: str, version: str) -> Reckoned | None:
        if value.lstrip("+-").startswith("P"):
            return self._offset(rule, value, version, frozenset())
        return Reckoned(day_of(value), f"a date in {version}")

    def _offset(self, rule: DeadlineRule, offset: str, version: str | None, seen: frozenset[str]) -> Reckoned | None:
        # A version that gives an offset where the text has a date counts from the signing.
        found = self._trigger(rule, version, seen)
        if found is None:
            return None
        start, words = found
        working = rule.calendar == "working_days"
        due = parse_offset(offset).after(start, working_days=working)
        kind = " working days (Monday to Friday, public holidays not known)" if working else ""
        return Reckoned(due.date(), f"{offset}{kind} after {words}, that day not counted")

    def _trigger(self, rule: DeadlineRule, version: str | None, seen: frozenset[str]) -> tuple[datetime, str] | None:
        zone = zone_named(self.agreement.in_force.tz)
        kind, name = trigger_parts(rule.trigger or "signing")
        if kind == "signing":
            return moment(self.agreement.signed.date[:10], zone), f"the signing on {self.agreement.signing_day}"
        if kind == "entry_into_force":
            start = moment(self._entry(version), zone)
            return start, f"the entry into force on {start.date()}"
        if kind == "event":
            day = self.happened.get((str(rule.trigger), "happened"))
            return (moment(day.isoformat(), zone), f"{name.replace('_', ' ')} on {day}") if day else None
        if kind != "obligation":
            return None
        return self._after_duty(
            name, "started" if (rule.trigger or "").endswith(":started") else "completed", version, seen
        )

    def _after_duty(
        self, name: str, what: str, version: str | None, seen: frozenset[str]
    ) -> tuple[datetime, str] | None:
        zone = zone_named(self.agreement.in_force.tz)
        day = self.happened.get((name, what))
        if day is not None:
            return moment(day.isoformat(), zone), f"{name} {what} on {day}"
        duty = next((o for o in self.agreement.obligations if o.id == name), None)
        due = self._base(duty, version, seen) if duty else None
        if due is None:
            return None
        return moment(due.day.isoformat(), zone), f"{name}, itself due on {due.day} (that it was {what} is not known)"

    def _entry(self, version: str | None) -> str:
        stated = (c for c in self.agreement.in_force.from_contested if version is not None and c.version == version)
        return next((str(c.value) for c in stated), self.agreement.in_force.start)


def _said(rule: DeadlineRule) -> str:
    if rule.trigger is None:
        return "a date in the text"
    return f"{rule.offset or 'P0D'} after {rule.trigger}, that day not counted"
