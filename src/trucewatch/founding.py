"""Making a new watch folder."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from trucewatch.model.errors import InputError, WatchError
from trucewatch.moments import timezone as zone_of
from trucewatch.monitor import load_agreement
from trucewatch.settings import FILE
from trucewatch.watch import Watch

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
    if agreement is not None:
        load_agreement(agreement)
    for code in countries:
        if not re.fullmatch(r"[A-Z]{2}", code):
            raise InputError(f'"{code}" is no country code; use two capital letters of ISO 3166, such as SY.')
    name = folder.resolve().name
    watch_id = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "watch"
    existed = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _write(folder, watch_id, title or name, countries, timezone, agreement, archive=archive)
        Watch.open(folder).close()
    except BaseException:
        shutil.rmtree(folder)
        if existed:
            folder.mkdir()
        raise
    return watch_id


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
