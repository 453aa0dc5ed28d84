"""Subtitles (SRT, WebVTT): one report a file, with the time at which each of its words is heard or shown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.decode import check_kind, decode
from trucewatch.model.errors import ReportError

__all__ = ["Cue", "SubtitleFile", "joined"]

_MAX_FILE = 10 * 1024 * 1024
_TIME = r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_VOICE = re.compile(r"^\s*<v(?:\.[^ >]*)?\s+([^>]{1,200})>")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<\d[\d:.]*>|\{\\[^{}]{0,100}\}")
_SRT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\d+[ \t]*\r?\n\s*\d{1,4}:\d\d:\d\d[.,]\d{1,3}[ \t]*-->")
_VTT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*WEBVTT(?=[\s])")
_NEW_PARAGRAPH = 4.0


@dataclass(frozen=True)
class Cue:
    """Words that are heard or shown from `begins` to `ends`, in seconds; `speaker` None where nobody is named."""

    begins: float
    ends: float
    text: str
    speaker: str | None = None


class SubtitleFile:
    """Subtitles of a recording. They say nothing of who published it or when."""

    name: str = "subtitles"
    suffixes: tuple[str, ...] = (".srt", ".vtt")
    media_types: tuple[str, ...] = ("application/x-subrip", "text/vtt")
    gives: str = "one report a file, with the time of its words"
    isolated = False
    patience = 60.0

    def sniff(self, start: bytes) -> bool:
        """A first numbered cue, or WEBVTT."""
        return _SRT.match(start) is not None or _VTT.match(start) is not None

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """The words of the whole recording as one record."""
        raw = content.load(_MAX_FILE)
        check_kind(raw[:1024], content.name)
        cues = _without_rolling(list(_cues(decode(raw, content.name))))
        if not cues:
            raise ReportError(
                f"{content.name} holds no subtitle with its time (00:00:01,000 --> 00:00:04,000); check it."
            )
        media_type = self.media_types[1 if _VTT.match(raw) else 0]
        yield Record(content.name, raw, joined(cues), media_type=media_type)


def _cues(text: str) -> Iterator[Cue]:
    times: tuple[float, float] | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        found = _TIMES.match(line) if "-->" in line else None
        if found:
            times, lines = (_seconds(found.groups()[:4]), _seconds(found.groups()[4:])), []
        elif times and line.strip():
            lines.append(line)
        elif times:
            yield from _cue(times, lines)
            times = None


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def _cue(times: tuple[float, float], lines: list[str]) -> Iterator[Cue]:
    voice = _VOICE.match(lines[0]) if lines else None
    speaker = voice[1].strip() if voice else None
    words = "\n".join(" ".join(unescape(_TAG.sub("", line)).split()) for line in lines).replace("\x00", "").strip()
    if words and times[0] <= times[1]:
        yield Cue(*times, words, speaker)


def _without_rolling(cues: list[Cue]) -> list[Cue]:
    """Live captions show the line before again above each new one: every line is kept once."""
    kept: list[Cue] = []
    shown_last: list[str] = []
    for cue in cues:
        lines = cue.text.split("\n")
        fresh = lines[1:] if shown_last and len(lines) > 1 and lines[0] == shown_last[-1] else lines
        if len(lines) == 1 and shown_last[-1:] == lines and kept and cue.begins - kept[-1].ends < 1:
            fresh = []
        shown_last = lines
        if text := " ".join(line for line in fresh if line):
            kept.append(Cue(cue.begins, cue.ends, text, cue.speaker))
    return kept


def joined(cues: Sequence[Cue]) -> dict[str, Any]:
    """The text of all cues, a paragraph for each voice and after four seconds of silence, and where each stands."""
    text, codes, before = "", [], None
    for cue in cues:
        if before is not None:
            apart = cue.speaker != before.speaker or cue.begins - before.ends >= _NEW_PARAGRAPH
            text += "\n\n" if apart else " "
        start, text = len(text), text + cue.text
        codes.append({"start": start, "end": len(text), "begins": cue.begins, "ends": cue.ends, "speaker": cue.speaker})
        before = cue
    return {"text": text, "time_codes": codes}
