"""Models that come with other packages, held against their hashes before they are loaded.

A model file that was swapped reads reports otherwise than was measured, or runs what somebody else wrote. Ours are held
against the manifest beside them (extract/english/weights_files.py); those of other packages against the list that ships
here (model_files.json, made by scripts/hash_models.py), or, for a version that the list does not know, against what the
installer recorded of them.
"""

import csv
import hashlib
import json
from base64 import urlsafe_b64decode
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path, PurePosixPath

from trucewatch.model.errors import ExtractionError

__all__ = ["check_model", "model_files"]

_LIST = "model_files.json"


@cache
def _known() -> dict[str, dict[str, dict[str, str]]]:
    text = files("trucewatch.ingest").joinpath(_LIST).read_text("utf-8")
    known: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return known


def check_model(name: str) -> None:
    """Hold the model files of an installed distribution against their SHA-256; ExtractionError that names the first
    one that is missing or differs, or that nothing is recorded of."""
    try:
        found = distribution(name)
    except PackageNotFoundError as error:
        raise ExtractionError(f"The model package {name} is not installed; install it and run again.") from error
    again = f"install {found.metadata['Name']}=={found.version} again."
    expected = _known().get(name, {}).get(found.version) or model_files(found)
    if not expected:
        raise ExtractionError(f"Nothing is recorded of the files of {name}, so they cannot be checked; {again}")
    for path, digest in sorted(expected.items()):
        try:
            with Path(str(found.locate_file(path))).open("rb") as file:
                actual = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ExtractionError(f"The model file {path} of {name} is missing; {again}") from error
        if actual != digest:
            raise ExtractionError(f"The model file {path} of {name} is not what was published; {again}")


def model_files(found: Distribution) -> dict[str, str]:
    """The files of a distribution that are data of its own (no code, nothing about the package), each with the SHA-256
    that its installer recorded; empty where it recorded none."""
    rows = csv.reader((found.read_text("RECORD") or "").splitlines())
    recorded = [(PurePosixPath(row[0]), row[1].partition("sha256=")[2]) for row in rows if len(row) > 1]
    return {
        str(path): urlsafe_b64decode(digest + "=" * (-len(digest) % 4)).hex()
        for path, digest in recorded
        if digest
        and path.suffix not in {".py", ".pyc"}
        and not path.parts[0].endswith(".dist-info")
        and ".." not in path.parts
    }
