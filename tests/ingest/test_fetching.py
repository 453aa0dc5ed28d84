"""Asking servers: politely, within limits, and never inside a network that is not meant."""

import gzip
import io
import socket
import threading
from collections.abc import Iterator

import pytest
from ingest_material import BODY, TITLE, page, rss
from warcio.archiveiterator import ArchiveIterator
from web_server import Site, served

from trucewatch._version import __version__
from trucewatch.ingest import read
from trucewatch.ingest.web import Fetcher, FetchRules, Validators
from trucewatch.ingest.web.addresses import target_of
from trucewatch.model.errors import ReportError


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as running:
        yield running


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def fetcher(pauses: list[float]) -> Iterator[Fetcher]:
    rules = FetchRules(contact="desk@gazette.example", allow_hosts=("127.0.0.1",), delay=0.5, max_mb=1, timeout=5)
    opened = Fetcher(rules, operator="Mara Oss", pause=pauses.append)
    yield opened
    opened.close()


def refused(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(ReportError) as caught:
        fetcher.get(url)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_a_page_comes_with_its_whole_exchange(site, fetcher):
    site.put("/mill", page(), Set_Cookie="a=b")
    answer = fetcher.get(f"{site.url}/mill")
    assert (answer.body, answer.media_type) == (page(), "text/html")
    records = {record.rec_type: record for record in ArchiveIterator(io.BytesIO(answer.warc))}
    assert set(records) == {"warcinfo", "response", "request"}
    [one] = [item.report for item in read([f"{site.url}/mill"], fetch=fetcher.warc)]
    assert (one.title, one.url) == (TITLE, f"{site.url}/mill")
    assert (one.capture.media_type, one.capture.url) == ("application/warc", one.url)
    assert one.capture.captured_at == one.received
    assert (one.capture.tool, one.capture.by) == (f"trucewatch {__version__}", "Mara Oss")
    assert site.asked[1][1]["User-Agent"].startswith("Trucewatch/")
    assert "+desk@gazette.example" in site.asked[1][1]["User-Agent"]
    assert all("Cookie" not in headers for _, headers in site.asked)


def test_a_packed_page_is_kept_packed_and_read_unpacked(site, fetcher):
    site.put("/mill", gzip.compress(page()), Content_Encoding="gzip")
    assert fetcher.get(f"{site.url}/mill").body == page()
    assert [item.report.title for item in read([f"{site.url}/mill"], fetch=fetcher.warc)] == [TITLE]


def test_robots_are_obeyed(site, fetcher, pauses):
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private\nAllow: /private/open$\nCrawl-delay: 7\n", "text/plain")
    site.put("/private/x", page())
    site.put("/private/open", page())
    assert "robots.txt" in refused(fetcher, f"{site.url}/private/x")
    assert fetcher.get(f"{site.url}/private/open").body
    assert fetcher.get(f"{site.url}/private/open").body
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    assert max(pauses) > 6


def test_a_site_whose_robots_are_out_of_order_is_left_alone(site, fetcher):
    site.pages["/robots.txt"] = (503, {}, b"")
    site.put("/mill", page())
    assert "out of order" in refused(fetcher, f"{site.url}/mill")
    assert site.paths() == []


def test_a_host_is_given_rest_and_asked_one_thing_at_a_time(site, fetcher, pauses):
    site.put("/mill", page())
    threads = [threading.Thread(target=fetcher.get, args=(f"{site.url}/mill",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site.most_at_once == 1
    assert len([pause for pause in pauses if 0 < pause <= 0.5]) >= 6


def test_what_is_not_new_is_not_sent_again(site, fetcher):
    def answer(headers: dict[str, str]):
        same = headers.get("If-None-Match") == '"1"' and headers.get("If-Modified-Since")
        return (
            (304, {}, b"") if same else (200, {"ETag": '"1"', "Last-Modified": "Mon, 08 May 2017 10:00:00 GMT"}, b"x")
        )

    site.pages["/feed"] = answer
    first = fetcher.get(f"{site.url}/feed")
    assert first.validators == Validators('"1"', "Mon, 08 May 2017 10:00:00 GMT")
    assert fetcher.get(f"{site.url}/feed", first.validators).body is None


def test_a_server_that_is_busy_is_asked_later(site, fetcher, pauses):
    answers = iter([(503, {"Retry-After": "11"}, b""), (502, {}, b""), (200, {"Content-Type": "text/html"}, page())])
    site.pages["/mill"] = lambda _: next(answers)
    assert fetcher.get(f"{site.url}/mill").body == page()
    assert 11.0 in pauses
    assert any(4 <= pause <= 6 for pause in pauses)
    site.pages["/busy"] = (429, {"Retry-After": "100000"}, b"")
    assert "429" in refused(fetcher, f"{site.url}/busy")
    assert max(pauses) == 120


def test_what_cannot_be_got_is_said(site, fetcher):
    assert "404 (Not Found)" in refused(fetcher, f"{site.url}/none")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert "cannot be reached" in refused(fetcher, f"http://127.0.0.1:{closed.getsockname()[1]}/")
    site.pages["/round"] = (302, {"Location": "/round"}, b"")
    assert "without end" in refused(fetcher, f"{site.url}/round")


def test_sizes_are_limited_packed_and_unpacked(site, fetcher):
    site.put("/large", b"x" * (2**20 + 1))
    assert "more than 1 MB" in refused(fetcher, f"{site.url}/large")
    site.put("/bomb", gzip.compress(bytes(50 * 2**20)), Content_Encoding="gzip")
    assert "more than 1 MB" in refused(fetcher, f"{site.url}/bomb")
    site.put("/broken", b"not packed", Content_Encoding="gzip")
    assert "cannot be unpacked" in refused(fetcher, f"{site.url}/broken")


def test_redirects_are_followed_and_kept_and_checked(site, fetcher):
    site.put("/new", page())
    site.pages["/old"] = (301, {"Location": "/new"}, b"")
    answer = fetcher.get(f"{site.url}/old")
    assert answer.url == f"{site.url}/new"
    records = [record.rec_headers for record in ArchiveIterator(io.BytesIO(answer.warc))]
    kept = [headers.get_header("WARC-Target-URI") for headers in records[1:]]
    assert kept == [f"{site.url}/old"] * 2 + [f"{site.url}/new"] * 2
    site.pages["/inside"] = (302, {"Location": "http://localhost:1/admin"}, b"")
    assert "inside a private network" in refused(fetcher, f"{site.url}/inside")
    site.pages["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    assert "only http" in refused(fetcher, f"{site.url}/file")


def test_a_redirect_to_what_is_no_address_is_said(site, fetcher):
    site.pages["/broken"] = (302, {"Location": "http://[x"}, b"")
    assert "leads to http://[x, which is no address" in refused(fetcher, f"{site.url}/broken")


def test_so_is_one_of_the_robots_file(site, fetcher):
    site.pages["/robots.txt"] = (301, {"Location": "//[x/robots.txt"}, b"")
    site.put("/mill", page())
    sentence = refused(fetcher, f"{site.url}/mill")
    assert "/mill is not fetched" in sentence
    assert "which is no address" in sentence
    assert site.paths() == []


def test_no_connection_is_used_for_a_second_request(site, fetcher):
    """Two hosts may have one number; a connection whose certificate was checked for one must not serve the other."""
    site.put("/mill", page())
    for _ in range(2):
        fetcher.get(f"{site.url}/mill")
    assert len(site.asked) == len(site.lines) == 3


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml; charset=utf-8", "application/xml", None])
def test_a_feed_is_read_whatever_its_server_calls_it(site, fetcher, kind):
    site.put("/rss", rss(("/mill", TITLE, BODY)), kind or "")
    if kind is None:
        del site.pages["/rss"][1]["Content-Type"]
    [item] = read([f"{site.url}/rss"], fetch=fetcher.warc)
    assert (item.report.title, item.report.url) == (TITLE, f"{site.url}/mill")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
     "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1",
     "2130706433", "0x7f.1", "127.1"],
)  # fmt: skip
def test_addresses_inside_are_refused(host):
    with pytest.raises(ReportError, match=r"private network|not known"):
        target_of(f"http://{host}/", ())


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("ftp://gazette.example/a", "only http"),
        ("file:///etc/passwd", "only http"),
        ("http://", "only http"),
        ("http://user:secret@gazette.example/", "without them"),
        ("http://gazette.example:99999/", "is no address"),
        ("http://[::1", "is no address"),
        ("http://a b.example/", "only http"),
    ],
)
def test_what_is_no_address_of_the_web(url, word):
    with pytest.raises(ReportError, match=word):
        target_of(url, ())


def test_an_allowed_host_is_asked_by_its_number():
    target = target_of("http://127.0.0.1:8080/a?b=c#d", ("127.0.0.1:8080",))
    assert (target.origin, target.pinned) == ("http://127.0.0.1:8080", "http://127.0.0.1:8080/a?b=c")
    with pytest.raises(ReportError, match="allow_hosts"):
        target_of("http://127.0.0.1:8081/", ("127.0.0.1:8080",))


def test_addresses_need_something_that_fetches():
    [item] = read(["https://gazette.example/"])
    assert "is an address" in str(item.error)
