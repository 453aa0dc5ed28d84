"""Feeds of a watch, from a real server into a real ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ingest_material import PARAGRAPHS, TITLE, page, rss
from web_server import Site, served

from trucewatch.feeding import Feeding
from trucewatch.founding import found
from trucewatch.ledger.kinds import IncidentsRegrouped
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


def at_its_word(folder: Path, more: str = "") -> None:
    text = (folder / "watch.toml").read_text()
    (folder / "watch.toml").write_text(text + "articles = false\n" + more)


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


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml; charset=utf-8", "application/xml", None])
def test_a_feed_taken_at_its_word(folder, site, kind):
    at_its_word(folder, 'publisher = "The Gazette"\n')
    publish(site, "a", "b")
    site.pages["/feed"] = (200, {"Content-Type": kind} if kind else {}, site.pages["/feed"][2])
    done, reports = poll(folder)
    assert (len(reports), done.problems) == (2, [])
    assert {report.publisher for report in reports.values()} == {"The Gazette"}
    assert all(PARAGRAPHS[0] in report.text for report in reports.values())
    assert site.paths() == ["/feed"]
    with Watch.open(folder) as watch:
        assert watch.verify().ok


def test_an_entry_without_words_is_tried_again_and_then_listed(folder, site):
    at_its_word(folder)
    bare = f"<item><link>{site.url}/bare</link><guid>tag:7</guid></item>"
    publish(site, "a", changed=bare)
    for _ in range(4):
        done, reports = poll(folder)
        assert (len(reports), done.problems) == (
            1,
            [f'{site.url}/feed has no words for its entry "tag:7"; open its page instead.'],
        )
    done, _ = poll(folder)
    assert 'no words for its entry "tag:7"' in done.added.refused[0]
    with Watch.open(folder) as watch:
        assert [refusal.path for refusal in watch.quarantine.refusals()] == [f"{site.url}/bare"]
    done, _ = poll(folder)
    assert (done.problems, done.added.refused) == ([], [])


def test_links_are_those_of_where_the_feed_lies(folder, site):
    publish(site, "a")
    site.put("/feed", rss(("/a", f"{TITLE}: a", PARAGRAPHS[0])), "text/xml")
    _, reports = poll(folder)
    assert [report.url for report in reports.values()] == [f"{site.url}/a"]


def test_a_feed_never_names_a_file_of_this_machine(folder, site, tmp_path):
    (tmp_path / "secret.txt").write_text("Names of the wounded.")
    site.put("/feed", rss((f"file://{tmp_path}/secret.txt", TITLE, PARAGRAPHS[0])), "text/xml")
    _, reports = poll(folder)
    assert [PARAGRAPHS[0] in report.text for report in reports.values()] == [True]


def test_a_poll_looks_at_all_that_is_new_together(folder, site):
    publish(site, "a", "b", "c")
    done, _ = poll(folder)
    assert done.added.claims >= 3
    with Watch.open(folder) as watch:
        assert len(list(watch.ledger.entries(IncidentsRegrouped.kind))) == 1


def test_what_was_recorded_before_a_poll_broke_off_is_taken_and_nothing_else(folder, site):
    publish(site, "a", "b", "c")
    with Watch.open(folder, extractor="rules") as watch:
        reading = watch.extractor.extract

        def breaking(report, world):
            if len(watch.ledger.reports()) == 2:
                raise KeyboardInterrupt
            return reading(report, world)

        object.__setattr__(watch.extractor, "extract", breaking)
        with pytest.raises(KeyboardInterrupt):
            Feeding(watch).poll()
        object.__setattr__(watch.extractor, "extract", reading)
        assert len(watch.ledger.reports()) == 2
        assert set(Feeding(watch).book.page(f"{site.url}/feed").seen) == {f"{site.url}/c", f"{site.url}/b"}
    done, reports = poll(folder)
    assert ([reports[key].url for key in done.added.new], len(reports)) == ([f"{site.url}/a"], 3)


def test_what_keeps_a_report_from_being_recorded_is_said_and_tried_again(folder, site):
    publish(site, "a")
    with Watch.open(folder, extractor="none of that name") as watch:
        feeding = Feeding(watch, clock=lambda: datetime(2026, 5, 8, tzinfo=UTC))
        assert "none of that name" in feeding.poll().problems[0]
        assert feeding.due() == datetime(2026, 5, 8, 1, tzinfo=UTC)
        assert feeding.book.page(f"{site.url}/feed").seen == {}
    done, reports = poll(folder)
    assert (len(done.added.new), len(reports)) == (1, 1)


def test_a_malformed_redirect_does_not_end_the_schedule(folder, site):
    with (folder / "watch.toml").open("a") as file:
        file.write(f'[[feeds]]\nurl = "{site.url}/moved"\n')
    publish(site, "a")
    site.pages["/moved"] = (302, {"Location": "http://[x"}, b"")
    done, reports = poll(folder)
    assert "which is no address" in done.problems[0]
    assert len(reports) == 1


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
