"""A gazetteer that a user has: a GeoNames country dump or GeoJSON, read into an index of its own.

Nothing is imported from a file that has anything wrong in it, unless what is broken is to be skipped; every problem is
told with its line.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.model.errors import InputError
from trucewatch.world.geonames import NAME
from trucewatch.world.geonames_dump import dump_records
from trucewatch.world.import_checks import Problems
from trucewatch.world.listings import FOLDER
from trucewatch.world.place_index import VERSION, PlaceIndex, Record

__all__ = ["Imported", "import_gazetteer"]


@dataclass(frozen=True)
class Imported:
    """An imported gazetteer: its name, the index file, how many places it holds and what was left out."""

    name: str
    path: Path
    places: int
    skipped: tuple[str, ...]
    skipped_count: int


def import_gazetteer(
    path: Path,
    folder: Path,
    *,
    countries: Sequence[str] = (),
    name: str | None = None,
    name_field: str | None = None,
    skip_broken: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Read a gazetteer into `folder`/gazetteers, replacing an older import of the same name.

    `countries` (ISO codes) say where places lie that do not say so themselves, if there is one, and where none may lie
    beyond. Raises InputError with every problem and its line; what was imported before stays.
    """
    from trucewatch.world.geojson import geojson_records  # brings shapely, which only an import needs

    if not path.is_file():
        raise InputError(f"{path} is no file; name a GeoNames country dump (.txt, .zip) or a GeoJSON file.")
    label = re.sub(r"[^a-z0-9]+", "-", (name or path.stem).lower()).strip("-") or "gazetteer"
    problems = Problems(path, skip_broken)
    is_dump = _is_dump(path)

    def records() -> Iterator[Record]:
        read = (
            dump_records(path, problems, countries)
            if is_dump
            else geojson_records(path, label, problems, countries, name_field)
        )
        count = 0
        for count, record in enumerate(read, start=1):
            if progress and count % 1000 == 0:
                progress(count)
            yield record
        problems.finish()
        if not count:
            raise InputError(f"{path} holds no place that could be imported; look whether it is the right file.")

    digest = _digest(path, f"{sorted(countries)} {name_field} {skip_broken}")
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    file = target / f"{label}-{digest[:8]}-v{VERSION}.sqlite"
    form = NAME if is_dump else "geojson"
    index = PlaceIndex.open(file) or PlaceIndex.build(
        file, NAME if is_dump else label, records, format=form, file=path.name, sha256=digest
    )
    for older in target.glob(f"{label}-*.sqlite"):
        if older != file and re.fullmatch(rf"{re.escape(label)}-[0-9a-f]{{8}}-v\d+\.sqlite", older.name):
            older.unlink()
    return Imported(label, file, len(index), tuple(problems.found), problems.count)


def _digest(path: Path, options: str) -> str:
    """SHA-256 over the file and how it is read."""
    with path.open("rb") as file:
        read = hashlib.file_digest(file, "sha256")
    read.update(options.encode())
    return read.hexdigest()


def _is_dump(path: Path) -> bool:
    """Whether a file is a GeoNames dump rather than JSON, by its first line that is not empty."""
    if path.suffix.lower() == ".zip":
        return True
    with path.open("rb") as file:
        first = next((line.strip() for line in file if line.strip()), b"")
    if b"\t" in first and not first.lstrip(b"\xef\xbb\xbf").startswith((b"{", b"[")):
        return True
    if not first.lstrip(b"\xef\xbb\xbf").startswith((b"{", b"[")):
        raise InputError(
            f"{path} is neither a GeoNames dump (19 columns, tabs between) nor GeoJSON; convert it to one of them."
        )
    return False
