"""The sources of a watch: interests, track record with intervals, and what each was first or last with.

Nobody is ranked: sources stand in the order of the alphabet, and of single persons (witnesses) no figure is shown. A
record says what became of earlier claims in one kind of matter; it is no mark for honesty.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from trucewatch.assess.parameters import Stake, parameters
from trucewatch.assess.records import TrackRecords
from trucewatch.model import Incident, Origin, Source, SourceKind, codebook
from trucewatch.publish.text import visible
from trucewatch.publish.wording import TYPE_WORDS, capital, counted, listing
from trucewatch.regrouping import records_of
from trucewatch.watch import Watch
from trucewatch.workbench.contents.seen import Seen
from trucewatch.world import World

__all__ = ["NOTE", "Matter", "SourceRow", "SourceTold", "records", "source_rows", "source_told"]

NOTE = (
    "In the order of the alphabet: this is no ranking. A record tells what became of earlier claims in one kind of "
    "matter, and is asked anew for each; of single persons no figures are shown."
)
_LEAST, _MOST = 0.1, 0.9
_LAYERS = {"physical": "acts on the ground", "process": "talks and agreements", "state": "who holds or is where"}
_STAKES = {"neutral": "no interest either way", "interested": "in its own interest", "against_interest": "against it"}
_LISTED = 50


@dataclass(frozen=True)
class SourceRow:
    """A source in a line: what it has put out itself, and for how many incidents it is an origin. All figures are None
    of a single person."""

    id: str
    name: str
    kind: str
    interest: str
    reports: int | None
    origin_of: int | None
    first_with: int | None
    last_with: int | None
    person: bool


@dataclass(frozen=True)
class Matter:
    """A track record in one matter: the share of right claims with an interval that holds about 80 % (Beta), and how
    many resolved claims of this very matter stand behind it."""

    about: str
    stake: str
    share: float
    low: float
    high: float
    resolved: int


@dataclass(frozen=True)
class SourceTold:
    """A source laid open. `matters` are those in which something was resolved; `start` is where it starts from
    elsewhere. `first`, `last` and `alone` list incidents (id, words); `kinds` what it tells of, the most told first;
    `reports` its own, the latest. Of a single person nothing is counted: all but `start` and `reports` are empty, and
    `reports` has every one."""

    row: SourceRow
    aliases: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    start: Matter
    matters: tuple[Matter, ...]
    first: tuple[tuple[str, str], ...]
    last: tuple[tuple[str, str], ...]
    alone: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, int], ...]
    reports: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Voices:
    """Incidents by the source that is an origin of them: those in which it came first, last, or alone."""

    all: Mapping[str, list[Incident]]
    first: Mapping[str, list[Incident]]
    last: Mapping[str, list[Incident]]
    alone: Mapping[str, list[Incident]]


def records(watch: Watch, seen: Seen, world: World) -> TrackRecords:
    """The track records as they were known on the view's day."""
    view = seen.view
    return records_of(watch.ledger, view.reports, view.claims, view.copies, world, view.known_on)


def source_rows(seen: Seen) -> tuple[SourceRow, ...]:
    """Every source of the watch, in the order of the alphabet."""
    voices, printed = _voices(seen), _printed(seen)
    rows = [_row(seen, source, voices, printed) for source in seen.view.setting.sources]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.id)))


def source_told(seen: Seen, found: TrackRecords, name: str) -> SourceTold | None:
    """The source of that id; None if the watch lists none."""
    source = next((s for s in seen.view.setting.sources if s.id == name), None)
    if source is None:
        return None
    voices, printed = _voices(seen), _printed(seen)
    person = source.kind is SourceKind.WITNESS
    own = printed.get(name, [])
    told = Counter() if person else Counter(claim.type for report in own for claim in seen.claims_of.get(report, ()))
    listed = own if person else own[:_LISTED]
    of = _Voices({}, {}, {}, {}) if person else voices
    return SourceTold(
        row=_row(seen, source, voices, printed),
        aliases=tuple(map(visible, source.aliases)),
        facts=_facts(seen, source),
        start=_matter(found, source, None, None, None),
        matters=() if person else tuple(_matters(found, source, seen.desk.known_on)),
        first=_listed(seen, of.first.get(name, [])),
        last=_listed(seen, of.last.get(name, [])),
        alone=_listed(seen, of.alone.get(name, [])),
        kinds=tuple((capital(TYPE_WORDS[kind]), number) for kind, number in told.most_common()),
        reports=tuple((report, seen.report_name(report)) for report in listed),
    )


def _row(seen: Seen, source: Source, voices: _Voices, printed: Mapping[str, list[str]]) -> SourceRow:
    person = source.kind is SourceKind.WITNESS
    return SourceRow(
        id=source.id,
        name=visible(source.name),
        kind=source.kind.value.replace("_", " "),
        interest=_interest(seen, source),
        reports=None if person else len(printed.get(source.id, ())),
        origin_of=None if person else len(voices.all.get(source.id, ())),
        first_with=None if person else len(voices.first.get(source.id, ())),
        last_with=None if person else len(voices.last.get(source.id, ())),
        person=person,
    )


def _interest(seen: Seen, source: Source) -> str:
    if source.lean is None:
        return "not known"
    return "judged to have none" if source.lean == "none" else visible(seen.desk.naming.side(source.lean))


def _facts(seen: Seen, source: Source) -> tuple[tuple[str, str], ...]:
    names = {s.id: s.name for s in seen.view.setting.sources}
    facts = [("Kind", source.kind.value.replace("_", " ")), ("Interest", _interest(seen, source))]
    if source.republishes:
        facts.append(("Prints what it does not add to, from", listing([names.get(s, s) for s in source.republishes])))
    by = [s.name for s in seen.view.setting.sources if source.id in s.republishes]
    if by:
        facts.append(("Reprinted by", listing(by)))
    facts.append(("Letter at the outset", f"{source.start} (Admiralty scale; F: cannot be judged)"))
    if source.note and seen.whole:
        facts.append(("Note", source.note))
    return tuple((name, visible(value)) for name, value in facts)


def _matters(found: TrackRecords, source: Source, on: date) -> list[Matter]:
    layers = sorted({kind.layer for kind in codebook().values()})
    asked = [_matter(found, source, stake, layer, on) for layer in layers for stake in get_args(Stake)]
    return [matter for matter in asked if matter.resolved]


def _matter(found: TrackRecords, source: Source, stake: Stake | None, about: str | None, on: date | None) -> Matter:
    """A record in one matter; without one, what the letter alone is worth."""
    from scipy.special import betaincinv

    p = parameters()
    share = p.letter_share[source.start]
    records = found if stake and about else TrackRecords()
    record = records.of_source(source.id, share, p, stake or "neutral", about or "physical", on)
    low, high = (float(betaincinv(record.right, record.wrong, q)) for q in (_LEAST, _MOST))
    return Matter(
        about=_LAYERS.get(about or "", about or "anything else"),
        stake=_STAKES[stake] if stake else "before anything is resolved",
        share=round(record.right / (record.right + record.wrong), 3),
        low=round(low, 3),
        high=round(high, 3),
        resolved=record.seen,
    )


def _printed(seen: Seen) -> dict[str, list[str]]:
    """Reports by the id of the source that put them out, the latest first."""
    found: dict[str, list[str]] = {}
    reports = sorted(seen.view.reports.values(), key=lambda r: (r.published or date.min, r.id), reverse=True)
    for report in reports:
        source = seen.desk.naming.source(report)
        if source is not None:
            found.setdefault(source.id, []).append(report.id)
    return found


def _voices(seen: Seen) -> _Voices:
    """Who spoke when of each incident. A day shared by the first and others is nobody's first: only days are known."""
    sources = {name: s.id for s in seen.view.setting.sources for name in (s.name, s.id)}
    everything: dict[str, list[Incident]] = {}
    first: dict[str, list[Incident]] = {}
    last: dict[str, list[Incident]] = {}
    alone: dict[str, list[Incident]] = {}
    for incident in seen.view.incidents:
        days = {o.id: _first_day(seen, o) for o in incident.origins}
        for origin in incident.origins:
            name = sources.get(origin.id) or sources.get(origin.name)
            if name is None:
                continue
            everything.setdefault(name, []).append(incident)
            others = [d for key, d in days.items() if key != origin.id]
            mine = days[origin.id]
            if not others:
                alone.setdefault(name, []).append(incident)
            elif mine is None or None in others:
                continue
            elif all(d is not None and mine < d for d in others):
                first.setdefault(name, []).append(incident)
            elif all(d is not None and d < mine for d in others):
                last.setdefault(name, []).append(incident)
    return _Voices(everything, first, last, alone)


def _first_day(seen: Seen, origin: Origin) -> date | None:
    reports = (seen.report(claim.report) for claim in seen.desk.claims(origin.claims))
    return min((r.published for r in reports if r is not None and r.published), default=None)


def _listed(seen: Seen, incidents: list[Incident]) -> tuple[tuple[str, str], ...]:
    shown = [(i.id, visible(capital(seen.desk.title(i)))) for i in incidents[:_LISTED]]
    more = len(incidents) - len(shown)
    return (*shown, *([("", f"and {counted(more, 'more')}")] if more else []))
