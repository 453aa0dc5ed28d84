"""Writing data exports of a watch to a file, whole or not at all."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from trucewatch.decisions import sensitive
from trucewatch.issuing import leaving_moment
from trucewatch.model import View
from trucewatch.model.errors import InputError
from trucewatch.publish.exports import Exporter, Leaving, Licences, get_exporter, leaving_claims, leaving_view
from trucewatch.publish.release import Profile, load_profile
from trucewatch.watch import Watch

__all__ = ["export_file", "leaving_now"]


def export_file(
    watch: Watch,
    name: str,
    out: Path,
    as_of: datetime,
    known_on: datetime,
    *,
    profile: str = "public",
    licences: tuple[str, ...] = (),
) -> int:
    """Write an export of what was known on `known_on` of the world up to `as_of`, and say how many records it holds.

    `licences` keeps only records under these upstream licences (none: all that are not forbidden). A claims format
    holds every claim known then, whatever it speaks of. InputError for an unknown format or a file that cannot be
    written, ConfigError for an unknown profile.
    """
    exporter = get_exporter(name)
    rules = load_profile(profile, watch.folder)
    known = Licences.load(watch.folder, watch.setting, licences)
    leaves = leaving_moment(watch, known_on)
    if exporter.holds == "claims":
        leaving = leaving_claims(
            watch.setting,
            watch.ledger.claims(known_on).values(),
            watch.ledger.reports(known_on),
            rules,
            known_on=known_on,
            leaves=leaves,
            licences=known,
            sensitive=sensitive(watch.ledger, (), None),
        )
    else:
        leaving = leaving_view(watch.view(as_of, known_on), rules, leaves=leaves, licences=known)
    return _written(exporter, leaving, out)


def leaving_now(watch: Watch, view: View, profile: Profile) -> Leaving:
    """What leaves of a view of the watch under a profile, with the licences of its folder. ConfigError where these
    cannot be read."""
    known = Licences.load(watch.folder, view.setting)
    return leaving_view(view, profile, leaves=leaving_moment(watch, view.known_on), licences=known)


def _written(exporter: Exporter, leaving: Leaving, out: Path) -> int:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    except OSError as error:
        raise InputError(f"{out} cannot be written ({error.strerror}); name another file with --out.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            number = exporter.write(leaving, file)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(out)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise InputError(f"{out} cannot be written ({error.strerror}); name another file with --out.") from error
        raise
    return number
