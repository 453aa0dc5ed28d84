"""Everything dated in an agreement, in order: its texts, its start and end, roles, boundaries, deadlines, notes."""

from collections.abc import Iterator
from datetime import timedelta

from trucewatch.model import Agreement
from trucewatch.model.chronicle import AgreementPoint
from trucewatch.monitor.deadline_rules import RuleDays
from trucewatch.monitor.moments import day_of, is_moment, moment, parse_offset, zone_named

__all__ = ["agreement_timeline"]


def agreement_timeline(agreement: Agreement) -> tuple[AgreementPoint, ...]:
    """The dated points of an agreement file, the earliest first; those of one day in the order of the file's parts."""
    points = [
        *_texts(agreement),
        *_force(agreement),
        *_roles(agreement),
        *_boundaries(agreement),
        *_deadlines(agreement),
        *_notes(agreement),
    ]
    return tuple(sorted(points, key=lambda p: p.day))


def _point(
    when: object, kind: str, what: str, version: str | None = None, *, contested: bool = False
) -> Iterator[AgreementPoint]:
    text = "" if when is None else str(when)
    if is_moment(text):
        yield AgreementPoint(day=day_of(text), when=text, kind=kind, what=what, version=version, contested=contested)


def _texts(agreement: Agreement) -> Iterator[AgreementPoint]:
    for version in agreement.text_versions:
        binding = ", authoritative" if version.authoritative else ""
        what = f"text version {version.id} ({version.status.replace('_', ' ')}{binding})"
        yield from _point(version.date, "text", what, version.id)
    place = f" in {agreement.signed.place}" if agreement.signed.place else ""
    yield from _point(agreement.signed.date, "signing", f"signed{place}", agreement.authoritative_version().id)


def _force(agreement: Agreement) -> Iterator[AgreementPoint]:
    rule = agreement.in_force
    text = agreement.authoritative_version().id
    others = [c for c in rule.from_contested if str(c.value)[:10] != rule.start[:10]]
    yield from _point(rule.start, "start", "enters into force", text, contested=bool(others))
    for other in others:
        note = f" ({other.note})" if other.note else ""
        yield from _point(other.value, "start", f"also given as the start{note}", other.version, contested=True)
    for phase in rule.phases:
        name = f"phase {phase.get('id') or phase.get('name') or 'unnamed'}"
        binds = phase.get("binds") or ()
        whom = f", binding {', '.join([binds] if isinstance(binds, str) else map(str, binds))}" if binds else ""
        yield from _point(phase.get("from"), "phase", f"{name} begins{whom}", text)
        for key in ("to", "until", "end"):
            yield from _point(phase.get(key), "phase", f"{name} ends", text)
    yield from _term(agreement, text)
    for end in rule.ended:
        where = f" in {end['zone']}" if end.get("zone") else ""
        yield from _point(end.get("date"), "end", f"ended{where}: {end.get('how') or 'no reason stated'}")


def _term(agreement: Agreement, text: str) -> Iterator[AgreementPoint]:
    rule = agreement.in_force
    mode = f"; extension {rule.extension.mode.replace('_', ' ')}" if rule.extension and rule.extension.mode else ""
    if rule.until:
        yield from _point(rule.until[:10], "term", f"term: until {rule.until}{mode}", text)
    elif rule.duration:
        end = parse_offset(rule.duration).after(moment(rule.start, zone_named(rule.tz)))
        last = end if "T" in rule.duration else end - timedelta(days=1)
        yield from _point(last.date().isoformat(), "term", f"the term of {rule.duration} ends{mode}", text)


def _roles(agreement: Agreement) -> Iterator[AgreementPoint]:
    for participant in agreement.participants:
        disputed = participant.side == "disputed"
        said = f"{participant.actor} {participant.role.replace('_', ' ')}"
        yield from _point(participant.since, "role", f"{said}: from here", contested=disputed)
        yield from _point(participant.until, "role", f"{said}: until here", contested=disputed)


def _boundaries(agreement: Agreement) -> Iterator[AgreementPoint]:
    for zone in agreement.zones:
        for version in zone.versions:
            drawn = "drawn" if version.geometry else "not drawn"
            what = f"{zone.id}: boundary {version.id} ({version.precision}, {drawn})"
            disputed = version.precision == "disputed" or bool(version.disputed_parts)
            yield from _point(version.valid_from, "boundary", f"{what} from here", version.id, contested=disputed)
            yield from _point(version.valid_to, "boundary", f"{what} until here", version.id, contested=disputed)
    for line in agreement.lines:
        for drawn_line in line.versions:
            yield from _point(drawn_line.get("valid_from"), "boundary", f"line {line.id} from here")


def _deadlines(agreement: Agreement) -> Iterator[AgreementPoint]:
    rules = RuleDays(agreement)
    for duty in agreement.obligations:
        base = rules.base(duty)
        others = [(v.id, r) for v in agreement.text_versions for r in rules.under(duty, v.id)]
        what = f"{duty.id}: {' '.join(p for p in (duty.action, duty.object) if p)}"
        apart = base is not None and any(r.day != base.day for _, r in others)
        if base is not None:
            text = duty.text_version or agreement.authoritative_version().id
            yield from _point(base.day.isoformat(), "deadline", f"{what} ({base.how})", text, contested=apart)
        for version, reckoned in others:
            yield from _point(reckoned.day.isoformat(), "deadline", f"{what} ({reckoned.how})", version, contested=True)


def _notes(agreement: Agreement) -> Iterator[AgreementPoint]:
    for duty in agreement.obligations:
        for note in duty.status:
            more = f" ({note.note})" if note.note else ""
            yield from _point(note.as_of, "note", f"{duty.id}: noted as {note.state.replace('_', ' ')}{more}")
