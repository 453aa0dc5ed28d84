"""Recordings: the speech in audio and video files, as a Whisper model in a local folder hears it (faster-whisper).

Nothing is fetched: the extra [speech] and a model folder must be there. What is heard is a machine's transcript, with
the time of its words, and the recording is the evidence.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from trucewatch.ingest.base import Inner, Record
from trucewatch.ingest.content import Content
from trucewatch.ingest.subtitles import Cue, joined
from trucewatch.model.errors import ReportError

__all__ = ["MODEL_FOLDER", "SpeechFile"]

MODEL_FOLDER = "TRUCEWATCH_SPEECH_MODEL"
"""The environment variable that names the model's folder (config.json, model.bin, tokenizer.json, vocabulary)."""

_MAX_FILE = 500 * 1024 * 1024
_LONGEST_HOURS = 6
_SPARE = 2 * 1024 * 1024 * 1024
_MARKS = (b"ID3", b"fLaC", b"OggS", b"\x1a\x45\xdf\xa3")


class SpeechFile:
    """A recording: one report, the words in it with their times."""

    name: str = "speech"
    suffixes: tuple[str, ...] = tuple(".wav .mp3 .m4a .ogg .oga .opus .flac .aac .mp4 .mov .mkv .webm .avi".split())
    media_types: tuple[str, ...] = ("audio/*", "video/*")
    gives: str = "the speech in a recording, with its times (needs trucewatch[speech] and a model folder)"
    isolated = True
    patience = _LONGEST_HOURS * 3600.0

    def sniff(self, start: bytes) -> bool:
        """The marks of the usual containers."""
        return (
            start.startswith(_MARKS)
            or (start[:4] == b"RIFF" and start[8:12] in (b"WAVE", b"AVI "))
            or start[4:8] == b"ftyp"
        )

    def read(self, content: Content, inner: Inner) -> Iterator[Record]:  # noqa: ARG002
        """The whole recording as one record, an empty one where nobody is heard to speak."""
        model = _model(os.environ.get(MODEL_FOLDER, ""), content.name)
        raw = content.load(_MAX_FILE)
        with _room(), content.open() as file:
            cues = list(_heard(model, file, content.name))
        kind = "video" if content.suffix in (".mp4", ".mov", ".mkv", ".webm", ".avi") else "audio"
        media_type = f"{kind}/{content.suffix[1:] or 'unknown'}"
        if not cues:
            error = ReportError(f"{content.name} holds no speech that the model hears; listen to it and add its words.")
            yield Record(content.name, raw, {}, error, media_type, empty=True)
            return
        yield Record(content.name, raw, joined(cues), media_type=media_type)


def _model(folder: str, name: str) -> Any:
    if not folder:
        raise ReportError(
            f"{name} is a recording; name the folder of a Whisper model with --speech-model, or add a transcript."
        )
    if not (Path(folder) / "model.bin").is_file():
        raise ReportError(f"{folder} is no folder of a Whisper model (it has no model.bin); name one that is.")
    return _loaded(folder)


@cache
def _loaded(folder: str) -> Any:
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise ReportError("Recordings need faster-whisper; install trucewatch[speech].") from error
    with _room():
        try:
            return WhisperModel(folder, device="cpu", compute_type="int8", local_files_only=True)
        except (RuntimeError, ValueError, OSError) as error:
            reason = " ".join(str(error).split())[:120]
            raise ReportError(f"The Whisper model in {folder} cannot be loaded ({reason}); get it again.") from error


def _heard(model: Any, file: Any, name: str) -> Iterator[Cue]:
    from av.error import FFmpegError

    try:
        segments, said = model.transcribe(file, beam_size=5, vad_filter=True)
        if said.duration > _LONGEST_HOURS * 3600:
            raise ReportError(f"{name} is longer than the {_LONGEST_HOURS} hours that are heard; split it.")
        for segment in segments:
            if text := segment.text.strip():
                yield Cue(round(segment.start, 2), round(segment.end, 2), text)
    except (FFmpegError, ValueError, IndexError, RuntimeError, StopIteration) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:120]
        raise ReportError(f"{name} is no recording that can be played ({reason}); get it again.") from error


@contextmanager
def _room() -> Iterator[None]:
    """A model may need more memory than other files are given, and keeps it: those get theirs beyond it."""
    with suppress(ImportError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        try:
            yield
        finally:
            statm = Path("/proc/self/statm")
            held = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.is_file() else 0
            if soft != resource.RLIM_INFINITY:
                resource.setrlimit(resource.RLIMIT_AS, (max(soft, held + _SPARE), hard))
        return
    yield
