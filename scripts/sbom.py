"""Write the software bill of materials (CycloneDX 1.6, JSON): every pinned dependency with its hashes, those of the
workbench among them, and every model.

python scripts/sbom.py OUT.json      needs cyclonedx-bom (make sbom installs it)
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "src" / "trucewatch" / "extract" / "english" / "weights" / "manifest.json"
MODELS = ROOT / "src" / "trucewatch" / "ingest" / "model_files.json"


def _model(name: str, version: str, digest: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{name}",
        "name": name,
        "version": version,
        "hashes": [{"alg": "SHA-256", "content": digest}],
        **more,
    }


def models() -> list[dict[str, Any]]:
    """The model files that ship and those that other packages bring."""
    manifest = json.loads(WEIGHTS.read_text("utf-8"))
    licence = [{"license": {"name": manifest["origin"]["licence"]}}]
    made = manifest["training"]["date"]
    found = [
        _model(f"trucewatch/extract/english/weights/{name}", made, digest, licenses=licence)
        for name, digest in sorted(manifest["sha256"].items())
    ]
    for package, versions in json.loads(MODELS.read_text("utf-8")).items():
        for version, files in versions.items():
            found += [_model(f"{package}: {path}", version, digest) for path, digest in sorted(files.items())]
    return found


def bill() -> dict[str, Any]:
    """The whole bill."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "requirements/server.txt", "--pyproject"]
    command += ["pyproject.toml", "--output-reproducible", "--sv", "1.6", "--of", "JSON", "-o", "-"]
    made = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, Any] = json.loads(made.stdout)
    found["metadata"]["component"]["version"] = _version()
    found["components"] += models()
    return found


def _version() -> str:
    names: dict[str, str] = {}
    exec((ROOT / "src" / "trucewatch" / "_version.py").read_text("utf-8"), names)  # noqa: S102
    return names["__version__"]


def _checked(text: str) -> str:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"The bill breaks CycloneDX 1.6: {error}")
    return text


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Say where to write the bill: python scripts/sbom.py OUT.json")
    out = Path(sys.argv[1])
    text = _checked(json.dumps(bill(), indent=1, sort_keys=True) + "\n")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, "utf-8")
    sys.stdout.write(f"{out}: {len(json.loads(text)['components'])} components\n")
