"""What a decision was about, in words, for the person who takes it back."""

from typing import Any

from trucewatch.ledger.decision_rules import BY_PEOPLE
from trucewatch.ledger.entry import Entry
from trucewatch.ledger.kinds import (
    ClaimCoded,
    ClaimCorrected,
    ClaimReviewed,
    ClaimsLinked,
    IncidentReviewed,
    IncidentsRegrouped,
    RecordFlagged,
)
from trucewatch.publish.text import visible

__all__ = ["decided_on", "in_words"]


def decided_on(entry: Entry) -> str | None:
    """The claim or incident that a decision was about, the first one where it was about several; None where it was
    about neither, as a flag on a report."""
    body = entry.body
    if entry.kind == RecordFlagged.kind:
        return str(body["id"]) if body["what"] != "report" else None
    if entry.kind == IncidentsRegrouped.kind:
        change = _by_person(body)
        return str(change["incident"] or change["claims"][0])
    name = body.get("claim") or body.get("incident")
    return str(name) if name else None


def in_words(entry: Entry) -> str:
    """Which decision it was: what was decided, and on what."""
    body = entry.body
    match entry.kind:
        case ClaimReviewed.kind:
            said = f"claim {body['claim']} was {body['verdict']}"
        case ClaimCorrected.kind:
            said = f"claim {body['claim']} was corrected ({', '.join(body['fields']).replace('_', ' ')})"
        case ClaimCoded.kind:
            said = f"your coding of claim {body['claim']}"
        case ClaimsLinked.kind:
            said = f"claim {body['claim']} {body['link']} claim {body['to']}"
        case RecordFlagged.kind:
            said = f"{body['what']} {body['id']} was flagged as {body['sensitivity']}"
        case IncidentReviewed.kind:
            said = f"the claims of incident {body['incident']} were held to be of one event"
        case IncidentsRegrouped.kind:
            said = _regrouped(_by_person(body))
        case _:
            said = entry.kind.replace("_", " ")
    return visible(said)


def _by_person(body: dict[str, Any]) -> dict[str, Any]:
    return next(change for change in body["changes"] if change["change"] in BY_PEOPLE)


def _regrouped(change: dict[str, Any]) -> str:
    incident, claims, others = change["incident"], list(change["claims"]), list(change["others"])
    if change["change"] == "joined":
        together = f"incidents {_listed([incident, *others])}" if incident else f"claims {_listed(claims)}"
        return f"{together} were joined as one event"
    if incident:
        return f"{_listed(claims)} {'was' if len(claims) == 1 else 'were'} split from incident {incident}"
    return f"claims {_listed([*claims, *others])} were held to be of two events"


_MOST_NAMED = 4


def _listed(names: list[str]) -> str:
    shown = names[:_MOST_NAMED]
    if len(names) > _MOST_NAMED:
        return f"{', '.join(shown)} and {len(names) - _MOST_NAMED} more"
    return ", ".join(shown[:-1]) + (" and " if len(shown) > 1 else "") + shown[-1]
