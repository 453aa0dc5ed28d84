"""Reads extra.txt: short invented texts for what the gold folders show too seldom."""

import re
from itertools import pairwise
from pathlib import Path

from gold import CLASSES, GoldClaim, GoldReport, Span, find_all, words_of

STATUS = (
    {"+": "+", "-": "-"},
    {"c": "certain", "b": "probable", "o": "possible"},
    {"a": "actual", "p": "planned", "r": "predicted", "c": "conditional"},
    {"e": "endorses", "n": "neutral", "d": "doubts", "r": "rejects"},
)


def load_extra(path: Path) -> list[GoldReport]:
    """One report for each text, with its claims."""
    found: list[GoldReport] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("T: "):
            text = line[3:]
            cuts = [0, *(m.end() for m in re.finditer(r"(?<=[a-z0-9]{2}[.;]) (?=[A-Z])", text)), len(text)]
            sentences = [(a, a + len(text[a:b].rstrip())) for a, b in pairwise(cuts)]
            found.append(GoldReport(f"extra-{len(found):03d}", "extra", text, sentences, []))
        elif line.startswith("C: "):
            found[-1].claims.append(_claim(found[-1], [f.strip() for f in line[3:].split("|")]))
    return found


def _claim(report: GoldReport, fields: list[str]) -> GoldClaim:
    trigger, kind, who, whom, where, source, status, *rest = fields
    hits = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(trigger)}(?!\w)", report.text)]
    at = hits[0]
    number = next(n for n, (a, b) in enumerate(report.sentences) if a <= at[0] < b)
    split = {"initiator": who, "target": whom, "place": where, "source": "" if source == "author" else source}
    named = {role: [x.strip() for x in value.split(";") if x.strip()] for role, value in split.items()}
    roles: dict[str, list[Span]] = {
        role: find_all(report.text, names, report.sentences[number], at) for role, names in named.items()
    }
    missing = [n for role, names in named.items() if len(roles[role]) < len(names) for n in names]
    if missing:
        raise ValueError(f"extra.txt: {missing} not found in {report.text!r}")
    roles |= {"killed": [], "injured": [], "time": []}
    labels = [table[letter] for table, letter in zip(STATUS, status, strict=True)] + [
        "author" if source == "author" else "other"
    ]
    classes = [names.index(label) for names, label in zip(CLASSES.values(), labels, strict=True)]
    links = [(kind_, f"c{to}") for kind_, to in (x.split() for x in rest if x)]
    words = {role: words_of(named[role]) for role in ("initiator", "place", "source")}
    return GoldClaim(f"c{len(report.claims) + 1}", kind, at, number, roles, classes, words, links)
