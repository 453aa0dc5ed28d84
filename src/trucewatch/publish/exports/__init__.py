"""Data that leaves: one module a format behind one protocol, each with its crosswalk and what it loses."""

from trucewatch.publish.exports.base import Exporter, Leaving
from trucewatch.publish.exports.leaving import leaving_claims, leaving_view
from trucewatch.publish.exports.licences import Licences
from trucewatch.publish.exports.registry import exporters, get_exporter

__all__ = ["Exporter", "Leaving", "Licences", "exporters", "get_exporter", "leaving_claims", "leaving_view"]
