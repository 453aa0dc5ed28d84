"""Every phrase in which the report speaks of what others claim, in one place, the same for all sides.

Nothing here turns a claim into a fact: who reports, expects or denies something is always the subject
(violation-notes.md, "Wording").
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from trucewatch.model import (
    Certainty,
    Claim,
    EventType,
    Mode,
    ObligationState,
    Outcome,
    Polarity,
    PropositionKind,
    Stance,
    Standing,
    TestName,
    Verdict,
)

__all__ = [
    "MODE_WORDS",
    "OUTCOME_WORDS",
    "PRECISION_WORDS",
    "PROPOSITION_WORDS",
    "STANCE_WORDS",
    "STANDING_WORDS",
    "STATE_WORDS",
    "TEST_WORDS",
    "TYPE_WORDS",
    "VERDICT_WORDS",
    "Statement",
    "account",
    "capital",
    "counted",
    "day",
    "days_of",
    "ended",
    "interval",
    "listing",
    "manner",
    "moment",
    "quoted",
]

TYPE_WORDS: dict[EventType, str] = {
    EventType.AGREEMENT_SIGNED: "agreement concluded or joined",
    EventType.MECHANISM_ESTABLISHED: "mechanism established",
    EventType.BOUNDARY_DEFINED: "boundary proposed or defined",
    EventType.NEGOTIATION: "talks",
    EventType.POSITION_STATED: "position on an agreement",
    EventType.OFFENSIVE_LAUNCHED: "offensive",
    EventType.ASSAULT: "attack on a position",
    EventType.ARMED_CLASH: "armed clash",
    EventType.TERRITORY_CAPTURED: "change of control by force",
    EventType.SHELLING: "shelling",
    EventType.AIR_STRIKE: "air strike",
    EventType.WEAPONS_FIRE: "weapons fire",
    EventType.EXPLOSIVE_DEVICE: "explosive device",
    EventType.VIOLENCE_AGAINST_CIVILIANS: "violence against civilians",
    EventType.CHEMICAL_ATTACK: "alleged use of a toxic chemical",
    EventType.CONTROL: "control of a place",
    EventType.SIEGE: "siege",
    EventType.ACCESS_RESTRICTION: "restriction of access",
    EventType.HUMANITARIAN_ACTION: "humanitarian action",
    EventType.WITHDRAWAL: "withdrawal",
    EventType.REINFORCEMENT: "reinforcement",
    EventType.PROHIBITED_PRESENCE: "presence that an agreement may forbid",
    EventType.DETENTION_RELEASE: "detention or release",
    EventType.CEASEFIRE_BREACH: "ceasefire said to be broken",
}

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.ESTABLISHED: "Established",
    Verdict.PROBABLE: "Probable",
    Verdict.ALLEGED: "Alleged",
    Verdict.INDETERMINATE: "Indeterminate",
    Verdict.CONTRADICTED: "Contradicted",
    Verdict.NOT_A_VIOLATION: "Not a violation",
    Verdict.OUT_OF_SCOPE: "Out of scope",
}

STANDING_WORDS: dict[Standing, str] = {
    Standing.SUPPORTED: "reported by independent origins",
    Standing.REPORTED: "reported by one origin",
    Standing.UNCONFIRMED: "unconfirmed",
    Standing.CONTESTED: "claimed and denied",
    Standing.REJECTED: "claimed; what denies it weighs more",
    Standing.FORESEEN: "planned, foreseen or conditional only",
}

STATE_WORDS: dict[ObligationState, str] = {
    ObligationState.PENDING: "pending",
    ObligationState.DUE: "due",
    ObligationState.IN_PROGRESS: "in progress",
    ObligationState.MET: "met",
    ObligationState.MET_LATE: "met late",
    ObligationState.PARTLY_MET: "partly met",
    ObligationState.MISSED: "missed",
    ObligationState.OVERDUE: "overdue",
    ObligationState.WAIVED: "waived",
    ObligationState.UNKNOWN: "unknown",
    ObligationState.NO_DEADLINE: "no deadline",
}

TEST_WORDS: dict[TestName, str] = {
    TestName.IN_FORCE: "In force",
    TestName.IN_ZONE: "In zone",
    TestName.ACTORS_BOUND: "Actors bound",
    TestName.ACT_PROHIBITED: "Act prohibited",
    TestName.ATTRIBUTION: "Attribution",
    TestName.EVIDENCE: "Evidence",
}

OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.YES: "yes",
    Outcome.NO: "no",
    Outcome.UNKNOWN: "unknown",
    Outcome.DISPUTED: "disputed",
}

PROPOSITION_WORDS: dict[PropositionKind, str] = {
    PropositionKind.OCCURRED: "that it happened",
    PropositionKind.INITIATOR: "who did it",
    PropositionKind.TARGET: "to whom",
    PropositionKind.PLACE: "where",
    PropositionKind.DATE: "when",
    PropositionKind.KILLED: "killed",
}

MODE_WORDS: dict[Mode, str] = {
    Mode.ACTUAL: "past or present",
    Mode.PLANNED: "planned",
    Mode.PREDICTED: "expected",
    Mode.CONDITIONAL: "conditional",
}

STANCE_WORDS: dict[Stance, str] = {
    Stance.ENDORSES: "the report endorses it",
    Stance.NEUTRAL: "the report quotes it without taking a stand",
    Stance.DOUBTS: "the report doubts it",
    Stance.REJECTS: "the report rejects it",
}

PRECISION_WORDS: dict[str, str] = {
    "stated": "stated in words, no line drawn",
    "indicative": "indicative",
    "provisional": "provisional",
    "official": "official",
    "disputed": "disputed",
}

_MONTHS = "January February March April May June July August September October November December".split()


def day(value: date) -> str:
    """A day as 5 May 2017, free of the machine's locale."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def interval(start: date | None, end: date | None) -> str:
    """A day or a span of days; one open end is said to be open; both None is "not dated"."""
    if start is None and end is None:
        return "not dated"
    if start is None:
        return f"until {day(end)}" if end else "not dated"
    if end is None:
        return f"from {day(start)}"
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    return f"{day(start)} – {day(end)}"


def days_of(value: str) -> str:
    """The days that a proposition asserts, an ISO date or interval, in words; anything else as it is."""
    start, _, end = value.partition("/")
    try:
        return interval(date.fromisoformat(start), date.fromisoformat(end or start))
    except ValueError:
        return value


def moment(value: datetime, zone: ZoneInfo) -> str:
    """A moment on the watch's clock with its offset: 5 May 2017, 18:00 (Asia/Damascus, UTC+03:00)."""
    local = value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)
    offset = local.strftime("%z")
    return f"{day(local.date())}, {local:%H:%M} ({zone.key}, UTC{offset[:3]}:{offset[3:5]})"


def ended(text: str) -> str:
    """The text as a sentence: with a full stop at its end if it has none."""
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."


def quoted(text: str) -> str:
    """Someone else's words in quotation marks."""
    return f"“{text}”"


def listing(items: Sequence[str]) -> str:
    """Items as "a, b and c"; empty gives ""."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: 1 report, 2 reports."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def capital(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


_MANNERS = (
    "reported by {}",
    "called probable by {}",
    "said to be possible, unconfirmed, by {}",
    "reported by {}, while the report that prints this doubts it",
    "reported by {}, while the report that prints this rejects it",
    "planned, according to {}",
    "expected by {}",
    "conditional on something else, according to {}",
    "denied by {}",
    "said by {} not to be planned or expected",
)
_CERTAINTIES = {Certainty.CERTAIN: 0, Certainty.PROBABLE: 1, Certainty.POSSIBLE: 2}
_STANCES = {Stance.DOUBTS: 3, Stance.REJECTS: 4}
_MODES = {Mode.PLANNED: 5, Mode.PREDICTED: 6, Mode.CONDITIONAL: 7}
_DENIED, _NOT_AHEAD = 8, 9


def _manner(claim: Claim) -> int:
    if claim.polarity is Polarity.NEGATIVE:
        return _DENIED if claim.mode is Mode.ACTUAL else _NOT_AHEAD
    if claim.mode is not Mode.ACTUAL:
        return _MODES[claim.mode]
    return _STANCES.get(claim.author_stance, _CERTAINTIES[claim.certainty])


def manner(claim: Claim, speaker: str) -> str:
    """How one speaker puts it: "reported by X", "denied by X", "expected by X"."""
    return _MANNERS[_manner(claim)].format(speaker)


@dataclass(frozen=True)
class Statement:
    """A claim with the names of those who make it and the day on which it was published (None: not dated)."""

    claim: Claim
    speakers: tuple[str, ...]
    on: date | None = None


def account(statements: Iterable[Statement]) -> str:
    """Who says what of one event, as one sentence.

    Speakers are grouped by how they put it, affirmations first, denials last, and each is named once a group; whoever
    puts it in more than one way is named with the days of publication.
    """
    groups: dict[int, dict[str, list[date]]] = {}
    for statement in statements:
        names = groups.setdefault(_manner(statement.claim), {})
        for speaker in statement.speakers:
            days = names.setdefault(speaker, [])
            if statement.on is not None and statement.on not in days:
                days.append(statement.on)
    often = Counter(speaker for names in groups.values() for speaker in names)
    phrases = [
        _MANNERS[group].format(
            listing(
                [_dated(speaker, days) if often[speaker] > 1 else speaker for speaker, days in groups[group].items()]
            )
        )
        for group in sorted(groups)
    ]
    return f"{capital('; '.join(phrases))}." if phrases else ""


def _dated(speaker: str, days: Sequence[date]) -> str:
    return f"{speaker} ({', '.join(day(value) for value in sorted(days))})" if days else speaker
