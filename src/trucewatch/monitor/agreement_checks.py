"""What an agreement must not say: references to nothing, impossible dates, geometry that encloses nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.model import Agreement, EventType
from trucewatch.monitor.deadline_rules import RuleDays, trigger_parts
from trucewatch.monitor.moments import day_of, moment, parse_offset, zone_named
from trucewatch.monitor.shapes import geometry_problem, line_problem

__all__ = ["At", "Problem", "contradictions"]

At = tuple[str | int, ...]
_TYPES = frozenset(t.value for t in EventType)
_BOUND_WORDS = frozenset({"guarantors", "parties", "signatories", "all"})


@dataclass(frozen=True)
class Problem:
    """One thing wrong at one entry of the file."""

    at: At
    message: str

    @property
    def entry(self) -> str:
        """The entry as a reader would write it: obligations[3].deadline.offset."""
        text = ""
        for step in self.at:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text or "the file"


def contradictions(agreement: Agreement) -> list[Problem]:
    """Every problem of an agreement that already fits the schema, in the order of the file's parts."""
    problems = [*_moments(agreement), *_time_zones(agreement)]
    if problems:
        # Later checks compare dates; a date that cannot be read would only be reported again.
        return problems + [p for check in _WITHOUT_DATES for p in check(agreement)]
    return [p for check in (*_WITHOUT_DATES, *_WITH_DATES) for p in check(agreement)]


def _dated(agreement: Agreement) -> Iterator[tuple[At, str | None]]:
    yield ("signed", "date"), agreement.signed.date
    for i, version in enumerate(agreement.text_versions):
        yield ("text_versions", i, "date"), version.date
    yield ("in_force", "from"), agreement.in_force.start
    for i, end in enumerate(agreement.in_force.ended):
        yield ("in_force", "ended", i, "date"), _text(end.get("date"))
    for i, participant in enumerate(agreement.participants):
        yield ("participants", i, "from"), participant.since
        yield ("participants", i, "to"), participant.until
    yield from _dated_boundaries(agreement)
    for i, obligation in enumerate(agreement.obligations):
        for j, note in enumerate(obligation.status):
            yield ("obligations", i, "status", j, "as_of"), note.as_of
        if obligation.deadline:
            yield ("obligations", i, "deadline", "absolute"), obligation.deadline.absolute
            yield ("obligations", i, "deadline", "resolved"), obligation.deadline.resolved
    for i, monitor in enumerate(agreement.monitoring):
        yield ("monitoring", i, "from"), monitor.since


def _dated_boundaries(agreement: Agreement) -> Iterator[tuple[At, str | None]]:
    for i, zone in enumerate(agreement.zones):
        for j, boundary in enumerate(zone.versions):
            yield ("zones", i, "versions", j, "valid_from"), boundary.valid_from
            yield ("zones", i, "versions", j, "valid_to"), boundary.valid_to
    for i, line in enumerate(agreement.lines):
        for j, drawn in enumerate(line.versions):
            for key in ("valid_from", "valid_to"):
                yield ("lines", i, "versions", j, key), _text(drawn.get(key))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _attempt(at: At, parse: Callable[[], object]) -> Iterator[Problem]:
    try:
        parse()
    except ValueError as error:
        yield Problem(at, str(error))


def _moments(agreement: Agreement) -> Iterator[Problem]:
    utc = zone_named(None)
    for at, text in _dated(agreement):
        if text is not None:
            yield from _attempt(at, lambda text=text: moment(text, utc))  # type: ignore[misc]


def _time_zones(agreement: Agreement) -> Iterator[Problem]:
    yield from _attempt(("signed", "tz"), lambda: zone_named(agreement.signed.tz))
    yield from _attempt(("in_force", "tz"), lambda: zone_named(agreement.in_force.tz))


def _twice(at: At, ids: Iterable[str]) -> Iterator[Problem]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield Problem(at, f"the id {name!r} stands {count} times; give each entry its own")


def _ids(agreement: Agreement) -> Iterator[Problem]:
    yield from _twice(("text_versions",), (v.id for v in agreement.text_versions))
    yield from _twice(("zones",), (z.id for z in agreement.zones))
    for i, zone in enumerate(agreement.zones):
        yield from _twice(("zones", i, "versions"), (v.id for v in zone.versions))
    yield from _twice(("lines",), (line.id for line in agreement.lines))
    yield from _twice(("obligations",), (o.id for o in agreement.obligations))
    yield from _twice(("monitoring",), (m.id for m in agreement.monitoring))
    yield from _twice(("in_force", "phases"), (str(p["id"]) for p in agreement.in_force.phases if "id" in p))


def _event_types(agreement: Agreement) -> Iterator[Problem]:
    listed: list[tuple[At, Sequence[str]]] = [(("violations", "event_types"), agreement.violations.event_types)]
    listed += [(("obligations", i, "event_types"), o.event_types) for i, o in enumerate(agreement.obligations)]
    for at, names in listed:
        for i, name in enumerate(names):
            if name not in _TYPES:
                yield Problem((*at, i), f"{name!r} is no event type of the codebook")


def _references(agreement: Agreement) -> Iterator[Problem]:
    zones = {z.id for z in agreement.zones}
    known_where = zones | {line.id for line in agreement.lines}
    for key, entries in (("phases", agreement.in_force.phases), ("ended", agreement.in_force.ended)):
        for i, entry in enumerate(entries):
            for name in ("zone", "zones"):
                named = entry.get(name) or ()
                for zone in named if isinstance(named, list | tuple) else [named]:
                    if str(zone) not in zones:
                        yield Problem(("in_force", key, i, name), f"no zone is called {zone!r}")
    known = {p.actor for p in agreement.participants} | {p.side for p in agreement.participants} | _BOUND_WORDS
    known |= {m.id for m in agreement.monitoring} | {a for o in agreement.obligations for a in o.actors}
    for i, phase in enumerate(agreement.in_force.phases):
        binds = phase.get("binds") or ()
        for actor in binds if isinstance(binds, list | tuple) else [binds]:
            if str(actor) not in known:
                yield Problem(("in_force", "phases", i, "binds"), f"{actor!r} is no participant of the agreement")
    for i, obligation in enumerate(agreement.obligations):
        for j, where in enumerate(obligation.where):
            if where not in known_where:
                yield Problem(("obligations", i, "where", j), f"no zone or line is called {where!r}")


def _versions(agreement: Agreement) -> Iterator[Problem]:
    known = {v.id for v in agreement.text_versions}
    named: list[tuple[At, str | None]] = [
        (("in_force", "from_contested", i, "version"), c.version)
        for i, c in enumerate(agreement.in_force.from_contested)
    ]
    for i, obligation in enumerate(agreement.obligations):
        named.append((("obligations", i, "text_version"), obligation.text_version))
        others = obligation.deadline.other_versions if obligation.deadline else ()
        named += [
            (("obligations", i, "deadline", "other_versions", j, "version"), other.version)
            for j, other in enumerate(others)
        ]
    for at, name in named:
        if name is not None and name not in known:
            yield Problem(at, f"no text version is called {name!r}")


def _lines(agreement: Agreement) -> Iterator[Problem]:
    parents: dict[str, str] = {}
    ids = {line.id for line in agreement.lines}
    for i, line in enumerate(agreement.lines):
        for j, version in enumerate(line.versions):
            wrong = line_problem(version["geometry"]) if version.get("geometry") else None
            if wrong:
                yield Problem(("lines", i, "versions", j, "geometry"), wrong)
        derived = line.derived_from
        if derived is None:
            continue
        at: At = ("lines", i, "derived_from")
        parent = derived.get("line")
        if parent is None:
            yield Problem(at, "a derived line needs a baseline: line, the id of the line that it lies off")
        elif str(parent) not in ids:
            yield Problem(at, f"it is derived from line {parent!r}, which the agreement does not have")
        else:
            parents[line.id] = str(parent)
        offset = derived.get("offset_km")
        if isinstance(offset, bool) or not isinstance(offset, int | float):
            other = next((k for k in derived if "offset" in k and k != "offset_km"), None)
            has = f"; {other} = {derived[other]!r} states no unit" if other else ""
            yield Problem(at, f"a derived line needs offset_km, a number of kilometres{has}")
    for i, line in enumerate(agreement.lines):
        if _in_ring(line.id, parents):
            yield Problem(("lines", i, "derived_from"), f"line {line.id!r} is derived from itself by way of others")


def _in_ring(start: str, following: dict[str, str]) -> bool:
    seen: set[str] = set()
    step = following.get(start)
    while step is not None and step not in seen:
        if step == start:
            return True
        seen.add(step)
        step = following.get(step)
    return False


def _geometries(agreement: Agreement) -> Iterator[Problem]:
    for i, zone in enumerate(agreement.zones):
        for j, version in enumerate(zone.versions):
            at: At = ("zones", i, "versions", j)
            wrong = geometry_problem(version.geometry) if version.geometry is not None else None
            if wrong:
                yield Problem((*at, "geometry"), wrong)
            if version.boundary_sigma_km is not None and version.boundary_sigma_km < 0:
                yield Problem((*at, "boundary_sigma_km"), "an uncertainty in km cannot be below 0")
            for place in sorted(set(version.includes) & set(version.excludes)):
                yield Problem(at, f"{place!r} is both included and excluded")


def _offsets(agreement: Agreement) -> Iterator[Problem]:
    if agreement.in_force.duration is not None:
        duration = agreement.in_force.duration
        yield from _attempt(("in_force", "duration"), lambda: parse_offset(duration))
    for i, obligation in enumerate(agreement.obligations):
        rule = obligation.deadline
        if rule is None:
            continue
        at: At = ("obligations", i, "deadline")
        if rule.offset is not None:
            yield from _attempt((*at, "offset"), lambda text=rule.offset: parse_offset(text))  # type: ignore[misc]
        for j, other in enumerate(rule.other_versions):
            for value in other.value if isinstance(other.value, list | tuple) else [other.value]:
                if not _is_deadline_value(value):
                    yield Problem(
                        (*at, "other_versions", j), f"{value!r} is neither an ISO date nor an ISO 8601 offset"
                    )


def _is_deadline_value(value: object) -> bool:
    text = str(value)
    parsers: tuple[Callable[[], object], ...] = (lambda: moment(text, zone_named(None)), lambda: parse_offset(text))
    return any(not list(_attempt((), parse)) for parse in parsers)


def _triggers(agreement: Agreement) -> Iterator[Problem]:
    ids = {o.id for o in agreement.obligations}
    following: dict[str, str] = {}
    for i, obligation in enumerate(agreement.obligations):
        rule = obligation.deadline
        if rule is None or rule.trigger is None:
            continue
        at: At = ("obligations", i, "deadline", "trigger")
        kind, name = trigger_parts(rule.trigger)
        if kind == "obligation" and name not in ids:
            yield Problem(at, f"the deadline hangs on obligation {name!r}, which the agreement does not have")
        elif kind == "obligation":
            following[obligation.id] = name
    for i, obligation in enumerate(agreement.obligations):
        if _in_ring(obligation.id, following):
            yield Problem(
                ("obligations", i, "deadline", "trigger"), f"the deadline of {obligation.id!r} hangs on itself"
            )


def _orders(agreement: Agreement) -> Iterator[Problem]:
    for i, zone in enumerate(agreement.zones):
        for j, version in enumerate(zone.versions):
            if _reversed(version.valid_from, version.valid_to):
                yield Problem(
                    ("zones", i, "versions", j, "valid_to"),
                    f"the version ends on {version.valid_to}, before it starts on {version.valid_from}",
                )
    for i, participant in enumerate(agreement.participants):
        if _reversed(participant.since, participant.until):
            yield Problem(
                ("participants", i, "to"),
                f"the role ends on {participant.until}, before it starts on {participant.since}",
            )


def _reversed(first: str | None, last: str | None) -> bool:
    return first is not None and last is not None and day_of(last) < day_of(first)


def _deadline_order(agreement: Agreement) -> Iterator[Problem]:
    if any(_triggers(agreement)) or any(_offsets(agreement)):
        return
    days = RuleDays(agreement)
    for i, obligation in enumerate(agreement.obligations):
        rule = obligation.deadline
        if rule is None:
            continue
        at: At = ("obligations", i, "deadline")
        if rule.absolute is not None and day_of(rule.absolute) < agreement.signing_day:
            yield Problem((*at, "absolute"), f"{rule.absolute} lies before the signing on {agreement.signing_day}")
        trigger: date | None = days.trigger_day(obligation)
        ahead = (rule.offset or "").startswith("-")
        if rule.resolved is not None and trigger is not None and not ahead and day_of(rule.resolved) < trigger:
            yield Problem((*at, "resolved"), f"{rule.resolved} lies before its trigger ({rule.trigger}) on {trigger}")


_WITHOUT_DATES = (_ids, _event_types, _references, _versions, _lines, _geometries, _offsets, _triggers)
_WITH_DATES = (_orders, _deadline_order)
