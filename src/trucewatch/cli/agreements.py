"""Commands on agreements: check, show, compare, date, draft, and their clocks."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.terminal import (
    AsOf,
    Format,
    KnownOn,
    TableFormat,
    WatchOption,
    app,
    common_folder,
    err_console,
    moments_of,
    opened_watch,
    out_console,
    plural,
    print_lines,
)

if TYPE_CHECKING:
    from trucewatch.model import Agreement

group = typer.Typer(
    no_args_is_help=True, help="Agreements as data: check, show, compare, draft them, and their clocks."
)
app.add_typer(group, name="agreement")

Which = Annotated[
    str | None,
    typer.Argument(
        metavar="[AGREEMENT]", help="A file, or the id of an agreement of the watch.", show_default="the only one"
    ),
]


class ShowFormat(StrEnum):
    """How an agreement is shown."""

    TABLE = "table"
    JSON = "json"


@group.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE…]", help="YAML files.", show_default="those of the watch")
    ] = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Name every problem of agreement files at once, with file and line, and what in them is not understood.

    Problems make the exit code 1. Inside a watch, actors that it does not know are problems too. Notices say what is
    kept but not applied.

    Example: trucewatch agreement check agreements/astana-2017.yaml
    """
    from trucewatch.agreements import check_files

    checked = check_files(files or [], watch or common_folder[0])
    for one in checked:
        for kind, found in (("problem", one.problems), ("notice", one.notices)):
            for item in found:
                if form is TableFormat.JSONL:
                    row = {"file": str(one.file), "kind": kind, "line": item.line, "entry": item.entry}
                    typer.echo(json.dumps({**row, "message": item.message}, ensure_ascii=False))
                else:
                    label = f"{one.file}:{item.line}: {kind}: {item.entry}: {item.message}"
                    (err_console if kind == "problem" else out_console).print(
                        label, markup=False, highlight=False, soft_wrap=True
                    )
        if form is TableFormat.TABLE:
            said = f"{plural(len(one.problems), 'problem')}, {plural(len(one.notices), 'notice')}"
            out_console.print(f"{one.file}: {said}", markup=False, highlight=False, soft_wrap=True)
    if any(one.problems for one in checked):
        raise typer.Exit(1)


def _agreement(which: str | None, watch: Path | None) -> "Agreement":
    from trucewatch.agreements import named_agreement

    return named_agreement(which, watch or common_folder[0])


@group.command()
def show(
    which: Which = None,
    form: Annotated[
        ShowFormat, typer.Option("--format", help="Tables to read, or the whole as JSON.")
    ] = ShowFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Show an agreement: text versions, participants, zones with their boundaries, lines, duties, bodies.

    Example: trucewatch agreement show agreements/astana-2017.yaml
    """
    agreement = _agreement(which, watch)
    if form is ShowFormat.JSON:
        typer.echo(agreement.model_dump_json(by_alias=True, exclude_none=True, indent=2))
        return
    from trucewatch.agreements import head_lines
    from trucewatch.monitor_tables import agreement_tables

    for line in head_lines(agreement):
        out_console.print(line, markup=False, highlight=False, soft_wrap=True)
    for table in agreement_tables(agreement):
        out_console.print(table)


@group.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A file or id; with --versions, the agreement.")],
    after: Annotated[str | None, typer.Argument(metavar="[AFTER]", help="A file or id to compare it with.")] = None,
    versions: Annotated[
        tuple[str, str] | None, typer.Option("--versions", metavar="ONE OTHER", help="Two text versions of it.")
    ] = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Compare two agreements entry by entry, or two versions of one agreement's text.

    Example: trucewatch agreement diff agreements/astana-2017.yaml --versions draft-0504 signed
    """
    from trucewatch.model.errors import InputError
    from trucewatch.monitor.agreement_diff import agreement_diff, version_diff

    if (after is None) == (versions is None):
        raise InputError("Name a second agreement to compare with, or two text versions of the first with --versions.")
    one = _agreement(before, watch)
    found = version_diff(one, *versions) if versions else agreement_diff(one, _agreement(after, watch))
    if form is TableFormat.JSONL:
        return print_lines(list(found))
    from trucewatch.monitor_tables import differences_table

    return out_console.print(differences_table(found))


@group.command()
def timeline(which: Which = None, form: Format = TableFormat.TABLE, watch: WatchOption = None) -> None:
    """List everything dated in an agreement in order: texts, start, phases, roles, boundaries, deadlines, ends.

    Example: trucewatch agreement timeline agreements/astana-2017.yaml
    """
    from trucewatch.monitor.agreement_timeline import agreement_timeline

    points = agreement_timeline(_agreement(which, watch))
    if form is TableFormat.JSONL:
        return print_lines(list(points))
    from trucewatch.monitor_tables import points_table

    return out_console.print(points_table(points))


@group.command()
def draft(
    inputs: Annotated[list[Path], typer.Argument(metavar="REPORT…", help="The agreement's text, or reports on it.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write the YAML.", show_default="standard output"),
    ] = None,
    published: Annotated[
        datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="Of reports that do not say.")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Propose an agreement as YAML from texts, each entry with its quotation, for a person to correct.

    Inside a watch its actors are used. What the texts do not say is left out and listed on top.

    Example: trucewatch agreement draft report.txt --published 2017-05-05 --out draft.yaml
    """
    from trucewatch.agreements import draft_from

    text, refused = draft_from(inputs, published.date() if published else None, watch or common_folder[0])
    for sentence in refused:
        err_console.print(sentence, markup=False, highlight=False)
    if out is None:
        typer.echo(text, nl=False)
    else:
        from trucewatch.model.errors import InputError

        if out.exists():
            raise InputError(f"{out} exists; name another file, so that no correction is lost.")
        out.write_text(text, "utf-8")
        out_console.print(str(out), highlight=False, soft_wrap=True)
    if refused:
        raise typer.Exit(1)


@group.command()
def board(
    which: Annotated[str | None, typer.Argument(metavar="[AGREEMENT]", help="An id; all where none is named.")] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Show the clocks: what is due, done, overdue or unknown, turns of recurring duties, runs of quiet days.

    Example: trucewatch agreement board --as-of 2017-06-05 --known-on 2017-06-05 --watch syria-2017
    """
    from trucewatch.monitoring import Monitoring

    with opened_watch(watch) as opened:
        monitoring = Monitoring(opened, *moments_of(opened, as_of, known_on))
        wanted = monitoring.agreement(which).id if which else None
        statuses = [s for s in monitoring.view.obligations if wanted in (None, s.agreement)]
    if form is TableFormat.JSONL:
        return print_lines(list(statuses))
    from trucewatch.monitor_tables import board_table, clocks_table

    out_console.print(board_table(statuses))
    clocks = clocks_table(statuses)
    return out_console.print(clocks) if clocks is not None else None


@group.command()
def calendar(
    which: Annotated[str | None, typer.Argument(metavar="[AGREEMENT]", help="An id; all where none is named.")] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")] = Path("obligations.ics"),
    as_of: AsOf = None,
    known_on: KnownOn = None,
    watch: WatchOption = None,
) -> None:
    """Write the deadlines and turns of duties as an iCalendar file, each version's day an event of its own.

    Example: trucewatch agreement calendar --out obligations.ics --watch syria-2017
    """
    from trucewatch.monitor.calendar_file import calendar_of
    from trucewatch.monitoring import Monitoring

    with opened_watch(watch) as opened:
        monitoring = Monitoring(opened, *moments_of(opened, as_of, known_on))
        wanted = monitoring.agreements(which)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(calendar_of(wanted, monitoring.view.obligations, monitoring.view.known_on))
    out_console.print(str(out), highlight=False, soft_wrap=True)


@group.command()
def quotes(
    which: Annotated[str | None, typer.Argument(metavar="[AGREEMENT]", help="An id; all where none is named.")] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Point out the reports that state a day for a duty: by which version of the text, and since when superseded.

    Example: trucewatch agreement quotes --as-of 2017-06-05 --known-on 2017-06-05 --watch syria-2017
    """
    from trucewatch.monitor.version_quotes import version_quotes
    from trucewatch.monitoring import Monitoring

    with opened_watch(watch) as opened:
        monitoring = Monitoring(opened, *moments_of(opened, as_of, known_on))
        wanted = monitoring.agreements(which)
        view, day = monitoring.view, monitoring.known_day
        found = [q for a in wanted for q in version_quotes(a, view.obligations, view.claims, view.reports, day)]
    if form is TableFormat.JSONL:
        return print_lines(list(found))
    from trucewatch.monitor_tables import quotes_table

    return out_console.print(quotes_table(found))


@group.command()
def event(
    name: Annotated[str, typer.Argument(metavar="EVENT", help="As the deadline's trigger names it: event:EVENT.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who records it.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="On what ground.")],
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], help="The day on which it happened.", show_default="withdraw the note"
        ),
    ] = None,
    agreement: Annotated[
        str | None, typer.Option("--agreement", metavar="ID", help="Which agreement.", show_default="the only one")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Record that an event for which a deadline waits happened, so that its clock starts.

    Example: trucewatch agreement event local_elections --on 2031-06-01 --by "A. Reader" --reason "official gazette"
    """
    from trucewatch.monitoring import Monitoring, note_event

    with opened_watch(watch) as opened:
        now = datetime.now(opened.zone)
        found = Monitoring(opened, now, now).agreement(agreement)
        note_event(opened, found, name, on.date() if on else None, by, reason)
    out_console.print(f"Recorded: {name} {'on ' + str(on.date()) if on else 'withdrawn'}.", highlight=False)
