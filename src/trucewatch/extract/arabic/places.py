"""Where it happened: the phrases of an Arabic clause that name places, and the points that they mean."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from trucewatch.extract.arabic.lexicon import table, words
from trucewatch.extract.arabic.phrases import Phrase, is_adjective
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.model import EventType, PlaceKind, PlaceRef, codebook
from trucewatch.world import PlaceContext, World
from trucewatch.world.countries import countries

__all__ = ["Gazette"]

_WELL_KNOWN, _GREAT = 100_000, 300_000
"""Inhabitants from which a town counts wherever it lies, and from which it is told apart without a country."""
_NAMING = frozenset("دير راس جبل تل وادي عين خان باب بيت ام ابو كفر جسر معره شيخ بير قلعه مدينه جزيره شبه".split())
"""Words that begin many names and so belong to the name."""


@dataclass
class Gazette:
    """The places that one report names, in the order of its text."""

    parsed: Parsed
    world: World
    named: list[tuple[str, PlaceRef]] = field(default_factory=list)
    countries: tuple[str, ...] = ()
    _known: dict[str, PlaceRef | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        codes = table("countries")
        counted: Counter[str] = Counter()
        for token in self.parsed.tokens:
            code = codes.get(token.norm) or codes.get(token.base) or codes.get("ال" + token.base)
            code = code or codes.get(token.base.removesuffix("ه")) or codes.get(token.form)
            if code is not None:
                counted[code] += 1
        towns = Counter(self._countries_of_towns())
        counted.update({code: n for code, n in towns.items() if not counted or code in counted or n > 1})
        self.countries = tuple(code for code, n in counted.most_common(3) if 5 * n >= max(counted.values()))
        self._known.clear()

    def _countries_of_towns(self) -> Iterator[str]:
        """The countries of the large towns that the report names where a place is looked for."""
        for before, token in zip(self.parsed.tokens, self.parsed.tokens[1:], strict=False):
            if token.tag == "noun" and not token.known and (before.tag == "prep" or before.isa("place_heads")):
                found = self._look_up(self._raw(token, token))
                place = self.world.places.get(found.place_id) if found is not None and found.place_id else None
                if place is not None and place.country and (place.population or 0) >= _WELL_KNOWN:
                    yield place.country

    def is_known(self, phrase: Phrase) -> bool:
        """Whether the gazetteer knows a name in the phrase."""
        return any(self._look_up(name) is not None for name in self._names(phrase))

    def is_place(self, phrase: Phrase) -> bool:
        """Whether a phrase names a place: by the noun that heads it, or because the gazetteer knows its name."""
        head = self.parsed.tokens[phrase.first]
        if head.isa("place_heads") or phrase.head.isa("place_heads"):
            return not (phrase.head.isa("troops") and not phrase.head.isa("localities"))
        return self._is_named(phrase)

    def may_be_place(self, phrase: Phrase) -> bool:
        """Whether a phrase behind a preposition of place may name one that the gazetteer does not know."""
        first = self.parsed.tokens[phrase.first]
        if first.isa("no_places") or any("ً" in t.text for t in self.parsed.tokens[phrase.first : phrase.last + 1]):
            return False
        unknown = first.tag == "noun" and not first.known and not first.in_time and len(first.base) > 2
        return unknown and not is_adjective(first) and not first.norm.endswith("ا") and phrase.last - phrase.first < 3

    def _is_named(self, phrase: Phrase) -> bool:
        first = self.parsed.tokens[phrase.first]
        if first.known and first.base not in _NAMING and first.norm != "الباب":
            return False
        return any(self._look_up(name) is not None for name in self._names(phrase))

    def resolve(self, phrase: Phrase, kind: EventType, by: str = "") -> PlaceRef:
        """The place that a phrase means; a phrase without a name ("المدينة") leans on the places named before."""
        text = phrase.text
        bearing = by if by in table("bearings") else ""
        if bearing:
            text = f"{bearing_word(self.parsed, phrase)} {text}"
        names = list(self._names(phrase))
        if phrase.head.base == "عاصمه":
            names = [n for n in names if self._is_told(n)]
            if not names:
                return self._seat(text, kind)
        for name in () if self._is_vague(phrase) else names:
            found = self._look_up(name)
            if found is None or self._is_abroad(found, kind):
                continue
            context = PlaceContext(near=self._near(), countries=self.countries, event_type=kind)
            framed = self.world.places.resolve(self._frame(phrase, by).format(name), context=context)
            ref = (framed if framed.lat is not None else found).model_copy(update={"name": text})
            self.named.append((phrase.head.base, ref))
            return ref
        if phrase.head.isa("vague_places") and (phrase.head.article or phrase.head.owner):
            return self._earlier(phrase.head, text)
        return PlaceRef(name=text)

    def _seat(self, text: str, kind: EventType) -> PlaceRef:
        """What "العاصمة" means: the capital of the country that the report speaks of most."""
        context = PlaceContext(countries=self.countries[:1], event_type=kind)
        name = self._capital()
        ref = (
            self.world.places.resolve(name, context=context).model_copy(update={"name": text})
            if name
            else PlaceRef(name=text)
        )
        self.named.append(("عاصمه", ref))
        return ref

    def _is_told(self, name: str) -> bool:
        """Whether a name of a phrase is that of a place, not an adjective of its country."""
        return not name.startswith("ال") and self._look_up(name) is not None

    def _capital(self) -> str:
        """The capital of the country that the report speaks of most."""
        country = countries().get(self.countries[0]) if self.countries else None
        return (country.capital or "") if country is not None else ""

    def _is_abroad(self, found: PlaceRef, kind: EventType) -> bool:
        """Whether a place lies in a country that the report does not speak of: there parties meet and sign, but do not
        fight."""
        place = self.world.places.get(found.place_id) if found.place_id else None
        if place is None or not self.countries or not place.id.startswith("geonames:"):
            return False
        return place.country not in self.countries and codebook()[kind].layer != "process"

    def _is_vague(self, phrase: Phrase) -> bool:
        """Whether a phrase names no place of its own ("المدينة")."""
        head = self.parsed.tokens[phrase.first]
        return phrase.first == phrase.last and head.isa("vague_places") and (head.article or bool(head.owner))

    def _frame(self, phrase: Phrase, by: str) -> str:
        """English words for how the event lies to the name; the gazetteer reads them into a point and a radius."""
        first = self.parsed.tokens[phrase.first]
        bearing = table("bearings").get(by) or table("bearings").get(first.base)
        if bearing is not None:
            return f"{bearing} of {{}}"
        return "near {}" if by in words("near") or first.isa("near") else "{}"

    def _near(self) -> tuple[PlaceRef, ...]:
        return tuple(p for _, p in self.named[-8:] if p.lat is not None)

    def _look_up(self, name: str) -> PlaceRef | None:
        """The place that bears a name and lies where the report speaks of, or is well known; else None."""
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def _found(self, name: str) -> PlaceRef | None:
        if len(name) < 2:
            return None
        context = PlaceContext(near=self._near(), countries=self.countries)
        found = self.world.places.resolve(name, context=context)
        if found.lat is None:
            found = self.world.places.resolve(name, context=PlaceContext())
            place = self.world.places.get(found.place_id) if found.place_id else None
            return found if place is not None and (place.population or 0) >= _GREAT else None
        place = self.world.places.get(found.place_id) if found.place_id else None
        if place is None:
            return None
        known = place.kind is PlaceKind.COUNTRY or not place.id.startswith("geonames:")
        if known or place.country in self.countries or (place.population or 0) >= _WELL_KNOWN:
            return found
        return None

    def _names(self, phrase: Phrase) -> Iterator[str]:
        """The names that a phrase may hold, likeliest first: what stands behind the nouns of kind, the longest run
        first."""
        tokens = self.parsed.tokens[phrase.first : phrase.last + 1]
        start = 0
        while start < len(tokens) - 1 and self._is_kind(tokens[start]) and not self._begins_name(tokens, start):
            if tokens[start].base in _NAMING and not tokens[start].article:
                yield self._raw(tokens[start], tokens[start + 1])  # "جسر الشغور" before "الشغور"
            start += 1
        run = tokens[start:]
        if run[0].isa("adjectives") and not run[0].article:
            return
        for length in range(min(3, len(run)), 0, -1):
            yield self._raw(run[0], run[length - 1])
        if start == 0 and len(run) > 1 and run[0].isa("place_heads"):
            yield self._raw(run[1], run[min(2, len(run) - 1)])
            yield self._raw(run[1], run[1])
        for token in run[1:] if run[0].known else ():
            if not token.known and token.tag == "noun":
                yield self._raw(token, token)

    @staticmethod
    def _is_kind(token: Token) -> bool:
        return token.isa("place_heads") or token.isa("localities") or token.tag == "number"

    @staticmethod
    def _begins_name(tokens: Sequence[Token], n: int) -> bool:
        return tokens[n].base in _NAMING and not tokens[n + 1].article and not tokens[n + 1].known

    def _raw(self, first: Token, last: Token) -> str:
        return self.parsed.slice(first.i, last.i)

    def _earlier(self, head: Token, text: str) -> PlaceRef:
        same = [ref for base, ref in self.named if base == head.base and ref.lat is not None]
        towns = [
            ref for _, ref in self.named if ref.lat is not None and not (ref.place_id or "").startswith("country:")
        ]
        named = same or towns
        if not named:
            return PlaceRef(name=text)
        counted = Counter(ref.place_id or ref.name for ref in named)
        best = max(enumerate(named), key=lambda pair: (counted[pair[1].place_id or pair[1].name], pair[0]))[1]
        return best.model_copy(update={"name": text})


def bearing_word(parsed: Parsed, phrase: Phrase) -> str:
    """The word before a phrase, as written ("شمالي")."""
    before = parsed.tokens[phrase.first - 1]
    return parsed.slice(before.i, before.i)
