"""Who wrote the books that web shops sell: a public truth-discovery set (shared/gold/truth/book), 100 with known truth.

    python -m bench weighing_books

Shops print author lists; a list is right if its surnames are those of the known truth, no fewer and no more. Weighing
asks of each surname whether it belongs, a shop that lists it asserting and one that leaves it out denying, with records
kept apart for the two. The records learn from the books of the silver list, those with known truth left out; the
baselines, which cannot use that, learn from all shops' lists at once. Weighing without any record is shown too.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations

from anyascii import anyascii

from bench.corpora import SHARED
from bench.weighing_baselines import Statement, dawid_skene, majority, truthfinder
from trucewatch.assess.records import Resolved, TrackRecords
from trucewatch.assess.voices import Voice, weigh_voices

FOLDER = SHARED / "gold" / "truth" / "book"
LEARNED = date(2008, 1, 1)
SHARED_BOOKS, SAME_LISTS = 8, 0.95

Surnames = frozenset[str]
Lists = dict[str, dict[str, Surnames]]
_SUFFIX = frozenset("jr sr ii iii iv phd md dr prof ed eds editor editors et al mba mcse cissp other others".split())
_APART = re.compile(r"\s*(?:;|/|&|\band\b|\bwith\b|\||\n)\s*")


def surnames(text: str) -> Surnames:
    """The surnames in an author list as shops word it: "Last, First; Last, First", "First Last, First Last"."""
    plain = re.sub(r"\([^)]*\)|[\".]", " ", anyascii(text).lower())
    people: list[str] = []
    for part in _APART.split(plain):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        full = [p for p in pieces if len(p.split()) > 1 and not _only_initials(p)]
        if len(pieces) > 1 and len(full) == len(pieces):
            people += pieces
        elif len(pieces) > 2 and len(pieces) % 2 == 0 and not full:
            people += [f"{pieces[n]}," for n in range(0, len(pieces), 2)]
        elif len(pieces) > 1:
            people.append(f"{pieces[0]},")
        else:
            people += pieces
    return frozenset(name for name in map(_surname, people) if name)


def _only_initials(text: str) -> bool:
    return any(len(word) == 1 for word in text.split()[-1:])


def _surname(person: str) -> str:
    words = re.findall(r"[a-z][a-z'-]*", person.rstrip(","))
    words = [w for w in words if w not in _SUFFIX]
    if person.endswith(","):
        return re.sub(r"[^a-z]", "", words[-1]) if words else ""
    words = [w for w in words if len(w) > 1]
    return re.sub(r"[^a-z]", "", words[-1]) if words else ""


def load() -> tuple[Lists, dict[str, dict[str, str]], dict[str, Surnames], dict[str, Surnames]]:
    """By book and shop the surnames and the raw list; the known truth; the silver truth of the other books."""
    lists: Lists = defaultdict(dict)
    raw: dict[str, dict[str, str]] = defaultdict(dict)
    for row in (FOLDER / "book.txt").read_text("utf-8", errors="replace").splitlines():
        shop, isbn, _, authors = (*row.split("\t"), "", "", "")[:4]
        if found := surnames(authors):
            lists[isbn][shop], raw[isbn][shop] = found, authors
    gold, silver = _truth("book_golden.txt"), _truth("book_silver.txt")
    return lists, raw, gold, {isbn: names for isbn, names in silver.items() if isbn not in gold}


def _truth(name: str) -> dict[str, Surnames]:
    rows = (FOLDER / name).read_text("utf-8", errors="replace").splitlines()
    return {isbn: surnames(authors) for isbn, _, authors in (row.partition("\t") for row in rows) if authors.strip()}


def origins(raw: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """By shop the shop that it copies, or itself: shops that print the same lists letter for letter are one origin."""
    both, alike = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for by_shop in raw.values():
        for a, b in combinations(sorted(by_shop), 2):
            both[a, b] += 1
            alike[a, b] += by_shop[a] == by_shop[b]
    first = {shop: shop for by_shop in raw.values() for shop in by_shop}
    for (a, b), count in sorted(both.items()):
        if count >= SHARED_BOOKS and alike[a, b] >= SAME_LISTS * count:
            first[b] = first[a]
    return first


def _voices(by_shop: Mapping[str, Surnames], name: str, origin: Mapping[str, str]) -> list[Voice]:
    heard: dict[str, Voice] = {}
    for shop, names in by_shop.items():
        listed = name in names
        voice = Voice(origin[shop], shop, asserts=listed, letter="F", about="listed" if listed else "left out")
        heard.setdefault(voice.origin, voice)
    return list(heard.values())


def learned(lists: Lists, truth: Mapping[str, Surnames], origin: Mapping[str, str]) -> TrackRecords:
    """What became of the shops' lists of books whose truth is known."""
    records = TrackRecords()
    for isbn, names in truth.items():
        for name in frozenset().union(*lists[isbn].values()) if lists.get(isbn) else ():
            for voice in _voices(lists[isbn], name, origin):
                right = voice.asserts == (name in names)
                records.add(Resolved(LEARNED, voice.origin, voice.stake, voice.about, right))
    return records


def weighed(by_shop: Mapping[str, Surnames], records: TrackRecords, origin: Mapping[str, str]) -> Surnames:
    """The surnames that are more likely than not to belong."""
    candidates = frozenset().union(*by_shop.values())
    chance = {n: weigh_voices(_voices(by_shop, n, origin), records).probability for n in candidates}
    return frozenset(n for n in chance if chance[n] > 0.5) or frozenset({max(sorted(chance), key=lambda n: chance[n])})


def _alike(a: object, b: object) -> float:
    assert isinstance(a, frozenset)
    assert isinstance(b, frozenset)
    return len(a & b) / len(a) - 0.5 if a else 0.0


def answers(lists: Lists, books: Sequence[str]) -> dict[str, dict[str, Surnames]]:
    """What each baseline answers for the books."""
    number = {isbn: n for n, isbn in enumerate(lists)}
    whole: list[Statement] = [(number[i], shop, names) for i, by in lists.items() for shop, names in by.items()]
    found: dict[str, dict[str, Surnames]] = {}
    for name, beliefs in (("majority of shops", majority(whole)), ("TruthFinder", truthfinder(whole, _alike))):
        found[name] = {i: _best(beliefs[number[i]]) for i in books}
    single: list[Statement] = []
    key: dict[tuple[str, str], int] = {}
    for isbn, by_shop in lists.items():
        for surname in frozenset().union(*by_shop.values()):
            item = key.setdefault((isbn, surname), len(key))
            single += [(item, shop, surname in names) for shop, names in by_shop.items()]
    for name, beliefs in (
        ("majority of shops, by author", majority(single)),
        ("Dawid-Skene, by author", dawid_skene(single)),
    ):
        found[name] = {
            i: frozenset(s for s in frozenset().union(*lists[i].values()) if beliefs[key[i, s]].get(True, 0.0) > 0.5)
            for i in books
        }
    return found


def _best(values: Mapping[object, float]) -> Surnames:
    best = max(values, key=lambda v: (values[v], sorted(v) if isinstance(v, frozenset) else []))
    assert isinstance(best, frozenset)
    return best


def main() -> int:
    """Print how many of the known books each method gets right; 1 if weighing is below the best baseline."""
    if not FOLDER.is_dir():
        print(f"{FOLDER} is not here; nothing to measure.", file=sys.stderr)
        return 1
    lists, raw, gold, silver = load()
    books = [isbn for isbn in gold if isbn in lists]
    origin = origins(raw)
    found = answers(lists, books)
    records = learned(lists, silver, origin)
    found["weighing, no record"] = {i: weighed(lists[i], TrackRecords(), origin) for i in books}
    found["weighing"] = {i: weighed(lists[i], records, origin) for i in books}
    print(
        f"{len(books)} books, {len(origin)} shops, {len(set(origin.values()))} origins, {len(silver)} resolved before"
    )
    right = {name: sum(answer[i] == gold[i] for i in books) for name, answer in found.items()}
    for name, count in right.items():
        print(f"{name}: {count} of {len(books)}")
    return int(right["weighing"] < max(count for name, count in right.items() if not name.startswith("weighing")))


if __name__ == "__main__":
    sys.exit(main())
