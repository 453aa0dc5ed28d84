"""Gold reports as character spans: every argument of a claim is found again in the text of its report."""

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

ROLES = ("initiator", "target", "place", "source", "killed", "injured", "time")
CLASSES = {
    "polarity": ("+", "-"),
    "certainty": ("certain", "probable", "possible"),
    "mode": ("actual", "planned", "predicted", "conditional"),
    "stance": ("endorses", "neutral", "doubts", "rejects"),
    "author": ("other", "author"),
}
LINKS = ("none", "denies", "confirms", "conditional_on", "repeats", "causes")
NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
NUMBERS |= {"a": 1, "an": 1, "dozens": 24, "scores": 40, "hundreds": 200, "dozen": 12, "fifteen": 15, "twenty": 20}
MONTHS = {m: i + 1 for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

Span = tuple[int, int]


@dataclass
class GoldClaim:
    """One coded claim: the trigger and every argument as spans of the text, classes as indices into CLASSES."""

    id: str
    type: str
    trigger: Span
    sentence: int
    roles: dict[str, list[Span]]
    classes: list[int]
    words: dict[str, set[str]]
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class GoldReport:
    """A coded report."""

    id: str
    corpus: str
    text: str
    sentences: list[Span]
    claims: list[GoldClaim]


def load(folder: Path) -> list[GoldReport]:
    """Every report of a gold folder, in the order of its ids."""
    texts = {}
    for line in (folder / "reports.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        texts[row["id"]] = row
    return [_report(json.loads(p.read_text("utf-8")), texts, folder.name) for p in sorted(folder.glob("*.json"))]


def digest(folders: list[Path]) -> str:
    """SHA-256 over names and bytes of all files of the gold folders."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.json*")):
            total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def held_out(report_id: str, parts: int = 7) -> bool:
    """Whether the report belongs to the seventh that is kept from training when figures are wanted."""
    return int(hashlib.sha256(report_id.encode()).hexdigest(), 16) % parts == 0


def _report(doc: dict, texts: dict, corpus: str) -> GoldReport:
    row = texts[doc["id"]]
    spans = {s["n"]: (s["start"], s["end"]) for s in doc["sentences"]}
    known = doc.get("published") or row["published"]
    published = dt.date.fromisoformat(known) if known else None
    claims = [_claim(c, row["text"], spans, published) for c in doc["claims"]]
    return GoldReport(doc["id"], corpus, row["text"], list(spans.values()), claims)


def _claim(c: dict, text: str, spans: dict, published: dt.date | None) -> GoldClaim:
    start, end = spans[c["sentence"]]
    at = start - 1
    for _ in range(c.get("occurrence", 1)):
        at = text.find(c["trigger"], at + 1)
    trigger = (at, at + len(c["trigger"]))
    named = {
        "initiator": c["initiators"],
        "target": c["targets"],
        "place": [p["name"] for p in c["places"]],
        "source": [s for s in c["source"] if s != "author"],
    }
    roles = {role: find_all(text, names, (start, end), trigger) for role, names in named.items()}
    for role in ("killed", "injured"):
        roles[role] = [s for k in c[role] if (s := find_figure(text, k, (start, end), trigger))]
    roles["time"] = find_time(text, c["date_start"], published, (start, end))
    values = [
        c["polarity"],
        c["certainty"],
        c["mode"],
        c["author_stance"],
        "author" if c["source"] == ["author"] else "other",
    ]
    classes = [labels.index(v) for labels, v in zip(CLASSES.values(), values, strict=True)]
    words = {role: words_of(named[role]) for role in ("initiator", "place", "source")}
    links = [(link["type"], link["to"]) for link in c["links"]]
    number = list(spans).index(c["sentence"])
    return GoldClaim(c["id"], c["type"], trigger, number, roles, classes, words, links)


def words_of(names: list[str]) -> set[str]:
    """Content words of argument texts, for telling whether two claims share an argument."""
    return {w for n in names for w in re.findall(r"\w+", n.lower()) if len(w) > 3}


def find_all(text: str, names: list[str], sentence: Span, trigger: Span) -> list[Span]:
    """Where each name stands: nearest to the trigger in its sentence, else the last before, else the next after."""
    found = []
    for name in names:
        span = _find(text, name, sentence, trigger) or _find(text, re.sub(r"^(the|a|an) ", "", name), sentence, trigger)
        if span and not any(span[0] < e and s < span[1] for s, e in found):
            found.append(span)
    return found


def _find(text: str, name: str, sentence: Span, trigger: Span) -> Span | None:
    if not name.strip():
        return None
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(w) for w in name.split()) + r"(?!\w)"
    hits = [m.span() for m in re.finditer(pattern, text, re.IGNORECASE)]
    return nearest(hits, sentence, trigger)


def nearest(hits: list[Span], sentence: Span, trigger: Span) -> Span | None:
    """The span closest to the trigger in its sentence, else the last one before it, else the first one after it."""
    inside = [h for h in hits if sentence[0] <= h[0] < sentence[1]]
    if inside:
        return min(inside, key=lambda h: abs(h[0] - trigger[0]))
    before = [h for h in hits if h[1] <= sentence[0]]
    return before[-1] if before else (hits[0] if hits else None)


def find_figure(text: str, figure: dict, sentence: Span, trigger: Span) -> Span | None:
    """The number word of a toll, in the sentence of the trigger or the two hundred characters around it."""
    hits = []
    for m in re.finditer(r"\d[\d,]*|[A-Za-z]+", text):
        word = m.group().lower().replace(",", "")
        value = int(word) if word.isdigit() else NUMBERS.get(word)
        if value is not None and value == figure["low"] and word not in ("a", "an"):
            hits.append(m.span())
    near = (max(0, sentence[0] - 200), sentence[1] + 200)
    return nearest([h for h in hits if near[0] <= h[0] < near[1]], sentence, trigger)


def find_time(text: str, date: str | None, published: dt.date | None, sentence: Span) -> list[Span]:
    """Date words that resolve to the coded first day, in the sentence or shortly before it."""
    if not date or not published:
        return []
    wanted = dt.date.fromisoformat(date)
    hits = [span for span, day in times(text, published) if day == wanted]
    inside = [h for h in hits if sentence[0] <= h[0] < sentence[1]]
    return inside or [h for h in hits if sentence[0] - 300 <= h[0] < sentence[0]][-1:]


def times(text: str, published: dt.date) -> list[tuple[Span, dt.date]]:
    """Plain English date words with the first day they mean, counted from the day of publication."""
    found: list[tuple[Span, dt.date]] = []
    month = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    rule = re.compile(
        rf"\b(?:(?P<day>{'|'.join(DAYS)})|(?P<rel>yesterday|today|tonight|this morning|overnight)"
        rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{month})(?:\s+(?P<y1>\d{{4}}))?"
        rf"|(?P<m2>{month})\s+(?P<d2>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s+(?P<y2>\d{{4}}))?"
        rf"|(?P<m3>{month})(?:\s+(?P<y3>\d{{4}}))?|in\s+(?P<y4>20\d\d))\b",
        re.IGNORECASE,
    )
    for m in rule.finditer(text):
        day = _day(m, published)
        if day:
            found.append((m.span(), day))
    return found


def _day(m: re.Match[str], published: dt.date) -> dt.date | None:
    g = {k: v.lower() if v else v for k, v in m.groupdict().items()}
    if g["day"]:
        return published - dt.timedelta((published.weekday() - DAYS.index(g["day"])) % 7)
    if g["rel"]:
        return published - dt.timedelta(g["rel"] in ("yesterday", "overnight"))
    try:
        if g["y4"]:
            return dt.date(int(g["y4"]), 1, 1)
        name = g["m1"] or g["m2"] or g["m3"]
        number = MONTHS[name[:3]]
        year = int(g["y1"] or g["y2"] or g["y3"] or published.year)
        day = dt.date(year, number, int(g["d1"] or g["d2"] or 1))
    except ValueError:
        return None
    given = g["y1"] or g["y2"] or g["y3"]
    return day if given or day <= published + dt.timedelta(60) else day.replace(year=year - 1)
