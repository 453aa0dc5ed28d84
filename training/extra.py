"""Reads extra.txt and coded/: invented texts for what the gold folders show too seldom, in two rounds."""

import datetime as dt
import hashlib
import random
import re
from itertools import pairwise
from pathlib import Path

from gold import CLASSES, LINKS, GoldClaim, GoldReport, Span, find_all, find_figure, find_time, words_of

HERE = Path(__file__).parent

STATUS = (
    {"+": "+", "-": "-"},
    {"c": "certain", "b": "probable", "o": "possible"},
    {"a": "actual", "p": "planned", "r": "predicted", "c": "conditional"},
    {"e": "endorses", "n": "neutral", "d": "doubts", "r": "rejects"},
)


ROUNDS = ("first", "second")


def files(rounds: int) -> list[Path]:
    """The short texts, then the whole reports of so many rounds in the order of their files' names."""
    coded = [path for name in ROUNDS[:rounds] for path in (HERE / "coded" / name).glob("*.txt")]
    return [HERE / "extra.txt", *sorted(coded, key=lambda path: path.name)]


def load_all(rounds: int) -> list[GoldReport]:
    """Every invented text of so many rounds with its claims."""
    return [report for path in files(rounds) for report in load(path)]


def some(reports: list[GoldReport], rounds: int, noise: random.Random) -> list[GoldReport]:
    """What one pass of a round learns from: of the whole reports that the round before has learnt, a random half."""
    known = {path.stem for name in ROUNDS[: rounds - 1] for path in (HERE / "coded" / name).glob("*.txt")}
    return [r for r in reports if r.corpus != "extra" or r.id.rpartition("-")[0] not in known or noise.random() < 0.5]


def digest(rounds: int) -> str:
    """SHA-256 over the bytes of all files of so many rounds."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files(rounds))).hexdigest()


def load(path: Path) -> list[GoldReport]:
    """One report for each text, with its claims. `D:` is the day of publication of the next text, `T:` a text, `C:` a
    claim of the text above."""
    found: list[GoldReport] = []
    published: dt.date | None = None
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("D: "):
            published = dt.date.fromisoformat(line[3:].strip())
        elif line.startswith("T: "):
            text = line[3:]
            cuts = [
                0,
                *(m.end() for m in re.finditer(r"(?:(?<=[a-z0-9\"”)]{2}[.;!?])|(?<=[.!?][\"”])) (?=[A-Z\"“])", text)),
                len(text),
            ]
            sentences = [(a, a + len(text[a:b].rstrip())) for a, b in pairwise(cuts)]
            found.append(GoldReport(f"{path.stem}-{len(found):03d}", "extra", text, sentences, []))
            day, published = published, None
        elif line.startswith("C: "):
            try:
                found[-1].claims.append(_claim(found[-1], day, [f.strip() for f in line[3:].split("|")]))
            except ValueError as error:
                raise ValueError(f"{path.name}, report {len(found)}, {line!r}: {error}") from error
    return found


def _claim(report: GoldReport, published: dt.date | None, fields: list[str]) -> GoldClaim:
    trigger, kind, who, whom, where, source, status, *rest = fields
    trigger, _, nth = trigger.partition("#")
    hits = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(trigger)}(?!\w)", report.text)]
    if len(hits) < int(nth or 1):
        raise ValueError(f"no {trigger!r} number {nth or 1}")
    at = hits[int(nth or 1) - 1]
    number = next(n for n, (a, b) in enumerate(report.sentences) if a <= at[0] < b)
    sentence = report.sentences[number]
    split = {"initiator": who, "target": whom, "place": where, "source": "" if source == "author" else source}
    named = {role: [x.strip() for x in value.split(";") if x.strip()] for role, value in split.items()}
    roles: dict[str, list[Span]] = {role: find_all(report.text, names, sentence, at) for role, names in named.items()}
    missing = [n for role, names in named.items() if len(roles[role]) < len(names) for n in names]
    if missing:
        raise ValueError(f"{missing} not found in {report.text!r}")
    facts = [words.split() for words in rest if words]
    for toll in ("killed", "injured"):
        figures = [{"low": int(words[1].split("-")[0])} for words in facts if words[0] == toll]
        roles[toll] = [s for f in figures if (s := find_figure(report.text, f, sentence, at))]
        if len(roles[toll]) < len(figures):
            raise ValueError(f"{figures} not found near {trigger!r}")
    day = next((words[1].split("..")[0] for words in facts if words[0] == "on"), None)
    roles["time"] = find_time(report.text, day, published, sentence)
    labels = [table[letter] for table, letter in zip(STATUS, status, strict=True)] + [
        "author" if source == "author" else "other"
    ]
    classes = [names.index(label) for names, label in zip(CLASSES.values(), labels, strict=True)]
    links = [(words[0], f"c{words[1]}") for words in facts if words[0] in LINKS]
    words = {role: words_of(named[role]) for role in ("initiator", "place", "source")}
    return GoldClaim(f"c{len(report.claims) + 1}", kind, at, number, roles, classes, words, links)
