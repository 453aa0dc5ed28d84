"""Coverage: who could have told of a zone on a day, and how counts look once the effort of telling is allowed for.

The rule is in violation-notes.md, Bias: events follow reporters. A day without any source is unknown, not quiet.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Backfill", "Restriction", "Trend", "TrendPoint", "ZoneDay"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ZoneDay(_Value):
    """One zone (None: places outside every zone, or none told apart) on one day: the reports and independent origins
    that speak of it, by side of interest ("unknown" where none is known), and the incidents dated to it.

    `state`: "told" where some source speaks of the zone on that day, "unknown" where none does; never quiet by silence.
    `quiet_said` are claims that expressly say that nothing happened there.
    """

    agreement: str
    zone: str | None = None
    day: date
    reports: int
    origins: int
    by_side: dict[str, int] = Field(default_factory=dict)
    incidents: int = 0
    quiet_said: tuple[str, ...] = ()
    state: str = Field(pattern="^(told|unknown)$")


class Restriction(_Value):
    """A report that monitors, inspectors or aid were kept from a place: a finding about what could be seen.

    `who` was kept out, as worded; `by` whom, where said; `zones` are those that the place can touch."""

    day: date | None
    who: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    place: str | None = None
    zones: tuple[str, ...] = ()
    claims: tuple[str, ...]
    of_monitors: bool


class Backfill(_Value):
    """How late a day's incidents became known. `first_lags` are the days from event to first report of each incident;
    `median_lag` None without any. `known_then` counts what was known on the day after, `known_now` now: old days
    change."""

    day: date
    known_then: int
    known_now: int
    first_lags: tuple[int, ...] = ()
    median_lag: float | None = None


class TrendPoint(_Value):
    """One period: incidents as counted, the effort behind them, and the fitted rate per unit of effort."""

    start: date
    end: date
    incidents: int
    effort: float
    fitted: float | None = None


class Trend(_Value):
    """Change of the number of incidents from period to period, raw and allowing for effort.

    `rate_ratio` is the factor per period of the adjusted rate with its 95 % interval `low`..`high`; `raw_ratio` the
    same without allowing for effort. All None where there is too little to fit. `how` says the model, its effort
    measure, its dispersion, the library and its version.
    """

    agreement: str
    zone: str | None = None
    period_days: int
    points: tuple[TrendPoint, ...]
    rate_ratio: float | None = None
    low: float | None = None
    high: float | None = None
    raw_ratio: float | None = None
    raw_low: float | None = None
    raw_high: float | None = None
    how: str
