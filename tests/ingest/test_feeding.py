"""Feeds of a watch, from a real server into a real ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ingest_material import PARAGRAPHS, TITLE, page, rss
from web_server import Site, served

from trucewatch.feeding import Feeding
from trucewatch.founding import found
from trucewatch.model.errors import ConfigError, WatchError
from trucewatch.settings import load_settings
from trucewatch.watch import Watch


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    made = tmp_path / "watch"
    found(made, title="A watch")
    feed = f'[[feeds]]\nurl = "{site.url}/feed"\nevery = "30m"\n'
    rules = '[fetch]\ncontact = "desk@gazette.example"\nallow_hosts = ["127.0.0.1"]\ndelay = 0\ntries = 1\n'
    with (made / "watch.toml").open("a") as file:
        file.write(rules + feed)
    return made


def publish(site: Site, *names: str, changed: str = "") -> None:
    entries = [(f"{site.url}/{name}", f"{TITLE}: {name}", PARAGRAPHS[0]) for name in names]
    site.put("/feed", rss(*entries).replace(b"</channel>", changed.encode() + b"</channel>"), "application/rss+xml")
    for name in names:
        words = (f"At {name} it was loud.", *PARAGRAPHS)
        site.put(f"/{name}", page(f"{TITLE}: {name}", words, url=f"{site.url}/{name}"))


def poll(folder: Path, **options):
    with Watch.open(folder, extractor="rules") as watch:
        return Feeding(watch).poll(**options), watch.ledger.reports()


def test_each_article_is_added_once_however_often_the_feed_is_asked(folder, site):
    publish(site, "a", "b")
    done, reports = poll(folder)
    assert (done.asked, len(done.added.new), done.problems) == (1, 2, [])
    assert sorted(report.url for report in reports.values()) == [f"{site.url}/a", f"{site.url}/b"]
    assert {report.publisher for report in reports.values()} == {"Dusthill Gazette"}
    assert all(report.capture.url == report.url for report in reports.values())
    publish(site, "a", "b", "c")
    done, reports = poll(folder)
    assert ([reports[key].url for key in done.added.new], len(reports)) == ([f"{site.url}/c"], 3)
    assert sorted(site.paths()) == ["/a", "/b", "/c", "/feed", "/feed"]


def test_without_its_book_nothing_is_added_twice_either(folder, site):
    publish(site, "a")
    poll(folder)
    (folder / "feeds.json").write_text("{half")
    done, reports = poll(folder)
    assert (len(done.added.new), len(reports)) == (0, 1)
    assert site.paths().count("/a") == 1


def test_a_feed_without_news_is_not_sent_again(folder, site):
    publish(site, "a")
    body = site.pages["/feed"][2]
    site.pages["/feed"] = lambda asked: (
        (304, {}, b"") if asked.get("If-None-Match") == '"7"' else (200, {"ETag": '"7"'}, body)
    )
    poll(folder)
    done, _ = poll(folder)
    assert (done.asked, done.unchanged) == (1, 1)


def test_an_article_that_cannot_be_got_is_tried_again_and_then_listed(folder, site):
    publish(site, "a", "b")
    del site.pages["/a"]
    done, reports = poll(folder)
    assert [report.url for report in reports.values()] == [f"{site.url}/b"]
    assert "/a answered 404" in done.problems[0]
    site.put("/a", page(url=f"{site.url}/a"))
    done, reports = poll(folder)
    assert len(reports) == 2
    publish(site, "a", "b", "c")
    del site.pages["/c"]
    for _ in range(5):
        done, _ = poll(folder)
    assert "/c answered 404" in done.added.refused[0]
    asked = site.paths().count("/c")
    poll(folder)
    assert site.paths().count("/c") == asked
    with Watch.open(folder) as watch:
        assert [refusal.path for refusal in watch.quarantine.refusals()] == [f"{site.url}/c"]


def test_a_feed_taken_at_its_word(folder, site):
    text = (folder / "watch.toml").read_text()
    (folder / "watch.toml").write_text(text + 'articles = false\npublisher = "The Gazette"\n')
    publish(site, "a", "b")
    _, reports = poll(folder)
    assert {report.publisher for report in reports.values()} == {"The Gazette"}
    assert all(PARAGRAPHS[0] in report.text for report in reports.values())
    assert site.paths() == ["/feed"]
    with Watch.open(folder) as watch:
        assert watch.verify().ok


def test_only_feeds_that_are_due_are_asked_and_failing_ones_more_seldom(folder, site):
    site.pages["/feed"] = (500, {}, b"")
    now = [datetime(2026, 5, 8, tzinfo=UTC)]
    with Watch.open(folder) as watch:
        feeding = Feeding(watch, clock=lambda: now[0])
        assert "answered 500" in feeding.poll(everything=False).problems[0]
        assert feeding.due() == now[0] + timedelta(hours=1)
        assert feeding.poll(everything=False).problems == []
        now[0] += timedelta(hours=1)
        publish(site, "a")
        assert len(feeding.poll(everything=False).added.new) == 1
        assert feeding.due() == now[0] + timedelta(minutes=30)


def test_settings_of_feeds_are_checked(folder, tmp_path):
    text = (folder / "watch.toml").read_text()
    (folder / "watch.toml").write_text(text.replace('"30m"', '"often"'))
    with pytest.raises(ConfigError, match="write 30m, 2h or 1d"):
        load_settings(folder)
    found(tmp_path / "plain")
    with Watch.open(tmp_path / "plain") as watch, pytest.raises(WatchError, match="lists no feed"):
        Feeding(watch)
