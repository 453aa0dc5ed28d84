"""Who is meant: pronouns and descriptions ("the group", "the area") taken back to the names before them, and names
to the watch's actors and places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from trucewatch.extract.english.mentions import Reading
from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.speech import Attribution
from trucewatch.extract.english.syntax import phrase
from trucewatch.extract.english.words import words
from trucewatch.model import ActorRef, EventType, PlaceRef, SourceKind
from trucewatch.world import PlaceContext

__all__ = ["Memory", "is_area", "is_named"]

_PLURAL = frozenset(("they", "them", "their", "themselves", "both", "we", "our"))
_SINGULAR = frozenset(("it", "its", "itself"))
_PRONOUNS = _PLURAL | _SINGULAR
_WHO = frozenset(("who", "which", "that", "whose"))
_VAGUE_ACTORS = words("resolve.vague_actors")
_VAGUE_PLACES = words("resolve.vague_places")
_SETTLEMENTS = frozenset("town city village".split())
_WORKS = words("resolve.works")
_PARTS = words("resolve.parts")
_KEPT = 12


def is_area(word: Token) -> bool:
    """Whether a word stands for a stretch of land ("the province of X"), which does nothing and says nothing."""
    return word.lemma_.lower() in _VAGUE_PLACES


def is_named(place: PlaceRef) -> bool:
    """Whether a wording for a place holds a name, and does not only describe it ("the hall")."""
    return any(word[:1].isupper() for word in place.name.split())


def _whole_of(span: Span) -> Span | None:
    """What a phrase speaks of: the phrase itself, or the whole of which it names a part ("most of the town")."""
    if span.root.lemma_.lower() not in _PARTS:
        return span
    inner = (child for of in span.root.children if of.lower_ == "of" for child in of.children if child.dep_ == "pobj")
    return next((phrase(child) for child in inner), None)


_SPEAKS_ON = 40
"""How many words on somebody may still be quoted who is not named again."""


@dataclass
class Memory:
    """What a report has named so far, latest last. One per report; stages hand it phrases in text order."""

    reading: Reading
    day: date | None
    actors: list[tuple[int, ActorRef, str, bool]] = field(default_factory=list)
    places: list[tuple[PlaceRef, str]] = field(default_factory=list)
    known: dict[str, str | None] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    event_places: tuple[PlaceRef, ...] = ()
    event_parties: tuple[ActorRef, ...] = ()
    speaker: tuple[str, ...] = ()
    spoke_until: int = 0
    noted: int = 0

    def actor(self, head: Token) -> tuple[ActorRef, ...]:
        """Those whom a phrase means; () for a pronoun that takes up nobody named before."""
        word = head.lower_
        if head.tag_ in ("PRP", "PRP$") or word in _WHO or (head.pos_ == "PRON" and word in _PRONOUNS):
            return self._behind_pronoun(word)
        span = phrase(head)
        text = self.reading.span_text(span)
        if self._is_vague(span, head, _VAGUE_ACTORS) and (earlier := self._behind_noun(head)) is not None:
            return (earlier,)
        found = ActorRef(text=text, id=self._actor_id(span, text))
        self._note(head, found)
        return (found,)

    def span(self, span: Span) -> ActorRef:
        """The actor that given words name, resolved but never replaced; for spans from a tagger."""
        text = self.reading.span_text(span)
        found = ActorRef(text=text, id=self._actor_id(span, text))
        self._note(span.root, found)
        return found

    def is_vague(self, span: Span) -> bool:
        """Whether the words only take up somebody named before ("the corps")."""
        return self._is_vague(span, span.root, _VAGUE_ACTORS)

    def places_of(self, span: Span, kind: EventType) -> tuple[PlaceRef, ...]:
        """The places that a phrase means: "these sites" are those of the last event that had any."""
        if (
            span.root.tag_ == "NNS"
            and span[0].lower_ in ("these", "those", "both")
            and len(span) <= 3
            and self.event_places
        ):
            return self.event_places
        return (self.place(span, kind),)

    def note_places(self, places: tuple[PlaceRef, ...]) -> None:
        """Remembers where the last event was; "behind tanks" and "the hall" are no other event's place."""
        named = tuple(p for p in places if p.lat is not None or is_named(p))
        self.event_places = named or self.event_places

    def note_parties(self, parties: tuple[ActorRef, ...]) -> None:
        """Remembers who did the last thing, whom "they" takes up."""
        self.event_parties = parties or self.event_parties

    def note_speaker(self, said: Attribution, sentence: Span) -> None:
        """Remembers who was quoted last, and where."""
        if not said.by_author:
            self.speaker, self.spoke_until = said.source, sentence.end

    def speaker_before(self, sentence: Span) -> tuple[str, ...]:
        """Who was quoted in the sentence or shortly before it; () if nobody was."""
        return self.speaker if sentence.start - self.spoke_until < _SPEAKS_ON else ()

    def place(self, span: Span, kind: EventType, near: Sequence[PlaceRef] = ()) -> PlaceRef:
        """The place that a phrase means; a bare "the town" is the last place named that can be one."""
        text = self.reading.span_text(span)
        whole = _whole_of(span)
        vague = whole is not None and self._is_vague(whole, whole.root, _VAGUE_PLACES)
        if whole is not None and vague and (earlier := self._earlier_place(whole.root)) is not None:
            return earlier.model_copy(update={"name": text})
        context = PlaceContext(
            near=tuple(p for p in (*near, *(p for p, _ in self.places[-3:])) if p.lat is not None),
            event_type=kind,
            countries=self.countries,
        )
        found = self.reading.world.places.resolve(text, context=context)
        if found.lat is not None:
            self.places.append((found, text.lower()))
            del self.places[:-_KEPT]
        return found

    def read_to(self, sentence: Span) -> None:
        """Remembers the names of every sentence up to this one, which pronouns and "the corps" can go back to."""
        while self.noted < sentence.end:
            earlier = self.reading.doc[self.noted].sent
            self._note_names(earlier)
            self.noted = earlier.end

    def _note_names(self, sentence: Span) -> None:
        for token in sentence[:150]:
            if token.i in self.reading.places and token.i not in self.reading.actors:
                self._note_place(token)
            if (
                token.dep_ in ("nsubj", "nsubjpass")
                and token.pos_ in ("NOUN", "PROPN")
                and self.reading.is_actor(token)
            ):
                self._note(
                    token, ActorRef(text=self.reading.span_text(phrase(token)), id=self.reading.actors.get(token.i))
                )

    def _note_place(self, token: Token) -> None:
        place = self.reading.world.places.get(self.reading.places[token.i])
        if place is not None and (not self.places or self.places[-1][0].place_id != place.id):
            text = self.reading.span_text(phrase(token))
            ref = PlaceRef(name=text, lat=place.lat, lon=place.lon, radius_km=place.radius_km, place_id=place.id)
            self.places.append((ref, text.lower()))
            del self.places[:-_KEPT]

    def _note(self, head: Token, found: ActorRef) -> None:
        plural = head.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in head.children)
        self.actors.append((head.i, found, head.lemma_.lower(), plural))
        del self.actors[:-_KEPT]

    @cached_property
    def _speaker(self) -> str | None:
        """Whom "our forces" means in a party's own statement: the actor that the publisher leans to ("guar:ru"), or
        that of its side which its name or the headline names first. None in any other report."""
        report, world = self.reading.report, self.reading.world
        source = world.sources.resolve(report.publisher) if report.publisher else None
        if source is None or source.kind not in (SourceKind.PARTY_STATEMENT, SourceKind.MINISTRY):
            return None
        _, _, own = (source.lean or "").partition(":")
        if world.actors.get(own) is not None:
            return own
        named = world.actors.find_in(f"{source.name}\n{report.title or report.text[:200]}")
        actors = (world.actors.get(mention.id) for mention in named)
        return next((actor.id for actor in actors if actor is not None and actor.side == source.lean), None)

    def _actor_id(self, span: Span, text: str) -> str | None:
        if span[0].lower_ in ("our", "we"):
            return self._speaker
        ids = [self.reading.actors[t.i] for t in span if t.i in self.reading.actors]
        if ids:
            root = self.reading.actors.get(span.root.i)
            return root or ids[0]
        if not any(t.pos_ == "PROPN" or t.ent_type_ in ("NORP", "GPE", "ORG") for t in span):
            return None
        if text not in self.known:
            actor = self.reading.world.actors.resolve(text, self.day).actor
            self.known[text] = actor.id if actor is not None else None
        return self.known[text]

    def _behind_pronoun(self, word: str) -> tuple[ActorRef, ...]:
        if not self.actors:
            return ()
        at = self.actors[-1][0]
        last = self.actors[-1]
        if word in _PLURAL and self.event_parties:
            return self.event_parties
        if word in _PLURAL:
            same = [
                ref for i, ref, _, _ in self.actors if self.reading.doc[i].sent.start == self.reading.doc[at].sent.start
            ]
            subject = [
                ref
                for i, ref, _, _ in self.actors
                if self.reading.doc[i].dep_ in ("nsubj", "nsubjpass", "conj") and ref in same
            ]
            return tuple(dict.fromkeys(subject or [last[1]]))
        for i, ref, _, plural in reversed(self.actors):
            if not plural and self.reading.doc[i].dep_ in ("nsubj", "nsubjpass", "agent", "pobj"):
                return (ref,)
        return (last[1],)

    def _is_vague(self, span: Span, head: Token, nouns: frozenset[str]) -> bool:
        if head.lemma_.lower() not in nouns or head.i in self.reading.actors or head.i in self.reading.places:
            return False
        words = [
            t
            for t in span
            if t.dep_ != "det" and t != head and t.lower_ not in ("same", "said", "the", "entire", "whole")
        ]
        return not words and span[0].lower_ in ("the", "this", "that", "these", "those", "both", "its")

    def _behind_noun(self, head: Token) -> ActorRef | None:
        lemma = head.lemma_.lower()
        for _, ref, kept, _ in reversed(self.actors):
            if (lemma == kept or lemma in ref.text.lower().split()) and ref.id is not None:
                return ref
        for _, ref, _, _ in reversed(self.actors):
            if ref.id is not None:
                return ref
        return None

    def _earlier_place(self, head: Token) -> PlaceRef | None:
        """The last place of that word; else the last that can be meant, for no dam is a town."""
        lemma = head.lemma_.lower()
        for ref, text in reversed(self.places):
            if lemma in text.split():
                return ref
        other = _WORKS if lemma in _SETTLEMENTS else frozenset()
        return next((ref for ref, text in reversed(self.places) if text.rpartition(" ")[2] not in other), None)
