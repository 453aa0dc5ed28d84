"""Commands about what comes in: the formats, the copies among reports."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.terminal import Format, TableFormat, app, err_console, out_console, progress_bar

if TYPE_CHECKING:
    from trucewatch.model import Report


@app.command()
def formats(form: Format = TableFormat.TABLE) -> None:
    """List every format that can be read, by what its files are known, and what comes of them.

    Example: trucewatch formats --format jsonl
    """
    from trucewatch.ingest import FORMATS

    rows = [
        {"format": f.name, "endings": list(f.suffixes), "media_types": list(f.media_types), "gives": f.gives}
        for f in sorted(FORMATS, key=lambda f: f.name)
    ]
    if form == TableFormat.JSONL:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    from rich.table import Table

    table = Table("Format", "Endings", "What is read", box=None)
    for f in sorted(FORMATS, key=lambda f: f.name):
        table.add_row(f.name, " ".join(f.suffixes) or "by content", f.gives)
    out_console.print(table)


@app.command()
def copies(
    inputs: Annotated[list[str], typer.Argument(metavar="REPORTS…", help="Files of reports, folders or patterns.")],
    form: Format = TableFormat.TABLE,
) -> None:
    """Find the reports that repeat others: whole texts, edited ones, and passages that were taken over.

    Every pair is written with the earlier report as a, and with its kind: copy or partial.

    Example: trucewatch copies reports.jsonl --format jsonl
    """
    from trucewatch.ingest import CopyIndex, read
    from trucewatch.model import Copy

    index, refused, seen, again = CopyIndex(), list[str](), set[str](), list[Copy]()

    def reports() -> "Iterator[Report]":
        for number, item in enumerate(read(inputs), start=1):
            progress(number, None)
            if item.report is None:
                refused.append(str(item.error))
            elif item.report.id in seen:
                key = item.report.id
                again.append(Copy(a=key, b=key, kind="copy", shared=1, reason="The input holds this report twice."))
            else:
                seen.add(item.report.id)
                yield item.report

    with progress_bar("reading reports") as progress:
        index.add(reports())
    found = [*again, *index.copies()]
    if form == TableFormat.JSONL:
        for copy in found:
            typer.echo(copy.model_dump_json())
    else:
        from rich.table import Table

        table = Table("Earlier", "Later", "Kind", "Why", box=None)
        for copy in found:
            table.add_row(copy.a, copy.b, copy.kind, copy.reason)
        out_console.print(table)
    for sentence in refused:
        err_console.print(sentence, markup=False, highlight=False)
    if refused:
        raise typer.Exit(1)
