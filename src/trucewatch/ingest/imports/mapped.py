"""Any table of events, read with a mapping file (YAML) that says what its columns and words mean.

name: Valley Incident Register        # whose claims they are
licence: CC-BY-4.0                    # leave it out where nothing restricts the data
dates: "%d/%m/%Y"                     # leave it out for 2017-05-08
columns:                              # ours: theirs; id, type and date_start are needed
  id: Ref
  type: Kind
  date_start: From
  initiators: By
  place: Where
  lat: Lat
  lon: Lon
  killed: Dead
  text: Description
types: {Mortar fire: shelling, Air raid: air_strike}
certainty: {rumoured: possible}       # words of a certainty column
"""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trucewatch.ingest.imports.events import Dataset, Event
from trucewatch.ingest.imports.values import Row, casualties, count, day, names, point
from trucewatch.model import Casualties, Certainty, EventType, Polarity
from trucewatch.model.errors import ConfigError, ReportError

__all__ = ["MappedTable", "Mapping", "load_mapping"]

_COLUMNS = frozenset(
    "id type date_start date_end initiators targets place lat lon radius_km killed killed_low killed_high injured "
    "injured_low injured_high certainty polarity text title url".split()
)
_Word = TypeVar("_Word")
_NEEDED = ("id", "type", "date_start")


class Mapping(BaseModel):
    """A mapping file. `columns` give for each of our names the table's own; `types` for each of the table's kinds an
    event type of the codebook, and rows of other kinds are passed over; `certainty` and `polarity` for each of the
    table's words a certainty (certain, probable, possible) and a polarity (+, -)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    licence: str | None = None
    dates: str = "%Y-%m-%d"
    columns: dict[str, str]
    types: dict[str, EventType]
    certainty: dict[str, Certainty] = Field(default_factory=dict)
    polarity: dict[str, Polarity] = Field(default_factory=dict)


def load_mapping(path: Path) -> Mapping:
    """The mapping in a file; ConfigError naming what is wrong with it."""
    try:
        mapping = Mapping.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:160]
        raise ConfigError(f"{path} cannot be read as a mapping ({reason}); mend it.") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path} breaks the rules of a mapping ({problems}); mend it.") from error
    unknown = sorted(set(mapping.columns) - _COLUMNS)
    missing = [name for name in _NEEDED if name not in mapping.columns]
    if unknown or missing:
        told = f"does not know the column {unknown[0]}" if unknown else f"lacks the column {missing[0]}"
        raise ConfigError(f"{path} {told}; its columns may be {', '.join(sorted(_COLUMNS))}.")
    return mapping


class MappedTable:
    """Rows of a table under a mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        key = "".join(letter if letter.isalnum() else "-" for letter in mapping.name.lower()).strip("-")
        self.dataset = Dataset(mapping.name, key, f"import {key}/1", mapping.licence)
        self.needs = tuple(mapping.columns.values())
        self._types = {kind.strip().lower(): type_ for kind, type_ in mapping.types.items()}

    def event(self, row: Row, where: str) -> Event | None:
        """The event of a row; None where the mapping has no type for its kind."""
        said = {ours: (row.get(theirs) or "").strip() for ours, theirs in self._mapping.columns.items()}
        kind = said["type"]
        type_ = self._types.get(kind.lower())
        if type_ is None:
            return None
        if not said["id"]:
            raise ReportError(f'{where} has nothing in its column "{self._mapping.columns["id"]}"; give it an id.')
        forms = (self._mapping.dates,)
        start = day(said, "date_start", where, forms)
        lat, lon = point(said, "lat", "lon", where)
        return Event(
            key=said["id"],
            kind=kind,
            type=type_,
            said={theirs: (row.get(theirs) or "") for theirs in self._mapping.columns.values()},
            start=start,
            end=day(said, "date_end", where, forms) or start,
            initiators=names(said.get("initiators")),
            targets=names(said.get("targets")),
            place=said.get("place") or None,
            lat=lat,
            lon=lon,
            radius_km=float(count(said, "radius_km", where) or 0) or None,
            certainty=self._word(said, "certainty", self._mapping.certainty, Certainty.CERTAIN, where),
            polarity=self._word(said, "polarity", self._mapping.polarity, Polarity.POSITIVE, where),
            killed=self._people(said, "killed", where),
            injured=self._people(said, "injured", where),
            title=said.get("title") or None,
            url=said.get("url") or None,
        )

    @staticmethod
    def _word(said: Row, name: str, words: dict[str, _Word], usual: _Word, where: str) -> _Word:
        value = said.get(name) or ""
        if not value:
            return usual
        if value not in words:
            raise ReportError(f"{where} has {value!r:.40} as its {name}, which the mapping lacks; add it there.")
        return words[value]

    @staticmethod
    def _people(said: Row, what: str, where: str) -> tuple[Casualties, ...]:
        low, high = count(said, f"{what}_low", where), count(said, f"{what}_high", where)
        if low is None and high is None:
            low = high = count(said, what, where)
        return casualties("", low, high)
