"""Every format, from a real file to a report."""

import gzip
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from textwrap import wrap

import pytest
from ingest_material import BODY, PARAGRAPHS, TITLE, docx, mail, page, pdf, rss, telegram, wacz, warc, warcinfo
from warcio.archiveiterator import ArchiveIterator

from trucewatch.ingest import FORMATS, read
from trucewatch.ingest.paragraphs import paragraphs_of

MOMENT = datetime(2017, 5, 8, 14, 30, tzinfo=timezone(timedelta(hours=3)))


def reports(tmp_path, name, raw, **options):
    path = tmp_path / name
    path.write_bytes(raw)
    found = list(read(path, **options))
    assert [str(item.error) for item in found if item.error] == []
    assert all(sha256(item.raw).hexdigest() == item.report.capture.sha256 for item in found)
    return [item.report for item in found]


def test_a_web_page_gives_its_article_and_what_it_says_of_itself(tmp_path):
    [one] = reports(tmp_path, "mill.html", page())
    assert one.text.split("\n")[0] == TITLE
    assert all(paragraph in one.text for paragraph in PARAGRAPHS)
    assert not any(word in one.text for word in ("Donate", "Copyright", "Home"))
    assert (one.title, one.publisher, one.authors) == (TITLE, "Dusthill Gazette", ("Mara Oss",))
    assert (one.published, one.published_at, one.updated) == (date(2017, 5, 8), MOMENT, date(2017, 5, 9))
    assert (one.language, one.capture.media_type) == ("en", "text/html")
    assert one.language_confidence > 0.9
    assert one.url == "https://gazette.example/mill"


def test_a_page_without_a_date_stays_undated(tmp_path):
    raw = re.sub(rb"<meta property=.article[^>]*>", b"", page())
    [one] = reports(tmp_path, "mill.html", raw)
    assert (one.published, one.published_at, one.updated) == (None, None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
def test_a_page_is_read_in_the_encoding_it_says(tmp_path, encoding):
    words = tuple(
        f"Снаряды упали возле мельницы в понедельник, сообщили жители нижнего города, часть {n}." for n in range(4)
    )
    raw = page("Снаряды у мельницы", words).decode().replace("utf-8", encoding).encode(encoding)
    [one] = reports(tmp_path, "mill.html", raw)
    assert words[0] in one.text
    assert one.language == "ru"


def test_a_page_with_one_broken_byte_keeps_its_other_words(tmp_path):
    [one] = reports(tmp_path, "mill.html", page().replace(b"nobody was", b"nob\xffdy was"))
    assert "nob\ufffddy was hurt" in one.text


def test_a_pdf_gives_paragraphs_without_running_heads(tmp_path):
    lines = [line for text in PARAGRAPHS for line in wrap(text, 80)]
    pages = [["Dusthill Bulletin No. 7", *lines[n:], f"{n} fogs, {n} calms.", f"Page {n + 1}"] for n in (0, 2, 4)]
    [one] = reports(tmp_path, "a.pdf", pdf(pages, title=TITLE))
    assert one.text.startswith("\n\n".join(PARAGRAPHS[:2]))
    assert "Bulletin" not in one.text
    assert "Page" not in one.text
    assert (one.title, one.authors, one.published) == (TITLE, ("Mara Oss",), None)


def test_words_cut_at_a_lines_end_are_made_whole():
    assert paragraphs_of(["Only the rear of the infan-\ntry was seen, the North-\nSouth road was empty."]) == (
        "Only the rear of the infantry was seen, the North-South road was empty."
    )


def test_a_word_document_is_read_with_its_tables_insertions_and_notes(tmp_path):
    raw = docx(*PARAGRAPHS)
    with zipfile.ZipFile(io.BytesIO(raw)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    inserted = (
        b'<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>Inserted words.</w:t></w:r></w:ins>'
        b'<w:del w:id="2" w:author="A"><w:r><w:delText>Removed words.</w:delText></w:r></w:del></w:p>'
        b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Cell words</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr"
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", inserted, 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    [one] = reports(tmp_path, "a.docx", out.getvalue())
    assert one.text == f"{BODY}\n\nInserted words.\n\nCell words"
    assert (one.title, one.authors, one.published) == (TITLE, ("Mara Oss",), None)


def test_a_message_and_its_attachments_are_reports(tmp_path):
    raw = mail(
        attachments=(
            ("list.docx", "application/octet-stream", docx("Names of the wounded.")),
            ("p.png", "image/png", b"\x89PNG"),
        )
    )
    first, second = reports(tmp_path, "a.eml", raw)
    assert (first.text, first.title, first.publisher) == (BODY, TITLE, "Northern Brigade Press")
    assert (first.published_at, first.received) == (MOMENT, datetime(2017, 5, 8, 11, 31, 5, tzinfo=UTC))
    assert (second.text, second.received) == ("Names of the wounded.", first.received)


def test_a_message_in_html_only(tmp_path):
    raw = mail("<html><body><p>Shells</p><p>fell.</p></body></html>", kind="html")
    assert [one.text for one in reports(tmp_path, "a.eml", raw)] == ["Shells\nfell."]


def test_a_feeds_entries_are_reports(tmp_path):
    raw = rss(
        ("https://gazette.example/1", TITLE, f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"),
        ("https://gazette.example/2", "Fog", ""),
    )
    first, second = reports(tmp_path, "feed.xml", raw)
    assert first.text == f"{TITLE}\n\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}"
    assert (first.url, first.publisher, first.published_at) == ("https://gazette.example/1", "Dusthill Gazette", MOMENT)
    assert first.authors == ("Mara Oss",)
    assert second.text == "Fog"


def test_an_atom_feed(tmp_path):
    raw = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Valley Watch</title><entry><id>tag:1</id><title>Fog</title>'
        b'<link href="https://v.example/1"/><published>2017-05-08T11:30:00Z</published><updated>2017-05-09T00:00:00Z</updated>'
        b"<author><name>Mara Oss</name></author><content type='html'>"
        b"&lt;p&gt;Fog over the ridge.&lt;/p&gt;</content></entry></feed>"
    )
    [one] = reports(tmp_path, "a.atom", raw)
    assert (one.text, one.publisher, one.authors) == ("Fog over the ridge.", "Valley Watch", ("Mara Oss",))
    assert (one.published, one.updated) == (date(2017, 5, 8), date(2017, 5, 9))


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_each_page_on_its_own_record(tmp_path, packed):
    raw = warc(
        ("https://gazette.example/mill", "text/html; charset=utf-8", page()),
        ("https://gazette.example/logo", "image/png", b"\x89PNG"),
        ("https://gazette.example/frame", "text/html", b"<html><body></body></html>"),
        ("https://gazette.example/list.txt", "text/plain", b"Names of the wounded."),
        packed=packed,
    )
    path = tmp_path / f"a.warc{'.gz' if packed else ''}"
    path.write_bytes(raw)
    items = list(read(path))
    assert [item.report.url for item in items] == ["https://gazette.example/mill", "https://gazette.example/list.txt"]
    first = items[0].report
    assert first.capture.model_dump(exclude_defaults=True) == {
        "sha256": sha256(items[0].raw).hexdigest(),
        "record": sha256(items[0].raw).hexdigest(),
        "path": path.name,
        "media_type": "application/warc",
        "size": len(items[0].raw),
        "url": "https://gazette.example/mill",
        "captured_at": datetime(2017, 5, 9, 10, tzinfo=UTC),
        "headers": {"content-type": "text/html; charset=utf-8"},
    }
    assert first.received == datetime(2017, 5, 9, 10, tzinfo=UTC)
    kept = next(iter(ArchiveIterator(io.BytesIO(items[0].raw))))
    assert kept.content_stream().read() == page()
    assert [one.id for one in reports(tmp_path, "kept.warc.gz", items[0].raw)] == [first.id]


def test_a_web_archive_is_read_by_its_bytes_where_no_type_says_enough(tmp_path):
    site_map = b'<?xml version="1.0"?><urlset><url><loc>https://gazette.example/mill</loc></url></urlset>'
    raw = warc(
        ("https://gazette.example/rss", "text/xml", rss(("/mill", TITLE, BODY))),
        ("https://gazette.example/mill", "", page()),
        ("https://gazette.example/map", "text/xml", site_map),
        ("https://gazette.example/logo", "", b"\x89PNG\r\n"),
        ("https://gazette.example/list", "", b"Names of the wounded."),
    )
    found = reports(tmp_path, "a.warc.gz", raw)
    assert [(one.url, one.title) for one in found] == [("https://gazette.example/mill", TITLE)] * 2


def test_an_archive_says_who_captured_and_with_what(tmp_path):
    def capture(raw):
        [one] = reports(tmp_path, "a.warc.gz", raw)
        return one.capture.tool, one.capture.by

    page_of = warc(("https://gazette.example/mill", "text/html", page()))
    ours = warcinfo("<urn:uuid:1>", software="Crawler 3", operator="Valley Archive")
    assert capture(page_of) == (None, None)
    assert capture(ours + page_of) == ("Crawler 3", "Valley Archive")
    assert capture(ours + warcinfo("<urn:uuid:2>", software="Other 1") + page_of) == ("Other 1", None)
    for named, told in (("<urn:uuid:1>", ("Crawler 3", "Valley Archive")), ("<urn:uuid:9>", (None, None))):
        naming = warc(("https://gazette.example/mill", "text/html", page()), info=named)
        assert capture(ours + warcinfo("<urn:uuid:2>", software="Other 1") + naming) == told


def test_a_packed_answer_inside_a_web_archive(tmp_path):
    raw = warc(("https://gazette.example/mill", "text/html", gzip.compress(page())))
    raw = gzip.decompress(raw).replace(b"Set-Cookie: a=b", b"Content-Encoding: gzip").replace(b"", b"")
    length = len(raw.split(b"\r\n\r\n", 1)[1]) - 4
    raw = (
        raw.split(b"Content-Length: ", 1)[0]
        + b"Content-Length: %d\r\n" % length
        + raw.split(b"Content-Length: ", 1)[1].split(b"\r\n", 1)[1]
    )
    [one] = reports(tmp_path, "a.warc", raw)
    assert one.title == TITLE


def test_a_wacz_gives_the_pages_that_were_meant(tmp_path):
    archive = warc(
        ("https://a.example/1", "text/html", page()), ("https://a.example/ad", "text/html", page("Buy shoes"))
    )
    [one] = reports(tmp_path, "a.wacz", wacz(archive, "https://a.example/1"))
    assert one.url == "https://a.example/1"
    assert len(reports(tmp_path, "b.wacz", wacz(archive))) == 2


def test_a_telegram_channel(tmp_path):
    raw = telegram(
        {
            "text": [{"type": "bold", "text": "Urgent."}, " Shells hit the mill."],
            "edited_unixtime": "1494331200",
            "author": "Mara",
        },
        {"text": "", "photo": "a.jpg"},
        {"type": "service", "text": "joined"},
        {"text": "The brigade denies it.", "forwarded_from": "Brigade Press"},
    )
    first, second = reports(tmp_path, "result.json", raw)
    assert (first.text, first.publisher, first.authors) == ("Urgent. Shells hit the mill.", "Dusthill Now", ("Mara",))
    assert (first.published, first.published_at, first.updated) == (
        date(2017, 5, 8),
        MOMENT.astimezone(UTC),
        date(2017, 5, 9),
    )
    assert (first.id, second.id) == ("telegram-77-1-1494331200", "telegram-77-4")
    assert second.reposted_from == "Brigade Press"


def test_a_telegram_group_and_a_whole_account(tmp_path):
    group = json.loads(telegram({"text": "Quiet night.", "from": "Ilya"}, kind="private_supergroup"))
    account = {"about": "Here is the data you requested. Telegram", "chats": {"about": "x", "list": [group]}}
    [one] = reports(tmp_path, "result.json", json.dumps(account).encode())
    assert (one.publisher, one.text) == ("Ilya", "Quiet night.")


def test_subtitles_keep_the_time_of_their_words(tmp_path):
    srt = (
        "1\n00:00:01,500 --> 00:00:03,000\n<i>Shells hit</i>\nthe mill.\n\n2\n"
        "00:00:03,100 --> 00:00:05,000\nNobody was hurt.\n\n3\n00:01:00,000 --> 00:01:02,000\nIt is quiet.\n"
    )
    [one] = reports(tmp_path, "a.srt", srt.encode())
    assert one.text == "Shells hit the mill. Nobody was hurt.\n\nIt is quiet."
    spoken = [(one.text[code.start : code.end], code.begins, code.ends) for code in one.time_codes]
    assert spoken == [("Shells hit the mill.", 1.5, 3.0), ("Nobody was hurt.", 3.1, 5.0), ("It is quiet.", 60.0, 62.0)]


def test_rolling_captions_and_speakers(tmp_path):
    vtt = (
        "WEBVTT\nKind: captions\n\n00:01.000 --> 00:02.000 align:start\n<v Mara>shells hit\n\n"
        "00:02.000 --> 00:03.000\nshells hit\nthe mill &amp; the <00:02.500><c>road</c>\n"
    )
    [one] = reports(tmp_path, "a.vtt", vtt.encode())
    assert one.text == "shells hit\n\nthe mill & the road"
    assert [code.speaker for code in one.time_codes] == ["Mara", None]
    assert one.capture.media_type == "text/vtt"


def test_a_table_by_usual_names_and_by_given_ones(tmp_path):
    usual = 'id;headline;body;date;source;author\na1;Fog;"Fog; over\nthe ridge.";2017-05-08;Gazette;Mara Oss; Ilya\n'
    [one] = reports(tmp_path, "a.csv", usual.replace("Mara Oss; Ilya", "Mara Oss").encode())
    assert (one.id, one.title, one.text) == ("a1", "Fog", "Fog; over\nthe ridge.")
    assert (one.published, one.publisher, one.authors) == (date(2017, 5, 8), "Gazette", ("Mara Oss",))
    given = "words\tday\nFog over the ridge.\t08/05/2017\n"
    [one] = reports(tmp_path, "b.tsv", given.encode(), columns={"text": "words", "published": "day"}, dates="%d/%m/%Y")
    assert (one.text, one.published) == ("Fog over the ridge.", date(2017, 5, 8))


def test_lines_of_json_with_other_keys(tmp_path):
    [one] = reports(
        tmp_path, "a.jsonl", b'{"body": "Fog.", "when": "2017-05-08"}\n', columns={"text": "body", "published": "when"}
    )
    assert (one.text, one.published) == ("Fog.", date(2017, 5, 8))


def test_a_wrong_ending_does_not_hide_what_a_file_is(tmp_path):
    for name, raw in (
        ("a.txt", page()),
        ("b.jpg", pdf([["Fog over the ridge."]])),
        ("c.pdf", docx("Fog.")),
        ("d", warc(("https://a.example", "text/plain", b"Fog."))),
    ):
        assert reports(tmp_path, name, raw)[0].text


def test_many_files_come_in_their_order(tmp_path):
    for n in range(25):
        (tmp_path / f"{n:02}.html").write_bytes(page(f"Shells hit mill number {n}"))
        (tmp_path / f"{n:02}.txt").write_text(f"Text {n}.")
    titles = [item.report.title or item.report.text for item in read(tmp_path)]
    assert titles == [text for n in range(25) for text in (f"Shells hit mill number {n}", f"Text {n}.")]


def test_every_format_says_what_it_gives():
    assert len({format_.name for format_ in FORMATS}) == len(FORMATS)
    assert all(format_.gives and format_.media_types for format_ in FORMATS)
