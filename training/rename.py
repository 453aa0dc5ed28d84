"""Other names for the places of a report, so that the tagger learns the words around a name rather than the name."""

import csv
import random
import re
from bisect import bisect_right
from dataclasses import replace
from pathlib import Path

from gold import GoldReport, Span

NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:al|el|[A-Z][\w'’-]+)){0,2}")


def pool(path: Path) -> list[str]:
    """Place names of a gazetteer with a `name` column (places-ucdp.csv), without their generic words."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = next(c for c in rows[0] if "name" in c or "place" in c)
    names = {
        re.sub(r"\b(town|village|city|district|area|governorate|province)\b.*", "", r[column]).strip() for r in rows
    }
    return sorted(n for n in names if NAME.fullmatch(n))


def renamed(report: GoldReport, names: list[str], noise: random.Random) -> GoldReport:
    """The same report with about half of its place names exchanged, everywhere they stand; all spans moved along."""
    places = {m.group() for c in report.claims for a, b in c.roles["place"] for m in NAME.finditer(report.text[a:b])}
    chosen = {p: noise.choice(names) for p in sorted(places) if noise.random() < 0.5}
    if not chosen:
        return report
    rule = re.compile(r"(?<!\w)(" + "|".join(re.escape(p) for p in sorted(chosen, key=len, reverse=True)) + r")(?!\w)")
    parts, old, new, at, length = [], [0], [0], 0, 0
    for m in rule.finditer(report.text):
        word = chosen[m.group()]
        parts += [report.text[at : m.start()], word]
        length += m.start() - at + len(word)
        at = m.end()
        old += [m.start(), m.end()]
        new += [length - len(word), length]
    text = "".join(parts) + report.text[at:]

    def moved(span: Span) -> Span:
        return _place(span[0], old, new), _place(span[1], old, new)

    claims = [
        replace(c, trigger=moved(c.trigger), roles={r: [moved(s) for s in spans] for r, spans in c.roles.items()})
        for c in report.claims
    ]
    return replace(report, text=text, sentences=[moved(s) for s in report.sentences], claims=claims)


def _place(offset: int, old: list[int], new: list[int]) -> int:
    """The offset in the new text; inside an exchanged name, no further than its end."""
    n = bisect_right(old, offset) - 1
    moved = new[n] + offset - old[n]
    return min(moved, new[n + 1]) if n % 2 and n + 1 < len(new) else moved
