"""Real files of every format, made anew from invented sentences."""

import io
import json
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage

from docx import Document
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TITLE = "Shells hit the mill of Dusthill"
PARAGRAPHS = (
    "Two shells hit the mill of Dusthill on Monday, residents of the lower town said, and nobody was hurt by them.",
    "The Northern Brigade denied that its guns had fired and called on the guarantors to send observers to the ridge.",
    "A teacher of the school beside the mill said that lessons would go on in the cellar until it was quiet.",
)
BODY = "\n\n".join(PARAGRAPHS)


def page(
    title: str = TITLE, paragraphs: tuple[str, ...] = PARAGRAPHS, url: str = "https://gazette.example/mill"
) -> bytes:
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Gazette</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="Dusthill Gazette">
<meta property="article:published_time" content="2017-05-08T14:30:00+03:00">
<meta property="article:modified_time" content="2017-05-09T08:00:00+03:00">
<meta name="author" content="Mara Oss"><link rel="canonical" href="{url}"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/war">War</a></li></ul></nav>
<article><h1>{title}</h1>{words}</article>
<aside><a href="/donate">Donate to us now</a></aside><footer>Copyright 2019</footer></body></html>""".encode()


def pdf(pages: list[list[str]], *, title: str | None = None, locked: bool = False) -> bytes:
    """A PDF file with lines of text on its pages, written by hand."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        shown = "".join(
            f"1 0 0 1 72 {760 - 14 * n} Tm ({line.replace('(', '').replace(')', '')}) Tj\n"
            for n, line in enumerate(lines)
        )
        stream = f"BT /F1 11 Tf\n{shown}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    extra = b""
    if title:
        objects.append(b"<< /Title (%s) /Author (Mara Oss) >>" % title.encode("latin-1"))
        extra += b" /Info %d 0 R" % len(objects)
    if locked:
        secret = b"<" + b"5a" * 32 + b">"
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O %s /U %s /P -44 >>" % (secret, secret))
        extra += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, len(out))
    return out + head + table + tail


def docx(*paragraphs: str, title: str = TITLE) -> bytes:
    document = Document()
    document.core_properties.title, document.core_properties.author = title, "Mara Oss"
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail(body: str = BODY, attachments: tuple[tuple[str, str, bytes], ...] = (), kind: str = "plain") -> bytes:
    message = EmailMessage()
    message["From"] = "Northern Brigade Press <press@brigade.example>"
    message["To"] = "desk@gazette.example"
    message["Subject"] = TITLE
    message["Date"] = "Mon, 08 May 2017 14:30:00 +0300"
    message["Received"] = "from a.example by b.example; Mon, 08 May 2017 11:31:05 +0000"
    message["Message-ID"] = "<1@brigade.example>"
    message.set_content(body, subtype=kind)
    for name, media_type, raw in attachments:
        main, _, sub = media_type.partition("/")
        message.add_attachment(raw, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def rss(
    *entries: tuple[str, str, str], title: str = "Dusthill Gazette", link: str = "https://gazette.example/"
) -> bytes:
    """A feed of (address, headline, body in HTML)."""
    items = "".join(
        f"<item><title>{headline}</title><link>{url}</link><guid>{url}</guid>"
        "<author>desk@gazette.example (Mara Oss)</author>"
        f"<pubDate>Mon, 08 May 2017 14:30:00 +0300</pubDate><description><![CDATA[{body}]]></description></item>"
        for url, headline, body in entries
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title><link>{link}</link>'
        f"<description>News</description>{items}</channel></rss>"
    ).encode()


def warcinfo(key: str, **fields: str) -> bytes:
    """The record that says of a web archive how it was made."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    record = writer.create_warcinfo_record("made.warc.gz", fields)
    record.rec_headers.replace_header("WARC-Record-ID", key)
    writer.write_record(record)
    return out.getvalue()


def warc(
    *captures: tuple[str, str, bytes], packed: bool = True, status: str = "200 OK", info: str | None = None
) -> bytes:
    """A web archive of (address, media type, bytes). `info` is the record that it names as saying how it was made."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for url, kind, raw in captures:
        said = [("Content-Type", kind)] if kind else []
        headers = StatusAndHeaders(status, [*said, ("Set-Cookie", "a=b")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(raw),
            length=len(raw),
            http_headers=headers,
            warc_headers_dict={
                "WARC-Date": "2017-05-09T10:00:00Z",
                **({"WARC-Warcinfo-ID": info} if info else {}),
            },
        )
        writer.write_record(record)
    return out.getvalue()


def wacz(archive: bytes, *pages: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("archive/data.warc.gz", archive)
        listed = [{"format": "json-pages-1.0", "id": "pages"}, *({"url": url} for url in pages)]
        if pages:
            packed.writestr("pages/pages.jsonl", "\n".join(json.dumps(line) for line in listed))
        packed.writestr("datapackage.json", "{}")
    return out.getvalue()


def telegram(*messages: dict[str, object], name: str = "Dusthill Now", kind: str = "public_channel") -> bytes:
    moment = int(datetime(2017, 5, 8, 11, 30, tzinfo=UTC).timestamp())
    common = {"type": "message", "date": "2017-05-08T14:30:00", "date_unixtime": str(moment), "from": name}
    said = [{"id": number, **common, **message} for number, message in enumerate(messages, start=1)]
    return json.dumps({"name": name, "type": kind, "id": 77, "messages": said}, indent=1, ensure_ascii=False).encode()
