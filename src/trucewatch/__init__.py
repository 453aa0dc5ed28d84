"""Trucewatch keeps who said what about a ceasefire, on what evidence, and holds it against the agreement's text."""

from trucewatch._version import __version__

__all__ = ["__version__"]
