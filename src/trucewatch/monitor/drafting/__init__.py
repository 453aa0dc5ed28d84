"""Proposes an agreement as data from the text of an agreement, or from reports on it, for a person to correct."""

from trucewatch.monitor.drafting.draft import Draft, draft

__all__ = ["Draft", "draft"]
