"""Which claims a report keeps apart itself, so that they are never one event, however well they score.

One causes the other or hangs on it; one voice denies the one and asserts the other; or the report calls the later one
another event ("a second strike", another.py).
"""

from collections.abc import Iterator, Sequence

from trucewatch.assess.seen import Seen
from trucewatch.model import EventType, LinkType, Mode, Polarity

__all__ = ["APART", "by_id", "kept_apart"]

APART = frozenset({LinkType.CAUSES, LinkType.CONDITIONAL_ON})
"""Links of a claim to one that is of another event."""


def kept_apart(items: Sequence[Seen], members: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """The pairs among the claims at `members`, all of one report, that it keeps apart, each with the reason in words. A
    pair may come more than once. What is said of two claims is the same whichever others stand beside them."""
    yield from _linked_apart(items, members)
    yield from _denied_and_asserted(items, members)
    yield from _told_as_another(items, members)


def by_id(items: Sequence[Seen], members: Sequence[int]) -> dict[str, list[int]]:
    """The claims by their id in the report; empty where nothing links to any."""
    if not any(items[n].claim.links for n in members):
        return {}
    named: dict[str, list[int]] = {}
    for n in members:
        named.setdefault(items[n].claim.id, []).append(n)
    return named


def _linked_apart(items: Sequence[Seen], members: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    named = by_id(items, members)
    for n in members:
        for link in items[n].claim.links:
            if link.type in APART:
                yield from ((n, other, "one causes the other or hangs on it") for other in named.get(link.to, ()))


def _denied_and_asserted(items: Sequence[Seen], members: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    said: dict[tuple[str, ...], list[int]] = {}
    for n in members:
        if items[n].claim.polarity is Polarity.POSITIVE:
            said.setdefault(items[n].claim.source, []).append(n)
    for n in members:
        claim = items[n].claim
        denied = {link.to for link in claim.links if link.type is LinkType.DENIES}
        if denied and claim.polarity is Polarity.NEGATIVE:
            others = (other for other in said.get(claim.source, ()) if items[other].claim.id not in denied)
            yield from ((n, other, "one voice denies the one and asserts the other") for other in others)


def _told_as_another(items: Sequence[Seen], members: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    for n in members:
        told = items[n].another
        if told is not None:
            others = (other for other in members if _is_before(items[other], items[n]))
            yield from ((other, n, f'the later one is told as another: "{told.words}"') for other in others)


def _is_before(earlier: Seen, later: Seen) -> bool:
    """Whether `later`, which its report tells as another event, is another than `earlier`. A headline sums up what
    stands below it, so that it is neither earlier nor later; bombs within moments of each other are one attack."""
    a, b, told = earlier.claim, later.claim, later.another
    if told is None or a.type is not b.type or a.trigger.end > told.after:
        return False
    if a.mode is not Mode.ACTUAL or b.mode is not Mode.ACTUAL or earlier.in_headline != later.in_headline:
        return False
    if told.at_once and b.type is EventType.EXPLOSIVE_DEVICE:
        return False
    if earlier.another and earlier.another.word == told.word and not told.repeats:
        return False
    return a.id not in later.same_as and b.id not in earlier.same_as
