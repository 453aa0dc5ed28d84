"""Commands that read reports without a ledger."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.terminal import (
    Format,
    TableFormat,
    WatchOption,
    app,
    common_folder,
    end_refused,
    err_console,
    out_console,
    print_lines,
    progress_bar,
)


@app.command()
def extract(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT…", help="Text files or JSON Lines of reports.")],
    published: Annotated[
        datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="Of reports that do not say.")
    ] = None,
    form: Format = TableFormat.TABLE,
    extractor: Annotated[
        str, typer.Option("--extractor", help="default, english, rules, russian, arabic or llm.")
    ] = "default",
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes for many reports.", show_default="one a core")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Lay each claim over its sentence: what gave each field, how surely.")
    ] = False,
    watch: WatchOption = None,
) -> None:
    """Show the claims in reports without recording anything. Inside a watch its actors and places are used.

    With --explain each claim is laid over its sentence, and every field says which rule or model gave it and with
    what confidence, measured on coded reports. With --format jsonl that stands in the claim's `rules` and
    `confidence`.

    Example: trucewatch extract report.txt --published 2017-05-05 --format jsonl
    """
    from trucewatch.reading import Reading

    reading = Reading(watch or common_folder[0], extractor, published.date() if published else None, jobs)
    with progress_bar("extracting claims") as progress:
        for number, (report, claims) in enumerate(reading.read(inputs), start=1):
            progress(number, None)
            if form is TableFormat.JSONL:
                print_lines(list(claims))
            elif explain:
                from trucewatch.cli.explaining import explained

                out_console.print(report.title or report.id, style="bold", markup=False)
                for part in explained(report, claims):
                    out_console.print(part)
            else:
                from trucewatch.board import claims_table

                out_console.print(f"[bold]{report.title or report.id}[/bold]")
                out_console.print(claims_table(claims))
    for note in reading.notes:
        err_console.print(note, markup=False, highlight=False, soft_wrap=True)
    end_refused(reading.refused)


@app.command()
def assess(
    claims: Annotated[Path, typer.Argument(metavar="CLAIMS", help="Claims as `extract --format jsonl` writes them.")],
    reports: Annotated[Path, typer.Option("--reports", metavar="REPORTS", help="JSON Lines of their reports.")],
    form: Format = TableFormat.JSONL,
    stream: Annotated[
        bool,
        typer.Option("--stream", help="For very many: report by report on disk; writes no more than the incident."),
    ] = False,
    watch: WatchOption = None,
) -> None:
    """Group given claims into incidents, without a ledger: one line `{claim, report, incident, …}` a claim.

    Example: trucewatch assess claims.jsonl --reports reports.jsonl
    """
    if stream:
        from trucewatch.streaming import stream_incidents

        with progress_bar("assessing reports") as progress:
            for row in stream_incidents(claims, reports, watch or common_folder[0], progress):
                typer.echo(json.dumps(row, ensure_ascii=False))
        return
    from trucewatch.reading import assess_files

    rows = assess_files(claims, reports, watch or common_folder[0])
    if form is TableFormat.JSONL:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    for row in rows:
        out_console.print(f"{row['incident']}  {row['report']}/{row['claim']}  {row['type']}", highlight=False)
