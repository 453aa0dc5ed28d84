"""Word pieces of a report: what the tagger's networks read, and where each piece stands in the text.

A report becomes one stream of pieces, sentence after sentence, each sentence closed by a separator piece. Networks read
the stream in overlapping chunks; a claim is read in a window of pieces around the sentence of its trigger.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

__all__ = ["CLS", "SEP", "Chunk", "Pieces", "chunks", "marks", "split", "window"]

CLS, SEP = 101, 102
CHUNK, CONTEXT = 240, 40
WINDOW, BEFORE, AFTER = 120, 40, 12

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """The stream: per piece its vocabulary id, character offsets, sentence index, and whether a word begins."""

    ids: Ints
    starts: Ints
    ends: Ints
    sentence: Ints
    word: npt.NDArray[np.bool_]

    def covering(self, start: int, end: int) -> tuple[int, int] | None:
        """The pieces [first, last) that overlap the characters [start, end); None if there are none."""
        hit = np.flatnonzero((self.starts < end) & (self.ends > start))
        return (int(hit[0]), int(hit[-1]) + 1) if hit.size else None

    def of_sentence(self, number: int) -> tuple[int, int]:
        """The pieces [first, last) of a sentence, its separator among them."""
        first, last = np.searchsorted(self.sentence, [number, number + 1])
        return int(first), int(last)


@dataclass(frozen=True)
class Chunk:
    """Pieces [begin, end) are read together; claims are taken from [own, end), what stands before is context."""

    begin: int
    own: int
    end: int


def split(tokenizer: Tokenizer, text: str, sentences: Sequence[tuple[int, int]]) -> Pieces:
    """The pieces of the given sentences (character offsets into the text, in order); blank ones yield no piece."""
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    number: list[int] = []
    word: list[bool] = []
    encodings = tokenizer.encode_batch([text[a:b] for a, b in sentences], add_special_tokens=False)
    for n, ((a, _), encoding) in enumerate(zip(sentences, encodings, strict=True)):
        if not encoding.ids:
            continue
        last = a + encoding.offsets[-1][1]
        ids += [*encoding.ids, SEP]
        starts += [*(a + s for s, _ in encoding.offsets), last]
        ends += [*(a + e for _, e in encoding.offsets), last]
        number += [n] * (len(encoding.ids) + 1)
        word += [*(not t.startswith("##") for t in encoding.tokens), False]
    return Pieces(_ints(ids), _ints(starts), _ints(ends), _ints(number), np.array(word, dtype=np.bool_))


def chunks(pieces: Pieces, size: int = CHUNK, context: int = CONTEXT) -> list[Chunk]:
    """Chunks of about equal length that together own every piece once; cuts fall between sentences where they can."""
    total = len(pieces.ids)
    if total == 0:
        return []
    fresh = size - context
    count = 1 if total <= size else -(-(total - size) // fresh) + 1
    target = -(-(total - context) // count) if count > 1 else total
    cuts = np.flatnonzero(pieces.ids == SEP) + 1
    found, own = [], 0
    while own < total:
        begin = max(0, own - context)
        limit = min(begin + size, total)
        wish = min(own + target + (context if own == 0 and count > 1 else 0), limit)
        good = cuts[(cuts > own) & (cuts <= limit)]
        end = int(good[np.argmin(np.abs(good - wish))]) if good.size else limit
        found.append(Chunk(begin, own, total if limit == total else end))
        own = found[-1].end
    return found


def window(pieces: Pieces, chunk: Chunk, first: int, last: int) -> tuple[int, int]:
    """The pieces [begin, end) in which a claim with trigger [first, last) is read: its sentence and what is near."""
    start, stop = pieces.of_sentence(int(pieces.sentence[first]))
    begin = max(chunk.begin, start - BEFORE)
    end = min(chunk.end, stop + AFTER)
    if end - begin > WINDOW:
        centre = (first + last) // 2
        begin = max(begin, min(centre - WINDOW * 2 // 3, end - WINDOW))
        end = min(end, begin + WINDOW)
    return begin, end


def marks(pieces: Pieces, begin: int, end: int, first: int, last: int) -> Ints:
    """Per piece of a window: 0 before the sentence of the trigger, 1 in it, 2 after it, 3 the trigger."""
    own = pieces.sentence[first]
    found: Ints = np.sign(pieces.sentence[begin:end] - own) + 1
    found[max(first, begin) - begin : min(last, end) - begin] = 3
    return found


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
