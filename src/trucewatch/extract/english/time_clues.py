"""What speaks for and against a time dating an event: named clues, read from the parse, and the points that each is
worth.

The points were fitted by logistic regression on hand-coded reports and rounded; ten points change the odds by a
factor of about 2.7. A sum above zero means "more likely than not".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.extract.english.parsed import Span, Token
from trucewatch.extract.english.times import TimeExpression

__all__ = [
    "STATES",
    "Donor",
    "EventMention",
    "Scene",
    "attachment",
    "attachment_clues",
    "folded",
    "repeat_clues",
    "total",
]


_EMPTY_WORDS = frozenset(
    "the a an of in on at to for by and or its their his her this that these those some several least forces fighters "
    "troops militants rebels group groups members army people city town village province district area near".split()
)


def folded(names: Iterable[str]) -> frozenset[str]:
    """The words of some names that tell one place or actor from another, for comparing mentions; empty if none do."""
    words = re.findall(r"\w+", " ".join(names).lower().replace("’", "").replace("'", ""))
    return frozenset(words) - _EMPTY_WORDS


@dataclass(frozen=True)
class EventMention:
    """One mention of an event, with what decides whether it repeats another.

    `places` and `actors` are the words of their names (`folded`); empty where the mention names none. `mode` is
    the claim's mode (actual, planned, predicted, conditional).
    """

    trigger: Span
    type: str
    places: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    mode: str = "actual"


@dataclass(frozen=True)
class Donor:
    """A dated mention whose days another mention may share.

    `kind` of its time; `how` that time hangs on it (`attachment`); `lead` if it is the report's first dated one;
    `shared` by how many mentions the report gives this day.
    """

    mention: EventMention
    first: date
    kind: str
    how: str
    lead: bool
    shared: int


@dataclass(frozen=True)
class Scene:
    """Where a mention stands towards a donor.

    `sentences` apart, `days` from the donor's date to the day of writing, `story` whether the mention just before
    is of the donor's day ("same", "other", "undated", "none"), `time_here` what the mention's own sentence says
    ("none", "vague", "unused": a time of something else).
    """

    headline: bool
    sentences: int
    days: int
    story: str
    time_here: str


STATES = frozenset(("control", "siege"))

_SPEECH = frozenset(
    "say tell report announce add state note declare confirm quote write describe publish update speak insist "
    "stress explain "
    "reveal mention argue reiterate condemn call urge think believe hear claim accuse deny warn post tweet "
    "release estimate "
    "cite accord".split()
)


def _verb_over(token: Token) -> Token | None:
    return next((t for t in (token, *token.ancestors) if t.pos_ in ("VERB", "AUX")), None)


def attachment(trigger: Span, root: Token) -> str:
    """How the word of time hangs on the event word in the parse.

    own: it modifies the event word itself. clause: both belong to one verb. said: it belongs to a verb of saying
    above the event. above / below: to another verb above or below the event's. apart: the two only share the
    sentence.
    """
    event = trigger.root
    for ancestor in root.ancestors:
        if ancestor in trigger:
            return "own"
        if ancestor.pos_ in ("VERB", "AUX"):
            break
    verb_of_time, verb_of_event = _verb_over(root), _verb_over(event)
    if verb_of_time is None or verb_of_event is None:
        return "apart"
    saying = verb_of_time.lemma_.lower() in _SPEECH
    if verb_of_time == verb_of_event:
        return "said" if saying else "clause"
    if verb_of_time in event.ancestors:
        return "said" if saying else "above"
    return "below" if verb_of_event in root.ancestors else "apart"


def _tense(token: Token) -> str:
    verb = _verb_over(token)
    if verb is None:
        return "none"
    marks = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if marks & {"have", "has", "'ve", "ve"}:
        return "perfect"
    if "had" in marks:
        return "pluperfect"
    if marks & {"will", "would", "may", "might", "could", "should", "can", "shall", "must"}:
        return "modal"
    tag = verb.tag_
    return {"VBD": "past", "VBN": "past", "VBG": "ing", "VBP": "present", "VBZ": "present"}.get(tag, "base")


def _bucket(n: int, edges: Sequence[int]) -> str:
    return next((f"<{edge}" for edge in edges if n < edge), f">={edges[-1]}")


def _between_clauses(a: Token, b: Token) -> bool:
    low, high = sorted((a.i, b.i))
    return any(t.pos_ in ("VERB", "AUX") and t.dep_ not in ("aux", "auxpass") for t in a.doc[low + 1 : high])


def attachment_clues(
    trigger: Span, time: TimeExpression, root: Token, kind: str, mode: str, rivals: Iterable[str], alone: bool
) -> list[str]:
    """The clues on whether `time`, whose head word is `root`, dates the event `trigger` of type `kind`.

    `rivals` are the attachments of this time to the other event words of the sentence; `alone` is true if no other time
    stands in the sentence.
    """
    how = attachment(trigger, root)
    state = "state" if kind in STATES else "event"
    best = set(rivals)
    far = abs(root.i - trigger.root.i)
    clues = [
        "base",
        f"attached:{how}",
        f"distance:{_bucket(far, (4, 9, 17, 30))}",
        f"kind:{time.kind}",
        f"{state}:{time.kind if time.kind in ('since', 'ongoing', 'vague', 'year', 'duration') else 'other'}",
        f"{'actual' if mode == 'actual' else 'other'}:{'deadline' if time.kind in ('deadline', 'until') else 'point'}",
        f"tense:{_tense(trigger.root)}",
        f"family:{_FAMILY_OF.get(kind, 'move')}",
        f"{mode}:{how}",
    ]
    if how not in ("own", "clause") and best & {"own", "clause"}:
        clues.append("rival:closer")
    if (how == "own" and "clause" in best) or (how == "clause" and "own" in best):
        clues.append("rival:sharing")
    if not alone:
        clues.append("other-times")
    if root.i - trigger.sent.start < 4:
        clues.append("fronted")
    if how in ("above", "below", "apart", "said") and _between_clauses(root, trigger.root):
        clues.append("clause-between")
    if how == "said" and time.start > trigger.end_char:
        clues.append("said:after")
    if root.i < trigger.root.i:
        clues.append(f"before:{how}")
    return clues


_FAMILIES = {
    "fire": "shelling air_strike weapons_fire explosive_device chemical_attack",
    "ground": "assault armed_clash territory_captured offensive_launched",
    "state": "control siege",
    "process": "agreement_signed mechanism_established boundary_defined negotiation position_stated ceasefire_breach",
}
_FAMILY_OF = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds.split()}


def _shared(a: frozenset[str], b: frozenset[str]) -> str:
    return "unsaid" if not a or not b else "shared" if a & b else "other"


def _determiner(trigger: Span) -> str:
    word = next((c.lower_ for c in trigger.root.children if c.dep_ == "det"), "")
    if word in ("the", "this", "that", "these", "those"):
        return "definite"
    if word in ("a", "an", "another"):
        return "indefinite"
    return {"NNS": "plural", "NN": "bare", "NNP": "bare", "NNPS": "plural"}.get(trigger.root.tag_, "verb")


def repeat_clues(mention: EventMention, donor: Donor, seen: Scene) -> list[str]:
    """The clues on whether `mention`, which its own sentence does not date, is of the donor's day."""
    one = "headline" if seen.headline else "body"
    same = "same" if mention.type == donor.mention.type else _FAMILY_OF.get(donor.mention.type, "move")
    side = "after" if donor.mention.trigger.start > mention.trigger.start else "before"
    places, actors = _shared(mention.places, donor.mention.places), _shared(mention.actors, donor.mention.actors)
    clues = [
        f"{one}:{side}",
        f"{one}:type:{'same' if same == 'same' else 'other'}",
        f"{_FAMILY_OF.get(mention.type, 'move')}<{same}",
        f"places:{places}",
        f"actors:{actors}",
        f"both:{places}:{actors}",
        f"{side}:sentences:{_bucket(seen.sentences, (1, 2, 3, 5, 8))}",
        f"{one}:tense:{_tense(mention.trigger.root)}",
        f"word:{_determiner(mention.trigger)}",
        f"mode:{'actual' if mention.mode == 'actual' else 'other'}",
        f"donor:{donor.kind}",
        f"donor:days:{_bucket(seen.days, (1, 2, 4, 10, 35))}",
        f"donor:how:{donor.how}",
        f"donor:shared:{min(donor.shared, 4)}",
        f"word:{_determiner(mention.trigger)}:{'same' if same == 'same' else 'other'}",
        f"story:{seen.story}",
        f"story:{seen.story}:{places}",
        f"near:{places}:{_bucket(seen.sentences, (1, 2, 4))}",
        f"tense:{_tense(mention.trigger.root)}:{'same' if same == 'same' else 'other'}",
        f"time-here:{seen.time_here}",
    ]
    if mention.trigger.root.lemma_.lower() == donor.mention.trigger.root.lemma_.lower():
        clues.append("word:same")
    if donor.lead:
        clues.append("donor:lead")
    if donor.mention.mode != mention.mode:
        clues.append("mode:differs")
    return clues


def total(clues: Iterable[str], points: dict[str, int]) -> int:
    """The sum of the points of the clues; a clue without points counts nothing."""
    return sum(points.get(clue, 0) for clue in clues)
