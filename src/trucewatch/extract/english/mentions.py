"""Who and where is named in a report: the watch's actors and places as a ruler over the stock entities.

The stock recogniser misses most of a watch's names (design.md, Extraction), so a name that the watch knows wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trucewatch.extract.english.parsed import Doc, Span, Token
from trucewatch.extract.english.words import words
from trucewatch.model import ActorKind, Report
from trucewatch.world import World

__all__ = ["ACTOR_NOUNS", "NOT_PLACES", "WAR", "Reading", "read"]

ACTOR_NOUNS = words("mentions.actor_nouns")
_PLACE_NOUNS = words("mentions.place_nouns")
_PERSONS = words("mentions.persons")
WAR = words("mentions.war")
NOT_PLACES = words("mentions.not_places")


_FULL = 5


@dataclass(frozen=True)
class Reading:
    """A report with its parse, and for every token the actor or place of the watch that it belongs to.

    `warlike` says that the report is full of words of war, so that a word that could be meant otherwise is not."""

    report: Report
    doc: Doc
    world: World
    actors: dict[int, str]
    places: dict[int, str]
    warlike: bool = False

    def is_actor(self, token: Token) -> bool:
        """Whether the word heads a name or description of somebody who can act; states by name count."""
        if token.i in self.actors:
            return True
        if token.ent_type_ in ("ORG", "NORP"):
            return token.i not in self.places
        if token.pos_ == "PROPN" and not token.ent_type_:
            return token.i not in self.places and token.lower_ not in NOT_PLACES
        return token.lemma_.lower() in ACTOR_NOUNS or (
            token.ent_type_ in ("PERSON", "GPE") and token.pos_ in ("PROPN", "NOUN")
        )

    def is_place(self, token: Token) -> bool:
        """Whether the word heads a place's name or description."""
        if token.lower_ in NOT_PLACES:
            return False
        if token.i in self.places:
            return True
        if token.i in self.actors or token.ent_type_ in (
            "DATE",
            "TIME",
            "CARDINAL",
            "PERCENT",
            "MONEY",
            "ORDINAL",
            "QUANTITY",
        ):
            return False
        return token.ent_type_ in ("GPE", "LOC", "FAC") or token.lemma_.lower() in _PLACE_NOUNS

    def is_state(self, token: Token) -> bool:
        """Whether the word is a state's name or capital: somebody who acts, and a place to act in."""
        actor = self.world.actors.get(self.actors[token.i]) if token.i in self.actors else None
        return actor is not None and actor.kind is ActorKind.STATE

    def is_person(self, token: Token) -> bool:
        """Whether the word names people as such: civilians, residents, a family."""
        return token.lemma_.lower() in _PERSONS

    def is_named(self, span: Iterable[Token]) -> bool:
        """Whether an actor or place is named or described among the words."""
        return any(self.is_actor(t) or self.is_place(t) or self.is_person(t) for t in span)

    def span_text(self, span: Span) -> str:
        """The words of a span on one line, as worded."""
        return " ".join(span.text.split())


def read(report: Report, doc: Doc, world: World) -> Reading:
    """Lays the watch's names over the parse."""
    actors = _tokens_of(doc, world.actors.find_in(doc.text))
    actors |= _short_forms(doc, actors)
    places = _tokens_of(doc, world.places.find_in(doc.text))
    warlike = sum(lemma in WAR for lemma in doc.lemma[:2000]) >= _FULL
    return Reading(report, doc, world, actors, {i: p for i, p in places.items() if i not in actors}, warlike)


_LONGEST_SHORT_FORM = 8


def _short_forms(doc: Doc, actors: Mapping[int, str]) -> dict[int, str]:
    """The words that stand for an actor because the report says so, in brackets behind its name: "the Northern Brigade
    (NB)". From there on NB is the brigade, whatever the watch lists."""
    short: dict[str, str] = {}
    found: dict[int, str] = {}
    for token in doc:
        if token.i in actors or not (1 < len(token) <= _LONGEST_SHORT_FORM and token.is_upper and token.is_alpha):
            continue
        bracketed = 1 < token.i < len(doc) - 1 and (doc[token.i - 1].text, doc[token.i + 1].text) == ("(", ")")
        if bracketed and token.i - 2 in actors:
            short[token.text] = actors[token.i - 2]
        if token.text in short:
            found[token.i] = short[token.text]
    return found


def _tokens_of(doc: Doc, mentions: Iterable[object]) -> dict[int, str]:
    found: dict[int, str] = {}
    for mention in mentions:
        start, end, name = mention.start, mention.end, mention.id  # type: ignore[attr-defined]
        span = doc.covering(start, end)
        if span is not None:
            found.update(dict.fromkeys(range(span.start, span.end), name))
    return found
