"""The tagger's weight files: their manifest, the check of their hashes, and the networks made from them."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime as ort
from tokenizers import Tokenizer

from trucewatch.model.errors import ExtractionError

__all__ = ["Manifest", "Networks", "Thresholds", "load"]

HERE = Path(__file__).parent / "weights"
GRAPHS = ("reader", "claims", "links")


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which something counts as found: a trigger (by type where listed), a role, a link."""

    trigger: float
    types: Mapping[str, float]
    spread: float
    roles: Mapping[str, float]
    links: Mapping[str, float]
    calibration: tuple[float, float]
    author: float

    def calibrated(self, p: float) -> float:
        """The probability that a trigger is a claim, from the network's p, by a logistic fit on held-out reports."""
        slope, shift = self.calibration
        return _logistic(slope * _logit(p) + shift)

    def author_share(self, p: float) -> float:
        """The probability that the report speaks for itself, moved so that a half decides best on held-out reports."""
        return _logistic(_logit(p) - _logit(self.author))


def _logit(p: float) -> float:
    p = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


@dataclass(frozen=True)
class Manifest:
    """What the networks' outputs mean, in their order; `digest` is a SHA-256 over all weights and thresholds."""

    types: Sequence[str]
    roles: Sequence[str]
    classes: Mapping[str, Sequence[str]]
    links: Sequence[str]
    thresholds: Thresholds
    digest: str


@dataclass(frozen=True)
class Networks:
    """The tokenizer and the three graphs."""

    tokenizer: Tokenizer
    reader: ort.InferenceSession
    claims: ort.InferenceSession
    links: ort.InferenceSession


def load(folder: Path | None = None) -> tuple[Manifest, Networks]:
    """Manifest and networks of a folder, by default the package's; ExtractionError if one is missing or altered."""
    folder = folder or HERE
    try:
        raw = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ExtractionError(
            f"The tagger's weights in {folder} have no readable manifest.json; install trucewatch again."
        ) from error
    for name, wanted in raw["sha256"].items():
        _check(folder / name, wanted)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    reader, claims, links = (_session(folder / f"{name}.onnx") for name in GRAPHS)
    return _manifest(raw), Networks(tokenizer, reader, claims, links)


def _check(path: Path, wanted: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ExtractionError(f"The tagger's weight file {path} is missing; install trucewatch again.") from error
    if found != wanted:
        raise ExtractionError(
            f"The tagger's weight file {path} differs from its manifest (SHA-256 differs); install trucewatch again."
        )


def _session(path: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    # Fused, an addition and its normalisation take ten times as long as apart (onnxruntime 1.32, one core).
    apart = ["SkipLayerNormFusion"]
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=apart)


def _manifest(raw: Mapping[str, Any]) -> Manifest:
    t = raw["thresholds"]
    slope, shift = t["calibration"]
    thresholds = Thresholds(t["trigger"], t["types"], t["spread"], t["roles"], t["links"], (slope, shift), t["author"])
    digest = hashlib.sha256(json.dumps([raw["sha256"], t], sort_keys=True).encode()).hexdigest()
    return Manifest(raw["types"], raw["roles"], raw["classes"], raw["links"], thresholds, digest)
