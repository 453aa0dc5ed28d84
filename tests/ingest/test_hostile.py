"""Input built to do harm, or broken: one clear sentence each, in bounded time and memory, and the others are read."""

import gzip
import io
import os
import resource
import time
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_material import BODY, TITLE, docx, mail, page, pdf, rss, telegram, wacz, warc

from trucewatch.ingest import isolation, read

MOST_SECONDS = 90


def sentences(path):
    start = time.monotonic()
    found = list(read(path))
    assert time.monotonic() - start < MOST_SECONDS
    said = [str(item.error) for item in found if item.error]
    assert all("\n" not in sentence and sentence.endswith(".") and len(sentence) < 500 for sentence in said), said
    return said


def refused(tmp_path, name, raw, *words):
    path = tmp_path / name
    path.write_bytes(raw)
    [sentence] = sentences(path)
    assert all(word in sentence for word in (name.replace("\n", "\\n"), *words)), sentence
    return sentence


def packed(*entries, compression=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, raw in entries:
            archive.writestr(name, raw)
    return out.getvalue()


def test_a_decompression_bomb_is_not_unpacked(tmp_path):
    raw = packed(("[Content_Types].xml", b"x"), ("word/document.xml", bytes(40 * 2**20)))
    refused(tmp_path, "a.docx", raw, "decompression bomb")
    refused(tmp_path, "a.wacz", packed(("archive/data.warc", bytes(40 * 2**20))), "decompression bomb")


def test_an_archive_that_declares_too_little_is_held_to_it(tmp_path):
    raw = bytearray(docx("Fog."))
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (5).to_bytes(4, "little")
    refused(tmp_path, "a.docx", bytes(raw), "no whole Word document")


def test_a_bomb_inside_a_web_archive(tmp_path):
    raw = warc(("https://a.example/", "text/html", bytes(60 * 2**20)), ("https://a.example/b", "text/plain", b"Fog."))
    (tmp_path / "a.warc.gz").write_bytes(raw)
    assert "record 1 holds more than the 50 MB" in sentences(tmp_path / "a.warc.gz")[0]
    assert [item.report.text for item in read(tmp_path / "a.warc.gz") if item.report] == ["Fog."]


def test_archives_within_archives_end(tmp_path):
    raw = packed(("a.txt", b"Fog."))
    for _ in range(20):
        raw = packed(("inner.zip", raw))
    refused(tmp_path, "a.zip", raw, "ZIP archive", "not read here")
    message = mail()
    for _ in range(8):
        outer = EmailMessage()
        outer["From"], outer["Subject"], outer["Date"] = "a@b.example", "Fwd", "Mon, 08 May 2017 14:30:00 +0300"
        outer.set_content("See below.")
        outer.add_attachment(message, maintype="application", subtype="octet-stream", filename="inner.eml")
        message = outer.as_bytes()
    (tmp_path / "a.eml").write_bytes(message)
    assert "levels deep" in sentences(tmp_path / "a.eml")[-1]


@pytest.mark.parametrize(
    "name", ["a.txt", "a.html", "a.pdf", "a.json", "a.jsonl", "a.csv", "a.eml", "a.srt", "a.warc", "a.docx"]
)
def test_a_file_of_two_gigabytes(tmp_path, name):
    with (tmp_path / name).open("wb") as file:
        file.write({"a.pdf": b"%PDF-1.7\n", "a.html": b"<html>", "a.docx": b"PK\x03\x04"}.get(name, b"{"))
        file.truncate(2 * 2**30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(sentences(tmp_path / name)) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_locked_pdf(tmp_path):
    refused(tmp_path, "a.pdf", pdf([["Fog."]], locked=True), "locked with a password", "unlock")


def test_a_pdf_of_pictures(tmp_path):
    refused(tmp_path, "a.pdf", pdf([[]]), "pictures", "OCR")


def test_a_page_of_a_million_nested_tags(tmp_path):
    for tag in (b"<div>", b"<b>", b"<table><tr><td>"):
        (tmp_path / "a.html").write_bytes(b"<html><body>" + tag * 1_000_000 + BODY.encode())
        assert len(sentences(tmp_path / "a.html")) <= 1


def test_a_page_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    from trucewatch.ingest.html import HtmlFile

    (tmp_path / "a.html").write_bytes(b"<html><body>" + b"<p>word word word.</p>" * 100_000)
    (tmp_path / "b.html").write_bytes(page())
    monkeypatch.setattr(HtmlFile, "patience", 0.01)
    first = sentences(tmp_path / "a.html")
    assert first == ["a.html could not be read within 0 seconds; split it, or save its text as .txt."]
    monkeypatch.setattr(HtmlFile, "patience", 60.0)
    assert [item.report.title for item in read(tmp_path / "b.html")] == [TITLE]


def test_a_reader_that_dies_costs_its_file_only(tmp_path, monkeypatch):
    (tmp_path / "a.html").write_bytes(page())
    isolation.end_all()
    with monkeypatch.context() as changed:
        changed.setattr(isolation.sys, "executable", "/bin/false")
        assert "made its reader break off" in sentences(tmp_path / "a.html")[0]
        for process in isolation._idle:
            process._process.wait()
    assert [item.report.title for item in read(tmp_path / "a.html")] == [TITLE]


def test_broken_charsets(tmp_path):
    refused(tmp_path, "a.txt", b"Shells \xff\xfe fell.", "not valid UTF-8 at byte 7")
    raw = page().replace(b"utf-8", b"x-unknown")
    (tmp_path / "b.html").write_bytes(raw)
    assert sentences(tmp_path / "b.html") == []
    (tmp_path / "c.html").write_bytes(page().replace(b"utf-8", b"hex"))
    assert sentences(tmp_path / "c.html") == []


@pytest.mark.parametrize(
    ("name", "raw", "word"),
    [
        ("a.pdf", b"Fog over the ridge.", "called pdf but holds text"),
        ("a.docx", b"Fog over the ridge.", "called docx but holds text"),
        ("a.warc", b"Fog over the ridge.", "called warc but holds text"),
        ("a.xml", b"<?xml version='1.0'?><book/>", "no RSS or Atom feed"),
        ("a.docx", packed(("xl/workbook.xml", b"<a/>")), "no whole Word document"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "locked office document"),
        ("a.wacz", packed(("a.txt", b"Fog.")), "no archive/*.warc.gz"),
        ("a.eml", b"Fog over the ridge.", "no e-mail message"),
        ("a.srt", b"Fog over the ridge.", "no subtitle"),
        ("a.csv", b"Fog over the ridge.", "no table"),
        ("a.html", b"<html><body></body></html>", "no article"),
        ("a.txt", gzip.compress(b"Fog."), "gzip archive"),
    ],
)
def test_files_that_are_not_what_they_are_called(tmp_path, name, raw, word):
    refused(tmp_path, name, raw, word)


def test_a_feed_with_entities_of_its_own(tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;") for n in range(9)
    )
    refused(
        tmp_path, "a.xml", laughs + b"]><rss version='2.0'><channel><title>&a8;</title></channel></rss>", "entities"
    )
    outside = b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>&x;</channel></rss>'
    refused(tmp_path, "b.xml", outside, "entities")


@pytest.mark.parametrize("whole", [True, False])
def test_a_cut_web_archive_keeps_what_came_before(tmp_path, whole):
    raw = warc(
        ("https://a.example/1", "text/html", page()),
        ("https://a.example/2", "text/plain", b"Fog. " * 4000),
        packed=whole,
    )
    cut = raw[: len(raw) - (40 if whole else 3000)]
    path = tmp_path / "a.warc"
    path.write_bytes(cut)
    found = list(read(path))
    assert found[0].report.title == TITLE
    assert "lacks its last" in str(found[1].error)


CAPTURES = [(f"https://a.example/{n}", "text/plain", f"Fog over the ridge, day {n}.".encode()) for n in range(3)]


@pytest.fixture(scope="module", params=[True, False])
def archives(request):
    """Web archives of no to three captures, the same but for their length, and whether they are packed."""
    whole = warc(*CAPTURES, packed=request.param)
    if request.param:
        starts = [n for n in range(len(whole)) if whole.startswith(b"\x1f\x8b\x08", n)]
    else:
        starts = [n for n in range(len(whole)) if whole.startswith(b"WARC/1.", n)]
    return whole, {*starts[1:], len(whole)}, request.param


@given(part=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_wherever_a_web_archive_is_cut_it_is_said(tmp_path, archives, part):
    whole, ends, is_packed = archives
    at = 30 + (len(whole) - 30) * part // 10**6
    (tmp_path / "a.warc").write_bytes(whole[:at])
    found = list(read(tmp_path / "a.warc"))
    kept = [item.report.text for item in found if item.report]
    assert kept == [capture[2].decode() for capture in CAPTURES[: len(kept)]]
    at_an_end = any(at + blank in ends for blank in range(1 if is_packed else 5))  # only blank lines are missing
    assert bool([item for item in found if item.error]) == (not at_an_end)


def test_paths_that_climb_out(tmp_path):
    refused(tmp_path, "a.docx", packed(("word/document.xml", b"<a/>"), ("../../evil.sh", b"x")), "leads out of it")
    refused(tmp_path, "b.wacz", packed(("archive/data.warc", b"x"), ("/etc/evil", b"x")), "leads out of it")
    raw = mail(attachments=(("../../evil.txt", "text/plain", b"Fog."),))
    (tmp_path / "c.eml").write_bytes(raw)
    assert [item.report.text for item in read(tmp_path / "c.eml")] == [BODY, "Fog."]
    assert not (tmp_path.parent.parent / "evil.txt").exists()


def test_symbolic_links_that_lead_out_are_named(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("Not to be read.")
    (tmp_path / "in" / "a.txt").write_text("Fog.")
    (tmp_path / "in" / "same.txt").symlink_to("a.txt")
    (tmp_path / "in" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "self.txt").symlink_to("self.txt")
    found = list(read(tmp_path / "in"))
    assert [item.report.text for item in found if item.report] == ["Fog.", "Fog."]
    said = " ".join(str(item.error) for item in found if item.error)
    assert all(name in said for name in ("out.txt", "loop", "self.txt"))
    assert "Not to be read" not in said


def test_names_with_newlines_and_half_characters(tmp_path):
    refused(tmp_path, "a\nb.html", b"<html></html>", "no article")
    (tmp_path / "c\nd.txt").write_text("Fog.")
    [one] = read(tmp_path / "c\nd.txt")
    assert one.report.capture.path == "c\\nd.txt"
    odd = os.fsdecode(str(tmp_path).encode() + b"/e\xff.html")
    with open(odd, "wb") as file:  # noqa: PTH123
        file.write(page())
    [one] = read(odd)
    assert one.report.capture.path == "e\\udcff.html"


def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert "no regular file" in sentences(tmp_path / "a.txt")[0]
    assert "There is no file" in sentences("a\0b")[0]


WHOLE = {
    "a.html": page(),
    "a.pdf": pdf([["Two shells hit the mill.", "Nobody was hurt."]], title=TITLE),
    "a.docx": docx("Two shells hit the mill."),
    "a.eml": mail(attachments=(("a.docx", "application/x", docx("Fog.")),)),
    "a.xml": rss(("https://a.example/", TITLE, "<p>Fog.</p>")),
    "a.warc.gz": warc(("https://a.example/", "text/html", page())),
    "a.warc": warc(("https://a.example/", "text/html", page()), packed=False),
    "a.wacz": wacz(warc(("https://a.example/", "text/html", page())), "https://a.example/"),
    "result.json": telegram({"text": ["Fog ", {"type": "bold", "text": "here"}]}),
    "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\nFog.\n",
    "a.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Mara>Fog.\n",
    "a.jsonl": b'{"text": "Fog."}\n{"text": "Rain."}\n',
    "a.csv": b'text,published\n"Fog, rain",2017-05-08\n',
}


@pytest.mark.parametrize("name", WHOLE)
@given(
    edits=st.lists(
        st.tuples(
            st.floats(0, 1), st.sampled_from(["flip", "cut", "double", "insert"]), st.binary(min_size=1, max_size=8)
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_damage_of_any_kind_never_breaks_the_reading(name, edits, tmp_path_factory):
    raw = WHOLE[name]
    for place, what, added in edits:
        at = int(place * len(raw))
        raw = {
            "flip": raw[:at] + added + raw[at + len(added) :],
            "cut": raw[:at] + raw[at + 7 * len(added) :],
            "double": raw[:at] + raw[max(0, at - 50) : at] + raw[at:],
            "insert": raw[:at] + added + raw[at:],
        }[what]
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(raw)
    found = list(read(path))
    assert found
    assert all((item.report is None) != (item.error is None) for item in found)
    assert not any("broke off" in str(item.error) or "cannot be read (" in str(item.error) for item in found), found
