"""Incidents held against agreements: findings, obligations, control, forecasts, coverage."""

from trucewatch.monitor.agreement_file import Checked, Found, check_actors, check_agreement, load_agreement
from trucewatch.monitor.control import control_timeline, holdings
from trucewatch.monitor.coverage import Coverage, backfill
from trucewatch.monitor.deadlines import Deadlines, deadlines, public_from
from trucewatch.monitor.findings import Judge, agreement_hash, judge
from trucewatch.monitor.forecasts import forecasts, scores
from trucewatch.monitor.obligations import obligations
from trucewatch.monitor.quiet_days import quiet_rule
from trucewatch.monitor.reasons import REASONS
from trucewatch.monitor.trend import trend

__all__ = [
    "REASONS",
    "Checked",
    "Coverage",
    "Deadlines",
    "Found",
    "Judge",
    "agreement_hash",
    "backfill",
    "check_actors",
    "check_agreement",
    "control_timeline",
    "deadlines",
    "forecasts",
    "holdings",
    "judge",
    "load_agreement",
    "obligations",
    "public_from",
    "quiet_rule",
    "scores",
    "trend",
]
