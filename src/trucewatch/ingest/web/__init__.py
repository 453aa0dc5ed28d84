"""What comes from the web: asked for politely, never from inside a network that is not meant, kept as it came."""

from trucewatch.ingest.web.fetcher import Answer, Fetcher, Validators
from trucewatch.ingest.web.rules import FeedRules, FetchRules

__all__ = ["Answer", "FeedRules", "FetchRules", "Fetcher", "Validators"]
