"""What is known of each feed between two polls: what its server gave to ask by, what was taken, when to ask again.

It is a convenience, not a memory: without it every feed is asked anew, and what the watch holds already is recognised.
"""

import json
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trucewatch.ingest.feeds import Entry
from trucewatch.ingest.web.fetcher import Validators

__all__ = ["FeedBook", "Page"]

_MOST_SEEN = 5000
_MOST_TRIES = 5
_LONGEST = timedelta(days=1)


class Page(BaseModel):
    """A feed's page in the book. `seen` has each entry's key with the last change it stated; `tries` counts entries
    that could not be got yet; `failures` is how many polls in a row went wrong."""

    model_config = ConfigDict(extra="ignore")

    etag: str | None = None
    modified: str | None = None
    polled: datetime | None = None
    due: datetime | None = None
    failures: int = 0
    seen: dict[str, str] = Field(default_factory=dict)
    tries: dict[str, int] = Field(default_factory=dict)

    @property
    def validators(self) -> Validators:
        """What to ask by."""
        return Validators(self.etag, self.modified)

    def is_new(self, entry: Entry) -> bool:
        """Whether an entry was not taken before, or was changed since."""
        return self.seen.get(entry.key) != (entry.updated or "")

    def took(self, entry: Entry) -> None:
        """The entry was taken."""
        self.seen[entry.key] = entry.updated or ""
        self.tries.pop(entry.key, None)
        while len(self.seen) > _MOST_SEEN:
            self.seen.pop(next(iter(self.seen)))

    def missed(self, entry: Entry) -> bool:
        """The entry could not be got; whether that is so for the last time, after five polls."""
        self.tries[entry.key] = self.tries.get(entry.key, 0) + 1
        if self.tries[entry.key] < _MOST_TRIES:
            return False
        self.took(entry)
        return True

    def went(self, now: datetime, every: timedelta, *, well: bool) -> None:
        """A poll ended: the next is due after the feed's time, or later the more often it went wrong."""
        self.polled = now
        self.failures = 0 if well else self.failures + 1
        self.due = now + min(every * 2 ** min(self.failures, 6), max(every, _LONGEST))


class FeedBook:
    """The pages of all feeds of a watch, in one file that is always whole."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.pages: dict[str, Page] = {}
        try:
            said = json.loads(file.read_text("utf-8"))
            self.pages = {url: Page.model_validate(page) for url, page in said.items()}
        except (OSError, ValueError, AttributeError, ValidationError):
            self.pages = {}

    def page(self, url: str) -> Page:
        """A feed's page, an empty one for a feed not met before."""
        return self.pages.setdefault(url, Page())

    def save(self) -> None:
        """Write the book; an interruption leaves the old one."""
        said = {url: page.model_dump(mode="json", exclude_defaults=True) for url, page in self.pages.items()}
        handle, name = tempfile.mkstemp(dir=self.file.parent, prefix=".feeds-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(said, file, ensure_ascii=False)
            Path(name).replace(self.file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
