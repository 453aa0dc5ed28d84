"""Commands about what comes in: the formats, the copies among reports."""

import json
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from trucewatch.cli.terminal import (
    Format,
    TableFormat,
    WatchOption,
    app,
    end_refused,
    err_console,
    opened_watch,
    out_console,
    plural,
    print_lines,
    progress_bar,
    say_passed_over,
)

if TYPE_CHECKING:
    from trucewatch.feeding import Polled
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
    passed_over = Counter[str]()

    def reports() -> "Iterator[Report]":
        for number, item in enumerate(read(inputs, passed_over=passed_over), start=1):
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
    say_passed_over(passed_over)
    end_refused(refused)


@app.command(name="import")
def import_data(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A dataset's file.")],
    kind: Annotated[str, typer.Option("--as", help="ucdp, acled, airwars, or csv with a mapping.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="What the columns of a table mean (YAML).")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Take other people's data into the watch: each event a report and a claim of theirs, under their licence.

    Example: trucewatch import ged251.csv --as ucdp --watch syria-2017
    """
    from trucewatch.ingest.imports import import_file

    with opened_watch(watch) as opened, progress_bar("importing") as progress:
        done = opened.add_read(import_file(file, kind, opened.world, mapping), progress=progress)
    said = f"{plural(len(done.new), 'event')} imported, {len(done.known)} already here"
    out_console.print(f"{said}, {len(done.refused)} refused.", highlight=False)
    end_refused(done.refused)


@app.command()
def quarantine(
    path: Annotated[
        str | None, typer.Argument(metavar="PATH", help="One of them, as it is listed.", show_default="all")
    ] = None,
    form: Format = TableFormat.TABLE,
    clear: Annotated[bool, typer.Option("--clear", help="Take it off the list, or empty the list.")] = False,
    watch: WatchOption = None,
) -> None:
    """List the inputs that could not be read, with the reason and what to do. A file that was mended leaves the list
    when it is added; --clear PATH takes off one that was dealt with otherwise, --clear alone all of them.

    Example: trucewatch quarantine --clear inbox/scan.pdf --watch syria-2017
    """
    from trucewatch.model.errors import InputError

    with opened_watch(watch) as opened:
        listed = opened.quarantine.refusals(path)
        if path is not None and not listed:
            raise InputError(f"{path} is not in quarantine; `trucewatch quarantine` lists what is.")
        if clear and path is not None:
            opened.quarantine.strike(path, datetime.now(UTC))
        elif clear:
            opened.quarantine.clear()
    if form == TableFormat.JSONL:
        print_lines(list(listed))
        return
    if not listed:
        out_console.print("Nothing is in quarantine.")
        return
    from rich.table import Table

    table = Table("When", "What", "Why", box=None)
    for refusal in listed:
        table.add_row(f"{refusal.at:%Y-%m-%d %H:%M}", refusal.where or refusal.path, Text(refusal.reason))
    out_console.print(table)


@app.command(name="watch-feeds")
def watch_feeds(
    schedule: Annotated[
        bool, typer.Option("--schedule", help="Go on, asking each feed as often as watch.toml says, until stopped.")
    ] = False,
    watch: WatchOption = None,
) -> None:
    """Ask the feeds that watch.toml lists under [[feeds]] and add what is new in them, each article once.

    Example: trucewatch watch-feeds --schedule --watch syria-2017
    """
    from trucewatch.feeding import Feeding

    with opened_watch(watch) as opened:
        feeding = Feeding(opened)
        if not schedule:
            with progress_bar("asking feeds") as progress:
                done = feeding.poll(progress=progress)
            _say_polled(done)
            if done.problems or done.added.refused:
                raise typer.Exit(1)
            return
        with until_stopped() as stopped:
            while not stopped.is_set():
                _say_polled(feeding.poll(everything=False))
                stopped.wait(max(0.0, (feeding.due() - datetime.now(UTC)).total_seconds()))


def _say_polled(done: "Polled") -> None:
    said = f"{plural(done.asked, 'feed')} asked, {done.unchanged} unchanged"
    added = f"{plural(len(done.added.new), 'report')} read, {plural(done.added.claims, 'claim')}"
    out_console.print(f"{said}; {added}.", highlight=False)
    for sentence in [*done.problems, *done.added.refused]:
        err_console.print(sentence, markup=False, highlight=False)


@contextmanager
def until_stopped() -> "Iterator[Event]":
    """An event that is set when the process is asked to end; what is being added is finished first."""
    stopped = Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGTERM, before)
