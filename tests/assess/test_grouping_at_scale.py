"""Many claims are grouped as few are: the quick ways give the very groups of the plain rule, pair by pair."""

import heapq
import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.assess import clusters as grouping
from trucewatch.assess.clusters import FLOOR, buckets_of, cannot_link, clusters, days_of, is_compared
from trucewatch.assess.linkage import Linkage, SparseLinkage, grouped
from trucewatch.assess.pair_scores import PairScores
from trucewatch.assess.same_event import score
from trucewatch.assess.seen import Seen
from trucewatch.assess.ties import meeting_pairs, tied
from trucewatch.model import Claim, Report

Pairs = dict[tuple[int, int], float]
Spans = Sequence[tuple[int, int] | None]

NAMES = ("Tell Amara", "Deir Salam", "Tell Salam", "Amara", "rural Homs", "Homs", "north of Homs", "Kafr Nahta")
WORDS = "shells hit the market residents killed wounded convoy retreat clashes school hospital tanks raid dawn".split()
SIDES: tuple[dict[str, Any], ...] = (
    {"text": "Army of the North", "id": "north"},
    {"text": "Southern Brigade", "id": "south"},
    {"text": "rebels"},
    {"text": "government warplanes"},
    {"text": "Russian jets"},
    {"text": "gunmen"},
)
KINDS = ("shelling", "air_strike", "armed_clash", "control", "siege", "withdrawal", "territory_captured")


class Corpus:
    """Invented claims that contradict, repeat and lack things in every way that the rules look at."""

    def __init__(self, seed: int, reports: int, days: int) -> None:
        self.rng = random.Random(seed)
        self.places = [self._place(name, number) for number, name in enumerate(NAMES)]
        self.seen = [seen for number in range(reports) for seen in self._report(number, days)]
        self.keys = [seen.claim.key for seen in self.seen]
        some = [tuple(self.rng.sample(self.keys, 2)) for _ in range(reports // 4)]
        self.bonds = {frozenset(pair): self.rng.random() < 0.5 for pair in some}

    def _place(self, name: str, number: int) -> list[dict[str, Any]]:
        lat, lon = 35 + self.rng.random(), 36 + 2 * self.rng.random()
        known = {"lat": lat, "lon": lon, "radius_km": self.rng.choice([0, 2, 20]), "place_id": f"p{number}"}
        return [{"name": name, **known}, {"name": name, "lat": lat + 0.02, "lon": lon}, {"name": name}]

    def _report(self, number: int, days: int) -> list[Seen]:
        rng, key = self.rng, f"r{number:04}"
        day = date(2031, 5, 1) + timedelta(rng.randrange(days))
        text = rng.choice(["", "Market hit again\n\n"])
        claims = []
        for n in range(rng.randrange(1, 6)):
            opening = rng.choice(["", "", "", "another ", "a second ", "the second "])
            start = 0 if n == 0 and text else len(text) + len(opening)
            text += opening + ("strike " if opening else "")
            text += " ".join(rng.choices(WORDS, k=rng.randrange(4, 14))) + rng.choice([". ", "\n"])
            claims.append(self._claim(key, n, day, text[start : start + 4], start))
        report = Report(id=key, text=text, published=day if rng.random() < 0.9 else None)
        return [Seen.of(Claim.model_validate(claim), report) for claim in claims]

    def _claim(self, report: str, number: int, published: date, word: str, start: int) -> dict[str, Any]:
        rng = self.rng
        day = published - timedelta(rng.choice([0, 0, 1, 2, 5]))
        span = timedelta(rng.choice([0, 0, 0, 1, 3, 6, 60]))
        kinds = ["denies", "confirms", "repeats", "causes", "conditional_on"]
        links = (
            [{"type": rng.choice(kinds), "to": f"c{rng.randrange(number)}"}] if number and rng.random() < 0.3 else []
        )
        dated = rng.random() < 0.8
        return {
            "id": f"c{number}",
            "report": report,
            "trigger": {"text": word, "start": start, "end": start + len(word)},
            "type": rng.choice(KINDS),
            "initiators": rng.sample(SIDES, rng.choice([0, 1, 1, 2])),
            "targets": rng.sample(SIDES, rng.choice([0, 1, 1])),
            "places": [rng.choice(one) for one in rng.sample(self.places, rng.choice([0, 1, 1, 2]))],
            "date_start": day if dated else None,
            "date_end": day + span if dated and rng.random() < 0.8 else None,
            "source": [rng.choice(["residents", "the army"])],
            "author_stance": "neutral",
            "polarity": rng.choice("++-"),
            "mode": rng.choice(["actual", "actual", "actual", "planned"]),
            "links": links,
            "killed": [{"low": rng.randrange(6), "high": 9}] if rng.random() < 0.3 else [],
        }


def plain_scores(items: Sequence[Seen]) -> Pairs:
    """The rule read literally: every two claims that share a bucket in which they are compared."""
    found: Pairs = {}
    for i, j in combinations(range(len(items)), 2):
        a, b = items[i], items[j]
        if any(is_compared(a, b, bucket) for bucket in {*buckets_of(a)} & {*buckets_of(b)}):
            found[i, j] = float("-inf") if cannot_link(a, b) else score(a, b)
    return found


def plain_groups(size: int, scores: Pairs, days: Spans) -> list[list[int]]:
    """Average linkage read literally, holding the sum of every two groups."""
    sums, counted = dict(scores), dict.fromkeys(scores, 1)
    members = {n: [n] for n in range(size)}
    spans = {n: span for n, span in enumerate(days) if span}

    def mean(i: int, j: int) -> float:
        if i in spans and j in spans and max(spans[i][0], spans[j][0]) - min(spans[i][1], spans[j][1]) > 3:
            return float("-inf")
        pairs = len(members[i]) * len(members[j])
        return (sums[i, j] + FLOOR * (pairs - counted[i, j])) / pairs

    heap = [(-mean(*pair), *pair) for pair in scores]
    heapq.heapify(heap)
    while heap:
        value, i, j = heapq.heappop(heap)
        if value >= 0:
            break
        if i not in members or j not in members:
            continue
        new = max(members) + 1
        new = max(new, size)
        size = new + 1
        members[new] = members.pop(i) + members.pop(j)
        both = [spans[n] for n in (i, j) if n in spans]
        if both:
            spans[new] = max(first for first, _ in both), min(last for _, last in both)
        for other in [n for n in members if n != new]:
            halves = [(min(n, other), max(n, other)) for n in (i, j)]
            if any(pair in sums for pair in halves):
                sums[other, new] = sums.get(halves[0], 0.0) + sums.get(halves[1], 0.0)
                counted[other, new] = counted.get(halves[0], 0) + counted.get(halves[1], 0)
                heapq.heappush(heap, (-mean(other, new), other, new))
    return sorted(sorted(group) for group in members.values())


@pytest.mark.parametrize(("seed", "days"), [(1, 4), (2, 20), (3, 300)])
def test_every_pair_scores_the_same_at_once_as_alone(seed: int, days: int) -> None:
    items = Corpus(seed, 40, days).seen
    plain = plain_scores(items)
    scores = PairScores(items, {}, 1.0)
    i, j = np.triu_indices(len(items), 1)
    met = scores.compared(i, j)
    values = dict(zip(zip(i[met].tolist(), j[met].tolist(), strict=True), scores.exact(i[met], j[met]), strict=True))
    assert values == plain
    asked = {
        pair
        for a, b in meeting_pairs(scores, np.arange(len(items)))
        for pair in zip(a.tolist(), b.tolist(), strict=True)
    }
    assert asked == {*plain}
    one, other, sure = scores.hopeful(i[met], j[met])
    hopeful = dict(zip(zip(one.tolist(), other.tolist(), strict=True), sure.tolist(), strict=True))
    assert {pair for pair, value in plain.items() if value > 0} <= {*hopeful}
    assert all(score(items[a], items[b]) > 0 for (a, b), certain in hopeful.items() if certain)


@pytest.mark.parametrize(("seed", "days"), [(4, 3), (5, 15), (6, 90)])
@pytest.mark.parametrize("many", [600, 3])
def test_groups_are_those_of_the_plain_rule(seed: int, days: int, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MANY", many)
    corpus = Corpus(seed, 40, days)
    items, at = corpus.seen, {key: n for n, key in enumerate(corpus.keys)}
    plain = plain_scores(items)
    for pair, together in corpus.bonds.items():
        a, b = sorted(at[key] for key in pair)
        plain[a, b] = 1e6 if together else float("-inf")
    expected = plain_groups(len(items), plain, [days_of(seen) for seen in items])
    assert [[at[s.claim.key] for s in group] for group in clusters(items, corpus.bonds)] == expected


def test_no_pair_that_scores_lies_in_two_of_what_hangs_together() -> None:
    items = Corpus(7, 60, 40).seen
    group_of = {n: number for number, group in enumerate(tied(PairScores(items, {}, 1.0))) for n in group.tolist()}
    assert set(group_of) == {*range(len(items))}
    assert all(group_of[i] == group_of[j] for (i, j), value in plain_scores(items).items() if value > 0)


SCORES = st.sampled_from([-4.0, -0.7, -0.1, 0.0, 0.1, 0.3, 1.1, 2.7, float("-inf"), 1e6])


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(0, 12))
def test_both_linkages_give_the_groups_of_the_plain_one(data: st.DataObject, size: int) -> None:
    pairs = data.draw(st.lists(st.sampled_from([*combinations(range(size), 2)]), unique=True)) if size > 1 else []
    scores = {pair: data.draw(SCORES) for pair in pairs}
    spans = st.none() | st.integers(0, 6).map(lambda day: (day, day + day % 3))
    days = [data.draw(spans) for _ in range(size)]
    expected = plain_groups(size, scores, days)
    assert grouped(size, scores, FLOOR, days) == expected

    def scored(rows: Any, columns: Any) -> Any:
        asked = [(min(a, b), max(a, b)) for a, b in zip(rows.tolist(), columns.tolist(), strict=True)]
        return np.array([scores.get(pair, 0.0) for pair in asked]), np.array([pair in scores for pair in asked], bool)

    above = {pair: value for pair, value in scores.items() if value > 0}
    assert SparseLinkage(size, above, scored, FLOOR, days).run() == expected


def test_nothing_is_grouped_to_nothing() -> None:
    assert clusters([]) == []
    assert Linkage(np.zeros((0, 0)), np.zeros((0, 0), bool), FLOOR).run() == []
