"""What every command shares: the application, the consoles, the common options, a bar, the moments asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from trucewatch._version import __version__

if TYPE_CHECKING:
    from pydantic import BaseModel

    from trucewatch.watch import Watch

__all__ = [
    "AsOf",
    "Format",
    "KnownOn",
    "TableFormat",
    "WatchOption",
    "app",
    "columns_of",
    "common_folder",
    "end_refused",
    "err_console",
    "moments_of",
    "opened_watch",
    "out_console",
    "plural",
    "print_lines",
    "progress_bar",
    "say_passed_over",
]

_MOST_ENDINGS = 8

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Reads reports on a ceasefire, keeps who said what on what evidence, and holds it against the agreement.",
)
out_console = Console(soft_wrap=False)
err_console = Console(stderr=True)
common_folder: list[Path] = [Path()]


class TableFormat(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSONL = "jsonl"


WatchOption = Annotated[
    Path | None, typer.Option("--watch", metavar="DIR", help="The watch folder.", show_default="the current folder")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="T", help="The world up to this day or moment (ISO).", show_default="now"),
]
KnownOn = Annotated[
    str | None,
    typer.Option("--known-on", metavar="T", help="Only what was known by this day or moment.", show_default="now"),
]
Format = Annotated[TableFormat, typer.Option("--format", help="A table to read, or one JSON object a line.")]


def _version(value: bool) -> None:
    if value:
        typer.echo(f"trucewatch {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    watch: WatchOption = None,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    common_folder[0] = watch or Path()


@contextmanager
def opened_watch(option: Path | None) -> "Iterator[Watch]":
    """The watch of the command's own option, else of the common one; closed afterwards. Errors: WatchError."""
    from trucewatch.watch import Watch

    with Watch.open(option or common_folder[0]) as watch:
        yield watch


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar where the total is known, else a counter; on stderr, and gone when the work is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err_console, transient=True, disable=not err_console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def moments_of(watch: "Watch", as_of: str | None, known_on: str | None) -> tuple[datetime, datetime]:
    """World moment and knowledge moment of a view, now where none is given; says so where the ledger began later."""
    from trucewatch.moments import moment

    now = datetime.now(watch.zone)
    known = moment(known_on, watch.zone) if known_on else now
    began = watch.began()
    if watch.settings.clock == "recorded" and known < began:
        err_console.print(
            f"Nothing was known here on {known:%Y-%m-%d}: this ledger began on {began:%Y-%m-%d}. A watch of a past "
            "conflict, made with `trucewatch init --archive`, counts a report as known from its publication.",
            highlight=False,
        )
    return (moment(as_of, watch.zone) if as_of else now, known)


def columns_of(options: list[str]) -> dict[str, str]:
    """Names of columns by the field that they stand for, from options like text=Body. Errors: InputError."""
    from trucewatch.model.errors import InputError

    columns = {}
    for option in options:
        name, sign, column = option.partition("=")
        if not (name and sign and column):
            raise InputError(f'"{option}" is no FIELD=NAME; write a field and a column, such as text=Body.')
        columns[name.strip()] = column.strip()
    return columns


def print_lines(values: "Iterator[BaseModel] | list[BaseModel]") -> None:
    """Each value as one JSON object a line on standard output."""
    for value in values:
        typer.echo(value.model_dump_json(by_alias=True))


def plural(number: int, noun: str) -> str:
    """The number with its noun: 1 report, 2 reports, 3 entries."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"


def say_passed_over(endings: Mapping[str, int]) -> None:
    """One line on standard error about the files of folders that were not read, by the endings of their names."""
    if not endings:
        return
    total = sum(endings.values())
    counts = sorted(endings.items(), key=lambda kind: (-kind[1], kind[0]))
    told = [f"{count} {ending or 'without an ending'}" for ending, count in counts[:_MOST_ENDINGS]]
    if rest := total - sum(count for _, count in counts[:_MOST_ENDINGS]):
        told.append(f"{rest} of other endings")
    files, them = ("1 file of another kind", "it") if total == 1 else (f"{total} files of other kinds", "them")
    sentence = f"Passed over {files} ({', '.join(told)}); name {them} to have {them} read."
    err_console.print(sentence, markup=False, highlight=False)


def end_refused(refused: Sequence[str]) -> None:
    """One line on standard error for each thing refused; ends the command with exit code 1 if there is any."""
    for sentence in refused:
        err_console.print(sentence, markup=False, highlight=False)
    if refused:
        raise typer.Exit(1)
