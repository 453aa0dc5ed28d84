"""JSON and JSON Lines: files of reports with their fields (id, text, published, publisher, title, url, received)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NoReturn

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import SNIFF, Content
from trucewatch.ingest.decode import UTF16, check_kind, decode
from trucewatch.model.errors import ReportError

__all__ = ["DECODER", "MAX_LINE", "JsonFile", "JsonLinesFile", "after_blank", "array_items", "lines_of", "reason_of"]

MAX_LINE = 20 * 1024 * 1024
"""Longest line of a file of lines, in bytes; the file itself may be of any length."""

_BLANK = " \t\r\n"


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


DECODER = json.JSONDecoder(parse_constant=_no_number)
"""Reads JSON as its standard has it: without NaN and Infinity."""


def _record(where: str, text: str, raw: bytes) -> Record:
    """The record that one JSON text holds, or why it holds none."""
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        return Record(
            where, raw, {}, ReportError(f"{where} is not valid JSON ({reason_of(error)}); mend or remove it.")
        )
    return _of_value(where, value, raw)


def _of_value(where: str, value: Any, raw: bytes) -> Record:
    if isinstance(value, dict):
        return Record(where, raw, value)
    return Record(
        where, raw, {}, ReportError(f'{where} is no report; write an object with "text", such as {{"text": …}}.')
    )


def reason_of(error: Exception) -> str:
    """What is wrong with a JSON text, in a few words."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def lines_of(file: BinaryIO, name: str) -> Iterator[bytes]:
    """A file's lines with their ends, one at a time. ReportError where one is longer than a line may be."""
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            most = MAX_LINE // 2**20
            raise ReportError(f"{name}, line {number} is longer than the {most} MB that one may have; split it.")
        yield line


class JsonLinesFile:
    """One JSON object a line; blank lines are passed over."""

    name: str = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")
    media_types: tuple[str, ...] = ("application/jsonl", "application/x-ndjson")
    gives: str = "one report a line, with its fields"
    isolated = False
    patience = 60.0

    def sniff(self, start: bytes) -> bool:
        """Text whose first line is a whole object and that goes on after it."""
        line, more, _ = start.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
        return bool(more) and line.startswith(b"{") and line.rstrip().endswith(b"}")

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """A record a line, one at a time; a bad line does not stop the others."""
        check_kind(content.start, content.name)
        lines: Iterable[bytes]
        if content.start.startswith(UTF16):
            lines = decode(content.load(), content.name).encode().splitlines(keepends=True)
            yield from self._records(lines, content.name)
            return
        with content.open() as file:
            yield from self._records(lines_of(file, content.name), content.name)

    def _records(self, lines: Iterable[bytes], name: str) -> Iterator[Record]:
        offset = 0
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield self._line(f"{name}, line {number}", line.rstrip(b"\r\n"), offset)
            offset += len(line)

    @staticmethod
    def _line(where: str, line: bytes, offset: int) -> Record:
        try:
            text = decode(line, where, offset)
        except ReportError as error:
            return Record(where, line, {}, error)
        return _record(where, text, line)


class JsonFile:
    """A JSON file: an array of reports, an object with such an array under "reports", or one report."""

    name: str = "json"
    suffixes: tuple[str, ...] = (".json",)
    media_types: tuple[str, ...] = ("application/json",)
    gives: str = "a list of reports, or one report, with their fields"
    isolated = False
    patience = 60.0

    def sniff(self, start: bytes) -> bool:
        """Text that begins with an object or an array."""
        return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """A record for each report in the file."""
        raw = content.load()
        check_kind(raw[:SNIFF], content.name)
        text = decode(raw, content.name).strip(_BLANK)
        if text.startswith("["):
            yield from self._array(content.name, text)
            return
        whole = _record(content.name, text, raw)
        inside = whole.fields.get("reports")
        if not isinstance(inside, list):
            yield whole
            return
        for number, value in enumerate(inside, start=1):
            part = json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")
            yield _of_value(f"{content.name}, report {number}", value, part)

    @staticmethod
    def _array(name: str, text: str) -> Iterator[Record]:
        """The array's items, each with exactly the characters that it stands on."""
        number = last = 0
        try:
            for value, start, last in array_items(text, 0):
                number += 1
                yield _of_value(f"{name}, report {number}", value, text[start:last].encode(errors="surrogatepass"))
            if number and text[after_blank(text, last) :] != "]":
                raise json.JSONDecodeError("something stands after the list", text, last)
        except (ValueError, RecursionError) as error:
            message = f"{name} is not valid JSON after report {number} ({reason_of(error)}); mend it."
            yield Record(name, b"", {}, ReportError(message))
            return
        if not number:
            raise ReportError(f"{name} is an empty list; add reports to it.")


def after_blank(text: str, at: int) -> int:
    """The place of the next character that is no blank."""
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def array_items(text: str, at: int) -> Iterator[tuple[Any, int, int]]:
    """The items of the array that begins at `at`, each with the characters from where to where it stands.

    ValueError or RecursionError where the array is no valid JSON; items before that have come out already.
    """
    at = after_blank(text, at + 1)
    if text[at : at + 1] == "]":
        return
    while True:
        value, end = DECODER.raw_decode(text, at)
        yield value, at, end
        at = after_blank(text, end)
        if text[at : at + 1] != ",":
            break
        at = after_blank(text, at + 1)
    if text[at : at + 1] != "]":
        raise json.JSONDecodeError("expecting ',' or ']'", text, at)
