"""Commands that show what a watch holds as of a day."""

import json
from collections.abc import Sequence
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
    print_lines,
)

if TYPE_CHECKING:
    from trucewatch.model import ControlSpan, Holding, Incident


@app.command()
def incidents(
    as_of: AsOf = None, known_on: KnownOn = None, form: Format = TableFormat.TABLE, watch: WatchOption = None
) -> None:
    """List incidents with their standing, origins and findings.

    Example: trucewatch incidents --as-of 2017-05-11 --known-on 2017-05-11 --watch syria-2017
    """
    with opened_watch(watch) as opened:
        view = opened.view(*moments_of(opened, as_of, known_on))
    if form is TableFormat.TABLE:
        from trucewatch.board import WIDE, incidents_table

        return out_console.print(incidents_table(view, wide=out_console.width >= WIDE))
    for incident in view.incidents:
        found = [f.model_dump(mode="json") for f in view.findings if f.incident == incident.id]
        typer.echo(json.dumps({**incident.model_dump(mode="json"), "findings": found}, ensure_ascii=False))
    return None


@app.command()
def obligations(
    as_of: AsOf = None, known_on: KnownOn = None, form: Format = TableFormat.TABLE, watch: WatchOption = None
) -> None:
    """List the obligations of each agreement with their deadlines per text version and where they stand.

    Example: trucewatch obligations --as-of 2017-06-05 --known-on 2017-06-05 --watch syria-2017
    """
    with opened_watch(watch) as opened:
        view = opened.view(*moments_of(opened, as_of, known_on))
    if form is TableFormat.JSONL:
        return print_lines(list(view.obligations))
    from trucewatch.board import WIDE, obligations_table

    return out_console.print(obligations_table(view.obligations, wide=out_console.width >= WIDE))


@app.command()
def control(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place's id or name.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d"], help="Every change from this day on.", show_default="one day only"
        ),
    ] = None,
    weighed: Annotated[
        bool,
        typer.Option("--weighed", help="Beside each, how probable the change is that it rests on, as `weigh` has it."),
    ] = False,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say who held a place on a day, as known on a day, and how sure that is; or every change from a day on.

    Example: trucewatch control Tabqa --as-of 2017-05-05 --known-on 2017-05-05 --watch syria-2017
    """
    with opened_watch(watch) as opened:
        moments = moments_of(opened, as_of, known_on)
        held = [opened.holder(place, *moments)]
        if since is not None:
            from trucewatch.monitor import control_timeline

            claims, reports = opened.ledger.claims(moments[1]), opened.ledger.reports(moments[1])
            held = list(control_timeline(held[0].place_id, claims, reports, opened.world, since.date(), *moments))
        spans = _spans(opened.view(*moments).incidents, held) if weighed else None
    if form is TableFormat.JSONL and spans is None:
        return print_lines(list(held))
    if form is TableFormat.JSONL:
        for holding, span in zip(held, spans or (), strict=True):
            told = span.model_dump(mode="json") if span else None
            typer.echo(json.dumps({**holding.model_dump(mode="json"), "weighed": told}, ensure_ascii=False))
        return None
    from trucewatch.board import holdings_table

    return out_console.print(holdings_table(held, spans=spans))


def _spans(incidents: "Sequence[Incident]", held: "Sequence[Holding]") -> "list[ControlSpan | None]":
    """The weighed proposition over time that each holding rests on."""
    from trucewatch.assess.control import control_spans, span_of

    spans = control_spans(incidents)
    return [span_of(holding, spans) for holding in held]
