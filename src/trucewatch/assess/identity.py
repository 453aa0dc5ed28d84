"""Ids of incidents, which survive: minted once for the claims that an incident then had, and kept with those claims.

The ledger holds every minting, merge and split, by the method or by a person, as a `Regrouping`. From them follow the
id of a group of claims now, and which claims people put together or apart.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

from trucewatch.model import Regrouping

__all__ = ["bonds_of", "changes_between", "identities"]


_TIED_TO = 100
"""To how many of them each claim that a person joined is tied: a thousand copies need not be tied two by two."""


def bonds_of(decisions: Sequence[Regrouping]) -> dict[frozenset[str], bool]:
    """What people decided about pairs of claims; of contradictory decisions the last one stands.

    joined: `claims` are of one event. parted: `claims` are not of the event of `others` (claim keys).
    """
    bonds: dict[frozenset[str], bool] = {}
    for decision in decisions:
        if decision.change == "joined":
            pairs = product(decision.claims[:_TIED_TO], decision.claims)
            bonds |= {frozenset(pair): True for pair in pairs if len({*pair}) == 2}
        elif decision.change == "parted":
            bonds |= {frozenset(pair): False for pair in product(decision.claims, decision.others) if len({*pair}) == 2}
    return bonds


def _minted(decisions: Sequence[Regrouping]) -> dict[str, tuple[int, str]]:
    """By claim key: the id that was first minted for it, with its rank."""
    found: dict[str, tuple[int, str]] = {}
    for rank, decision in enumerate(decisions):
        if decision.change == "minted" and decision.incident:
            for key in decision.claims:
                found.setdefault(key, (rank, decision.incident))
    return found


def identities(groups: Sequence[Sequence[str]], decisions: Sequence[Regrouping]) -> list[str]:
    """An id for each group of claim keys. A group keeps the earliest minted id among its claims' (a merge keeps the
    elder); where groups contend for one id (a split), the one with most of the claims that it was minted for keeps it.
    Others take an id from the key of their first claim."""
    minted = _minted(decisions)
    wanted: list[list[tuple[int, str]]] = []
    shares: list[Counter[str]] = []
    for group in groups:
        held = [minted[key] for key in group if key in minted]
        wanted.append(sorted(set(held)))
        shares.append(Counter(name for _, name in held))
    owner: dict[str, int] = {}
    for number, names in enumerate(wanted):
        for _, name in names:
            best = owner.get(name)
            if best is None or shares[number][name] > shares[best][name]:
                owner[name] = number
    given: list[str] = []
    taken = set(owner)
    for number, group in enumerate(groups):
        kept = next((name for _, name in wanted[number] if owner[name] == number), None)
        given.append(kept or _fresh(group[0], taken))
        taken.add(given[-1])
    return given


def _fresh(key: str, taken: set[str]) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()
    length = next(n for n in range(8, len(digest) + 1) if f"i-{digest[:n]}" not in taken)
    return f"i-{digest[:length]}"


def changes_between(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]], by: str, reason: str = ""
) -> list[Regrouping]:
    """What has become of incidents, given as id and claim keys: minted, merged and split, in the order of ids, and last
    which of those that were there have grown."""
    where = {key: name for name, keys in before.items() for key in keys}
    found: list[Regrouping] = []
    parts: dict[str, list[str]] = {}
    heir: dict[str, str] = {}
    for name, keys in sorted(after.items()):
        came_from = Counter(where[key] for key in keys if key in where)
        for source in came_from:
            parts.setdefault(source, []).append(name)
        if name not in before:
            found.append(Regrouping(change="minted", incident=name, claims=tuple(keys), by=by, reason=reason))
        gone = tuple(sorted(source for source in came_from if source != name and source not in after))
        for source in gone:
            heir.setdefault(source, name)
        came = tuple(key for key in keys if where.get(key) != name and heir.get(where.get(key, "")) != name)
        if name in before and came:
            found.append(Regrouping(change="grown", incident=name, claims=came, by=by, reason=reason))
        if gone:
            found.append(Regrouping(change="merged", incident=name, others=gone, by=by, reason=reason))
    for source, names in parts.items():
        out = tuple(sorted(set(names) - {source}))
        if source in after and out:
            found.append(Regrouping(change="split", incident=source, others=out, by=by, reason=reason))
    return sorted(found, key=lambda r: (r.change == "grown", r.incident or "", r.change))
