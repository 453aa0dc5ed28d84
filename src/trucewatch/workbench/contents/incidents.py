"""The list of incidents: one row each, and the filters that stand in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from weakref import WeakKeyDictionary

from trucewatch.model import EventType, Finding, Incident, Standing, Verdict
from trucewatch.model.errors import InputError
from trucewatch.publish.text import visible
from trucewatch.publish.wording import STANDING_WORDS, TYPE_WORDS, VERDICT_WORDS, capital
from trucewatch.workbench.contents.seen import Seen, isolated

__all__ = ["NOT_JUDGED", "Filters", "IncidentRow", "incident_order", "incident_row", "incident_rows"]

NOT_JUDGED = "not_judged"
_LONGEST = 200
_ORDER = {verdict: rank for rank, verdict in enumerate(Verdict)}


@dataclass(frozen=True)
class IncidentRow:
    """One incident in a line. `day` is the ISO day to sort by ("" where nobody dates it), `verdicts` the values of its
    findings, the strongest first (empty: not judged), `codes` the reason codes that decided them; `standing` is that of
    its having happened, `contested` whether anything about it is."""

    id: str
    day: str
    when: str
    where: str
    precision: str
    type: str
    what: str
    who: str
    whom: str
    standing: str
    standing_words: str
    contested: bool
    origins: int
    reports: int
    killed: str
    verdicts: tuple[str, ...]
    verdict_words: str
    codes: tuple[str, ...]
    zones: tuple[str, ...]
    place_id: str
    actors: tuple[str, ...]


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; an empty value narrows nothing. `q` is looked for in the id, the place, the actors
    and the kind of event; `contested` "yes": any proposition is, not that it happened alone; `since` and `until` bound
    the day (undated incidents pass only where neither is given)."""

    q: str = ""
    type: str = ""
    standing: str = ""
    contested: str = ""
    verdict: str = ""
    zone: str = ""
    place: str = ""
    actor: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address. InputError for a value that no incident can have."""
        names = [f.name for f in fields(cls) if f.name not in ("since", "until")]
        texts = {name: query.get(name, "").strip()[:_LONGEST] for name in names}
        _one_of("type", texts["type"], [t.value for t in EventType])
        _one_of("standing", texts["standing"], [s.value for s in Standing])
        _one_of("contested", texts["contested"], ["yes"])
        _one_of("verdict", texts["verdict"], [*(v.value for v in Verdict), NOT_JUDGED])
        since, until = _day("since", query.get("since", "")), _day("until", query.get("until", ""))
        if since and until and until < since:
            raise InputError(f"The list is asked from {since} until {until}; give an end that is not before the start.")
        return cls(**texts, since=since, until=until)

    def query(self) -> dict[str, str]:
        """The filters as the address has them; those that narrow nothing are left out."""
        return {f.name: str(value) for f in fields(self) if (value := getattr(self, f.name))}

    def keeps(self, row: IncidentRow) -> bool:
        """Whether a row passes."""
        if (self.standing and row.standing != self.standing) or (self.contested and not row.contested):
            return False
        if self.type and row.type != self.type:
            return False
        if self.verdict and self.verdict not in (row.verdicts or (NOT_JUDGED,)):
            return False
        if (self.zone and self.zone not in row.zones) or (self.actor and self.actor not in row.actors):
            return False
        if self.place and self.place not in (row.place_id, row.where):
            return False
        return self._on_time(row) and self._holds_words(row)

    def _on_time(self, row: IncidentRow) -> bool:
        if self.since is None and self.until is None:
            return True
        first, last = (self.since or date.min).isoformat(), (self.until or date.max).isoformat()
        return bool(row.day) and first <= row.day <= last

    def _holds_words(self, row: IncidentRow) -> bool:
        text = f"{row.id} {row.where} {row.what} {row.who} {row.whom} {row.type}".casefold()
        return all(word in text for word in self.q.casefold().split())


def _one_of(name: str, value: str, known: Iterable[str]) -> None:
    if value and value not in known:
        raise InputError(f'No incident has the {name} "{visible(value)}"; the address can ask for {", ".join(known)}.')


def _day(name: str, value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f'"{visible(value[:40])}" is no day for "{name}"; write one like 2017-05-05.') from error


_held: "WeakKeyDictionary[Seen, list[IncidentRow]]" = WeakKeyDictionary()
"""The rows of each view that is kept, so that another filter costs little."""


def incident_rows(seen: Seen, filters: Filters | None = None) -> list[IncidentRow]:
    """The incidents that pass the filters, the latest day first, undated ones last."""
    rows = _held.get(seen)
    if rows is None:
        rows = _held[seen] = [incident_row(seen, incident) for incident in seen.view.incidents]
    kept = [row for row in rows if filters is None or filters.keeps(row)]
    return sorted(kept, key=lambda row: (row.day, row.id), reverse=True)


def incident_order(seen: Seen) -> list[str]:
    """The ids of all incidents in the order of the list."""
    days = ((str(i.date_start or ""), i.id) for i in seen.view.incidents)
    return [name for _, name in sorted(days, reverse=True)]


def incident_row(seen: Seen, incident: Incident) -> IncidentRow:
    """One incident in a line."""
    desk = seen.desk
    found = sorted(desk.findings_of(incident), key=lambda f: _ORDER[f.verdict])
    place = seen.place(incident.place) if incident.place else None
    standing = incident.occurred.standing
    reports = {claim.report for claim in desk.claims(incident.claims)}
    return IncidentRow(
        id=incident.id,
        day=str(incident.date_start or ""),
        when=desk.when(incident),
        where=seen.place_name(incident.place),
        precision=place.precision if place else "not located",
        type=incident.type.value,
        what=capital(TYPE_WORDS[incident.type]),
        who=isolated(visible(desk.naming.actors(incident.initiators))),
        whom=isolated(visible(desk.naming.actors(incident.targets))),
        standing=standing.value,
        standing_words=desk.standing(incident.occurred) if incident.occurred.denies else STANDING_WORDS[standing],
        contested=any(p.standing is Standing.CONTESTED for p in incident.propositions),
        origins=len(incident.origins),
        reports=len(reports),
        killed=_killed(incident),
        verdicts=tuple(f.verdict.value for f in found),
        verdict_words=_verdicts(found),
        codes=tuple(dict.fromkeys(code for f in found for code in f.decided_by)),
        zones=tuple(dict.fromkeys(f.zone for f in found if f.zone)),
        place_id=(place.id if place else None) or "",
        actors=(*incident.initiators, *incident.targets),
    )


def _verdicts(found: list[Finding]) -> str:
    return "; ".join(dict.fromkeys(VERDICT_WORDS[f.verdict] for f in found)) or "Not judged"


def _killed(incident: Incident) -> str:
    low, high = incident.killed_low, incident.killed_high
    if low is None:
        return ""
    return f"{low} or more" if high is None else str(low) if low == high else f"{low} to {high}"
