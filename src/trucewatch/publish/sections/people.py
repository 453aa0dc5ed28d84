"""Humanitarian access and harm to people, only as far as claims speak of it, each with who says so."""

from trucewatch.model import Casualties, Claim, EventType, Incident
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Block, Paragraph, Row, Section, Sentence, Table
from trucewatch.publish.wording import manner

__all__ = ["humanitarian"]

_ACCESS = (EventType.HUMANITARIAN_ACTION, EventType.ACCESS_RESTRICTION, EventType.SIEGE)


def humanitarian(desk: Desk) -> Section:
    """The section on access, sieges, aid, and tolls as each source gives them."""
    access = [incident for incident in desk.view.incidents if incident.type in _ACCESS and incident.mode_actual]
    tolls = [row for incident in desk.view.incidents for row in _tolls(desk, incident)]
    blocks: list[Block] = []
    if access:
        blocks.append(_access_table(desk, access))
    if tolls:
        blocks.append(
            Table(
                "Tolls as each source gives them, side by side; no figure here is ours",
                ("Incident", "Source", "Killed", "Injured", "How it is put"),
                tuple(tolls),
            )
        )
    if not blocks:
        nothing = Sentence(
            "No report known speaks of access, aid or harm to people; that is no sign that there was none.",
            basis="the claims of this view",
        )
        blocks.append(Paragraph((nothing,)))
    return Section("humanitarian", "Humanitarian access and harm to people", tuple(blocks))


def _access_table(desk: Desk, incidents: list[Incident]) -> Table:
    rows = tuple(
        Row(
            (
                desk.link(incident),
                Sentence(desk.when(incident)),
                Sentence(desk.where(incident)),
                Sentence(desk.what(incident)),
            ),
            desk.account(incident.claims),
            desk.anchor(incident.id) if incident.type is EventType.HUMANITARIAN_ACTION else "",
        )
        for incident in incidents
    )
    return Table(
        "Access, sieges and aid as reported", ("Incident", "When", "Where", "What"), rows, note_label="Who says so"
    )


def _tolls(desk: Desk, incident: Incident) -> list[Row]:
    return [
        Row(
            (
                desk.link(incident),
                Sentence(desk.naming.speaker(claim), (claim.key,)),
                Sentence(_figures(desk, claim.killed)),
                Sentence(_figures(desk, claim.injured)),
                Sentence(_put(desk, claim)),
            )
        )
        for claim in desk.claims(incident.claims)
        if claim.killed or claim.injured
    ]


def _put(desk: Desk, claim: Claim) -> str:
    return manner(claim, desk.naming.speaker(claim))


def _figures(desk: Desk, tolls: tuple[Casualties, ...]) -> str:
    return "; ".join(_figure(desk, toll) for toll in tolls) or "–"


def _figure(desk: Desk, toll: Casualties) -> str:
    who = f" ({desk.naming.actor(toll.who)})" if toll.who else ""
    if toll.low is None and toll.high is None:
        return f"number not given{who}"
    if toll.high is None:
        return f"at least {toll.low}{who}"
    if toll.low is None:
        return f"up to {toll.high}{who}"
    return f"{toll.low}{who}" if toll.low == toll.high else f"{toll.low} to {toll.high}{who}"
