import codecs
import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.ingest import read
from trucewatch.ingest.content import MAX_FILE
from trucewatch.ingest.fields import MAX_TEXT
from trucewatch.model.errors import ReportError

TEXT = "Two shells fell near the mill of Dusthill on Monday, residents said.\r\nNobody was hurt. 🕊\n"


def only(paths, **options):
    [found] = list(read(paths, **options))
    return found


def error(path) -> str:
    found = only(path)
    assert found.report is None
    assert isinstance(found.error, ReportError)
    message = str(found.error)
    assert "\n" not in message
    assert message.endswith((".", "…}."))
    return message


def test_a_text_file_is_one_report_exactly_as_it_is(tmp_path):
    path = tmp_path / "mill.txt"
    path.write_bytes(TEXT.encode())
    found = only(path, published=date(2017, 5, 9))
    one = found.report
    assert (one.text, found.raw, one.published) == (TEXT, TEXT.encode(), date(2017, 5, 9))
    assert (one.title, one.publisher, one.received, one.url) == (None, None, None, None)
    assert one.language == "en"
    assert one.id == sha256(TEXT.encode()).hexdigest()[:12]
    assert one.capture.model_dump(exclude_defaults=True) | {"media_type": one.capture.media_type} == {
        "sha256": sha256(TEXT.encode()).hexdigest(),
        "path": "mill.txt",
        "media_type": "text/plain",
        "size": len(TEXT.encode()),
    }


def test_an_undated_report_stays_undated(tmp_path):
    (tmp_path / "2017-05-09.txt").write_text(TEXT)
    assert only(tmp_path).report.published is None


def test_markdown_keeps_its_text_and_names_its_title(tmp_path):
    (tmp_path / "a.md").write_text("# Shells near the mill #\n\nTwo shells fell.")
    one = only(tmp_path / "a.md").report
    assert (one.title, one.text) == ("Shells near the mill", "# Shells near the mill #\n\nTwo shells fell.")
    assert one.capture.media_type == "text/markdown"


def test_a_line_of_json_is_a_report_with_its_own_bytes(tmp_path):
    line = json.dumps(
        {
            "id": "r1",
            "text": TEXT,
            "published": "2017-05-08",
            "received": "2017-05-09T10:30:00+03:00",
            "publisher": "Dusthill Gazette",
            "title": "Shells",
            "url": "https://example.org/1",
            "licence": "CC0",
            "corpus": "ours",
        }
    ).encode()
    path = tmp_path / "reports.jsonl"
    path.write_bytes(b"\n" + line + b"\r\n\n" + b'{"text": "Nothing happened."}')
    first, second = read(path, published=date(2020, 1, 1))
    assert first.raw == line
    assert first.report.capture.sha256 == sha256(line).hexdigest()
    assert (first.report.id, first.report.published) == ("r1", date(2017, 5, 8))
    assert first.report.received == datetime(2017, 5, 9, 7, 30, tzinfo=UTC)
    assert (first.report.publisher, first.report.title) == ("Dusthill Gazette", "Shells")
    assert first.report.url == "https://example.org/1"
    assert second.report.published == date(2020, 1, 1)
    assert second.report.language is None


@pytest.mark.parametrize(
    "content",
    [
        '[{"id": "a", "text": "One."} ,\n {"id": "b", "text": "Two."}]',
        '{"reports": [{"id": "a", "text": "One."}, {"id": "b", "text": "Two."}]}',
        '\ufeff[{"id": "a", "text": "One."}, {"id": "b", "text": "Two."}]',
    ],
)
def test_json_of_several_shapes(tmp_path, content):
    (tmp_path / "a.json").write_text(content)
    found = list(read(tmp_path / "a.json"))
    assert [item.report.id for item in found] == ["a", "b"]
    assert json.loads(found[1].raw) == {"id": "b", "text": "Two."}


def test_one_json_report(tmp_path):
    (tmp_path / "a.json").write_text('{"id": "a", "text": "One."}')
    assert only(tmp_path / "a.json").report.id == "a"


def test_the_kind_of_a_file_without_a_known_ending_is_seen_from_its_start(tmp_path):
    (tmp_path / "one").write_text('{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n')
    (tmp_path / "two.report").write_text('{\n"id": "c", "text": "One."}')
    (tmp_path / "three.log").write_text("Shells fell.")
    found = [item.report for name in ("one", "two.report", "three.log") for item in read(tmp_path / name)]
    assert [one.id for one in found[:3]] == ["a", "b", "c"]
    assert found[3].text == "Shells fell."


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8 + b"Fog.", "\ufeffFog.".encode("utf-16-le")])
def test_a_byte_order_mark_says_the_encoding_and_is_no_text(tmp_path, mark):
    (tmp_path / "a.txt").write_bytes(mark)
    assert only(tmp_path / "a.txt").report.text == "Fog."


def test_json_lines_in_utf16(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('{"text": "Fog."}\n{"text": "Туман."}'.encode("utf-16"))
    assert [item.report.text for item in read(tmp_path / "a.jsonl")] == ["Fog.", "Туман."]


def test_folders_and_patterns_and_their_order(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / ".hidden").mkdir()
    for name in ("b.txt", "a.md", "deep/c.txt", ".hidden/d.txt", "e.xyz"):
        (tmp_path / "in" / name).write_text(f"Text {name}.")
    assert [item.path[len(str(tmp_path)) :] for item in read(tmp_path / "in")] == [
        "/in/a.md",
        "/in/b.txt",
        "/in/deep/c.txt",
    ]
    assert [item.report.text for item in read([str(tmp_path / "in" / "*.txt")])] == ["Text b.txt."]


def test_a_bad_report_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n{"text": }\n{"text": "Three."}')
    (tmp_path / "b.txt").write_text("  \n")
    (tmp_path / "c.txt").write_text("Four.")
    found = list(read([tmp_path / "none.txt", tmp_path]))
    assert [item.report.text for item in found if item.report] == ["One.", "Three.", "Four."]
    assert len([item for item in found if item.error]) == 3
    assert all((item.report is None) != (item.error is None) for item in found)


def test_the_same_text_has_the_same_id_wherever_it_lies(tmp_path):
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.txt").write_text("One.")
    first, second = read(tmp_path)
    assert first.report.id == second.report.id
    assert (first.error, second.error) == (None, None)


def test_one_id_for_two_texts_is_an_error(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "One."}\n{"id": "x", "text": "Two."}\n')
    first, second = read(tmp_path / "a.jsonl")
    assert first.report.id == "x"
    assert "a.jsonl, line 2 has the id x of an earlier report but another text" in str(second.error)


BAD_LINES = {
    "not json": "line 1 is not valid JSON (Expecting value at character 1)",
    "[1]": "line 1 is no report",
    "{}": 'line 1 has no "text"',
    '{"text": 5}': 'a "text" that is no text but a number',
    '{"text": ["a"]}': "but a list",
    '{"text": ""}': "is an empty report",
    '{"text": " \\n\\t "}': "is an empty report",
    '{"text": "a", "id": 7}': 'a "id" that is no text but a number',
    '{"text": "a", "id": "x\\u0007"}': "cannot be seen",
    '{"text": "a", "publisher": {"x": 1}}': 'a "publisher" that is no text but an object',
    '{"text": "a", "published": "last May"}': "'last May' as its \"published\", which is no date",
    '{"text": "a", "published": "2017-02-30"}': "which is no date",
    '{"text": "a", "published": 20170508}': '20170508 as its "published"',
    '{"text": "a", "received": "soon"}': "which is no moment",
    '{"text": "a\\ud800"}': "half a character",
    '{"text": "a\\u0000b"}': "NUL character",
    '{"text": "a", "x": NaN}': "not valid JSON",
    "[" * 100_000: "not valid JSON",
}


@pytest.mark.parametrize("line", BAD_LINES, ids=lambda line: line[:40])
def test_what_is_wrong_with_a_line_is_said(tmp_path, line):
    (tmp_path / "a.jsonl").write_text(line)
    message = error(tmp_path / "a.jsonl")
    assert BAD_LINES[line] in message
    assert message.startswith("a.jsonl, line 1 ")


def test_a_bad_byte_is_named_by_its_place(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Shells \xff fell.")
    assert "a.txt is not valid UTF-8 at byte 7" in error(tmp_path / "a.txt")
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "One."}\n{"text": "\xff"}')
    first, second = read(tmp_path / "a.jsonl")
    assert first.report.text == "One."
    assert "line 2 is not valid UTF-8 at byte 27" in str(second.error)


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "is no PDF that can be opened"),
        ("a.txt", b"PK\x03\x04abc", "office document"),
        ("a.txt", b"\x89PNG\r\n", "picture"),
        ("a.txt", b"some\x00bytes", "binary file"),
        ("a.json", b"\x00\x00", "binary file"),
        ("a.json", b"[]", "empty list"),
        ("a.json", b'[{"text": "a"} {"text": "b"}]', "not valid JSON after report 1"),
        ("a.json", b'[{"text": "a"}', "not valid JSON after report 1"),
        ("a.jsonl", b"\n \n", "holds no report"),
        ("a.jsonl", b"", "holds no report"),
        ("a.txt", b"", "empty report"),
        ("a.json", b"", "not valid JSON"),
    ],
)
def test_files_that_are_no_reports(tmp_path, name, raw, reason):
    (tmp_path / name).write_bytes(raw)
    found = list(read(tmp_path / name))
    assert reason in str(found[-1].error)
    assert name in str(found[-1].error)


def test_places_that_hold_nothing(tmp_path):
    assert "There is no file" in error(tmp_path / "none.txt")
    assert "holds no file that can be read" in error(tmp_path)
    assert "No file matches" in error(str(tmp_path / "*.txt"))


def test_limits(tmp_path):
    (tmp_path / "a.txt").write_text("Shells fell. " * (20 * 2**20 // 13))
    assert f"more than the {MAX_TEXT:,} that one may have" in error(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("x" * MAX_TEXT)
    assert len(only(tmp_path / "b.txt").report.text) == MAX_TEXT
    with (tmp_path / "c.txt").open("wb") as file:
        file.truncate(MAX_FILE + 1)
    assert "more than the 50 MB that are read" in error(tmp_path / "c.txt")


@given(texts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1), max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_text_is_never_altered(texts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    wanted = [text for text in dict.fromkeys(texts) if text.strip()]
    (folder / "a.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in wanted) or "\n", "utf-8")
    (folder / "b.json").write_text(json.dumps([{"text": text} for text in wanted]), "utf-8")
    for name in ("a.jsonl", "b.json"):
        found = [item.report for item in read(folder / name) if item.report]
        assert [one.text for one in found] == wanted
        for one in found:
            spans = [(span.start, span.end) for span in one.boilerplate]
            assert all(0 <= start < end <= len(one.text) for start, end in spans)
