"""The HTTP API under /api/v1: the watch as data, as far as the asker's role lets it leave."""

from trucewatch.workbench.api.application import API, api_of, mount

__all__ = ["API", "api_of", "mount"]
