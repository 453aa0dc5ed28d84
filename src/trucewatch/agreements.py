"""Agreement files for the command line: checked together, found by name, drafted from reports."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from trucewatch.model import Agreement
from trucewatch.model.errors import InputError
from trucewatch.monitor import Checked, check_agreement, load_agreement
from trucewatch.reading import Reading, world_at
from trucewatch.settings import FILE, load_settings
from trucewatch.world import load_actors

__all__ = ["check_files", "draft_from", "head_lines", "named_agreement"]


def check_files(files: Sequence[Path], folder: Path) -> list[Checked]:
    """Every file checked (none given: the agreements of the watch in `folder`); InputError if there is none."""
    wanted = list(files) or _of_watch(folder)
    if not wanted:
        raise InputError(f"There is no agreement to check: {folder} is no watch with agreements; name a YAML file.")
    known = _actors_of(folder)
    return [check_agreement(path, known) for path in wanted]


def named_agreement(which: str | None, folder: Path) -> Agreement:
    """The agreement in a file, or the one of the watch in `folder` with that id (None: its only one)."""
    if which is not None and Path(which).is_file():
        return load_agreement(which)
    held = {a.id: a for a in map(load_agreement, _of_watch(folder))}
    if which is None and len(held) == 1:
        return next(iter(held.values()))
    if which in held:
        return held[which]
    known = ", ".join(held) or "none"
    if which is None:
        raise InputError(f"Name an agreement: a YAML file, or an id of the watch (it has {known}).")
    raise InputError(f'"{which}" is neither a file nor an agreement of this watch; it has {known}.')


def head_lines(agreement: Agreement) -> Iterator[str]:
    """What an agreement is, in a few lines."""
    rule = agreement.in_force
    yield f"{agreement.title} ({agreement.id})"
    kinds = (agreement.form, agreement.class_, agreement.scope)
    words = ", ".join(k.replace("_", " ") for k in kinds if k)
    if words:
        yield words
    place = f" in {agreement.signed.place}" if agreement.signed.place else ""
    yield f"Signed on {agreement.signed.date}{place}; in force from {rule.start}{_contested(agreement)}."
    mode = rule.extension.mode.replace("_", " ") if rule.extension and rule.extension.mode else "not stated"
    term = rule.until or rule.duration
    yield f"Term: {term or 'none stated'}; extension: {mode}."
    for end in rule.ended:
        where = f" in {end['zone']}" if end.get("zone") else ""
        yield f"Ended{where} on {end.get('date', 'a day not stated')}: {end.get('how') or 'no reason stated'}."
    defined = {"none": "not defined; findings say \"inconsistent with\"", "implied": "a reading of the text",
               "explicit_list": "listed by the text"}[agreement.violations.defined]  # fmt: skip
    yield f"Violations: {defined}: {', '.join(agreement.violations.event_types) or 'no act listed'}."
    defence = agreement.violations.self_defence or "not stated"
    yield f"Self-defence: {defence}. Exempt: {'; '.join(agreement.violations.carve_outs) or 'nothing stated'}."
    for other in agreement.related:
        yield f"{other.rel.replace('_', ' ').capitalize()} {other.id}."


def draft_from(inputs: Sequence[Path], published: date | None, folder: Path) -> tuple[str, list[str]]:
    """The YAML of a draft from reports, and a sentence for each input that could not be read."""
    from trucewatch.monitor.drafting import draft
    from trucewatch.monitor.drafting.written import written

    reading = Reading(folder, "default", published, jobs=1)
    read = list(reading.read(inputs))
    if not read:
        raise InputError("No text could be read to draft from: " + " ".join(reading.refused or ["the input is empty."]))
    claims = {report.id: found for report, found in read}
    return written(draft([report for report, _ in read], claims, world_at(folder))), reading.refused


def _contested(agreement: Agreement) -> str:
    others = [str(c.value) for c in agreement.in_force.from_contested if str(c.value) != agreement.in_force.start]
    return f" ({' and '.join(others)} also given)" if others else ""


def _of_watch(folder: Path) -> list[Path]:
    if not (folder / FILE).is_file():
        return []
    listed = load_settings(folder).agreements
    if listed is None:
        return sorted((folder / "agreements").glob("*.yaml"))
    return [folder / name for name in listed]


def _actors_of(folder: Path) -> frozenset[str] | None:
    """The ids of the actors of the watch in a folder; None where it is no watch or keeps no actors."""
    path = folder / "actors.yaml"
    if not (folder / FILE).is_file() or not path.is_file():
        return None
    return frozenset(a.id for a in load_actors(path))
