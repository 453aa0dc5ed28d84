"""A claim's fields as people write them: one line of text a field, on the screen and on the command line alike.

initiators, targets   Northern Brigade = nb; gunmen          words of the report, with the actor's id if it is known
places                near the mill; Tell Amara = tell-amara or  Tell Amara @ 35.1, 36.9 ~ 2   (degrees, kilometres)
date_start, date_end  2017-05-04                             empty where the text does not say
source, source_chain  SANA; residents                        innermost first; "author" is the report's own voice
killed, injured       12 civilians; 3.. fighters; 10..15     bounds, open upwards after "..", and of whom
links                 denies c1; confirms c4                 to claims of the same report
trigger               shelled @ 120                          the words, with where they begin if they stand twice
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from trucewatch.model import Certainty, Claim, EventType, LinkType, Mode, Polarity, Stance
from trucewatch.model.errors import InputError

__all__ = ["CHOICES", "FIELDS", "line_of", "value_of"]

FIELDS = (
    "trigger",
    "type",
    "initiators",
    "targets",
    "places",
    "date_start",
    "date_end",
    "source",
    "source_chain",
    "polarity",
    "certainty",
    "mode",
    "author_stance",
    "links",
    "killed",
    "injured",
)
"""Every field that a person can correct, in the codebook's order."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": tuple(EventType),
    "polarity": tuple(Polarity),
    "certainty": tuple(Certainty),
    "mode": tuple(Mode),
    "author_stance": tuple(Stance),
}
"""Fields of which the codebook lists the values."""

_LONGEST = 4000
_MOST = 50
_TOLL = re.compile(r"(?P<low>\d{1,9})?\s*(?P<open>\.\.)?\s*(?P<high>\d{1,9})?\s*(?P<who>.*)", re.DOTALL)
_POINT = re.compile(r"(?P<name>.+?)\s*@\s*(?P<lat>-?[\d.]+)\s*,\s*(?P<lon>-?[\d.]+)(?:\s*~\s*(?P<radius>[\d.]+))?")


def line_of(claim: Claim, field: str) -> str:
    """A field of a claim as one line."""
    value: Any = getattr(claim, field)
    match field:
        case "trigger":
            return f"{value.text} @ {value.start}"
        case "initiators" | "targets":
            return "; ".join(f"{ref.text} = {ref.id}" if ref.id else ref.text for ref in value)
        case "places":
            return "; ".join(_place_line(place) for place in value)
        case "source" | "source_chain":
            return "; ".join(value)
        case "links":
            return "; ".join(f"{link.type} {link.to}" for link in value)
        case "killed" | "injured":
            return "; ".join(_toll_line(toll) for toll in value)
        case "date_start" | "date_end":
            return value.isoformat() if value else ""
        case _:
            return str(value)


def _place_line(place: Any) -> str:
    if place.place_id:
        return f"{place.name} = {place.place_id}"
    if place.lat is None:
        return str(place.name)
    radius = f" ~ {place.radius_km:g}" if place.radius_km is not None else ""
    return f"{place.name} @ {place.lat:g}, {place.lon:g}{radius}"


def _toll_line(toll: Any) -> str:
    low, high = ("" if bound is None else str(bound) for bound in (toll.low, toll.high))
    bounds = low if low == high else f"{low}..{high}"
    return f"{bounds} {toll.who}".strip()


def value_of(field: str, line: str) -> Any:
    """What a line says of a field, as plain data. InputError with one sentence for a field that there is not, a value
    that the codebook does not know, or a line that cannot be read."""
    if field not in FIELDS:
        raise InputError(f'A claim has no field "{field[:80]}"; it has {", ".join(FIELDS)}.')
    line = line.strip()
    if len(line) > _LONGEST or "\0" in line:
        raise InputError(f"{field}: {len(line)} letters are more than a field holds ({_LONGEST}); shorten it.")
    if field in CHOICES:
        if line not in CHOICES[field]:
            raise InputError(f'{field}: "{line[:80]}" is not in the codebook; it has {", ".join(CHOICES[field])}.')
        return line
    if field in ("date_start", "date_end"):
        return _day(field, line)
    if field == "trigger":
        return _trigger(line)
    parts = [part.strip() for part in line.split(";") if part.strip()]
    if len(parts) > _MOST:
        raise InputError(f"{field}: {len(parts)} parts are more than a field holds ({_MOST}); shorten it.")
    return _each(parts, _READERS[field], field)


def _each(parts: Iterable[str], read: Callable[[str, str], Any], field: str) -> list[Any]:
    return [read(field, part) for part in parts]


def _day(field: str, line: str) -> str | None:
    if line in ("", "unknown"):
        return None
    try:
        return date.fromisoformat(line).isoformat()
    except ValueError as error:
        raise InputError(f'{field}: "{line[:40]}" is no day; write it as 2017-05-04, or nothing.') from error


def _trigger(line: str) -> dict[str, Any]:
    words, _, at = line.rpartition("@")
    if words.strip() and at.strip().isdecimal() and len(at.strip()) < 10:
        return {"text": words.strip(), "start": int(at)}
    return {"text": line}


def _actor(field: str, part: str) -> dict[str, Any]:
    words, sign, name = (piece.strip() for piece in part.partition("="))
    if not words or (sign and not name):
        raise InputError(f'{field}: "{part[:80]}" names nobody; write the report\'s words, then "= id" if you know it.')
    return {"text": words, "id": name} if sign else {"text": words}


def _place(field: str, part: str) -> dict[str, Any]:
    if (found := _POINT.fullmatch(part)) is not None:
        numbers = {name: found[group] for name, group in (("lat", "lat"), ("lon", "lon"), ("radius_km", "radius"))}
        try:
            return {"name": found["name"], **{k: float(v) for k, v in numbers.items() if v is not None}}
        except ValueError as error:
            raise InputError(f'{field}: "{part[:80]}" has no point that can be read; write "@ 35.1, 36.9".') from error
    words, sign, name = (piece.strip() for piece in part.partition("="))
    if not words or (sign and not name):
        raise InputError(f'{field}: "{part[:80]}" names no place; write the report\'s words, then "= id" if known.')
    return {"name": words, "place_id": name} if sign else {"name": words}


def _toll(field: str, part: str) -> dict[str, Any]:
    found = _TOLL.fullmatch(part)
    low, open_, high = (found["low"], found["open"], found["high"]) if found else (None, None, None)
    if found is None or (low is None and high is None):
        raise InputError(f'{field}: "{part[:80]}" gives no number; write "12 civilians", "12.. fighters" or "10..15".')
    top = high if open_ else low
    return {"who": found["who"].strip(), "low": int(low) if low else None, "high": int(top) if top else None}


def _link(field: str, part: str) -> dict[str, Any]:
    kind, _, to = part.partition(" ")
    if kind not in tuple(LinkType) or not to.strip():
        raise InputError(f'{field}: "{part[:80]}" is no link; write one of {", ".join(LinkType)} and a claim\'s id.')
    return {"type": kind, "to": to.strip()}


def _words(_: str, part: str) -> str:
    return part


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "initiators": _actor,
    "targets": _actor,
    "places": _place,
    "source": _words,
    "source_chain": _words,
    "killed": _toll,
    "injured": _toll,
    "links": _link,
}
