"""What must still stay in: positions and movements that are too fresh, announced ones that are not over, and what
people flagged as too sensitive for an audience."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trucewatch.model import Claim, Mode, Report, Sensitivity
from trucewatch.publish.release.profile import Profile

__all__ = ["HeldBack"]


class HeldBack:
    """Answers for one profile and one moment of leaving. The answer hangs on the claim alone, so a claim is held back
    everywhere or nowhere."""

    def __init__(
        self, profile: Profile, leaves: datetime, zone: ZoneInfo, sensitive: Mapping[str, Sensitivity] | None = None
    ) -> None:
        self._zone = zone
        classes = (sensitive or {}).items()
        self._flagged = frozenset(name for name, given in classes if given.rank > profile.ceiling.rank)
        self._delayed = frozenset(profile.delayed)
        self._announced = frozenset(profile.until_completed)
        self._undated = timedelta(days=profile.undated_days)
        leaving = leaves if leaves.tzinfo else leaves.replace(tzinfo=zone)
        self._latest = leaving - timedelta(hours=profile.delay_hours)
        self._days: dict[date, bool] = {}

    def why(self, claim: Claim, report: Report | None) -> str | None:
        """The rule that holds a claim back; None if it may leave."""
        if self._flagged and (self.flagged(claim.key) or self.flagged(claim.report)):
            return "flagged"
        if claim.mode is not Mode.ACTUAL:
            if claim.type not in self._announced and claim.type not in self._delayed:
                return None
            return None if self._over(claim, report) else "not completed"
        if claim.type not in self._delayed:
            return None
        published = report.published if report is not None else None
        last = claim.date_end or claim.date_start or published
        return None if last is not None and self.passed(last) else "delay"

    def flagged(self, name: str) -> bool:
        """Whether people gave a claim (by its key) or a report a class above what may leave."""
        return name in self._flagged

    def passed(self, day: date) -> bool:
        """Whether a day is over for as long as the profile asks."""
        known = self._days.get(day)
        if known is None:
            end = datetime.combine(day + timedelta(days=1), time.min, self._zone)
            known = self._days[day] = end <= self._latest
        return known

    def _over(self, claim: Claim, report: Report | None) -> bool:
        last = claim.date_end or claim.date_start
        if last is not None:
            return self.passed(last)
        published = report.published if report is not None else None
        return published is not None and self.passed(published + self._undated)
