"""Making a new watch folder."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from trucewatch.model import Agreement
from trucewatch.model.errors import InputError, WatchError
from trucewatch.moments import timezone as zone_of
from trucewatch.monitor import load_agreement
from trucewatch.settings import FILE
from trucewatch.watch import Watch
from trucewatch.world.countries import countries as known_countries
from trucewatch.world.geonames import open_towns

__all__ = ["found"]

_SETTINGS = """\
# A watch folder: what is watched, where, under which agreement. Paths are relative to this file.
[watch]
id = "{id}"
title = {title}
countries = [{countries}]
timezone = "{timezone}"
# From when a report counts as known: "recorded" (a running watch) or "received" (a watch built from an archive: when it
# was received, else the end of the day on which it was published).
clock = "{clock}"
"""

_ACTORS = """\
# Who acts. One entry an actor; `aliases` hold every name and spelling in reports, loaded or old ones too: they are only
# for matching. kind: state, armed_forces, unit, militia, armed_group, coalition, delegation, class, label, igo, body.
# rels: part_of, umbrella_member, allied, backed_by, predecessor, split_from, hostile_to, with from and to dates.
# valid: [from, to] bounds the life of the name; standing: {agreement id: word}. `trucewatch actors check` checks.
# - {id: north-brigade, name: Northern Brigade, side: north, kind: armed_group, aliases: [NB], rels: [{allied: gov}]}
actors: []
"""

_PLACES = """\
# Where things happen, beyond the gazetteer: radius r_km is how far from the point an event "in" the place may lie.
# zone: {zone id of an agreement: inside | outside | disputed} beats any geometry.
# - {id: tell-amara, name: Tell Amara, lat: 35.1, lon: 36.9, r_km: 1.5, kind: town, variants: [Tal Amara]}
places: []
"""

_SOURCES = """\
# Who speaks. lean: the side whose success the source has an interest in (none: no side); start: Admiralty letter A..F
# before any track record; republishes: sources whose texts it prints.
# - {id: north-press, name: Northern Brigade press office, kind: party_statement, lean: north, start: C}
sources: []
"""


def found(
    folder: Path,
    *,
    agreement: Path | None = None,
    title: str | None = None,
    countries: Sequence[str] = (),
    timezone: str = "UTC",
    archive: bool = False,
) -> str:
    """Make a watch folder with its settings, an agreement if one is given, commented files for actors, places and
    sources, and an empty ledger; its id. Nothing is left behind where something is wrong."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WatchError(f"{folder} exists and is not empty; choose another folder for the new watch.")
    zone_of(timezone)
    loaded = load_agreement(agreement) if agreement is not None else None
    for code in countries:
        if code not in known_countries():
            raise InputError(f'"{code}" is no country code; use two capital letters of ISO 3166, such as SY.')
    name = folder.resolve().name
    watch_id = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "watch"
    existed = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _write(folder, watch_id, title or name, countries, timezone, agreement, archive=archive)
        if loaded is not None:
            (folder / "actors.yaml").write_text(_ACTORS + _participants(loaded), "utf-8")
        Watch.open(folder).close()
        if countries:
            open_towns(countries)
    except BaseException:
        shutil.rmtree(folder)
        if existed:
            folder.mkdir()
        raise
    return watch_id


def _participants(agreement: Agreement) -> str:
    """Comments that name the actors of an agreement, to be filled in."""
    roles: dict[str, list[str]] = {}
    for participant in agreement.participants:
        roles.setdefault(participant.actor, []).append(str(participant.role))
    lines = [
        f"# - {{id: {actor}, name: ..., side: ..., kind: ..., aliases: [], "
        f"standing: {{{agreement.id}: {' and '.join(words)}}}}}"
        for actor, words in roles.items()
    ]
    if not lines:
        return ""
    head = "# The agreement names these; fill in those that reports will name, in place of the [] above:"
    return "\n".join((head, *lines, ""))


def _write(
    folder: Path,
    watch_id: str,
    title: str,
    countries: Sequence[str],
    timezone: str,
    agreement: Path | None,
    *,
    archive: bool,
) -> None:
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = _SETTINGS.format(
        id=watch_id,
        title=quoted,
        countries=", ".join(f'"{code}"' for code in countries),
        timezone=timezone,
        clock="received" if archive else "recorded",
    )
    (folder / FILE).write_text(text, "utf-8")
    for file, content in (("actors.yaml", _ACTORS), ("places.yaml", _PLACES), ("sources.yaml", _SOURCES)):
        (folder / file).write_text(content, "utf-8")
    (folder / "agreements").mkdir()
    if agreement is not None:
        shutil.copy(agreement, folder / "agreements" / agreement.name)
