"""Who and where is meant: phrases of a report resolved to the watch's actors and places."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from trucewatch.extract.russian.lexicon import is_a, table
from trucewatch.extract.russian.pipeline import Parsed, Word, forms
from trucewatch.extract.russian.places import countries_of, frame_of, names_of, worded
from trucewatch.extract.russian.syntax import phrase, subtree
from trucewatch.model import ActorRef, EventType, PlaceKind, PlaceRef
from trucewatch.world import PlaceContext, World

__all__ = ["Memory"]

_WELL_KNOWN = 20_000
"""Inhabitants from which a town counts wherever it lies."""
_PRONOUNS = frozenset("он она оно они его ее их те тот который себя сам".split())


@dataclass
class Memory:
    """What a report has named so far, latest last. One per report; phrases are handed in in text order."""

    parsed: Parsed
    world: World
    day: date | None
    actors: list[tuple[Word, ActorRef]] = field(default_factory=list)
    places: list[tuple[str, PlaceRef]] = field(default_factory=list)
    countries: tuple[str, ...] = ()
    known: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counted = Counter(code for code in countries_of(self.parsed) if code)
        counted.update(self._countries_of_towns())
        self.countries = tuple(code for code, _ in counted.most_common(4))

    def _countries_of_towns(self) -> Iterator[str]:
        """The countries of the towns that the report names by a spelling that the gazetteer knows."""
        for word in self.parsed.words:
            if word.name == "LOC" and word.pos == "PROPN":
                for name in forms(word.text, word.case)[:4]:
                    found = self.world.places.resolve(name, context=PlaceContext())
                    place = self.world.places.get(found.place_id) if found.place_id else None
                    if place is not None and place.country and (place.population or 0) >= _WELL_KNOWN:
                        yield place.country
                        break

    def actor(self, head: Word, event: Word | None = None) -> ActorRef | None:
        """Whom a phrase means; None for a pronoun that takes up nobody named before."""
        if (
            head.lemma in _PRONOUNS
            and head.pos in ("PRON", "DET")
            and not any(c.rel.startswith("acl") for c in head.children)
        ):
            return self._behind(head)
        start, end = phrase(self.parsed, head, without=event)
        text = self.parsed.text[start:end].strip()
        if not text:
            return None
        found = ActorRef(text=text, id=self._actor_id(head, text))
        self.actors.append((head, found))
        return found

    def _behind(self, pronoun: Word) -> ActorRef | None:
        plural = pronoun.feats.get("Number") == "Plur" or pronoun.lemma in ("они", "их", "те")
        gender = pronoun.feats.get("Gender")
        for head, ref in reversed(self.actors):
            is_plural = head.feats.get("Number") == "Plur"
            fits = not gender or not head.feats.get("Gender") or head.feats.get("Gender") == gender
            if head.i < pronoun.i and is_plural == plural and (plural or fits):
                return ref
        return self.actors[-1][1] if self.actors else None

    def _actor_id(self, head: Word, text: str) -> str | None:
        if text not in self.known:
            self.known[text] = next(
                (found for w in self._actor_wordings(head, text) if (found := self._resolved(w))), None
            )
        return self.known[text]

    def _resolved(self, wording: str) -> str | None:
        actor = self.world.actors.resolve(wording, self.day).actor
        return actor.id if actor is not None else None

    def _actor_wordings(self, head: Word, text: str) -> list[str]:
        """The phrase as worded, in its dictionary form, its names alone, and in English where the lexicon has the
        words."""
        below = sorted(
            (w for w in subtree(head) if phrase(self.parsed, head)[0] <= w.start < phrase(self.parsed, head)[1]),
            key=lambda w: w.i,
        )
        marks = [w for w in below if not w.is_mark]
        base = " ".join((forms(w.text, w.case) or (w.text,))[0] if w.case == head.case else w.text for w in marks)
        found = [text, base]
        adjective = next((table("adjectives")[w.lemma] for w in marks if w.lemma in table("adjectives")), None)
        noun = table("military").get(head.lemma)
        if adjective is not None and noun is not None:
            found.append(f"{adjective[1]} {noun}")
        named = [w for w in marks if w.name in ("LOC", "ORG", "PER")]
        for word in named:
            found += [f for f in forms(word.text, word.case)[:3] if word is head or word.name == "ORG"]
            english = table("names").get(forms(word.text, word.case)[0] if forms(word.text, word.case) else word.text)
            english = english or table("names").get(word.text)
            if english is not None:
                found.append(f"{english} {noun}" if noun and word is not head else english)
        return list(dict.fromkeys(found))

    def place(self, head: Word, kind: EventType) -> PlaceRef:
        """The place that a phrase means; a phrase without a name ("город") leans on the places named before."""
        text = worded(self.parsed, head)
        context = PlaceContext(near=tuple(p for _, p in self.places[-8:]), countries=self.countries, event_type=kind)
        names = names_of(head)
        for n, name in enumerate([*names, *_respelled(names)]):
            bare = self.world.places.resolve(name, context=context)
            if bare.lat is None or not (n == 0 or self._is_likely(bare)):
                continue
            found = self.world.places.resolve(frame_of(head).format(name), context=context)
            ref = (found if found.lat is not None else bare).model_copy(update={"name": text})
            self.places.append((self._key(head, name), ref))
            return ref
        if not names and is_a(head.lemma, "vague_places"):
            return self._earlier(head, text)
        return PlaceRef(name=text)

    def _is_likely(self, found: PlaceRef) -> bool:
        """Whether a place that bears one of the forms that a name may have lies where the report speaks of, or is
        well known."""
        place = self.world.places.get(found.place_id) if found.place_id else None
        if place is None:
            return False
        return (
            place.kind is PlaceKind.COUNTRY or place.country in self.countries or (place.population or 0) >= _WELL_KNOWN
        )

    @staticmethod
    def _key(head: Word, name: str) -> str:
        return f"{head.lemma} {name.lower()}"

    def _earlier(self, head: Word, text: str) -> PlaceRef:
        same = [ref for key, ref in self.places if key.split()[0] == head.lemma]
        towns = [ref for _, ref in self.places if not (ref.place_id or "").startswith("country:")]
        named = same or towns[-8:]
        if not named:
            return PlaceRef(name=text)
        counted = Counter(ref.place_id or ref.name for ref in named)
        ref = max(enumerate(named), key=lambda pair: (counted[pair[1].place_id or pair[1].name], pair[0]))[1]
        return ref.model_copy(update={"name": text, "place_id": ref.place_id if head.lemma == "город" else None})


def _respelled(names: list[str]) -> list[str]:
    """Names with Arabic "h" as itself: Russian writes it "х", which reads as "kh"."""
    return [name.replace("х", "h").replace("Х", "H") for name in names if "х" in name.lower()][:6]
