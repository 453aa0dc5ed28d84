"""A claim as comparing sees it: its days, places, names and words, worked out once."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from anyascii import anyascii

from trucewatch.assess.another import Another, another
from trucewatch.model import ActorRef, Claim, LinkType, PlaceRef, Report
from trucewatch.world import World

__all__ = ["SAME_VOICE", "Seen", "words_of_name"]

_FILLERS = frozenset(
    "the a an of in on at to for by and or its their his her this that these those some several forces fighters troops "
    "militants rebels group groups members army people city town village province area near civilians at least".split()
)
_STOP = frozenset(
    "the a an of in on at to for by and or its their his her this that these those some several with from as was were "
    "is are be been has have had it he she they which who whom after before during said says say also into over least "
    "more than not but about near against between amid while where when other another one two three new last".split()
)
_CAMPS = {
    "government": "regime government army military loyalist loyalists proregime progovernment",
    "opposition": "rebel rebels opposition insurgent insurgents militant militants terrorist terrorists gunmen faction "
    "factions jihadist jihadists takfiri antigovernment",
    "islamic state": "isis isil daesh",
}
_CAMP_OF = {word: camp for camp, words in _CAMPS.items() for word in words.split()}
SAME_VOICE = frozenset({LinkType.DENIES, LinkType.CONFIRMS, LinkType.REPEATS})
"""Links between two claims of one event in one report."""
_INFERRED = "same_event:"
_WINDOW = 160
_MOST_POINTS = 12
_WIDE_KM = 15.0
_WIDE_NAME = re.compile(r"\b(provinces?|governorates?|countryside|oblast|region)\b|област|محافظة|ريف", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """A claim with what comparing it needs. `published` is its report's day, `text` its report's text ("" unknown)."""

    claim: Claim
    published: date | None
    lineage: Callable[[str], Iterable[str]] = tuple
    text: str = ""

    @classmethod
    def of(cls, claim: Claim, report: Report | None, lineage: Callable[[str], Iterable[str]] = tuple) -> "Seen":
        """The claim as its report frames it; `lineage` gives the actors that one is part of."""
        if report is None:
            return cls(claim, None, lineage)
        return cls(claim, report.published, lineage, report.text)

    def without_text(self) -> "Seen":
        """The claim with what was worked out of it so far and all that comparing reads in its report's text, without
        the text itself."""
        read = {name: getattr(self, name) for name in ("sentence", "in_headline", "another")}
        known = {**vars(self), **read, "text": ""}
        light = replace(self, text="")
        vars(light).update(known)
        return light

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """First and last day of the event; None where the claim gives no day."""
        first = self.claim.date_start or self.claim.date_end
        return (first, max(first, self.claim.date_end or first)) if first else None

    @cached_property
    def ordinals(self) -> tuple[int, int] | None:
        """The event's days as numbers."""
        return (self.days[0].toordinal(), self.days[1].toordinal()) if self.days else None

    @cached_property
    def initiators(self) -> frozenset[str]:
        """Ids and telling words of who did it."""
        return _names(self.claim.initiators, self.lineage)

    @cached_property
    def targets(self) -> frozenset[str]:
        """Ids and telling words of whom it was done to."""
        return _names(self.claim.targets, self.lineage)

    @cached_property
    def initiator_camps(self) -> frozenset[str]:
        """The camps or states that the wording of who did it points to."""
        return frozenset().union(*(_camps(ref.text) for ref in self.claim.initiators))

    @cached_property
    def target_camps(self) -> frozenset[str]:
        """The camps or states that the wording of whom it was done to points to."""
        return frozenset().union(*(_camps(ref.text) for ref in self.claim.targets))

    @cached_property
    def point(self) -> PlaceRef | None:
        """The innermost place with a point."""
        return next((p for p in self.claim.places if p.lat is not None and p.lon is not None), None)

    @cached_property
    def points(self) -> tuple[PlaceRef, ...]:
        """The places that have a point, innermost first; of a long list its beginning."""
        return tuple(p for p in self.claim.places if p.lat is not None and p.lon is not None)[:_MOST_POINTS]

    @cached_property
    def is_wide(self) -> bool:
        """Whether the innermost place is as wide as a province or a country, so that its point says little."""
        return bool(self.claim.places) and _is_wide(self.claim.places[0].name, self.claim.places[0].radius_km or 0.0)

    @cached_property
    def narrow_ids(self) -> frozenset[str]:
        """Ids of the places that are no wide regions."""
        return frozenset(p.place_id for p in self.claim.places if p.place_id and (p.radius_km or 0.0) < _WIDE_KM)

    @cached_property
    def inner_words(self) -> frozenset[str]:
        """Telling words of the innermost place."""
        return words_of_name(self.claim.places[0].name) if self.claim.places else frozenset()

    @cached_property
    def place_words(self) -> frozenset[str]:
        """Telling words of all places as worded."""
        return frozenset().union(*(words_of_name(p.name) for p in self.claim.places))

    @cached_property
    def toll(self) -> int | None:
        """The lowest number killed that the claim gives, None if it gives none."""
        return next((k.low for k in self.claim.killed if k.low is not None), None)

    @cached_property
    def in_headline(self) -> bool:
        """Whether the claim stands in the report's first line, above a body."""
        head = self.text.lstrip().find("\n")
        return head > 0 and self.claim.trigger.end <= head + len(self.text) - len(self.text.lstrip())

    @cached_property
    def another(self) -> Another | None:
        """Where and how the report tells it as another event than one told before ("a second strike"), None where it
        does not."""
        return another(self.text, self.claim.trigger.start, self.claim.trigger.end) if self.text else None

    @cached_property
    def same_as(self) -> frozenset[str]:
        """Ids of the claims of its report that it denies, confirms or repeats; without links that an extractor only
        inferred from a like type and place, which do not hold against the report's words (`another`)."""
        if self.claim.rules.get("links", "").startswith(_INFERRED):
            return frozenset()
        return frozenset(link.to for link in self.claim.links if link.type in SAME_VOICE)

    @cached_property
    def sentence(self) -> frozenset[str]:
        """Telling words of the sentence around the trigger."""
        text, start, end = self.text, self.claim.trigger.start, self.claim.trigger.end
        first = max(text.rfind(". ", 0, start) + 1, text.rfind("\n", 0, start) + 1, start - _WINDOW)
        stops = [n for n in (text.find(". ", end), text.find("\n", end)) if n >= 0]
        return _content(text[first : min([*stops, end + _WINDOW])])


@lru_cache(maxsize=50_000)
def words_of_name(text: str) -> frozenset[str]:
    """Telling words of a name, folded."""
    words = anyascii(text).lower().replace("'", "").replace("-", "").split()
    return frozenset(w.strip('.,;:()"') for w in words) - _FILLERS - {""}


@lru_cache(maxsize=50_000)
def _is_wide(name: str, radius_km: float) -> bool:
    """By its radius where known, by a word such as "province", or as a bare country ("northern Syria")."""
    if radius_km >= _WIDE_KM or _WIDE_NAME.search(name):
        return True
    return len(re.findall(r"\w+", name)) <= 2 and bool(World.countries_in(name))


def _names(refs: tuple[ActorRef, ...], lineage: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    for ref in refs:
        found |= {f"#{one}" for one in (ref.id, *lineage(ref.id))} if ref.id else words_of_name(ref.text)
    return frozenset(found)


@lru_cache(maxsize=50_000)
def _camps(text: str) -> frozenset[str]:
    """The camp that a wording names ("regime warplanes"), else the states ("Russian jets"); empty if neither."""
    plain = re.sub(r"['.-]", "", anyascii(text).lower())
    found = {_CAMP_OF[word] for word in re.findall(r"[a-z]+", plain) if word in _CAMP_OF}
    if "islamic state" in plain:
        found.add("islamic state")
    return frozenset(found or World.countries_in(text))


def _content(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z0-9]+", anyascii(text).lower().replace("'", ""))
    return frozenset(word for word in words if len(word) > 2 and word not in _STOP)
