"""A GeoNames country dump (SY.txt, or SY.zip as it is offered): 19 columns with tabs between, no header."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from trucewatch.model.errors import InputError
from trucewatch.world.geonames import NAME, feature_of, usable
from trucewatch.world.import_checks import Problems, off_globe, outlying
from trucewatch.world.place_index import Record
from trucewatch.world.place_words import Hint, kind_hint

__all__ = ["dump_records"]

_COLUMNS = 19
_KIND_WORDS = frozenset({Hint.TOWN, Hint.QUARTER, Hint.PROVINCE, Hint.DISTRICT})


def dump_records(path: Path, problems: Problems, countries: Sequence[str]) -> Iterator[Record]:
    """The places of a dump as records. `countries`: where a place lies that does not say so, if there is one."""
    seen: dict[str, int] = {}
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                columns = line.rstrip("\r\n").split("\t")
                record = _dump_record(columns, number, problems, countries)
                if record is None:
                    continue
                if record.id in seen:
                    problems.note(number, f"the id {columns[0]} is already taken on line {seen[record.id]}")
                    continue
                seen[record.id] = number
                yield record
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None


def _dump_record(columns: list[str], line: int, problems: Problems, countries: Sequence[str]) -> Record | None:
    if len(columns) != _COLUMNS:
        problems.note(line, f"it has {len(columns)} columns, a GeoNames dump has {_COLUMNS}")
        return None
    number, name, ascii_name, others, lat, lon, feature_class, feature, country = columns[:9]
    if not number.isdecimal() or not name.strip():
        problems.note(line, "it must begin with a number and a name")
        return None
    feature_is = feature_of(feature_class, feature)
    if feature_is is None:
        return None
    point = _point(lat, lon, line, problems)
    if point is None:
        return None
    own = country.strip().upper() or (countries[0] if len(countries) == 1 else "")
    wrong = outlying(*point, own)
    if wrong:
        problems.note(line, f"{name}: {wrong}")
        return None
    kind, radius, by_sound = feature_is
    names = [n for n in (ascii_name, *others.split(",")) if n and usable(n, name)]
    return Record(
        id=f"{NAME}:{number}",
        name=name,
        names=tuple(dict.fromkeys((*names, *(part for n in (name, *names) for part in _parts(n))))),
        lat=point[0],
        lon=point[1],
        country=own,
        admin1=columns[10].strip(),
        admin2=columns[11].strip(),
        kind=kind,
        population=int(columns[14]) if columns[14].isdecimal() else 0,
        radius_km=radius,
        by_sound=by_sound,
    )


def _point(lat: str, lon: str, line: int, problems: Problems) -> tuple[float, float] | None:
    try:
        point = (float(lat), float(lon))
    except ValueError:
        problems.note(line, f"latitude {lat!r} and longitude {lon!r} must be numbers")
        return None
    wrong = off_globe(*point)
    if wrong:
        problems.note(line, wrong)
        return None
    return point


def _parts(name: str) -> list[str]:
    """What else a name may be called by: each of two names with a stroke between, what stands outside and inside of
    parentheses, and all of them without a kind word at the end ("Al Humran village")."""
    split = [part.strip() for part in re.split(r"[/()]", name) if len(part.strip()) > 3]
    several = split if len(split) > 1 else []
    bare = (_without_kind(part) for part in (name, *several))
    return [part for part in dict.fromkeys((*several, *bare)) if part and kind_hint(part.lower()) is None]


def _without_kind(name: str) -> str:
    """A name without a kind word at its end, "" where it has none or is nothing else."""
    words = name.split()
    while len(words) > 1 and kind_hint(words[-1].lower()) in _KIND_WORDS:
        words.pop()
    return " ".join(words) if len(words) < len(name.split()) else ""


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    """The text of a dump, or of the one country file inside a GeoNames zip."""
    if path.suffix.lower() != ".zip":
        with path.open(encoding="utf-8-sig", newline="\n") as lines:
            yield lines
        return
    try:
        with zipfile.ZipFile(path) as packed:
            inner = [n for n in packed.namelist() if n.endswith(".txt") and "readme" not in n.lower()]
            if len(inner) != 1:
                raise InputError(f"{path} must hold one country file such as SY.txt; unpack it and name the file.")
            with packed.open(inner[0]) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="\n")
    except zipfile.BadZipFile:
        raise InputError(f"{path} is no zip file; fetch it again.") from None
