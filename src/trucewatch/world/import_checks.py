"""What can be wrong with an imported gazetteer, told line by line."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from trucewatch.model.errors import InputError
from trucewatch.world.geonames import open_towns

__all__ = ["Problems", "off_globe", "outlying"]

_SHOWN = 12
_MARGIN_DEGREES = 1.5


@dataclass
class Problems:
    """What is wrong with a file, line by line. `skip` leaves out what is broken instead of refusing the file."""

    path: Path
    skip: bool = False
    found: list[str] = field(default_factory=list)
    count: int = 0

    def note(self, line: int, text: str) -> None:
        """Note what is wrong on a line."""
        self.count += 1
        if len(self.found) < _SHOWN:
            self.found.append(f"line {line}: {text}")

    def finish(self) -> None:
        """Raise InputError with what was found, unless it is to be skipped."""
        if self.count and not self.skip:
            more = f"; and {self.count - len(self.found)} more" if self.count > len(self.found) else ""
            several = f"{self.count} problems" if self.count > 1 else "a problem"
            raise InputError(
                f"{self.path} has {several}, so nothing was imported: {'; '.join(self.found)}{more}. Mend the file, or "
                "import the rest of it with --skip-broken."
            )


def off_globe(lat: float, lon: float) -> str | None:
    """What is wrong with a point that lies outside the globe; None for one that lies on it."""
    if not -90 <= lat <= 90:
        swapped = "; it looks like the longitude, so the two may be swapped" if -180 <= lat <= 180 else ""
        return f"latitude {lat:g} lies outside the globe (-90 to 90){swapped}"
    if not -180 <= lon <= 180:
        return f"longitude {lon:g} lies outside the globe (-180 to 180)"
    return None


def outlying(lat: float, lon: float, country: str) -> str | None:
    """What is wrong with a point that lies far outside the country it is said to lie in, None for one that does not."""
    box = _box(country)
    if box is None or _holds(box, lat, lon):
        return None
    swapped = "; swapped they lie in it" if -90 <= lon <= 90 and _holds(box, lon, lat) else ""
    return f"latitude {lat:g} and longitude {lon:g} lie far outside {country}{swapped}"


def _holds(box: tuple[float, float, float, float], lat: float, lon: float) -> bool:
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east


@cache
def _box(country: str) -> tuple[float, float, float, float] | None:
    """South, west, north, east of a country's towns with a margin; None where it has none or meets the antimeridian."""
    towns = open_towns((country,)).within(country) if re.fullmatch(r"[A-Z]{2}", country) else ()
    if not towns:
        return None
    lats, lons = [t.lat for t in towns], [t.lon for t in towns]
    if max(lons) - min(lons) > 180:
        return None
    return (
        min(lats) - _MARGIN_DEGREES,
        min(lons) - _MARGIN_DEGREES,
        max(lats) + _MARGIN_DEGREES,
        max(lons) + _MARGIN_DEGREES,
    )
