"""How well an extractor reads: its claims held against claims that people coded (codebook.md), figure by figure.

A predicted and a coded claim are a pair if they have the same type and their triggers overlap, else if they have the
same type and stand in the same sentence; every claim is in one pair at most. Arguments and status are counted on pairs
only, so that a missed event costs recall once and not again in every field.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from trucewatch.model import ActorRef, Claim, EventType, LinkType, PlaceRef, Report
from trucewatch.model.errors import InputError

__all__ = ["Figures", "GoldReport", "GoldSentence", "Scores", "agreement", "load_gold", "pairs", "score"]

NEAR_KM = 25
"""A place counts as found within this distance of any coded point of the event."""

_EARTH_RADIUS_KM = 6371
_LINKS = (LinkType.DENIES, LinkType.CONFIRMS, LinkType.CONDITIONAL_ON)
_STATUS = ("polarity", "certainty", "mode", "author_stance")
_EMPTY_WORDS = frozenset(
    "the a an of in on at to for by and or its their his her this that these those some several least forces fighters "
    "troops militants rebels group groups members army people city town province area near".split()
)


@dataclass(frozen=True)
class GoldSentence:
    """A sentence of a coded report: its number and the characters `start` to `end` (exclusive) that it spans."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class GoldReport:
    """A report with the claims that people coded in it."""

    report: Report
    sentences: tuple[GoldSentence, ...]
    claims: tuple[Claim, ...]

    def sentence_at(self, offset: int) -> int | None:
        """The number of the sentence that holds the character at `offset`; None between sentences."""
        return next((s.number for s in self.sentences if s.start <= offset < s.end), None)


@dataclass(frozen=True)
class Figures:
    """What came of a comparison: counts under n_, else fractions from 0 to 1; None where nothing could be counted.

    `event_p`, `event_r` and `event_f1` rate the finding of events. `initiators_f1` and `targets_f1` ask that wordings
    share a word of content; on clashes both sides count as one. `source` to `links` are shares of pairs: `source` also
    holds where both say "author", `status` where polarity, certainty, mode and stance all agree, `date` on the first
    day, `place_25km` within 25 km, `killed` on the lower bound, `links` on denials, confirmations and conditions.
    `fact_p` and `fact_r` rate plain assertions, what could be taken as stated fact; `false_fact_rate` is the share of
    predicted plain assertions whose coded claim is none: the costliest mistake.
    """

    n_docs: int
    n_gold: int
    n_pred: int
    event_p: float | None
    event_r: float | None
    event_f1: float | None
    initiators_f1: float | None
    targets_f1: float | None
    source: float | None
    polarity: float | None
    certainty: float | None
    mode: float | None
    author_stance: float | None
    status: float | None
    date: float | None
    place_25km: float | None
    killed: float | None
    links: float | None
    fact_p: float | None
    fact_r: float | None
    false_fact_rate: float | None

    def as_dict(self) -> dict[str, float | None]:
        """The figures by name, in the order above."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class Scores:
    """The figures of all reports together, and those of each report by its id."""

    total: Figures
    by_report: Mapping[str, Figures]


def load_gold(folder: Path) -> tuple[GoldReport, ...]:
    """The coded reports of a gold folder, in the order of their file names.

    The folder holds reports.jsonl (one report a line: id, text, published, publisher, title) and one JSON file a report
    with its `sentences` and `claims`, whose triggers are given by sentence number, wording and occurrence. Raises
    InputError that names the file where it is not so.
    """
    listing = folder / "reports.jsonl"
    try:
        rows = [json.loads(line) for line in listing.read_text("utf-8").splitlines() if line.strip()]
        reports = {row["id"]: _report(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{listing} is no list of reports, one JSON object a line with id and text: {error}"
        ) from error
    return tuple(_gold_report(path, reports) for path in sorted(folder.glob("*.json")))


def score(gold: Iterable[GoldReport], predictions: Iterable[Claim]) -> Scores:
    """Hold predicted claims against coded ones; claims of reports that are not among the coded ones are left out."""
    by_report: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in predictions:
        by_report[claim.report].append(claim)
    counts = {doc.report.id: _count(doc, by_report.get(doc.report.id, [])) for doc in gold}
    total: Counter[str] = Counter()
    for n in counts.values():
        total.update(n)
    return Scores(_figures(total), {report: _figures(n) for report, n in counts.items()})


def _report(row: Mapping[str, Any]) -> Report:
    return Report.model_validate({key: row.get(key) for key in ("id", "text", "published", "publisher", "title")})


def _gold_report(path: Path, reports: Mapping[str, Report]) -> GoldReport:
    try:
        doc = json.loads(path.read_text("utf-8"))
        report = reports[doc["id"]]
        sentences = tuple(GoldSentence(s["n"], s["start"], s["end"]) for s in doc["sentences"])
        spans = {s.number: s for s in sentences}
        claims = tuple(_gold_claim(raw, report, spans[raw["sentence"]]) for raw in doc["claims"])
    except KeyError as error:
        raise InputError(f"{path} lacks {error}, or names a report or sentence that is not there.") from error
    except (ValidationError, ValueError, TypeError) as error:
        raise InputError(f"{path} is no coded report of the codebook's form: {error}") from error
    return GoldReport(report, sentences, claims)


def _gold_claim(raw: Mapping[str, Any], report: Report, sentence: GoldSentence) -> Claim:
    wording, at = raw["trigger"], sentence.start - 1
    for _ in range(raw.get("occurrence", 1)):
        at = report.text.find(wording, at + 1, sentence.end)
        if at < 0:
            raise ValueError(f"claim {raw['id']}: {wording!r} does not stand in sentence {sentence.number} so often")
    given = {key: value for key, value in raw.items() if key not in ("sentence", "occurrence", "trigger")}
    given["initiators"] = [ActorRef(text=text) for text in raw["initiators"]]
    given["targets"] = [ActorRef(text=text) for text in raw["targets"]]
    trigger = {"text": wording, "start": at, "end": at + len(wording)}
    return Claim.model_validate({**given, "report": report.id, "trigger": trigger})


def pairs(doc: GoldReport, predicted: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Coded and predicted claims that belong together, overlapping triggers before shared sentences."""
    found: list[tuple[Claim, Claim]] = []
    open_gold, open_predicted = list(doc.claims), list(predicted)

    def take(fits: Callable[[Claim, Claim], bool]) -> None:
        for coded in list(open_gold):
            partner = next((p for p in open_predicted if p.type is coded.type and fits(coded, p)), None)
            if partner is not None:
                found.append((coded, partner))
                # By identity: two claims of equal value are still two claims.
                open_gold[:] = [c for c in open_gold if c is not coded]
                open_predicted[:] = [p for p in open_predicted if p is not partner]

    take(lambda coded, p: p.trigger.start < coded.trigger.end and coded.trigger.start < p.trigger.end)
    take(lambda coded, p: doc.sentence_at(p.trigger.start) == doc.sentence_at(coded.trigger.start))
    return found


def agreement(coded: Claim, p: Claim) -> dict[str, bool]:
    """Field by field, whether a claim says what was coded for the same event: parties and tolls all of them and no
    more, of the places one, the rest as `Figures` counts it. What both leave open counts as right."""
    mutual = coded.type is EventType.ARMED_CLASH
    wanted, given = ((c.initiators + c.targets if mutual else c.initiators) for c in (coded, p))
    found = {"initiators": _all_shared(wanted, given)}
    found["targets"] = found["initiators"] if mutual else _all_shared(coded.targets, p.targets)
    found["places"] = _same_places(coded.places, p.places)
    found["date"] = coded.date_start == p.date_start
    if coded.by_author or p.by_author:
        found["source"] = coded.by_author and p.by_author
    else:
        found["source"] = any(_similar(a, b) for a in coded.source for b in p.source)
    found |= {name: getattr(coded, name) == getattr(p, name) for name in _STATUS}
    for name in ("killed", "injured"):
        found[name] = {toll.low for toll in getattr(coded, name)} == {toll.low for toll in getattr(p, name)}
    return found


def _all_shared(wanted: Sequence[ActorRef], given: Sequence[ActorRef]) -> bool:
    return len(wanted) == len(given) == _shared([a.text for a in wanted], [a.text for a in given])


def _same_places(wanted: Sequence[PlaceRef], given: Sequence[PlaceRef]) -> bool:
    """Whether two lists have a place in common, by its point or, where either has none, by its name."""
    if not wanted or not given:
        return not wanted and not given
    points = _points(wanted), _points(given)
    if all(points):
        return any(_km(a, b) <= NEAR_KM for a in points[0] for b in points[1])
    return any(_similar(a.name, b.name) for a in wanted for b in given)


def _count(doc: GoldReport, predicted: Sequence[Claim]) -> Counter[str]:
    matched = pairs(doc, predicted)
    n: Counter[str] = Counter(docs=1, gold=len(doc.claims), pred=len(predicted), hit=len(matched))
    coded_as = {coded.id: p.id for coded, p in matched}
    for coded, p in matched:
        _count_sides(n, coded, p)
        _count_status(n, coded, p)
        _count_when_and_where(n, coded, p)
        _count_killed(n, coded, p)
        _count_links(n, coded, p, coded_as)
    partner_of = {id(p): coded for coded, p in matched}
    for p in predicted:
        if p.is_plain_assertion:
            coded_claim = partner_of.get(id(p))
            n["fact_pred"] += 1
            n["fact_ok"] += coded_claim is not None and coded_claim.is_plain_assertion
            n["fact_false"] += coded_claim is not None and not coded_claim.is_plain_assertion
    n["fact_gold"] += sum(claim.is_plain_assertion for claim in doc.claims)
    return n


def _count_sides(n: Counter[str], coded: Claim, p: Claim) -> None:
    sides = {"initiators": (coded.initiators, p.initiators), "targets": (coded.targets, p.targets)}
    if coded.type is EventType.ARMED_CLASH:  # who is named first in a clash says nothing (codebook.md, Clashes)
        sides = {"initiators": (coded.initiators + coded.targets, p.initiators + p.targets), "targets": ((), ())}
    for side, (wanted, given) in sides.items():
        n[f"{side}_gold"] += len(wanted)
        n[f"{side}_pred"] += len(given)
        n[f"{side}_hit"] += _shared([a.text for a in wanted], [a.text for a in given])


def _count_status(n: Counter[str], coded: Claim, p: Claim) -> None:
    if coded.by_author or p.by_author:
        n["source_ok"] += coded.by_author and p.by_author
    else:
        n["source_ok"] += any(_similar(a, b) for a in coded.source for b in p.source)
    agree = {name: getattr(coded, name) == getattr(p, name) for name in _STATUS}
    for name, same in agree.items():
        n[f"{name}_ok"] += same
    n["status_ok"] += all(agree.values())


def _count_when_and_where(n: Counter[str], coded: Claim, p: Claim) -> None:
    if coded.date_start:
        n["date_gold"] += 1
        n["date_ok"] += coded.date_start == p.date_start
    wanted, given = _points(coded.places), _points(p.places)
    if wanted:
        n["place_gold"] += 1
        n["place_ok"] += any(_km(a, b) <= NEAR_KM for a in wanted for b in given)


def _count_killed(n: Counter[str], coded: Claim, p: Claim) -> None:
    if coded.killed:
        n["killed_gold"] += 1
        n["killed_ok"] += bool({k.low for k in coded.killed} & {k.low for k in p.killed})


def _count_links(n: Counter[str], coded: Claim, p: Claim, coded_as: Mapping[str, str]) -> None:
    given = {(link.type, link.to) for link in p.links}
    for link in coded.links:
        if link.type in _LINKS:
            n["links_gold"] += 1
            n["links_ok"] += (link.type, coded_as.get(link.to)) in given


def _figures(n: Counter[str]) -> Figures:
    def share(part: str, whole: str) -> float | None:
        return n[part] / n[whole] if n[whole] else None

    def f1(hit: str, predicted: str, coded: str) -> float | None:
        return 2 * n[hit] / (n[predicted] + n[coded]) if n[predicted] + n[coded] else None

    return Figures(
        n_docs=n["docs"],
        n_gold=n["gold"],
        n_pred=n["pred"],
        event_p=share("hit", "pred"),
        event_r=share("hit", "gold"),
        event_f1=f1("hit", "pred", "gold"),
        initiators_f1=f1("initiators_hit", "initiators_pred", "initiators_gold"),
        targets_f1=f1("targets_hit", "targets_pred", "targets_gold"),
        source=share("source_ok", "hit"),
        polarity=share("polarity_ok", "hit"),
        certainty=share("certainty_ok", "hit"),
        mode=share("mode_ok", "hit"),
        author_stance=share("author_stance_ok", "hit"),
        status=share("status_ok", "hit"),
        date=share("date_ok", "date_gold"),
        place_25km=share("place_ok", "place_gold"),
        killed=share("killed_ok", "killed_gold"),
        links=share("links_ok", "links_gold"),
        fact_p=share("fact_ok", "fact_pred"),
        fact_r=share("fact_ok", "fact_gold"),
        false_fact_rate=share("fact_false", "fact_pred"),
    )


def _shared(wanted: Sequence[str], given: Sequence[str]) -> int:
    """How many wordings of one list have a similar one in the other, one to one."""
    left, hits = list(given), 0
    for text in wanted:
        partner = next((other for other in left if _similar(text, other)), None)
        if partner is not None:
            left.remove(partner)
            hits += 1
    return hits


def _similar(a: str, b: str) -> bool:
    return bool(_content(a) & _content(b))


def _content(text: str) -> set[str]:
    """The words that tell one name from another; all words where nothing else is left."""
    plain = re.sub(r"['-]", "", text.lower().replace("’", "'"))
    tokens = {_stem(token) for token in re.findall(r"\w+", plain)}
    return tokens - _EMPTY_WORDS or tokens


def _stem(token: str) -> str:
    """A token outside ASCII without most of its inflection: Arabic prefixes, and all beyond five letters."""
    return token if token.isascii() else re.sub("^[وبلفك]?ال", "", token)[:5]


def _points(places: Iterable[PlaceRef]) -> list[tuple[float, float]]:
    return [(p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None]


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points in degrees."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(h))
