"""Incidents held against agreements: findings, obligations, control."""

from trucewatch.monitor.agreement_file import check_actors, load_agreement
from trucewatch.monitor.control import holdings
from trucewatch.monitor.deadlines import Deadlines, deadlines, public_from
from trucewatch.monitor.findings import judge
from trucewatch.monitor.obligations import obligations
from trucewatch.monitor.reasons import REASONS

__all__ = [
    "REASONS",
    "Deadlines",
    "check_actors",
    "deadlines",
    "holdings",
    "judge",
    "load_agreement",
    "obligations",
    "public_from",
]
