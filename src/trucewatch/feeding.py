"""Feeds of a watch: ask each when it is due, add what is new in it, never anything twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from trucewatch.ingest import Ingested, read
from trucewatch.ingest.feeds import Entry, entries_of
from trucewatch.ingest.web import Answer, FeedRules
from trucewatch.ingest.web.feedbook import FeedBook, Page
from trucewatch.model import Report
from trucewatch.model.errors import ReportError, WatchError
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
        """Ask every feed, or those that are due, and add what is new. An interruption loses nothing that was added."""
        now, done = self._clock(), Polled()
        feeds = [feed for feed in self.feeds if everything or self._due(feed) <= now]
        for number, feed in enumerate(feeds, start=1):
            page = self.book.page(feed.url)
            try:
                self._poll(feed, page, done)
                page.went(now, feed.interval, well=True)
            except ReportError as error:
                done.problems.append(str(error))
                page.went(now, feed.interval, well=False)
            self.book.save()
            if progress:
                progress(number, len(feeds))
        return done

    def _poll(self, feed: FeedRules, page: Page, done: Polled) -> None:
        answer = self.watch.fetcher.get(feed.url, page.validators)
        done.asked += 1
        if answer.body is None:
            done.unchanged += 1
            return
        held = {report.url for report in self.watch.ledger.reports().values()}
        fresh = [entry for entry in entries_of(answer.body, feed.url) if page.is_new(entry)]
        missed = False
        for entry in reversed(fresh):
            if entry.url in held and entry.key not in page.seen:
                page.took(entry)
                continue
            missed |= not self._take(feed, entry, answer, page, done)
            self.book.save()
        page.etag, page.modified = (None, None) if missed else (answer.validators.etag, answer.validators.modified)

    def _take(self, feed: FeedRules, entry: Entry, answer: Answer, page: Page, done: Polled) -> bool:
        """Add one entry; whether it is done with."""
        items = list(self._items(feed, entry, answer))
        problems = [str(item.error) for item in items if item.error]
        if problems and not any(item.report for item in items):
            if not page.missed(entry):
                done.problems.extend(problems)
                return False
            self.watch.add_read(items, done.added)
            return True
        self.watch.add_read((item for item in items if item.report), done.added)
        page.took(entry)
        return True

    def _items(self, feed: FeedRules, entry: Entry, answer: Answer) -> Iterator[Ingested]:
        """The article that an entry leads to; where the feed is to be taken at its word, the entry itself."""
        if feed.articles and entry.url:
            for item in read([entry.url], fetch=self.watch.fetcher.warc):
                yield Ingested(_completed(item.report, feed, entry), item.raw, item.error, item.path, item.where)
            return
        with TemporaryDirectory(prefix="trucewatch-") as folder:
            file = Path(folder) / "feed.warc.gz"
            file.write_bytes(answer.warc)
            for item in read([file]):
                report = item.report
                if report is not None and _is_of(report, entry):
                    yield Ingested(_completed(report, feed, entry), item.raw, None, feed.url, item.where)


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
