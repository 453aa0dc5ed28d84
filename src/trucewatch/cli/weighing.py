"""Commands on weighing: the sum behind a proposition, people's words on incidents, outcomes, track records."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.terminal import (
    AsOf,
    Format,
    KnownOn,
    TableFormat,
    WatchOption,
    app,
    moments_of,
    opened_watch,
    out_console,
)

if TYPE_CHECKING:
    from trucewatch.model import Incident, Proposition, View
    from trucewatch.watch import Watch

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a sentence.")]
IncidentId = Annotated[str, typer.Argument(metavar="INCIDENT", help="An incident's id.")]


@app.command()
def weigh(
    incident: IncidentId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    pairs: Annotated[
        bool,
        typer.Option(
            "--pairs", help="Why its claims are one event, and what their reports keep apart: each pair, term by term."
        ),
    ] = False,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Show how each proposition of an incident is weighed: every term of the sum, and the way to each origin.

    Example: trucewatch weigh i-0a1b2c3d --as-of 2017-05-05 --known-on 2017-05-05 --watch syria-2017
    """
    with opened_watch(watch) as opened:
        view = opened.view(*moments_of(opened, as_of, known_on))
        found = _incident(view, incident)
        if pairs:
            return _list_pairs(opened, view, found, form)
    if form is TableFormat.JSONL:
        for proposition in found.propositions:
            typer.echo(json.dumps(proposition.model_dump(mode="json"), ensure_ascii=False))
        return None
    for proposition in found.propositions:
        _show(proposition)
    out_console.print("From claims to origins:", style="bold")
    for edge in found.origin_edges:
        out_console.print(f"  {edge.start} -> {edge.end}: {edge.reason}", markup=False, highlight=False)
    return None


def _list_pairs(opened: "Watch", view: "View", incident: "Incident", form: TableFormat) -> None:
    """Each pair of the incident's claims, in the order of the incident, then those with claims of other incidents that
    would have met if their report did not keep them apart."""
    from trucewatch.assess.identity import bonds_of
    from trucewatch.assess.incidents import ordered
    from trucewatch.assess.pairs import pairs
    from trucewatch.regrouping import regroupings

    inside = frozenset(incident.claims)
    told_in = {view.claims[key].report for key in inside}
    others = [claim for key, claim in view.claims.items() if claim.report in told_in and key not in inside]
    seen = ordered(view.reports, [view.claims[key] for key in incident.claims], opened.world)
    beside = ordered(view.reports, others, opened.world)
    for pair in pairs(seen, bonds_of(regroupings(opened.ledger, view.known_on)), beside):
        if form is TableFormat.JSONL:
            typer.echo(pair.model_dump_json())
            continue
        read = ", ".join(f"{term} {weight:+.2f}" for term, weight in pair.terms.items())
        line = f"{pair.a} and {pair.b}: {pair.log_odds:+.2f}" + (f" = {read}" if read else "")
        out_console.print(f"{line}; {pair.decided}" if pair.decided else line, markup=False, highlight=False)


def _incident(view: "View", name: str) -> "Incident":
    from trucewatch.model.errors import InputError

    found = next((i for i in view.incidents if i.id == name), None)
    if found is None:
        raise InputError(f"There is no incident {name} in this view; `trucewatch incidents` lists them.")
    return found


def _show(proposition: "Proposition") -> None:
    out_console.print(f"{proposition.kind} {proposition.value}: {proposition.standing}", style="bold", markup=False)
    weight = proposition.weight
    if weight is None:
        return
    for term in weight.contributions:
        product = " x ".join(f"{name} {factor:g}" for name, factor in term.factors.items() if factor != 1.0)
        line = f"  {term.log_odds:+.3f}  {term.term}: {term.reason}" + (f" = {product}" if product else "")
        out_console.print(line, markup=False, highlight=False)
    total = sum(term.log_odds for term in weight.contributions)
    out_console.print(
        f"  {total:+.3f}  in all: probability {weight.probability:.2f} ({weight.low:.2f} to {weight.high:.2f}), "
        f"grade {weight.grade_source}{weight.grade_item}, origins {weight.origins}, sides {weight.sides}; "
        f"would change it: {weight.would_change}",
        markup=False,
        highlight=False,
    )


@app.command("join")
def join_incidents(
    incidents: Annotated[list[str], typer.Argument(metavar="INCIDENT…", help="Two incidents or more.")],
    by: By,
    reason: Reason,
    watch: WatchOption = None,
) -> None:
    """Record that several incidents are one event; the elder id stays.

    Example: trucewatch join i-0a1b2c3d i-4e5f6a7b --by "R. Haddad" --reason "one strike, two tolls" --watch syria-2017
    """
    from trucewatch.regrouping import join

    with opened_watch(watch) as opened:
        join(opened.ledger, opened.world, incidents, by, reason)
    out_console.print(f"Recorded: {' and '.join(incidents)} are one event.", highlight=False)


@app.command("part")
def part_incident(
    incident: IncidentId,
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM…", help="Claims of it that are of another event.")],
    by: By,
    reason: Reason,
    watch: WatchOption = None,
) -> None:
    """Record that claims of an incident are of another event; they get an incident of their own.

    Example: trucewatch part i-0a1b2c3d r17/c4 --by "R. Haddad" --reason "another street" --watch syria-2017
    """
    from trucewatch.regrouping import part

    with opened_watch(watch) as opened:
        part(opened.ledger, opened.world, incident, claims, by, reason)
    out_console.print(f"Recorded: {', '.join(claims)} is not of {incident}.", highlight=False)


@app.command()
def resolve(
    incident: IncidentId,
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="true, false, or open to take it back.")],
    by: By,
    reason: Reason,
    kind: Annotated[str, typer.Option("--proposition", help="Which kind of proposition.")] = "occurred",
    value: Annotated[str, typer.Option("--value", help="Its value, where it has one.")] = "",
    learned: Annotated[
        datetime | None,
        typer.Option("--learned", formats=["%Y-%m-%d"], help="Since when that is known.", show_default="now"),
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Record that a proposition proved true or false; sources' track records learn from it from that day on.

    Example: trucewatch resolve i-0a1b2c3d false --by "R. Haddad" --reason "both sides say so now" --watch syria-2017
    """
    from trucewatch.model.errors import InputError
    from trucewatch.regrouping import resolve as record

    outcomes = {"true": True, "false": False, "open": None}
    if outcome not in outcomes:
        raise InputError(f'"{outcome}" is no outcome; say true, false or open.')
    with opened_watch(watch) as opened:
        found = _incident(opened.view(*moments_of(opened, None, None)), incident)
        wanted = next((p for p in found.propositions if (p.kind, p.value) == (kind, value)), None)
        if wanted is None:
            kinds = "; ".join(f"{p.kind} {p.value}".strip() for p in found.propositions)
            raise InputError(f'{incident} has no proposition "{kind} {value}"; it has: {kinds}.')
        day = learned.replace(tzinfo=opened.zone) if learned else None
        record(opened.ledger, found, wanted, outcomes[outcome], by, reason, day)
    out_console.print(f"Recorded: {kind} {value} of {incident} is {outcome}.".replace("  ", " "), highlight=False)
