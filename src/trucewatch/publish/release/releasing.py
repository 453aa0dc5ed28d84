"""The one door: everything that leaves a watch goes through here before any renderer or export sees it.

What no rule names stays in: a value is built anew from the fields that may leave, so that a field which is added to
the model later does not leave by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from trucewatch.model import (
    AUTHOR,
    ActorRef,
    Capture,
    Casualties,
    Claim,
    Place,
    PlaceKind,
    PlaceRef,
    Report,
    Sensitivity,
    Setting,
    SourceKind,
)
from trucewatch.publish.release.foreign_names import script_of
from trucewatch.publish.release.held import HeldBack
from trucewatch.publish.release.identifiers import Identifiers
from trucewatch.publish.release.persons import Persons
from trucewatch.publish.release.places import PublishedPlace, Release
from trucewatch.publish.release.profile import Profile
from trucewatch.publish.release.quotations import Quotations, Quoted, few
from trucewatch.publish.release.redaction import NAME, Cut, contacts, cut, without_writer
from trucewatch.publish.release.withheld import Log

__all__ = ["Releaser", "only"]

_Model = TypeVar("_Model", bound=BaseModel)

_CLAIM = frozenset(
    "id report type date_start date_end polarity certainty mode author_stance links rules confidence method".split()
)
_NO_WORDS = "[words withheld]"
_REPORT = frozenset("id published published_at updated language language_confidence publisher".split())
_CAPTURE = frozenset("sha256 media_type size".split())


def only(model: _Model, names: Iterable[str], **changed: Any) -> _Model:
    """A value with only the named fields and those given anew; every other one as if nothing were known of it."""
    kind, held = type(model), model.__dict__
    return _made(kind, {**_blank(kind), **{name: held[name] for name in names}, **changed})


@cache
def _blank(kind: type[BaseModel]) -> dict[str, Any]:
    """What the fields of a kind of value hold where nothing is known."""
    fields = kind.model_fields.items()
    return {name: info.get_default(call_default_factory=True) for name, info in fields if not info.is_required()}


@cache
def _names(kind: type[BaseModel]) -> set[str]:
    return set(kind.model_fields)


def _made(kind: type[_Model], values: dict[str, Any]) -> _Model:
    # What model_construct does, without its checks of every field: a million claims pass here.
    made = kind.__new__(kind)
    object.__setattr__(made, "__dict__", values)
    object.__setattr__(made, "__pydantic_fields_set__", _names(kind))
    object.__setattr__(made, "__pydantic_extra__", None)
    object.__setattr__(made, "__pydantic_private__", None)
    return made


@dataclass
class Releaser:
    """What may leave of one watch under one profile at one moment.

    `leaves` is the moment of leaving: delays are reckoned from it. A claim, a report or a place comes out the same
    wherever it is asked for. `sensitive` is the class that people gave to claims and reports.
    """

    setting: Setting
    profile: Profile
    leaves: datetime
    log: Log = field(default_factory=Log)
    sensitive: Mapping[str, Sensitivity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = Release(self.setting, self.profile)
        self.persons = Persons(self.setting)
        self.held = HeldBack(self.profile, self.leaves, ZoneInfo(self.setting.timezone), self.sensitive)
        self.quotations = Quotations(self.profile, self.persons, self.places, self.log)
        self._private: set[str] = set()
        self._listed: set[str] = set()
        self.ids = Identifiers(self.setting, self.profile, self.places, self.log)
        self.words = lru_cache(maxsize=100_000)(self._words)
        self._designation = lru_cache(maxsize=100_000)(self._of_designation)
        self._ref = lru_cache(maxsize=100_000)(self._place_ref)
        public = [s for s in self.setting.sources if s.kind is not SourceKind.WITNESS]
        self._publishers = {n.casefold() for s in public for n in (s.id, s.name, *s.aliases)}
        self._listed = {n.casefold() for s in public for n in (s.name, *s.aliases)} | {
            n.casefold() for a in self.setting.actors for n in (a.name, *a.aliases)
        }
        self.learn(self.persons.private)

    @property
    def untouched(self) -> bool:
        """Whether the profile lets everything leave as it is."""
        return self.profile.ceiling.value == "strict" and self.profile.places == "source"

    # Words -----------------------------------------------------------------------------------------------------------

    def _words(self, text: str) -> str:
        """A sentence of our own, with the private names that were found in reports, and what else may not leave, taken
        out. Ask once all reports and claims have gone through."""
        if self.untouched:
            return text
        cuts = contacts(text) if self.profile.contacts == "redacted" else []
        pattern = self._private_names()
        if pattern is not None:
            cuts += [Cut(m.start(), m.end(), NAME, "names") for m in pattern.finditer(text)]
        for one in cuts:
            self.log.note(one.rule, "wording", text)
        return self.places.words(cut(text, cuts).text if cuts else text)

    def _private_names(self) -> re.Pattern[str] | None:
        if not self._private:
            return None
        ordered = "|".join(re.escape(name) for name in sorted(self._private, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{ordered})(?!\w)")

    def learn(self, names: Iterable[str]) -> None:
        """Private names that were found in reports: none of them leaves in any other words or identifier either."""
        found = tuple(name for name in names if len(name) > 2 and name.casefold() not in self._listed)
        self._private |= set(found)
        self.ids.learn(self.persons.telling(found))

    def _of_designation(self, words: str) -> str:
        """Who speaks or acts, as worded: known names and descriptions stay, a private person's name goes."""
        if self.untouched or words == AUTHOR or words.casefold().strip() in self._listed:
            return words
        cuts = contacts(words) if self.profile.contacts == "redacted" else []
        if self.profile.names == "redacted":
            if script_of(words) is None and not any("a" <= c.casefold() <= "z" for c in words):
                self.log.note("language", "speaker", words)
                return "[name withheld]"
            found = self.persons.of_words(words)
            self.learn(words[a:b] for a, b in found)
            cuts += [Cut(a, b, NAME, "names") for a, b in found]
        for one in cuts:
            self.log.note(one.rule, "speaker", words)
        return self.places.words(cut(words, cuts).text if cuts else words)

    def actor(self, value: str) -> str:
        """An actor by id, or as worded."""
        return value if value in self.ids.actors else self._designation(value)

    # Places ----------------------------------------------------------------------------------------------------------

    def ref(self, place: PlaceRef) -> PlaceRef:
        """A reported place as it may be shown."""
        shown = self._ref((place.name, place.lat, place.lon, place.radius_km, place.place_id))
        if shown.place_id != place.place_id or (shown.lat, shown.lon) != (place.lat, place.lon):
            self.log.note("place", "place", f"{place.place_id}|{place.name}")
        return shown

    def _place_ref(self, key: tuple[str, float | None, float | None, float | None, str | None]) -> PlaceRef:
        name, lat, lon, radius, place_id = key
        ref = PlaceRef.model_construct(name=name, lat=lat, lon=lon, radius_km=radius, place_id=place_id)
        if self.untouched:
            return ref
        shown = self.places.place(ref)
        if "protected" in shown.coarsened:
            self.log.note("protected place", "place", f"{place_id}|{name}")
        words = shown.name if not shown.worded else self._place_words(shown.name)
        return PlaceRef.model_construct(
            name=words, lat=shown.lat, lon=shown.lon, radius_km=shown.radius_km, place_id=shown.id
        )

    def _place_words(self, words: str) -> str:
        cuts = contacts(words) if self.profile.contacts == "redacted" else []
        return cut(words, cuts).text

    def gazetteer(self) -> tuple[tuple[Place, ...], dict[str, str]]:
        """The places of the watch as they may be shown, and why some of them are wider than known."""
        if self.untouched:
            return self.setting.places, {}
        shown: dict[str, Place] = {}
        why: dict[str, str] = {}
        for entry in self.setting.places:
            ref = PlaceRef(name=entry.name, place_id=entry.id)
            place = self.places.place(ref)
            if place.id is None or place.lat is None or place.lon is None:
                continue
            if place.id not in shown:
                shown[place.id] = _entry(place, entry)
            if "protected" in place.coarsened:
                why[place.id] = place.coarsened
        return tuple(shown.values()), why

    # Claims ----------------------------------------------------------------------------------------------------------

    def claim(self, claim: Claim, report: Report | None, trigger: Any = None) -> Claim | None:
        """A claim as it may leave; None if it may not yet."""
        rule = self.held.why(claim, report)
        if rule is not None:
            self.log.note(rule, "claim", claim.key, gone=True)
            return None
        if self.untouched:
            return claim
        return only(
            claim,
            _CLAIM,
            report=self.ids.report(claim.report, report),
            trigger=trigger or claim.trigger,
            initiators=tuple(self._actor_ref(ref) for ref in claim.initiators),
            targets=tuple(self._actor_ref(ref) for ref in claim.targets),
            places=tuple(self.ref(place) for place in claim.places),
            source=tuple(self._designation(words) for words in claim.source),
            source_chain=tuple(self._designation(words) for words in claim.source_chain),
            killed=self._tolls(claim, claim.killed),
            injured=self._tolls(claim, claim.injured),
        )

    def _actor_ref(self, ref: ActorRef) -> ActorRef:
        text = ref.text if ref.id is not None and ref.text.casefold() in self._listed else self._designation(ref.text)
        return ref if text == ref.text else ActorRef.model_construct(text=text, id=ref.id)

    def _tolls(self, claim: Claim, tolls: tuple[Casualties, ...]) -> tuple[Casualties, ...]:
        return tuple(self._toll(claim, toll) for toll in tolls) if tolls else tolls

    def _toll(self, claim: Claim, toll: Casualties) -> Casualties:
        below = self.profile.small_cell
        who = self._designation(toll.who) if toll.who else ""
        if not few(toll.low, toll.high, below):
            return toll if who == toll.who else _made(Casualties, {"who": who, "low": toll.low, "high": toll.high})
        self.log.note("small cells", "toll", claim.key)
        return _made(Casualties, {"who": "", "low": None, "high": below - 1})

    # Reports ---------------------------------------------------------------------------------------------------------

    def report(self, report: Report, quoted: Quoted, held: Sequence[Claim]) -> Report:
        """A report as it may leave: `quoted` is what leaves of its words, `held` are those of its claims that stay."""
        if self.untouched:
            return report
        if self.held.flagged(report.id):
            self.log.note("flagged", "report", report.id)
            return only(report, ("published", "language"), id=self.ids.report(report.id, report), text=_NO_WORDS)
        title = self.quotations.title(report, held, quoted.names)
        if report.capture is not None and (report.capture.path or self.profile.captures == "hash"):
            self.log.note("custody", "report", report.id)
        publisher = report.publisher
        known = publisher is not None and publisher.casefold() in self._publishers
        released = only(
            report,
            _REPORT,
            id=self.ids.report(report.id, report),
            text=quoted.text,
            title=title,
            publisher=publisher if known or publisher is None else self._publisher(publisher),
            url=self._address(report),
            capture=self._capture(report.capture),
            time_codes=quoted.time_codes,
            authors=(),
        )
        return self._url_checked(released)

    def _publisher(self, publisher: str) -> str:
        if publisher.isascii():
            return self._designation(publisher)
        return cut(publisher, contacts(publisher)).text

    def _address(self, report: Report) -> str | None:
        if report.url is None:
            return None
        shown = without_writer(report.url)
        if shown != report.url:
            self.log.note("contacts", "address", report.id)
        return shown

    def _url_checked(self, report: Report) -> Report:
        """Without the path of an address that tells what an identifier may not tell."""
        if report.url and self.ids.tells(report.url):
            self.log.note("identifier", "address", report.id)
            host = report.url.split("/")[2] if report.url.count("/") > 1 else ""
            return report.model_copy(update={"url": f"https://{host}" if host and not self.ids.tells(host) else None})
        return report

    def _capture(self, capture: Capture | None) -> Capture | None:
        if capture is None or self.profile.captures == "whole":
            return capture
        return only(capture, _CAPTURE)

    def claims(self, claims: Iterable[Claim], reports: Mapping[str, Report]) -> Iterator[Claim]:
        """Claims one by one as they may leave, without their quotations: for exports of any size."""
        for claim in claims:
            released = self.claim(claim, reports.get(claim.report))
            if released is not None:
                yield released

    def shown_setting(self) -> tuple[Setting, dict[str, str]]:
        """The watch's own data as it may leave: no notes, no places finer than the profile, no witness by name."""
        if self.untouched:
            return self.setting, {}
        places, why = self.gazetteer()
        sources = tuple(
            only(
                source,
                ("id", "kind", "lean", "start", "republishes"),
                name=self._designation(source.name) if source.kind is not SourceKind.WITNESS else "a witness",
                aliases=source.aliases if source.kind is not SourceKind.WITNESS else (),
            )
            for source in self.setting.sources
        )
        actors = tuple(
            only(actor, ("id", "name", "side", "kind", "aliases", "relations", "valid_from", "valid_to"))
            for actor in self.setting.actors
        )
        kept = ("id", "title", "timezone", "agreements")
        return only(self.setting, kept, places=places, sources=sources, actors=actors), why


def _entry(place: PublishedPlace, source: Place) -> Place:
    same = place.id == source.id
    return Place.model_construct(
        id=place.id,
        name=place.name,
        lat=place.lat,
        lon=place.lon,
        radius_km=place.radius_km,
        kind=place.kind or PlaceKind.DISTRICT,
        parent=source.parent if same else None,
        admin1=source.admin1,
        country=source.country,
        variants=source.variants if same else (),
        gazetteer=source.gazetteer,
    )
