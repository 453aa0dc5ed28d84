"""One agreement: who is bound, what is owed and by when, where, what its versions say, and what is dated in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.model import Agreement, ObligationStatus
from trucewatch.model.agreement import Obligation, Zone, ZoneVersion
from trucewatch.model.finding import QuietClock
from trucewatch.monitor.agreement_diff import version_diff
from trucewatch.monitor.agreement_timeline import agreement_timeline
from trucewatch.publish.clock import clock, duration_words, moment_words, version_known, zone_version
from trucewatch.publish.text import visible
from trucewatch.publish.wording import PRECISION_WORDS, STATE_WORDS, capital, counted, day, listing
from trucewatch.workbench.contents.seen import Seen

__all__ = [
    "AgreementTold",
    "ClauseTold",
    "DifferenceTold",
    "ObligationTold",
    "PartyTold",
    "VersionTold",
    "ZoneTold",
    "agreement_told",
    "differences_told",
    "find_agreement",
]

_UNNUMBERED = "without a number"


@dataclass(frozen=True)
class ObligationTold:
    """A duty on the view's day. `clocks` are quiet days counted; `others` what other versions give as its day."""

    id: str
    actors: str
    modality: str
    duty: str
    where: str
    state: str
    state_words: str
    deadline: str
    reckoning: str
    days_left: int | None
    others: tuple[str, ...]
    clocks: tuple[str, ...]
    reason: str
    evidence: tuple[str, ...]
    quoted: tuple[str, ...]
    recurrence: str
    occurrences: tuple[str, ...]


@dataclass(frozen=True)
class ClauseTold:
    """A provision with its duties."""

    name: str
    duties: tuple[ObligationTold, ...]


@dataclass(frozen=True)
class PartyTold:
    """Whom the agreement names, in which role, from when to when."""

    name: str
    role: str
    since: str
    until: str
    side: str
    note: str


@dataclass(frozen=True)
class VersionTold:
    """One version of the text. `current`: it is the one that counts on the view's day of knowledge."""

    id: str
    status: str
    date: str
    language: str
    authoritative: bool
    current: bool
    differs: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True)
class ZoneTold:
    """A zone with every version of its boundary: id, precision, from, until, what draws it; `current` names the one
    that holds on the view's day ("" if none does)."""

    id: str
    name: str
    kind: str
    current: str
    versions: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True)
class DifferenceTold:
    """Two versions side by side at one place of the text."""

    entry: str
    before: str
    after: str


@dataclass(frozen=True)
class AgreementTold:
    """An agreement on one day. `clock` says where it stands in its term; `points` are everything dated in it."""

    id: str
    title: str
    clock: str
    facts: tuple[tuple[str, str], ...]
    clauses: tuple[ClauseTold, ...]
    parties: tuple[PartyTold, ...]
    exclusions: tuple[str, ...]
    zones: tuple[ZoneTold, ...]
    versions: tuple[VersionTold, ...]
    points: tuple[tuple[str, str, str, str], ...]
    notes: tuple[str, ...]


def find_agreement(seen: Seen, name: str) -> Agreement | None:
    """The agreement of that id in a view; None if it holds none."""
    return next((a for a in seen.view.setting.agreements if a.id == name), None)


def agreement_told(seen: Seen, agreement: Agreement) -> AgreementTold:
    """An agreement as it stood on the view's day, on what was known."""
    return AgreementTold(
        id=agreement.id,
        title=visible(agreement.title),
        clock=_clock(seen, agreement),
        facts=_facts(agreement),
        clauses=_clauses(seen, agreement),
        parties=_parties(seen, agreement),
        exclusions=tuple(visible(_joined(e.as_worded, e.note)) for e in agreement.exclusions),
        zones=tuple(_zone(seen, zone) for zone in agreement.zones),
        versions=_versions(seen, agreement),
        points=tuple(
            (str(p.day), p.kind, visible(p.what), "disputed" if p.contested else "")
            for p in agreement_timeline(agreement)
        ),
        notes=tuple(map(visible, agreement.notes)),
    )


def differences_told(agreement: Agreement, one: str, other: str) -> tuple[DifferenceTold, ...]:
    """What two versions of the text say differently. AgreementError if the agreement has no such version."""
    return tuple(
        DifferenceTold(_entry(d.entry), visible(d.before or "nothing"), visible(d.after or "nothing"))
        for d in version_diff(agreement, one, other)
    )


def _entry(path: str) -> str:
    parts = path.split(".")
    if parts[0] == "obligations" and len(parts) > 2:
        return f"{parts[1]}: {parts[2]}"
    return {"in_force.from": "enters into force"}.get(path, path.removeprefix("differs.").replace("_", " "))


def _clock(seen: Seen, agreement: Agreement) -> str:
    found = clock(agreement, seen.desk.as_of)
    if found.number <= 0:
        return f"Not in force on {day(seen.desk.as_of)}: it enters into force on {day(found.start)}."
    if found.length is None or found.end is None:
        return f"Day {found.number} since {day(found.start)}; no term is stated."
    if found.running:
        return f"Day {found.number} of {found.length}, from {day(found.start)}; the term runs out on {day(found.end)}."
    return f"The term of {counted(found.length, 'day')} ran out on {day(found.end)}."


def _facts(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    signed = agreement.signed
    place = f", {signed.place}" if signed.place else ""
    facts = [
        ("Signed", f"{moment_words(str(signed.date))}{place}"),
        ("In force from", moment_words(str(agreement.in_force.start))),
    ]
    rivals = [
        f"{moment_words(str(c.value))} ({c.version or c.note or 'another account'})"
        for c in agreement.in_force.from_contested
    ]
    if rivals:
        facts.append(("Also given as the start", "; ".join(rivals)))
    if agreement.in_force.duration:
        facts.append(("Term", duration_words(agreement.in_force.duration)))
    defined = {"explicit_list": "a list in the text", "implied": "a reading of the text", "none": "none"}
    facts.append(("What it calls a violation", defined[agreement.violations.defined]))
    if agreement.violations.carve_outs:
        facts.append(("Carve-outs", "; ".join(agreement.violations.carve_outs)))
    bodies = [m.name or m.id for m in agreement.monitoring]
    facts.append(("Watched by", listing(bodies) or "nobody that the text names"))
    if agreement.related:
        facts.append(("Related", "; ".join(f"{r.rel.replace('_', ' ')} {r.id}" for r in agreement.related)))
    return tuple((name, visible(str(value))) for name, value in facts)


def _clauses(seen: Seen, agreement: Agreement) -> tuple[ClauseTold, ...]:
    """Every duty of the file in its order, then those that were made of other entries (duties to report)."""
    states = {s.id: s for s in seen.view.obligations if s.agreement == agreement.id}
    grouped: dict[str, list[ObligationTold]] = {}
    for duty in agreement.obligations:
        status = states.pop(duty.id, None)
        told = _obligation(seen, _words_of(duty), _where(agreement, duty), status)
        grouped.setdefault(duty.provision or _UNNUMBERED, []).append(told)
    for status in states.values():
        told = _obligation(seen, (status.id, status.actors, status.modality, status.duty), "", status)
        grouped.setdefault(status.provision or _UNNUMBERED, []).append(told)
    return tuple(ClauseTold(name, tuple(duties)) for name, duties in grouped.items())


def _words_of(duty: Obligation) -> tuple[str, tuple[str, ...], str, str]:
    said = " ".join(part for part in (duty.action, duty.object) if part)
    return duty.id, duty.actors, duty.modality, said


def _where(agreement: Agreement, duty: Obligation) -> str:
    zones = {zone.id: zone.as_worded for zone in agreement.zones}
    return listing([zones.get(zone, zone) for zone in duty.where])


def _obligation(
    seen: Seen, duty: tuple[str, tuple[str, ...], str, str], where: str, status: ObligationStatus | None
) -> ObligationTold:
    name, actors, modality, said = duty
    deadline = status.deadline if status else None
    others = [f"{day(o.day)} ({o.version})" for o in status.others] if status else []
    return ObligationTold(
        id=name,
        actors=visible(seen.desk.naming.parties(actors)),
        modality=modality.replace("_", " "),
        duty=visible(said),
        where=visible(where),
        state=status.state.value if status else "unknown",
        state_words=STATE_WORDS[status.state] if status else "unknown",
        deadline=f"{day(deadline.day)} ({deadline.version})" if deadline else "none",
        reckoning=visible(deadline.reckoning) if deadline else "",
        days_left=status.days_left if status else None,
        others=tuple(others),
        clocks=tuple(visible(_quiet(c)) for c in status.clocks) if status else (),
        reason=visible(status.reason) if status else "",
        evidence=seen.desk.known(status.evidence) if status else (),
        quoted=seen.desk.known(status.quoted) if status else (),
        recurrence=visible((status.recurrence if status else None) or ""),
        occurrences=tuple(f"{day(o.due)}: {STATE_WORDS[o.state]}" for o in status.occurrences) if status else (),
    )


def _quiet(found: QuietClock) -> str:
    where = f"zone {found.zone}: " if found.zone else ""
    unknown = f", of which {counted(found.unknown_days, 'day')} without any source: unknown, not quiet"
    reset = f"; last reset {day(found.last_reset)}" if found.last_reset else ""
    return f"{where}{found.run} of {counted(found.required, 'quiet day')}{unknown if found.unknown_days else ''}{reset}"


def _parties(seen: Seen, agreement: Agreement) -> tuple[PartyTold, ...]:
    return tuple(
        PartyTold(
            name=visible(seen.desk.naming.parties((p.actor,))),
            role=p.role.replace("_", " "),
            since=p.since or "",
            until=p.until or "",
            side=p.side or "",
            note=visible(p.note or "") if seen.whole else "",
        )
        for p in agreement.participants
    )


def _zone(seen: Seen, zone: Zone) -> ZoneTold:
    current = zone_version(zone.versions, seen.desk.as_of)
    return ZoneTold(
        id=zone.id,
        name=visible(zone.as_worded),
        kind=(zone.kind or "").replace("_", " "),
        current=current.id if current else "",
        versions=tuple(
            (
                version.id,
                PRECISION_WORDS[version.precision],
                version.valid_from or "no start given",
                version.valid_to or "no end given",
                _drawn_by(seen, version),
            )
            for version in zone.versions
        ),
    )


def _drawn_by(seen: Seen, version: ZoneVersion) -> str:
    places = {place.id: place.name for place in seen.view.setting.places}
    parts = ["an outline" if version.geometry else "no outline is public"]
    if version.geometry and version.boundary_sigma_km:
        parts.append(f"good to about {version.boundary_sigma_km:g} km")
    if version.admin:
        parts.append(f"whole provinces: {', '.join(version.admin)}")
    for words, ids in (("lists", version.includes), ("leaves out", version.excludes)):
        if ids:
            parts.append(f"{words} {_some([places.get(i, i) for i in ids])}")
    if version.disputed_parts:
        parts.append(f"disputes {_some([_part_name(part, places) for part in version.disputed_parts])}")
    return visible("; ".join(parts))


def _part_name(part: dict[str, object], places: dict[str, str]) -> str:
    name = str(part.get("place") or part.get("id") or "a part")
    return places.get(name, name)


def _some(names: list[str], most: int = 12) -> str:
    return f"{', '.join(names[:most])} and {len(names) - most} more" if len(names) > most else listing(names)


def _versions(seen: Seen, agreement: Agreement) -> tuple[VersionTold, ...]:
    current = version_known(agreement, seen.desk.known_on)
    return tuple(
        VersionTold(
            id=version.id,
            status=version.status.replace("_", " "),
            date=version.date or "date not stated",
            language=version.lang or "",
            authoritative=bool(version.authoritative),
            current=current is not None and version.id == current.id,
            differs=tuple(
                (capital(key.replace("_", " ")), visible(_text(value))) for key, value in version.differs.items()
            ),
            note=visible(version.note or "") if seen.whole else "",
        )
        for version in agreement.text_versions
    )


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(part)}" for key, part in value.items())
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return ", ".join(_text(part) for part in value)


def _joined(*parts: str | None) -> str:
    return ". ".join(part for part in parts if part)
