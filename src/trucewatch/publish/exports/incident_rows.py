"""What the event formats ask of an incident: its day, place and precision, sides, dead, and how sure it is."""

from dataclasses import dataclass
from datetime import date

from trucewatch.model import (
    Actor,
    ActorKind,
    Claim,
    Incident,
    Place,
    PlaceKind,
    PlaceRef,
    Standing,
    Verdict,
    codebook,
)
from trucewatch.publish.exports.base import Leaving
from trucewatch.publish.wording import TYPE_WORDS, counted

__all__ = ["Event", "events"]

_WIDE = frozenset({PlaceKind.GOVERNORATE, PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.SECTOR})
_STRENGTH = (Verdict.ESTABLISHED, Verdict.PROBABLE, Verdict.ALLEGED, Verdict.INDETERMINATE, Verdict.CONTRADICTED)


@dataclass(frozen=True)
class Event:
    """An incident with its look-ups. `start` and `end` None: nobody dates it; `verdict` is the strongest one under any
    agreement, None where it was not judged; `dead` low and high, None where no figure is given or shown."""

    incident: Incident
    claims: tuple[Claim, ...]
    place: PlaceRef | None
    entry: Place | None
    parent: Place | None
    start: date | None
    end: date | None
    verdict: Verdict | None
    standing: Standing | None
    publishers: tuple[str, ...]
    published: tuple[str, ...]
    titles: tuple[str, ...]
    urls: tuple[str, ...]
    licences: tuple[str, ...]
    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    kinds: dict[str, ActorKind]
    dead: tuple[int | None, int | None]

    @property
    def armed(self) -> bool:
        """Whether it is an event on the ground that is said to have happened, and is not outweighed by its denial."""
        physical = codebook()[self.incident.type].layer == "physical"
        return physical and self.incident.mode_actual and self.standing is not Standing.REJECTED

    @property
    def where_precision(self) -> int:
        """How well the place is known, 1 to 7 as in UCDP GED (violation-notes.md, "Place uncertainty")."""
        if self.place is None or self.place.lat is None:
            return 7
        kind = self.entry.kind if self.entry is not None else None
        if kind is PlaceKind.COUNTRY:
            return 6
        if kind in _WIDE:
            return 4 if kind is PlaceKind.GOVERNORATE else 5
        if kind is PlaceKind.DISTRICT:
            return 3
        radius = self.place.radius_km or 0
        return 1 if radius <= 1 else 2 if radius <= 5 else 3 if radius <= 25 else 4

    @property
    def date_precision(self) -> int:
        """How well the day is known, 1 (the day) to 5 (more than a month, or unknown) as in UCDP GED."""
        if self.start is None or self.end is None:
            return 5
        days = (self.end - self.start).days
        return 1 if days == 0 else 2 if days <= 6 else 4 if days <= 31 else 5

    @property
    def summary(self) -> str:
        """One sentence in our own words: what is reported of it, and how it stands."""
        where = self.place.name if self.place is not None else "a place not stated"
        standing = self.standing.value if self.standing is not None else "unknown"
        verdict = self.verdict.value.replace("_", " ") if self.verdict is not None else "not judged"
        sides = f" by {', '.join(self.initiators)}" if self.initiators else ""
        to = f" against {', '.join(self.targets)}" if self.targets else ""
        return (
            f"Reported: {TYPE_WORDS[self.incident.type]}{sides}{to} in {where}; standing: {standing}; "
            f"finding: {verdict}; {counted(len(self.incident.origins), 'origin')} in "
            f"{counted(len(self.publishers), 'publisher')}."
        )


def events(leaving: Leaving) -> list[Event]:
    """The incidents that leave, in order of their ids."""
    places = {place.id: place for place in leaving.setting.places}
    actors = {actor.id: actor for actor in leaving.setting.actors}
    return [_event(leaving, incident, places, actors) for incident in sorted(leaving.incidents, key=lambda i: i.id)]


def _event(leaving: Leaving, incident: Incident, places: dict[str, Place], actors: dict[str, Actor]) -> Event:
    assert leaving.released is not None
    held = leaving.released.view.claims
    claims = tuple(held[key] for key in incident.claims if key in held)
    reports = [r for key in dict.fromkeys(c.report for c in claims) if (r := leaving.reports.get(key)) is not None]
    entry = places.get(incident.place.place_id or "") if incident.place is not None else None
    found = [finding.verdict for finding in leaving.findings_of(incident)]
    occurred = next((p for p in incident.propositions if p.kind.value == "occurred"), None)
    sides = (*incident.initiators, *incident.targets)
    return Event(
        incident=incident,
        claims=claims,
        place=incident.place if entry is None else _located(entry, incident.place),
        entry=entry,
        parent=places.get(entry.parent or "") if entry is not None else None,
        start=incident.date_start or incident.date_end,
        end=incident.date_end or incident.date_start,
        verdict=next((v for v in _STRENGTH if v in found), found[0] if found else None),
        standing=occurred.standing if occurred is not None else None,
        publishers=tuple(dict.fromkeys(r.publisher or "publisher not named" for r in reports)),
        published=tuple(r.published.isoformat() if r.published else "" for r in reports),
        titles=tuple(r.title or "" for r in reports),
        urls=tuple(r.url or "" for r in reports),
        licences=tuple(sorted({leaving.licences.of(r) for r in reports})),
        initiators=tuple(_name(a, actors) for a in incident.initiators),
        targets=tuple(_name(a, actors) for a in incident.targets),
        kinds={_name(a, actors): actors[a].kind for a in sides if a in actors},
        dead=_dead(claims),
    )


def _located(entry: Place, ref: PlaceRef | None) -> PlaceRef:
    radius = max(entry.radius_km, (ref.radius_km if ref is not None else None) or 0.0)
    return PlaceRef(name=entry.name, lat=entry.lat, lon=entry.lon, radius_km=radius, place_id=entry.id)


def _name(value: str, actors: dict[str, Actor]) -> str:
    return actors[value].name if value in actors else value


def _dead(claims: tuple[Claim, ...]) -> tuple[int | None, int | None]:
    """The lowest and the highest figure that any claim gives; a figure cut off by the profile gives none."""
    figures = [toll for c in claims if c.polarity.value == "+" for toll in c.killed]
    lows = [t.low for t in figures if t.low is not None]
    highs = [t.high for t in figures if t.high is not None and t.low is not None]
    return min(lows, default=None), max([*highs, *lows], default=None)
