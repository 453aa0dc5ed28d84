"""A whole watch in one file, taken while it is in use, and brought back from it.

watch.toml, *.yaml                  the setting, as it lies in the folder
agreements/, and listed elsewhere   the agreements, with what lies beside them
profiles/                           the watch's own release profiles, which replace shipped ones of the same name
gazetteers/                         what was imported of places
quarantine.jsonl, feeds.json        what could not be read; what is known of the feeds, so that none is read anew
ledger.db                           the ledger at one moment, whatever database it is kept in
evidence/                           the bytes that its entries speak of

Not in it: what can be made anew (cache/, the search index, published files), uploads on their way (incoming/), the
accounts of a server (docs/server.md), and any other file that lies in the folder.
"""

import os
import re
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from trucewatch.feeding import FILE as FEEDS
from trucewatch.ingest.quarantine import FILE as QUARANTINE
from trucewatch.ledger import Evidence, Head, Ledger
from trucewatch.ledger.kinds import evidence_of
from trucewatch.ledger.transfer import copy_ledger
from trucewatch.model.errors import ConfigError, InputError, LedgerError, TamperError, WatchError
from trucewatch.model.progress import Progress
from trucewatch.setting_files import agreement_files
from trucewatch.settings import FILE, load_settings
from trucewatch.watch import Watch
from trucewatch.world.listings import FOLDER as GAZETTEERS

__all__ = ["back_up", "move_ledger", "restore"]

_LEDGER = "ledger.db"
_EVIDENCE = "evidence"
_WHOLE_FOLDERS = ("agreements", "profiles", GAZETTEERS)
_KEPT_BESIDE = (QUARANTINE, FEEDS)
_NAMED = re.compile(r'^ledger\s*=\s*("[^"\n]*"|\'[^\'\n]*\')', re.MULTILINE)


def move_ledger(watch: Watch, target: str, progress: Progress, *, use: bool = False) -> Head:
    """Copy the watch's ledger to a path or URL and prove that both end alike; with `use`, let watch.toml name the new
    place from then on. LedgerError if there is a ledger there already, or entries were added to the old one meanwhile.
    """
    place = target if "://" in target else str(watch.folder / target)
    end = copy_ledger(watch.ledger, place, progress=progress)
    if use:
        if watch.ledger.head() != end:
            message = f"Entries were added to the old ledger meanwhile, so it stays in use; remove the copy at {target}"
            raise LedgerError(f"{message} and try again while nobody adds.")
        _name_ledger(watch.folder, target)
    return end


def back_up(watch: Watch, target: Path, progress: Progress) -> Head:
    """Write the watch into one file, whole or not at all; the end of the chain that it holds. Others may go on adding:
    the backup is of one moment. LedgerError if the file exists or bytes are missing."""
    if target.exists():
        raise LedgerError(f"{target} exists already; name a new file for the backup.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as work:
        ledger, packed = Path(work) / _LEDGER, Path(work) / "backup.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            # Before the ledger: an article that feeds.json counts as taken must be in it.
            for name, path in _settings_of(watch).items():
                archive.write(path, name)
            end = copy_ledger(watch.ledger, ledger, progress=progress)
            archive.write(ledger, _LEDGER)
            with Ledger.open(ledger, read_only=True) as copy:
                hashes = sorted(_spoken_of(copy))
            for done, sha256 in enumerate(hashes, start=1):
                path = watch.evidence.path(sha256)
                archive.writestr(
                    f"{_EVIDENCE}/{path.relative_to(watch.evidence.folder).as_posix()}", _read(watch, sha256)
                )
                progress(done, len(hashes))
        packed.rename(target)
    return end


def restore(source: Path, folder: Path, progress: Progress, *, ledger: str | None = None) -> Head:
    """Lay a watch down in a new folder from its backup, and verify everything; the end of its chain. `ledger` names
    another place for its ledger than the one that it had. InputError if the file is no backup, WatchError if the folder
    is not empty, LedgerError if there is a ledger where it is to lie, TamperError if anything is not as recorded."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WatchError(f"{folder} exists and is not empty; name a new folder for the watch.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as work:
        made = Path(work) / "watch"
        _unpack(source, made)
        if ledger is not None:
            _name_ledger(made, ledger)
        settings = load_settings(made)
        with Ledger.open(made / _LEDGER) as kept:
            found = kept.verify(Evidence(made / _EVIDENCE), progress=lambda _what, done, total: progress(done, total))
            if not found.ok:
                raise TamperError(f"The backup {source} is not as recorded: {found.problems[0]}.")
            end = kept.head()
            elsewhere = settings.ledger not in (None, _LEDGER)
            if elsewhere:
                copy_ledger(kept, settings.ledger_of(made), progress=progress)
        if elsewhere:
            (made / _LEDGER).unlink()
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    return end


def _settings_of(watch: Watch) -> dict[str, Path]:
    """The files of the watch beside its ledger and evidence, by their names in the backup. LedgerError if watch.toml
    lists an agreement that lies outside the folder."""
    folder = watch.folder
    files = [folder / FILE, *folder.glob("*.yaml"), *(folder / name for name in _KEPT_BESIDE)]
    files += [path for part in _WHOLE_FOLDERS for path in (folder / part).rglob("*")]
    named = {path.relative_to(folder).as_posix(): path for path in sorted(files) if path.is_file()}
    for path in agreement_files(folder, watch.settings):
        name = os.path.relpath(path, folder)
        if Path(name).parts[0] == os.pardir:
            message = (
                f"{folder}/{FILE} lists the agreement {name}, which lies outside the folder, so no backup can hold it"
            )
            raise LedgerError(f"{message}; move it into the folder and name it anew.")
        named[Path(name).as_posix()] = path
    return named


def _spoken_of(ledger: Ledger) -> set[str]:
    """Hashes of the bytes that entries speak of and no takedown has removed."""
    hashes: set[str] = set()
    for entry in ledger.entries():
        of_entry = evidence_of(entry.kind, entry.body)
        if entry.kind == "takedown":
            hashes.difference_update(of_entry)
        else:
            hashes.update(of_entry)
    return hashes


def _read(watch: Watch, sha256: str) -> bytes:
    try:
        return watch.evidence.read(sha256)
    except TamperError:
        raise
    except LedgerError as error:
        message = f"{error} If a report was taken down just now, make the backup again."
        raise LedgerError(message) from error


def _name_ledger(folder: Path, place: str) -> None:
    """Let watch.toml name another place for the ledger. ConfigError if the line cannot be written into it."""
    path = folder / FILE
    text = path.read_text("utf-8")
    if '"' in place or "\\" in place or "\n" in place:
        raise ConfigError(f"The place {place!r} cannot be written into {path}; write it there yourself.")
    line = f'ledger = "{place}"'
    changed, found = _NAMED.subn(line, text, count=1)
    if not found:
        changed, found = re.subn(
            r"^\[watch\][^\n]*\n", lambda match: f"{match[0]}{line}\n", text, count=1, flags=re.MULTILINE
        )
    if not found:
        raise ConfigError(f"{path} has no section [watch] to name the ledger in; write the line {line} there yourself.")
    temporary = path.with_name(f".{FILE}.new")
    temporary.write_text(changed, "utf-8")
    temporary.rename(path)


def _unpack(source: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            if FILE not in names or _LEDGER not in names:
                raise InputError(
                    f"{source} is no backup of a watch; name a file that `trucewatch ledger backup` wrote."
                )
            for name in names:
                parts = PurePosixPath(name).parts
                if name.startswith("/") or ".." in parts or "\\" in name:
                    raise InputError(f"{source} holds a path that leads out of it ({name!r}); it is no backup.")
                target = folder.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file)
    except (zipfile.BadZipFile, EOFError) as error:
        raise InputError(f"{source} is damaged or no backup ({error}); name another copy of it.") from error
