"""Events that deadlines wait for: runs of quiet days, the first report of a kind of event, and what people record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from trucewatch.model import Agreement, EventType, Incident, Standing
from trucewatch.model.agreement import Obligation
from trucewatch.model.finding import QuietClock
from trucewatch.monitor.quiet_days import quiet_rule

__all__ = ["Events"]

_TYPES = {t.value: t for t in EventType}
_HAPPENED = frozenset({Standing.SUPPORTED, Standing.REPORTED})


class Events:
    """When the events that an agreement's deadlines wait for are known to have happened, up to a day.

    `recorded` are days that a person recorded, by the event's name; they beat what reports say. A trigger that names a
    type of the codebook (event:detention_release) starts with the first incident of that type from the signing on
    that is reported undenied; one with a zone or place after a colon (event:withdrawal:bridge) only there.
    """

    def __init__(
        self,
        agreement: Agreement,
        incidents: Iterable[Incident],
        recorded: Mapping[str, date],
        day: date,
    ) -> None:
        self._recorded = recorded
        self._day = day
        self._happened = [
            (when, incident)
            for incident in incidents
            if incident.mode_actual
            and incident.occurred.standing in _HAPPENED
            and (when := incident.date_start or incident.date_end) is not None
            and agreement.signing_day <= when <= day
        ]

    def of(self, duty: Obligation, clocks: Sequence[QuietClock]) -> dict[tuple[str, str], date]:
        """The day of the event that a duty waits for, as deadline_rules.RuleDays reads it; empty if none is known."""
        trigger = duty.deadline.trigger if duty.deadline else None
        if trigger is None or not trigger.startswith("event:"):
            return {}
        name = trigger[6:]
        day = self._recorded.get(name) or self._quiet(duty, clocks) or self._first(name)
        return {(trigger, "happened"): day} if day is not None and day <= self._day else {}

    @staticmethod
    def _quiet(duty: Obligation, clocks: Sequence[QuietClock]) -> date | None:
        """The day on which the last of the zones had its run full; None while one has not."""
        reached = [c.reached for c in clocks if c.reached is not None]
        if not clocks or len(reached) < len(clocks):
            return None
        rule = quiet_rule(duty)
        counted = rule.days if rule is not None and rule.since_last else 0
        return max(reached) - timedelta(days=counted)

    def _first(self, name: str) -> date | None:
        kind, _, where = name.partition(":")
        wanted = _TYPES.get(kind)
        if wanted is None:
            return None
        days = (
            when
            for when, incident in self._happened
            if wanted in (incident.type, *incident.types) and (not where or _is_at(incident, where))
        )
        return min(days, default=None)


def _is_at(incident: Incident, where: str) -> bool:
    return any(where in (p.place_id, p.name) for p in incident.places)
