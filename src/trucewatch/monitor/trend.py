"""Whether incidents become more or fewer, raw and allowing for how much was reported.

The adjusted rate is a quasi-Poisson regression of the incidents of each period on time, with the logarithm of the
effort as offset, fitted by statsmodels; its interval is widened by the dispersion found. Effort is counted in
publisher-days: on how many days each publisher brought out any report at all, whatever it was about, so that a day's
effort does not hang on that day's incidents. Periods without any report are left out: they are unknown, not zero.
"""

import math
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from trucewatch.model import Finding, Incident, Report, Verdict
from trucewatch.model.coverage import Trend, TrendPoint

__all__ = ["trend"]

_COUNTED = frozenset({Verdict.ESTABLISHED, Verdict.PROBABLE, Verdict.ALLEGED, Verdict.INDETERMINATE})
_LEAST_PERIODS = 4
_LEAST_INCIDENTS = 5
_MOST_RATIO = 1e4


@dataclass(frozen=True)
class _Fit:
    ratio: float
    low: float
    high: float
    dispersion: float
    fitted: tuple[float, ...]


def trend(
    agreement: str,
    findings: Iterable[Finding],
    incidents: Mapping[str, Incident],
    reports: Mapping[str, Report],
    first: date,
    last: date,
    *,
    zone: str | None = None,
    period_days: int = 7,
) -> Trend:
    """The trend of incidents held against an agreement (in one zone; None: in all) over a span of days.

    Counted are dated incidents whose finding is indeterminate or stronger; what is out of scope or no violation is
    not. A last period that the span cuts short is left out.
    """
    days = _days_of(agreement, findings, incidents, zone)
    periods = _periods(first, last, period_days)
    effort = _effort(reports, periods)
    counts = [sum(n for day, n in days.items() if a <= day <= b) for a, b in periods]
    with_effort = [i for i, e in enumerate(effort) if e > 0]
    raw = _fit([float(i) for i in range(len(periods))], counts, [1.0] * len(periods))
    fit = _fit([float(i) for i in with_effort], [counts[i] for i in with_effort], [effort[i] for i in with_effort])
    fitted = dict(zip(with_effort, fit.fitted, strict=True)) if fit else {}
    points = tuple(
        TrendPoint(start=a, end=b, incidents=counts[i], effort=effort[i], fitted=_rounded(fitted.get(i)))
        for i, (a, b) in enumerate(periods)
    )
    return Trend(
        agreement=agreement,
        zone=zone,
        period_days=period_days,
        points=points,
        rate_ratio=_rounded(fit.ratio) if fit else None,
        low=_rounded(fit.low) if fit else None,
        high=_rounded(fit.high) if fit else None,
        raw_ratio=_rounded(raw.ratio) if raw else None,
        raw_low=_rounded(raw.low) if raw else None,
        raw_high=_rounded(raw.high) if raw else None,
        how=_how(fit, len(with_effort), len(periods), sum(counts)),
    )


def _days_of(
    agreement: str, findings: Iterable[Finding], incidents: Mapping[str, Incident], zone: str | None
) -> dict[date, int]:
    days: dict[date, int] = defaultdict(int)
    for finding in findings:
        incident = incidents.get(finding.incident)
        counted = finding.agreement == agreement and finding.verdict in _COUNTED
        if counted and incident and incident.date_start and (zone is None or finding.zone == zone):
            days[incident.date_start] += 1
    return days


def _periods(first: date, last: date, length: int) -> list[tuple[date, date]]:
    step = timedelta(days=length)
    found, start = [], first
    while start + step - timedelta(days=1) <= last:
        found.append((start, start + step - timedelta(days=1)))
        start += step
    return found


def _effort(reports: Mapping[str, Report], periods: list[tuple[date, date]]) -> list[float]:
    days = {(r.publisher or r.id, r.published) for r in reports.values() if r.published is not None}
    return [float(sum(1 for _, day in days if a <= day <= b)) for a, b in periods]


def _fit(times: list[float], counts: list[int], effort: list[float]) -> _Fit | None:
    """The regression; None where there is too little to fit, or no rate to be told from the data."""
    if len(times) < _LEAST_PERIODS or sum(counts) < _LEAST_INCIDENTS:
        return None
    import statsmodels.api as sm

    middle = sum(times) / len(times)
    design = sm.add_constant(np.array(times) - middle, has_constant="add")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        family = sm.families.Poisson()
        model = sm.GLM(np.array(counts, dtype=float), design, family=family, offset=np.log(np.array(effort)))
        try:
            result = model.fit(scale=1.0)
            # A dispersion below one would narrow the interval beyond what counting alone allows.
            if result.pearson_chi2 > result.df_resid:
                result = model.fit(scale="X2")
        except (ValueError, np.linalg.LinAlgError, FloatingPointError):
            return None
        low, high = result.conf_int()[1]
    slope = float(result.params[1])
    if not result.converged or not all(math.isfinite(v) and abs(v) < math.log(_MOST_RATIO) for v in (slope, low, high)):
        return None
    fitted = tuple(float(v) for v in result.fittedvalues)
    return _Fit(math.exp(slope), math.exp(low), math.exp(high), float(result.scale), fitted)


def _how(fit: _Fit | None, used: int, periods: int, total: int) -> str:
    basis = (
        f"{total} incidents in {periods} periods, {used} of them with any report; effort in publisher-days of all "
        "reports; periods without a report are unknown and left out"
    )
    if fit is None:
        return (
            f"No rate is fitted: it takes {_LEAST_PERIODS} periods with reports and {_LEAST_INCIDENTS} incidents, and "
            f"counts that bound it. {basis}."
        )
    from statsmodels import __version__ as version

    return (
        f"Quasi-Poisson regression on time with log(effort) as offset (statsmodels {version}), 95 % interval, "
        f"dispersion {fit.dispersion:.2f} (at least 1). {basis}."
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
