"""Claims and denials still open, what is only announced or expected, and who is said to hold which place."""

from datetime import date

from trucewatch.model import (
    Claim,
    ControlState,
    EventType,
    Holding,
    Incident,
    Mode,
    Proposition,
    PropositionKind,
    Standing,
)
from trucewatch.publish.charts import control_over_time
from trucewatch.publish.desk import Desk
from trucewatch.publish.document import Block, Paragraph, Row, Section, Sentence, Table
from trucewatch.publish.sections.groups import Groups
from trucewatch.publish.wording import MODE_WORDS, PROPOSITION_WORDS, counted, day, listing, quoted

__all__ = ["contested", "open_claims"]

_CONTROL = {
    ControlState.HELD: "held by one side",
    ControlState.CONTESTED: "contested",
    ControlState.UNKNOWN: "unknown",
}


def contested(desk: Desk) -> list[tuple[Incident, Proposition]]:
    """Every matter that somebody denies, or that weighs as denied, most statements first."""
    pairs = [
        (incident, proposition)
        for incident in desk.view.incidents
        for proposition in incident.propositions
        if _denied(proposition) and not _told_already(incident, proposition)
    ]
    return sorted(pairs, key=lambda pair: (-len(pair[1].supports) - len(pair[1].denies), pair[0].id, pair[1].kind))


def _denied(proposition: Proposition) -> bool:
    live = proposition.standing in {Standing.CONTESTED, Standing.REJECTED}
    return live and (bool(proposition.denies) or proposition.kind is PropositionKind.OCCURRED)


def _told_already(incident: Incident, proposition: Proposition) -> bool:
    """Whether those who deny a part are told of where they deny the whole."""
    part = proposition.kind is not PropositionKind.OCCURRED
    return part and set(proposition.denies) <= set(incident.occurred.denies)


def open_claims(desk: Desk, groups: Groups) -> Section:
    """The section on everything that is not settled."""
    found = (
        _open_table(desk),
        _differing(desk),
        _ahead(desk, groups),
        _breaches(desk),
        _holdings(desk),
    )
    parts = tuple(part for part in found if part is not None)
    blocks: tuple[Block, ...] = ()
    if not parts:
        nothing = Sentence("No claim known is denied, unconfirmed or still ahead.", basis="the claims of this view")
        blocks = (Paragraph((nothing,)),)
    return Section("open", "Claims and denials still open", blocks, parts)


def _open_table(desk: Desk) -> Section | None:
    unconfirmed = [
        (incident, proposition)
        for incident in desk.view.incidents
        for proposition in incident.propositions
        if proposition.standing is Standing.UNCONFIRMED and proposition.kind is PropositionKind.OCCURRED
    ]
    rows = tuple(_row(desk, incident, proposition) for incident, proposition in (*contested(desk), *unconfirmed))
    if not rows:
        return None
    table = Table(
        "Who says so, who denies it; nothing here is presented as having happened",
        ("Incident", "What is claimed", "In question", "Said by", "Denied by", "Standing"),
        rows,
    )
    return Section("disputed", "Denied, rejected or unconfirmed", (table,))


def _row(desk: Desk, incident: Incident, proposition: Proposition) -> Row:
    question = PROPOSITION_WORDS[proposition.kind]
    if proposition.value:
        question = f"{question}: {desk.value(incident, proposition)}"
    return Row(
        (
            desk.link(incident),
            Sentence(desk.title(incident)),
            Sentence(question),
            _voices(desk, proposition.supports),
            _voices(desk, proposition.denies),
            Sentence(desk.standing(proposition)),
        )
    )


def _differing(desk: Desk) -> Section | None:
    rows = []
    for incident in desk.view.incidents:
        for kind in PropositionKind:
            apart = [
                p
                for p in incident.propositions
                if p.kind is kind and p.standing is Standing.CONTESTED and p.value and not p.denies
            ]
            if len(apart) > 1:
                rows.append(_differing_row(desk, incident, apart))
    if not rows:
        return None
    table = Table(
        "Accounts of one incident that differ, side by side",
        ("Incident", "What is claimed", "In question", "Accounts"),
        tuple(rows),
    )
    return Section("differing", "Accounts that differ", (table,))


def _differing_row(desk: Desk, incident: Incident, apart: list[Proposition]) -> Row:
    accounts = [f"{desk.value(incident, p)}, according to {_names(desk, p.supports)}" for p in apart]
    keys = desk.known(key for p in apart for key in p.supports)
    return Row(
        (
            desk.link(incident),
            Sentence(desk.title(incident)),
            Sentence(PROPOSITION_WORDS[apart[0].kind]),
            Sentence("; ".join(accounts), keys),
        )
    )


def _names(desk: Desk, keys: tuple[str, ...]) -> str:
    names = dict.fromkeys(name for claim in desk.claims(keys) for name in desk.naming.speakers(claim))
    return listing(list(names)) or "nobody known"


def _voices(desk: Desk, keys: tuple[str, ...]) -> Sentence:
    return Sentence(_names(desk, keys), desk.known(keys))


def _ahead(desk: Desk, groups: Groups) -> Section | None:
    incidents = {case.incident.id: case.incident for case in groups.ahead}
    if not incidents:
        return None
    rows = tuple(
        Row(
            (
                desk.link(incident),
                Sentence(desk.when(incident)),
                Sentence(desk.what(incident)),
                Sentence(desk.where(incident)),
                Sentence(_modes(desk, incident)),
            ),
            desk.account(incident.claims),
            desk.anchor(incident.id),
        )
        for incident in incidents.values()
    )
    table = Table(
        "Announced, expected or conditional: nobody says that these have happened",
        ("Incident", "For when", "What", "Where", "Mode"),
        rows,
        note_label="Who says so",
    )
    return Section("ahead", "Announced, expected or conditional", (table,))


def _modes(desk: Desk, incident: Incident) -> str:
    return ", ".join(dict.fromkeys(MODE_WORDS[claim.mode] for claim in desk.claims(incident.claims)))


def _breaches(desk: Desk) -> Section | None:
    by_day: dict[date, dict[str, list[Claim]]] = {}
    for claim in sorted(desk.view.claims.values(), key=lambda c: c.key):
        if claim.type is EventType.CEASEFIRE_BREACH and claim.mode is Mode.ACTUAL and claim.date_start is not None:
            by_day.setdefault(claim.date_start, {}).setdefault(desk.naming.speaker(claim), []).append(claim)
    shared = {when: observers for when, observers in by_day.items() if len(observers) > 1}
    if not shared:
        return None
    rows = tuple(
        Row(
            (
                Sentence(day(when)),
                Sentence(observer),
                Sentence(str(len(claims))),
                Sentence(_where(desk, claims)),
            ),
            desk.account(claim.key for claim in claims),
        )
        for when in sorted(shared)
        for observer, claims in sorted(shared[when].items())
    )
    table = Table(
        "Breaches as each observer states them on the same day, side by side and never netted",
        ("Day", "Observer", "Statements", "Where, as stated"),
        rows,
        basis="number of statements in the reports, not of cases that an observer counted",
        note_label="Who says so",
        numeric=(2,),
    )
    return Section("breaches", "Breaches alleged by more than one observer", (table,))


def _where(desk: Desk, claims: list[Claim]) -> str:
    places = [desk.naming.release.place(ref) for claim in claims for ref in claim.places[:1]]
    names = dict.fromkeys(quoted(place.name) if place.worded else place.name for place in places)
    return ", ".join(names) or "place not stated"


def _holdings(desk: Desk) -> Section | None:
    if not desk.view.holdings:
        return None
    table = Table(
        f"Control as stated, on {day(desk.as_of)}",
        ("Place", "State", "Holder, as stated", "Since", "Changes claimed and denied"),
        tuple(_holding_row(desk, holding) for holding in desk.view.holdings),
        note_label="Reason",
    )
    drawn = control_over_time(desk)
    blocks: tuple[Block, ...] = (table,) if drawn is None else (table, drawn)
    return Section("holdings", "Who is said to hold which place", blocks)


def _holding_row(desk: Desk, holding: Holding) -> Row:
    place = desk.naming.release.by_id(holding.place_id, holding.place)
    denied = desk.known(holding.denied)
    known = desk.known(holding.claims)
    return Row(
        (
            Sentence(place.name),
            Sentence(_CONTROL[holding.state]),
            Sentence(desk.naming.actor(holding.holder) if holding.holder else "–"),
            Sentence(day(holding.since) if holding.since else "–"),
            Sentence(counted(len(denied), "claim") if denied else "–", denied),
        ),
        Sentence(desk.ours(holding.reason), known, basis="" if known else "no claim known"),
    )
