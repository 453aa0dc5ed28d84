"""JSON and JSON Lines: files of reports with their fields (id, text, published, publisher, title, url, received)."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from trucewatch.ingest.base import Record
from trucewatch.ingest.decode import UTF16, check_kind, decode, load, opened
from trucewatch.model.errors import ReportError

__all__ = ["JsonFile", "JsonLinesFile"]

_SNIFF = 8192
_BLANK = " \t\r\n"


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def _record(where: str, text: str, raw: bytes) -> Record:
    """The record that one JSON text holds, or why it holds none."""
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        return Record(where, raw, {}, ReportError(f"{where} is not valid JSON ({_reason(error)}); mend or remove it."))
    return _of_value(where, value, raw)


def _of_value(where: str, value: Any, raw: bytes) -> Record:
    if isinstance(value, dict):
        return Record(where, raw, value)
    return Record(
        where, raw, {}, ReportError(f'{where} is no report; write an object with "text", such as {{"text": …}}.')
    )


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


class JsonLinesFile:
    """One JSON object a line; blank lines are passed over."""

    name: str = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")
    media_type: str = "application/jsonl"

    def sniff(self, start: bytes) -> bool:
        """Text whose first line is a whole object and that goes on after it."""
        line, more, _ = start.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
        return bool(more) and line.startswith(b"{") and line.rstrip().endswith(b"}")

    def read(self, path: Path) -> Iterator[Record]:
        """A record a line, one at a time; a bad line does not stop the others."""
        with opened(path) as file:
            start = file.read(_SNIFF)
            check_kind(start, path.name)
            file.seek(0)
            lines: Iterable[bytes] = file
            if start.startswith(UTF16):
                lines = decode(file.read(), path.name).encode().splitlines(keepends=True)
            offset = 0
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield self._line(f"{path.name}, line {number}", line.rstrip(b"\r\n"), offset)
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
    media_type: str = "application/json"

    def sniff(self, start: bytes) -> bool:
        """Text that begins with an object or an array."""
        return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))

    def read(self, path: Path) -> Iterator[Record]:
        """A record for each report in the file."""
        raw = load(path)
        check_kind(raw[:_SNIFF], path.name)
        text = decode(raw, path.name).strip(_BLANK)
        if text.startswith("["):
            yield from self._array(path.name, text)
            return
        whole = _record(path.name, text, raw)
        inside = whole.fields.get("reports")
        if not isinstance(inside, list):
            yield whole
            return
        for number, value in enumerate(inside, start=1):
            part = json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")
            yield _of_value(f"{path.name}, report {number}", value, part)

    @staticmethod
    def _array(name: str, text: str) -> Iterator[Record]:
        """The array's items, each with exactly the characters that it stands on."""
        at, number = _after_blank(text, 1), 0
        if text[at : at + 1] == "]":
            raise ReportError(f"{name} is an empty list; add reports to it.")
        while True:
            number += 1
            where = f"{name}, report {number}"
            try:
                value, end = _DECODER.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                message = (
                    f"{where} is not valid JSON ({_reason(error)}); mend it, and the reports after it are read too."
                )
                yield Record(where, b"", {}, ReportError(message))
                return
            yield _of_value(where, value, text[at:end].encode(errors="surrogatepass"))
            at = _after_blank(text, end)
            if text[at : at + 1] != ",":
                break
            at = _after_blank(text, at + 1)
        if text[at:] != "]":
            message = f"{name} is not valid JSON after report {number} (character {at + 1}); mend it."
            yield Record(name, b"", {}, ReportError(message))


def _after_blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
