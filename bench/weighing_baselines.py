"""What weighing is compared with: majorities, Dawid and Skene (1979), TruthFinder (Yin, Han and Yu 2008).

All take statements as (item, voice, value) and answer, for every item, a probability for each value that was stated.
They learn from all statements at once; none is shown the truth. For comparison only: nothing in the product calls them.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")
Statement = tuple[int, str, object]
Beliefs = dict[int, dict[object, float]]

ROUNDS = 25


def _latest(statements: Iterable[Statement]) -> dict[int, dict[str, object]]:
    """By item, each voice's last statement."""
    found: defaultdict[int, dict[str, object]] = defaultdict(dict)
    for item, voice, value in statements:
        found[item][voice] = value
    return found


def majority(statements: Sequence[Statement]) -> Beliefs:
    """The share of voices for each value, one voice added for each value stated and for the unstated rest."""
    beliefs: Beliefs = {}
    for item, said in _latest(statements).items():
        votes = Counter(said.values())
        total = sum(votes.values()) + 2
        beliefs[item] = {value: (count + 1) / total for value, count in votes.items()}
        for value in (True, False):
            if value not in votes and set(votes) <= {True, False}:
                beliefs[item][value] = 1 / total
    return beliefs


def dawid_skene(statements: Sequence[Statement]) -> Beliefs:
    """Expectation maximisation over true values (yes, no) and each voice's two error rates, smoothed by one."""
    items = _latest(statements)
    voices = {voice: n for n, voice in enumerate(sorted({v for said in items.values() for v in said}))}
    order = list(items)
    yes, no = np.zeros((len(order), len(voices))), np.zeros((len(order), len(voices)))
    for row, item in enumerate(order):
        for voice, value in items[item].items():
            (yes if value else no)[row, voices[voice]] = 1.0
    belief = (yes.sum(1) + 0.5) / (yes.sum(1) + no.sum(1) + 1)
    for _ in range(ROUNDS):
        prior = belief.mean()
        hit = (belief @ yes + 1) / (belief @ (yes + no) + 2)
        false = ((1 - belief) @ yes + 1) / ((1 - belief) @ (yes + no) + 2)
        for_it = yes @ np.log(hit / false) + no @ np.log((1 - hit) / (1 - false)) + math.log(prior / (1 - prior))
        belief = 1 / (1 + np.exp(-np.clip(for_it, -30, 30)))
    return {item: {True: float(b), False: 1 - float(b)} for item, b in zip(order, belief, strict=True)}


def truthfinder(
    statements: Sequence[Statement],
    alike: Callable[[object, object], float] = lambda _a, _b: 0.0,
    dampening: float = 0.3,
    influence: float = 0.5,
) -> Beliefs:
    """Trust of voices and confidence of values, each from the other; `alike` (-1 to 1) lets values support or oppose
    each other."""
    items = _latest(statements)
    trust = dict.fromkeys({voice for said in items.values() for voice in said}, 0.8)
    beliefs: Beliefs = {}
    for _ in range(ROUNDS):
        beliefs = {item: _confidence(said, trust, alike, dampening, influence) for item, said in items.items()}
        heard: defaultdict[str, list[float]] = defaultdict(list)
        for item, said in items.items():
            for voice, value in said.items():
                heard[voice].append(beliefs[item][value])
        trust = {voice: min(0.99, sum(values) / len(values)) for voice, values in heard.items()}
    return beliefs


def _confidence(
    said: Mapping[str, object],
    trust: Mapping[str, float],
    alike: Callable[[object, object], float],
    dampening: float,
    influence: float,
) -> dict[object, float]:
    scores: defaultdict[object, float] = defaultdict(float)
    for voice, value in said.items():
        scores[value] += -math.log(1 - trust[voice])
    if set(scores) <= {True, False}:
        scores[True], scores[False] = scores[True] - scores[False], scores[False] - scores[True]
        return {value: 1 / (1 + math.exp(-dampening * score)) for value, score in scores.items()}
    joint = {v: s + influence * sum(alike(o, v) * t for o, t in scores.items() if o != v) for v, s in scores.items()}
    return {value: 1 / (1 + math.exp(-dampening * score)) for value, score in joint.items()}
