"""What goes wrong, by kind: counts per event type and status class, and the ten kinds of error that cost most.

Written into docs/quality.md by `python -m bench quality`. The examples are invented.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from trucewatch.extract.scoring import GoldReport, agreement, pairs
from trucewatch.model import AUTHOR, Claim, EventType

__all__ = ["KINDS", "classes", "tally", "types", "worst"]

STATUS = ("polarity", "certainty", "mode", "author_stance")

KINDS = {
    "missed": "An event that nobody saw: words that name none (“a crater by the school”), or a passing mention.",
    "type": "Seen, but as another type: “attack” and “strike” say little, and what is told elsewhere misleads.",
    "surplus": "A claim that no coder made: an event told before, a headline told again, a general remark.",
    "initiators missing": "Who did it stands in another sentence, or behind a pronoun that was not followed.",
    "initiators wrong": "Somebody else is named as the doer, or one too many: “the army” beside “the army's allies”.",
    "targets missing": "To whom it was done is left open, above all where victims are only counted.",
    "targets wrong": "The wrong side, or half of two: “rebels and their families”.",
    "quoted as own": "A quoted claim is taken for the report's own: the speaker stands far off, or behind a rare verb.",
    "own as quoted": "The report's own words are put into a speaker's mouth: it went on after the quotation had ended.",
    "speaker wrong": "Somebody is quoted, but another: the outlet instead of the official whom it cites.",
    "polarity": "A denial is read as an event, or the reverse: “said that there was no truth in talk of a raid”.",
    "certainty": "A hedge is lost or found where none is: “what looked like rocket fire”.",
    "mode": "Something planned, foreseen or conditional is read as done, or the reverse: “a push to retake the town”.",
    "author_stance": "What the report makes of a quoted claim: doubt that lies in one word, or a sentence later.",
    "date missing": "The day is told in another sentence, or only by the order of the story.",
    "date wrong": "Another event's day, or the day on which somebody spoke.",
    "date invented": "The text gives no day for the event, and one nearby was taken.",
    "place missing": "A village, farm or post that no gazetteer holds, or a place named sentences before.",
    "place wrong": "A namesake, or the wider place instead of the point: more than 25 km off.",
    "toll": "A number that belongs to another event, to both sides together, or to the injured.",
    "link": "A denial, confirmation or condition that was not tied to the claim that it speaks of.",
}
"""The kinds of error, each with what lies behind it."""


def tally(doc: GoldReport, claims: Sequence[Claim]) -> Counter[str]:
    """How often each kind of error occurs in the claims of one report."""
    matched = pairs(doc, claims)
    coded_as = {coded.id: p.id for coded, p in matched}
    left_coded = [c for c in doc.claims if all(c is not coded for coded, _ in matched)]
    left_found = [p for p in claims if all(p is not other for _, other in matched)]
    found: Counter[str] = Counter()
    for claim in left_coded:
        rival = next((p for p in left_found if _overlap(claim, p)), None)
        found["missed" if rival is None else "type"] += 1
        left_found = [p for p in left_found if p is not rival]
    found["surplus"] += len(left_found)
    for coded, p in matched:
        found.update(_wrong(coded, p))
        given = {(link.type, link.to) for link in p.links}
        found["link"] += sum(
            link.type in ("denies", "confirms", "conditional_on") and (link.type, coded_as.get(link.to)) not in given
            for link in coded.links
        )
    return found


def _overlap(a: Claim, b: Claim) -> bool:
    return a.trigger.start < b.trigger.end and b.trigger.start < a.trigger.end


def _wrong(coded: Claim, p: Claim) -> Iterable[str]:
    right = agreement(coded, p)
    for side in ("initiators", "targets"):
        if not right[side] and not (side == "targets" and coded.type is EventType.ARMED_CLASH):
            yield f"{side} {'wrong' if getattr(p, side) else 'missing'}"
    if not right["source"]:
        yield "quoted as own" if p.source == (AUTHOR,) else "own as quoted" if coded.by_author else "speaker wrong"
    yield from (field for field in STATUS if not right[field])
    if not right["date"]:
        yield "date missing" if p.date_start is None else "date invented" if coded.date_start is None else "date wrong"
    if not right["places"] and coded.places:
        yield "place wrong" if any(place.lat is not None for place in p.places) else "place missing"
    if not (right["killed"] and right["injured"]):
        yield "toll"


Table = Mapping[str, tuple[int, int, int]]
"""By type or class: how many were coded, how many found, and how many of these agree."""


def types(docs: Sequence[GoldReport], found: Mapping[str, Sequence[Claim]]) -> Table:
    """Events by type; `found` holds the claims of each report by its id."""
    coded, given, hit = Counter[str](), Counter[str](), Counter[str]()
    for doc in docs:
        claims = found[doc.report.id]
        coded.update(c.type.value for c in doc.claims)
        given.update(c.type.value for c in claims)
        hit.update(c.type.value for c, _ in pairs(doc, claims))
    return {kind: (coded[kind], given[kind], hit[kind]) for kind in sorted(coded, key=lambda k: (-coded[k], k))}


def classes(docs: Sequence[GoldReport], found: Mapping[str, Sequence[Claim]]) -> Table:
    """Status classes ("mode planned") over the events that were found."""
    coded, given, hit = Counter[str](), Counter[str](), Counter[str]()
    for doc in docs:
        for c, p in pairs(doc, found[doc.report.id]):
            for field in STATUS:
                wanted, said = (f"{field} {getattr(claim, field).value}" for claim in (c, p))
                coded[wanted] += 1
                given[said] += 1
                hit[wanted] += wanted == said
    return {name: (coded[name], given[name], hit[name]) for name in sorted(coded | given)}


def worst(docs: Sequence[GoldReport], found: Mapping[str, Sequence[Claim]], most: int = 10) -> list[tuple[str, int]]:
    """The kinds of error that occur most, with how often."""
    total: Counter[str] = Counter()
    for doc in docs:
        total.update(tally(doc, found[doc.report.id]))
    return [(kind, n) for kind, n in total.most_common() if n][:most]
