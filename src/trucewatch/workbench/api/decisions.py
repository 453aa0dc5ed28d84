"""/decisions: what a person decides, recorded once however often it is sent."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Header, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask

from trucewatch.ledger import Entry
from trucewatch.ledger.kinds import FindingSigned
from trucewatch.model import Incident, Sensitivity, Verdict
from trucewatch.monitoring import Monitoring, sign
from trucewatch.review.incidents import Grouper, LinkKind
from trucewatch.reviewing import Reviewing
from trucewatch.watch import Watch
from trucewatch.workbench.api.seeing import Looking, looking
from trucewatch.workbench.people import Person, Role
from trucewatch.workbench.people.access import needs
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter(prefix="/decisions", tags=["decisions"])

Name = Annotated[str, Field(min_length=1, max_length=400)]
Reason = Annotated[str, Field(max_length=4000, description="why, for whoever reads the ledger later")]
SeenEntry = Annotated[
    int | None, Field(ge=0, description="the last entry of the ledger that you had seen; null: decide on the present")
]
_VERSION = (
    "the claim's version that you saw; 409 where it has changed since. null: the present one, on which nothing is "
    "recorded twice: what you said already is answered with its entry, what somebody else said with 409"
)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Reason = ""


class Accept(_Asked):
    """A claim stands as it was read."""

    decision: Literal["accept"]
    claim: Name
    version: str | None = Field(default=None, max_length=60, description=_VERSION)


class Reject(_Asked):
    """The report says no such thing: the claim leaves every view from then on."""

    decision: Literal["reject"]
    claim: Name
    version: str | None = Field(default=None, max_length=60, description=_VERSION)


class Correct(_Asked):
    """Fields of a claim are otherwise."""

    decision: Literal["correct"]
    claim: Name
    version: str | None = Field(default=None, max_length=60, description=_VERSION)
    changes: dict[str, Any] = Field(
        min_length=1, max_length=40, description="values by field", examples=[{"certainty": "possible"}]
    )


class Adjudicate(_Asked):
    """Two blind codings differ: one of them is right, or neither."""

    decision: Literal["adjudicate"]
    claim: Name
    choice: Literal[1, 2] | None = Field(default=None, description="the first or the second coding; null with reject")
    changes: dict[str, Any] | None = Field(default=None, max_length=40)
    reject: bool = False


class Merge(_Asked):
    """Incidents are one event; the elder id stays."""

    decision: Literal["merge"]
    incidents: list[Name] = Field(min_length=2, max_length=50)
    seen: SeenEntry = None


class Split(_Asked):
    """Some claims of an incident are of another event."""

    decision: Literal["split"]
    incident: Name
    claims: list[Name] = Field(min_length=1, max_length=500)
    seen: SeenEntry = None


class Keep(_Asked):
    """An incident's claims are of one event, as they are."""

    decision: Literal["keep"]
    incident: Name
    seen: SeenEntry = None


class LinkAsked(_Asked):
    """How two claims bear on each other."""

    decision: Literal["link"]
    link: LinkKind
    claim: Name
    to: Name
    seen: SeenEntry = None


class Flag(_Asked):
    """How much harm a record can do if it leaves."""

    decision: Literal["flag"]
    what: Literal["claim", "report", "incident"]
    id: Name
    sensitivity: Sensitivity
    reason: Annotated[str, Field(min_length=1, max_length=4000, description="why; it is asked for here")]


class Undo(_Asked):
    """A decision of your own is taken back: that entry's, or your last one."""

    decision: Literal["undo"]
    entry: int | None = Field(default=None, ge=1)


class Sign(_Asked):
    """A named person decides on a finding; null takes the signature back. For publishers."""

    decision: Literal["sign"]
    finding: Name
    verdict: Verdict | None
    reason: Annotated[str, Field(min_length=1, max_length=4000, description="why; it is asked for here")]


Asked = Annotated[
    Accept | Reject | Correct | Adjudicate | Merge | Split | Keep | LinkAsked | Flag | Undo | Sign,
    Body(
        discriminator="decision",
        openapi_examples={
            "accept": {
                "summary": "A claim stands as it was read",
                "value": {"decision": "accept", "claim": "r-017/c2", "version": "14.0"},
            },
            "correct": {
                "summary": "The source was less sure than was read",
                "value": {"decision": "correct", "claim": "r-017/c2", "changes": {"certainty": "possible"}},
            },
            "merge": {
                "summary": "Two incidents are one event",
                "value": {"decision": "merge", "incidents": ["i-8f4d2c10", "i-16369758"], "reason": "same bridge"},
            },
        },
    ),
]
_CODING = Accept | Reject | Correct
_REGROUPS = (Merge, Split, LinkAsked)


class EntryOf(BaseModel):
    """An entry of the ledger."""

    seq: int
    kind: str
    recorded_at: AwareDatetime
    by: str
    hash: str


class Decided(BaseModel):
    """What was recorded; `replayed`: it had been before, under this idempotency key or as your own word that stands,
    and was not recorded again (of two that are sent at the same moment to two processes, both may say that it was
    not)."""

    entries: list[EntryOf]
    replayed: bool


@router.post(
    "",
    response_model=Decided,
    status_code=201,
    summary="Decide",
    responses={200: {"model": Decided, "description": "It was recorded before."}},
)
def decide(
    look: Annotated[Looking, Depends(looking)],
    person: Annotated[Person, Depends(needs(Role.CODER))],
    asked: Asked,
    idempotency_key: Annotated[
        str,
        Header(
            min_length=8,
            max_length=120,
            pattern=r"^[\x21-\x7e]+$",
            description="A name of this decision, of your own making. Sent again, it is recorded once.",
            examples=["1c0f3f0e-6a53-4e0b-9a53-0d8a7b9e2f11"],
        ),
    ],
) -> Response:
    """Record a decision: whole, or not at all. Coders code; what changes a view is for reviewers, signing for
    publishers. 409 where somebody decided first, with their name; look again then."""
    _may(look, person, asked)
    request = f"api:{person.id}:{idempotency_key}"

    def change(watch: Watch) -> tuple[tuple[Entry, ...], bool]:
        if isinstance(asked, Sign):
            return _signed(watch, look, person, asked)
        before = watch.ledger.head().seq
        entries = _decided(watch, look, person, asked, request)
        return entries, entries[-1].seq <= before

    entries, replayed = look.desk.write(look.watch_id, change)
    told = {"entries": [_entry(entry) for entry in entries], "replayed": replayed}
    later = BackgroundTask(_regrouped, look) if isinstance(asked, _REGROUPS) and not replayed else None
    return JSONResponse(told, 200 if replayed else 201, background=later)


def _may(look: Looking, person: Person, asked: Asked) -> None:
    needed = Role.PUBLISHER if isinstance(asked, Sign) else Role.REVIEWER
    if person.may(needed, look.watch_id) or isinstance(asked, Undo):
        return
    if isinstance(asked, _CODING) and Reviewing(look.watch).person(person.name).see(asked.claim).blind:
        return
    raise Refusal(403, f"This decision needs the role {needed} in {look.watch_id}, and a token whose scope reaches it.")


def _decided(watch: Watch, look: Looking, person: Person, asked: Asked, request: str) -> tuple[Entry, ...]:
    reviewing = Reviewing(watch)
    known_on: datetime | None = look.view.known_on if look.clocks.as_known_on is not None else None
    grouper = reviewing.person(person.name, known_on)
    match asked:
        case Undo():
            return (reviewing.undo(person.name, asked.entry, reason=asked.reason, request=request),)
        case Merge() | Split() | Keep() | LinkAsked() | Flag():
            return _of_records(grouper, look, asked, request)
        case Accept() | Reject() | Correct() | Adjudicate():
            return _of_claim(grouper, asked, request)
        case _:
            raise TypeError(f"{asked!r} is signed elsewhere")


def _of_claim(grouper: Grouper, asked: Accept | Reject | Correct | Adjudicate, request: str) -> tuple[Entry, ...]:
    match asked:
        case Accept():
            return grouper.accept(asked.claim, version=asked.version, reason=asked.reason, request=request)
        case Reject():
            return grouper.reject(asked.claim, version=asked.version, reason=asked.reason, request=request)
        case Correct():
            return grouper.correct(
                asked.claim, asked.changes, version=asked.version, reason=asked.reason, request=request
            )
        case Adjudicate():
            return grouper.adjudicate(
                asked.claim,
                asked.choice,
                changes=asked.changes,
                reject=asked.reject,
                reason=asked.reason,
                request=request,
            )


def _of_records(
    grouper: Grouper, look: Looking, asked: Merge | Split | Keep | LinkAsked | Flag, request: str
) -> tuple[Entry, ...]:
    match asked:
        case Merge():
            return grouper.merge(
                [_incident(look, name) for name in asked.incidents],
                seen=asked.seen,
                reason=asked.reason,
                request=request,
            )
        case Split():
            return grouper.split(
                _incident(look, asked.incident), asked.claims, seen=asked.seen, reason=asked.reason, request=request
            )
        case Keep():
            return grouper.keep(_incident(look, asked.incident), seen=asked.seen, reason=asked.reason, request=request)
        case LinkAsked():
            return grouper.link(
                asked.link, asked.claim, asked.to, seen=asked.seen, reason=asked.reason, request=request
            )
        case Flag():
            incident = _incident(look, asked.id) if asked.what == "incident" else None
            return grouper.flag(
                asked.what, asked.id, asked.sensitivity, incident=incident, reason=asked.reason, request=request
            )


def _incident(look: Looking, name: str) -> Incident:
    """An incident that the person may see, as the watch itself has it."""
    shown = {incident.id for incident in look.view.incidents}
    found = look.raw.monitoring.incidents.get(name) if name in shown else None
    if found is None:
        raise Refusal(404, f'There is no incident "{name[:80]}" in what you may see on these clocks.')
    return found


def _signed(watch: Watch, look: Looking, person: Person, asked: Sign) -> tuple[tuple[Entry, ...], bool]:
    """The signature's entry, and whether the last word on the finding was this one already."""
    monitoring: Monitoring = look.raw.monitoring
    shown = {finding.id for finding in look.view.findings}
    finding = next((f for f in monitoring.view.findings if f.id == asked.finding and f.id in shown), None)
    if finding is None:
        raise Refusal(404, f'There is no finding "{asked.finding[:80]}" in what you may see on these clocks.')
    last = next((e for e in reversed(list(watch.ledger.entries(FindingSigned.kind))) if _is_of(e, finding.id)), None)
    if last is not None and _says(last) == (person.name, asked.verdict and asked.verdict.value, asked.reason):
        return (last,), True
    after = watch.ledger.head().seq
    sign(monitoring, finding, asked.verdict, person.name, asked.reason)
    return tuple(e for e in watch.ledger.entries(FindingSigned.kind, after_seq=after) if _is_of(e, finding.id)), False


def _is_of(entry: Entry, finding: str) -> bool:
    return bool(entry.body["finding"] == finding)


def _says(entry: Entry) -> tuple[str, str | None, str]:
    return entry.body["by"], entry.body["verdict"], entry.body["reason"]


def _entry(entry: Entry) -> dict[str, Any]:
    told = {"seq": entry.seq, "kind": entry.kind, "by": entry.by, "hash": entry.hash}
    return {**told, "recorded_at": entry.recorded_at.isoformat()}


def _regrouped(look: Looking) -> None:
    """Record what became of incidents. In a large watch that waits until reports come in next, since it weighs all of
    them while nobody else can write; views obey the decision at once all the same."""
    if not look.desk.pictures[look.watch_id].large():
        look.desk.write(look.watch_id, lambda watch: Reviewing(watch).regrouped())
