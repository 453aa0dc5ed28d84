"""Charts, each one altair definition: drawn as SVG for every page, and alive in the interactive one."""

from trucewatch.publish.charts.control import control_over_time
from trucewatch.publish.charts.coverage import coverage_maps
from trucewatch.publish.charts.incidents import incidents_by_day
from trucewatch.publish.charts.obligations import obligation_timeline
from trucewatch.publish.charts.observers import incidents_by_observer
from trucewatch.publish.charts.render import compiled, drawn
from trucewatch.publish.charts.revisions import revisions
from trucewatch.publish.charts.sources import source_balance

__all__ = [
    "compiled",
    "control_over_time",
    "coverage_maps",
    "drawn",
    "incidents_by_day",
    "incidents_by_observer",
    "obligation_timeline",
    "revisions",
    "source_balance",
]
