"""The trained claim tagger: finds claims in an English report and says how sure it is of each field.

Three int8 graphs run on one core: one reads chunks of the report and finds triggers, one reads a window around each
trigger for roles and status, one scores links between two claims. Training: the `training` folder of the project.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trucewatch.extract.english import pieces as pc
from trucewatch.extract.english.pairs import REACH, Fact, features
from trucewatch.extract.english.weights_files import Manifest, Networks, load

__all__ = ["Span", "TaggedClaim", "TaggedLink", "Tagger"]

Span = tuple[int, int]
Floats = npt.NDArray[np.float32]

INSIDE, FIRST_TYPE = 1, 2
OUTSIDE, BEGIN, GO_ON = 0, 1, 2
FALLBACK_SOURCE = 0.05
HINTED = 0.02
ARTICLES, DOT = (1996, 1037, 2019), 1012


@dataclass(frozen=True)
class TaggedLink:
    """A link that a claim may have to another one of the same reading, with its probability."""

    type: str
    to: int
    probability: float


@dataclass(frozen=True)
class TaggedClaim:
    """One claim as the tagger reads it. Spans are character offsets into the report's text, in any of its sentences.

    `score` is the calibrated probability that the claim is one; class fields are (label, probability) pairs in the
    codebook's words. `times` are the words that date the event, `killed` and `injured` the number words of its tolls.
    An empty tuple: not said near the trigger. `sure` holds by role ("initiator") the probability of the least likely
    of its spans, or, where it has none, that there is none.
    """

    trigger: Span
    type: str
    score: float
    initiators: tuple[Span, ...]
    targets: tuple[Span, ...]
    places: tuple[Span, ...]
    sources: tuple[Span, ...]
    times: tuple[Span, ...]
    killed: tuple[Span, ...]
    injured: tuple[Span, ...]
    source_is_author: float
    polarity: tuple[str, float]
    certainty: tuple[str, float]
    mode: tuple[str, float]
    stance: tuple[str, float]
    sure: Mapping[str, float]
    links: tuple[TaggedLink, ...] = ()


@dataclass(frozen=True)
class _Trigger:
    chunk: int
    first: int
    last: int
    kind: int
    probability: float


class Tagger:
    """Reads reports. Holds no state between them; the same text gives the same claims on the same kind of processor."""

    def __init__(self, manifest: Manifest, networks: Networks) -> None:
        self.manifest = manifest
        self._nets = networks
        self._kinds = {name: n for n, name in enumerate(manifest.types)}

    @classmethod
    def load(cls, folder: Path | None = None) -> "Tagger":
        """The tagger with a folder's weights (default: the package's); ExtractionError if one is missing or altered."""
        return cls(*load(folder))

    def read(
        self,
        text: str,
        sentences: Sequence[Span],
        title: str | None = None,
        wanted: Callable[[Span, str, float], bool] = lambda *_: True,
        hints: Collection[tuple[Span, str]] = (),
    ) -> list[TaggedClaim]:
        """The claims of a report, in the order of their triggers.

        `sentences` are character offsets in order, as any splitter gives them; text outside them isn't read. A title
        that the text doesn't hold is read as context only, before the first sentence. Empty text gives no claims. Of
        what `wanted` refuses by its trigger, type and score, no roles, status or links are read, and no claim is made.
        `hints` are words in which somebody else sees an event of a type: there a much smaller probability will do,
        which `wanted` may weigh, unless the sentence has a trigger of that type already.
        """
        lead = f"{title}\n" if title and title not in text else ""
        moved = [(a + len(lead), b + len(lead)) for a, b in sentences]
        stream = pc.split(self._nets.tokenizer, lead + text, [(0, len(lead) - 1), *moved] if lead else moved)
        cut = pc.chunks(stream)
        if not cut:
            return []
        hidden, probabilities = self._read_chunks(stream, cut)
        heard = [((a + len(lead), b + len(lead)), kind) for (a, b), kind in hints]
        seen = [t for t in self._triggers(stream, cut, probabilities, heard) if stream.starts[t.first] >= len(lead)]
        places = [n for n, t in enumerate(seen) if wanted(*self._named(stream, t, len(lead)))]
        if not places:
            return []
        found = [seen[n] for n in places]
        claims, vectors = self._read_claims(stream, cut, hidden, found)
        claims = [_without(c, len(lead)) for c in claims] if lead else claims
        return self._link(text, stream, found, places, claims, vectors)

    def _named(self, stream: pc.Pieces, trigger: _Trigger, lead: int = 0) -> tuple[Span, str, float]:
        """The characters of a trigger behind the lead, its type and its score."""
        span = (int(stream.starts[trigger.first]) - lead, int(stream.ends[trigger.last - 1]) - lead)
        return span, self.manifest.types[trigger.kind], self.manifest.thresholds.calibrated(trigger.probability)

    def _read_chunks(self, stream: pc.Pieces, cut: list[pc.Chunk]) -> tuple[list[Floats], list[Floats]]:
        """Hidden states and label probabilities of each chunk; one a call, as on one core batches only add padding."""
        hidden, probabilities = [], []
        for chunk in cut:
            ids = np.concatenate([[pc.CLS], stream.ids[chunk.begin : chunk.end]])[None, :]
            h, p = self._nets.reader.run(None, {"ids": ids})
            hidden.append(h[0, 1:])
            probabilities.append(p[0, 1:])
        return hidden, probabilities

    def _triggers(
        self,
        stream: pc.Pieces,
        cut: list[pc.Chunk],
        probabilities: list[Floats],
        hints: Collection[tuple[Span, str]] = (),
    ) -> list[_Trigger]:
        """Where a type is likely enough, and the likeliest word of a sentence over which a type is spread; where there
        is a hint, also where it is not quite unlikely."""
        known = self.manifest.thresholds
        table = np.concatenate([p[c.own - c.begin :] for c, p in zip(cut, probabilities, strict=True)])
        types = np.where(stream.word[:, None], table[:, FIRST_TYPE:], 0.0)
        limits = np.array([known.types.get(t, known.trigger) for t in self.manifest.types], dtype=np.float32)
        chosen = types >= limits
        total = np.zeros((int(stream.sentence[-1]) + 1, types.shape[1]), dtype=np.float32)
        np.add.at(total, stream.sentence, types)
        taken = np.zeros(total.shape, dtype=np.bool_)
        np.logical_or.at(taken, stream.sentence, chosen)
        for sentence, kind in zip(*np.nonzero((total >= limits * known.spread) & ~taken), strict=True):
            start, stop = stream.of_sentence(int(sentence))
            chosen[start + int(np.argmax(types[start:stop, kind])), kind] = taken[sentence, kind] = True
        likely = np.where(types >= limits, types, np.minimum(1.0, total[stream.sentence]))
        for span, name in hints:
            at, kind = stream.covering(*span), self._kinds.get(name)
            if at is None or kind is None:
                continue
            best = at[0] + int(np.argmax(types[slice(*at), kind]))
            sentence = int(stream.sentence[best])
            if types[best, kind] >= HINTED and not taken[sentence, kind]:
                chosen[best, kind] = taken[sentence, kind] = True
                likely[best, kind] = types[best, kind]
        chunk_of = np.repeat(np.arange(len(cut)), [c.end - c.own for c in cut])
        found = []
        for first, kind in zip(*np.nonzero(chosen), strict=True):
            last = int(first) + 1
            while (
                last < len(table)
                and (table[last, INSIDE] > 0.5 or not stream.word[last])
                and stream.ids[last] != pc.SEP
            ):
                last += 1
            end = min(last, cut[chunk_of[first]].end)
            found.append(_Trigger(int(chunk_of[first]), int(first), end, int(kind), float(likely[first, kind])))
        return found

    def _read_claims(
        self, stream: pc.Pieces, cut: list[pc.Chunk], hidden: list[Floats], found: list[_Trigger]
    ) -> tuple[list[TaggedClaim], Floats]:
        claims, vectors = [], []
        for trigger in found:
            chunk = cut[trigger.chunk]
            begin, end = pc.window(stream, chunk, trigger.first, trigger.last)
            x = hidden[trigger.chunk][None, begin - chunk.begin : end - chunk.begin]
            marks = pc.marks(stream, begin, end, trigger.first, trigger.last)[None, :]
            kind = np.array([trigger.kind], dtype=np.int64)
            roles, classes, vector = self._nets.claims.run(None, {"x": x, "marks": marks, "kind": kind})
            vectors.append(vector[0])
            claims.append(self._claim(stream, trigger, begin, roles[0], classes[0]))
        return claims, np.stack(vectors)

    def _claim(self, stream: pc.Pieces, trigger: _Trigger, begin: int, roles: Floats, classes: Floats) -> TaggedClaim:
        limits = self.manifest.thresholds.roles
        most = roles[:, :, BEGIN].max(axis=0).tolist()
        spans = {
            role: _spans(stream, begin, roles[:, r], limits[role]) if most[r] >= limits[role] else ()
            for r, role in enumerate(self.manifest.roles)
        }
        labels, author, offset = {}, 0.0, 0
        for field, names in self.manifest.classes.items():
            part = classes[offset : offset + len(names)]
            best = int(np.argmax(part))
            labels[field] = (names[best], float(part[best]))
            author = float(part[list(names).index("author")]) if field == "author" else author
            offset += len(names)
        author = self.manifest.thresholds.author_share(author)
        if author < 0.5 and not spans["source"]:
            table = roles[:, list(self.manifest.roles).index("source")]
            spans["source"] = _spans(stream, begin, table, max(float(np.max(table[:, BEGIN])), FALLBACK_SOURCE))
        words, kind, score = self._named(stream, trigger)
        return TaggedClaim(
            trigger=words,
            type=kind,
            score=score,
            initiators=spans["initiator"],
            targets=spans["target"],
            places=spans["place"],
            sources=spans["source"],
            times=spans["time"],
            killed=spans["killed"],
            injured=spans["injured"],
            source_is_author=author,
            polarity=labels["polarity"],
            certainty=labels["certainty"],
            mode=labels["mode"],
            stance=labels["stance"],
            sure={
                role: _sureness(roles[:, r, BEGIN], limits[role]) if most[r] >= limits[role] else 1 - most[r]
                for r, role in enumerate(self.manifest.roles)
            },
        )

    def _link(
        self,
        text: str,
        stream: pc.Pieces,
        found: list[_Trigger],
        places: list[int],
        claims: list[TaggedClaim],
        vectors: Floats,
    ) -> list[TaggedClaim]:
        """The claims with their links; `places` are theirs among all that was seen, which tell how far two stand
        apart."""
        facts = [_fact(text, int(stream.sentence[t.first]), c) for c, t in zip(claims, found, strict=True)]
        couples = [
            (a, b)
            for a, at in enumerate(places)
            for b in range(bisect_left(places, at - REACH), bisect_right(places, at + REACH))
            if a != b
        ]
        if not couples:
            return claims
        rows = np.array([features(facts[a], facts[b], places[b] - places[a]) for a, b in couples], dtype=np.float32)
        (table,) = self._nets.links.run(
            None, {"vectors": vectors, "pairs": np.array(couples, dtype=np.int64), "features": rows}
        )
        links: list[list[TaggedLink]] = [[] for _ in claims]
        for (a, b), row in zip(couples, table, strict=True):
            for kind, p in zip(self.manifest.links[1:], row[1:], strict=True):
                if p >= self.manifest.thresholds.links[kind]:
                    links[a].append(TaggedLink(kind, b, float(p)))
        return [replace(c, links=tuple(found_links)) for c, found_links in zip(claims, links, strict=True)]


def _spans(stream: pc.Pieces, offset: int, table: Floats, limit: float) -> tuple[Span, ...]:
    """Spans that begin where `begin` reaches the limit and go on while `goes on` beats `outside`."""
    found = []
    for at in map(int, np.flatnonzero(table[:, BEGIN] >= limit)):
        if not stream.word[offset + at]:
            continue
        end = at + 1
        while end < len(table) and stream.ids[offset + end] != pc.SEP:
            inner = table[end, GO_ON] > table[end, OUTSIDE] and (table[end, BEGIN] < limit)
            if stream.word[offset + end] and not inner and not _unfinished(stream, offset + at, offset + end):
                break
            end += 1
        found.append((int(stream.starts[offset + at]), int(stream.ends[offset + end - 1])))
    return tuple(found)


def _sureness(begins: Floats, limit: float) -> float:
    """The least probability among the pieces where a span of the role begins."""
    return float(np.min(begins[begins >= limit]))


def _unfinished(stream: pc.Pieces, first: int, end: int) -> bool:
    """Whether the pieces [first, end) are no name yet: an article alone, or an abbreviation (U.S.) cut at its dots."""
    if end - first == 1 and int(stream.ids[first]) in ARTICLES:
        return True
    glued = stream.starts[end] == stream.ends[end - 1]
    lengths = stream.ends[first : end + 1] - stream.starts[first : end + 1]
    return bool(glued and end - first < 5 and (lengths == 1).all() and DOT in stream.ids[first : end + 1])


def _without(claim: TaggedClaim, lead: int) -> TaggedClaim:
    """The claim with offsets counted from the end of a title that was read ahead of the text; spans in it fall away."""

    def back(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple((a - lead, b - lead) for a, b in spans if a >= lead)

    return replace(
        claim,
        trigger=(claim.trigger[0] - lead, claim.trigger[1] - lead),
        initiators=back(claim.initiators),
        targets=back(claim.targets),
        places=back(claim.places),
        sources=back(claim.sources),
        times=back(claim.times),
        killed=back(claim.killed),
        injured=back(claim.injured),
    )


def _fact(text: str, sentence: int, c: TaggedClaim) -> Fact:
    """What the linker's features are made of; the source counts only where it isn't the report itself."""
    author = c.source_is_author >= 0.5
    return Fact(
        type=c.type,
        sentence=sentence,
        trigger=text[slice(*c.trigger)],
        initiators=_words(text, c.initiators),
        places=_words(text, c.places),
        sources=frozenset() if author else _words(text, c.sources),
        author=author,
        negative=c.polarity[0] == "-",
        conditional=c.mode[0] == "conditional",
    )


def _words(text: str, spans: tuple[Span, ...]) -> frozenset[str]:
    words = " ".join(text[a:b] for a, b in spans).lower().split()
    return frozenset(w for w in ("".join(c for c in word if c.isalnum()) for word in words) if len(w) > 3)
