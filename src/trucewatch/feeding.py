"""Feeds of a watch: ask each when it is due, add what is new in it, never anything twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from trucewatch.ingest import Ingested, is_address, read
from trucewatch.ingest.content import shown
from trucewatch.ingest.feeds import Entry, entries_of
from trucewatch.ingest.web import Answer, FeedRules
from trucewatch.ingest.web.feedbook import FeedBook, Page
from trucewatch.model import Report
from trucewatch.model.errors import ReportError, TrucewatchError, WatchError
from trucewatch.watch import Added, Watch

__all__ = ["FILE", "Feeding", "Polled"]

FILE = "feeds.json"
"""What is known of the feeds, in the watch folder."""


@dataclass
class Polled:
    """What one round of polls did: how many feeds were asked and how many had nothing new, what was added, and a
    sentence for each feed and article that could not be got."""

    asked: int = 0
    unchanged: int = 0
    added: Added = field(default_factory=Added)
    problems: list[str] = field(default_factory=list)


class Feeding:
    """The feeds that watch.toml of an open watch lists. WatchError if it lists none."""

    def __init__(self, watch: Watch, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.watch = watch
        self.feeds = watch.settings.feeds
        self.book = FeedBook(watch.folder / FILE)
        self._clock = clock
        if not self.feeds:
            raise WatchError(f"{watch.folder}/watch.toml lists no feed; add [[feeds]] with a url to it.")

    def due(self) -> datetime:
        """When the next feed is due."""
        return min(self._due(feed) for feed in self.feeds)

    def _due(self, feed: FeedRules) -> datetime:
        return self.book.page(feed.url).due or datetime.min.replace(tzinfo=UTC)

    def poll(self, *, everything: bool = True, progress: Callable[[int, int | None], None] | None = None) -> Polled:
        """Ask every feed, or those that are due, and add what is new. An interruption loses nothing that was added.

        Where the ledger itself cannot be written, that is a problem of every feed that was not done with by then.
        """
        now, done = self._clock(), Polled()
        feeds = [feed for feed in self.feeds if everything or self._due(feed) <= now]
        items = self._news(feeds, now, done, progress)
        try:
            # What the watch holds is looked through once, and only where there is something new.
            for first in items:
                self.watch.add_read(chain([first], items), done.added)
        except TrucewatchError as error:
            done.problems.append(str(error))
            for feed in feeds:
                if (page := self.book.page(feed.url)).polled != now:
                    page.went(now, feed.interval, well=False)
            self.book.save()
        return done

    def _news(
        self,
        feeds: Sequence[FeedRules],
        now: datetime,
        done: Polled,
        progress: Callable[[int, int | None], None] | None,
    ) -> Iterator[Ingested]:
        """What is new in the feeds, one after the other. An entry is marked as taken when the next item is asked for,
        which is when all of its own are recorded."""
        for number, feed in enumerate(feeds, start=1):
            page = self.book.page(feed.url)
            try:
                yield from self._of_feed(feed, page, done)
                page.went(now, feed.interval, well=True)
            except ReportError as error:
                done.problems.append(str(error))
                page.went(now, feed.interval, well=False)
            self.book.save()
            if progress:
                progress(number, len(feeds))

    def _of_feed(self, feed: FeedRules, page: Page, done: Polled) -> Iterator[Ingested]:
        answer = self.watch.fetcher.get(feed.url, page.validators)
        done.asked += 1
        if answer.body is None:
            done.unchanged += 1
            return
        held = {report.url for report in self.watch.ledger.reports().values()}
        fresh = [e for e in entries_of(answer.body, feed.url, url=answer.url) if page.is_new(e)]
        words = _Words(feed, answer)
        missed = False
        for entry in reversed(fresh):
            if entry.url in held and entry.key not in page.seen:
                page.took(entry)
                continue
            items = self._article(feed, entry) if feed.articles and is_address(entry.url or "") else words.of(entry)
            reports = [item for item in items if item.report]
            if reports:
                yield from reports
                page.took(entry)
            elif page.missed(entry):
                self.watch.quarantine.add(items, self._clock())
                yield from items
            else:
                missed = True
                done.problems.extend(str(item.error) for item in items if str(item.error) not in done.problems)
            self.book.save()
        page.etag, page.modified = (None, None) if missed else (answer.validators.etag, answer.validators.modified)

    def _article(self, feed: FeedRules, entry: Entry) -> list[Ingested]:
        """The article that an entry leads to."""
        return [
            Ingested(_completed(item.report, feed, entry), item.raw, item.error, item.path, item.where)
            for item in read([entry.url or ""], fetch=self.watch.fetcher.warc)
        ]


class _Words:
    """The entries of a feed as reports themselves, where it is to be taken at its word. It is read when first asked."""

    def __init__(self, feed: FeedRules, answer: Answer) -> None:
        self._feed = feed
        self._answer = answer

    @cached_property
    def _items(self) -> list[Ingested]:
        with TemporaryDirectory(prefix="trucewatch-") as folder:
            file = Path(folder) / "feed.warc.gz"
            file.write_bytes(self._answer.warc)
            return list(read([file]))

    def of(self, entry: Entry) -> list[Ingested]:
        """What an entry says, or why there is nothing of it."""
        path = entry.url or f"{self._feed.url}#{entry.key}"
        found = [
            Ingested(_completed(item.report, self._feed, entry), item.raw, None, path, item.where)
            for item in self._items
            if item.report is not None and _is_of(item.report, entry)
        ]
        if found:
            return found
        told = [item for item in self._items if item.error]
        message = (
            f'{self._feed.url} has no words for its entry "{shown(entry.title or entry.key)}"; open its page instead.'
        )
        return [Ingested(None, item.raw, item.error, path, item.where) for item in told] or [
            Ingested(None, b"", ReportError(message), path)
        ]


def _is_of(report: Report, entry: Entry) -> bool:
    return report.title == entry.title and (entry.url is None or report.url == entry.url)


def _completed(report: Report | None, feed: FeedRules, entry: Entry) -> Report | None:
    """A report with what its page does not say but its feed, which is the same publisher's."""
    if report is None:
        return None
    stated = datetime.fromisoformat(entry.published_at) if entry.published_at else None
    return report.model_copy(
        update={
            "published": report.published or (stated.date() if stated else None),
            "published_at": report.published_at or (stated if not report.published else None),
            "publisher": feed.publisher or report.publisher or entry.publisher,
            "title": report.title or entry.title,
            "authors": report.authors or entry.authors,
        }
    )
