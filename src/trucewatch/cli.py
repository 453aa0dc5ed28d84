"""The command line: one command a room. Exit codes: 0 done; 1 wrong input; 2 called wrongly; 130 interrupted."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from trucewatch._version import __version__
from trucewatch.failures import guarded

if TYPE_CHECKING:
    from pydantic import BaseModel

    from trucewatch.watch import Added, Watch

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Reads reports on a ceasefire, keeps who said what on what evidence, and holds it against the agreement.",
)
_out = Console(soft_wrap=False)
_err = Console(stderr=True)
_folder: list[Path] = [Path()]


class TableFormat(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSONL = "jsonl"


class BriefFormat(StrEnum):
    """How a situation report is written."""

    HTML = "html"
    MD = "md"


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
    _folder[0] = watch or Path()


@contextmanager
def _watch(option: Path | None) -> "Iterator[Watch]":
    from trucewatch.watch import Watch

    with Watch.open(option or _folder[0]) as watch:
        yield watch


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar where the total is known, else a counter; on stderr, and gone when the work is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _moments(watch: "Watch", as_of: str | None, known_on: str | None) -> tuple[datetime, datetime]:
    from trucewatch.moments import moment

    now = datetime.now(watch.zone)
    known = moment(known_on, watch.zone) if known_on else now
    began = watch.began()
    if watch.settings.clock == "recorded" and known < began:
        _err.print(
            f"Nothing was known here on {known:%Y-%m-%d}: this ledger began on {began:%Y-%m-%d}. A watch of a past "
            "conflict, made with `trucewatch init --archive`, counts a report as known from its publication.",
            highlight=False,
        )
    return (moment(as_of, watch.zone) if as_of else now, known)


def _lines(values: "Iterator[BaseModel] | list[BaseModel]") -> None:
    for value in values:
        typer.echo(value.model_dump_json(by_alias=True))


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it may exist if it is empty.")],
    agreement: Annotated[Path | None, typer.Option("--agreement", metavar="FILE", help="An agreement (YAML).")] = None,
    title: Annotated[
        str | None, typer.Option("--title", help="What is watched.", show_default="the folder's name")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option("--country", help="ISO code, such as SY; may be repeated.")
    ] = None,
    timezone: Annotated[str, typer.Option("--timezone", help="IANA time zone of the watch.")] = "UTC",
    archive: Annotated[
        bool, typer.Option("--archive", help="Reports count as known from their publication: for past conflicts.")
    ] = False,
) -> None:
    """Make a watch folder.

    Example: trucewatch init yemen --agreement hudaydah.yaml --country YE --timezone Asia/Aden
    """
    from trucewatch.founding import found

    made = found(folder, agreement=agreement, title=title, countries=country or [], timezone=timezone, archive=archive)
    _out.print(f"Made the watch {made}. Next: trucewatch add REPORT… --watch {folder}", highlight=False)


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Text files, JSON Lines of reports, folders.")],
    published: Annotated[
        datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="Of reports that do not say.")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Read reports into the watch: keep the bytes, extract the claims, record both. The same file adds nothing twice.

    Example: trucewatch add reports.jsonl bulletin.txt --published 2017-05-05 --watch syria-2017
    """
    with _watch(watch) as opened, _progress("reading reports") as progress:
        done = opened.add(paths, published=published.date() if published else None, progress=progress)
    _say_added(done)


def _say_added(done: "Added") -> None:
    parts = [_plural(len(done.new), "report") + " read", _plural(done.claims, "claim")]
    if done.known:
        parts.append(f"{len(done.known)} already here")
    if copied := [c for c in done.copies if c.kind == "copy"]:
        parts.append(f"{_plural(len(copied), 'repost')} of other reports, which add no origin")
    if done.unread:
        parts.append(
            f"{len(done.unread)} kept but not read, in a language no extractor reads: {', '.join(done.unread)}"
        )
    _out.print("; ".join(parts) + ".", highlight=False)
    for sentence in done.refused:
        _err.print(sentence, markup=False, highlight=False)
    if done.refused:
        raise typer.Exit(1)


@app.command()
def reread(watch: WatchOption = None) -> None:
    """Extract claims again from reports that were read with an older method or with other actors and places.

    Example: trucewatch reread --watch syria-2017
    """
    with _watch(watch) as opened, _progress("reading reports again") as progress:
        done = opened.reread(progress=progress)
    _say_added(done)


@app.command()
def extract(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT…", help="Text files or JSON Lines of reports.")],
    published: Annotated[
        datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="Of reports that do not say.")
    ] = None,
    form: Format = TableFormat.TABLE,
    extractor: Annotated[str, typer.Option("--extractor", help="default, english, rules, russian or llm.")] = "default",
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes for many reports.", show_default="one a core")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Show the claims in reports without recording anything. Inside a watch its actors and places are used.

    Example: trucewatch extract report.txt --published 2017-05-05 --format jsonl
    """
    from trucewatch.reading import Reading

    reading = Reading(watch or _folder[0], extractor, published.date() if published else None, jobs)
    with _progress("extracting claims") as progress:
        for number, (report, claims) in enumerate(reading.read(inputs), start=1):
            progress(number, None)
            if form is TableFormat.JSONL:
                _lines(list(claims))
            else:
                from trucewatch.board import claims_table

                _out.print(f"[bold]{report.title or report.id}[/bold]")
                _out.print(claims_table(claims))
    for sentence in reading.refused:
        _err.print(sentence, markup=False, highlight=False)
    if reading.refused:
        raise typer.Exit(1)


@app.command()
def brief(
    as_of: AsOf = None,
    known_on: KnownOn = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write it.")] = Path("out"),
    form: Annotated[
        list[BriefFormat] | None, typer.Option("--format", help="May be repeated.", show_default="html")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Write the situation report: what is claimed, by whom, what it weighs, and what the agreement says to it.

    Example: trucewatch brief --as-of 2017-05-05 --known-on 2017-05-05 --out out --watch syria-2017
    """
    from trucewatch.issuing import write_issue

    with _watch(watch) as opened:
        written = write_issue(
            opened, *_moments(opened, as_of, known_on), out, [str(f) for f in form or [BriefFormat.HTML]]
        )
        stale = opened.stale()
    for path in written:
        _out.print(str(path), highlight=False, soft_wrap=True)
    if stale:
        _err.print(
            f"{_plural(len(stale), 'report')} read with older methods or names; `trucewatch reread` reads again."
        )


@app.command()
def incidents(
    as_of: AsOf = None, known_on: KnownOn = None, form: Format = TableFormat.TABLE, watch: WatchOption = None
) -> None:
    """List incidents with their standing, origins and findings.

    Example: trucewatch incidents --as-of 2017-05-11 --known-on 2017-05-11 --watch syria-2017
    """
    with _watch(watch) as opened:
        view = opened.view(*_moments(opened, as_of, known_on))
    if form is TableFormat.TABLE:
        from trucewatch.board import WIDE, incidents_table

        return _out.print(incidents_table(view, wide=_out.width >= WIDE))
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
    with _watch(watch) as opened:
        view = opened.view(*_moments(opened, as_of, known_on))
    if form is TableFormat.JSONL:
        return _lines(list(view.obligations))
    from trucewatch.board import WIDE, obligations_table

    return _out.print(obligations_table(view.obligations, wide=_out.width >= WIDE))


@app.command()
def control(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place's id or name.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say who held a place on a day, as known on a day.

    Example: trucewatch control Tabqa --as-of 2017-05-05 --known-on 2017-05-05 --watch syria-2017
    """
    with _watch(watch) as opened:
        holding = opened.holder(place, *_moments(opened, as_of, known_on))
    if form is TableFormat.JSONL:
        return _lines([holding])
    from trucewatch.board import holdings_table

    return _out.print(holdings_table([holding]))


@app.command()
def assess(
    claims: Annotated[Path, typer.Argument(metavar="CLAIMS", help="Claims as `extract --format jsonl` writes them.")],
    reports: Annotated[Path, typer.Option("--reports", metavar="REPORTS", help="JSON Lines of their reports.")],
    form: Format = TableFormat.JSONL,
    watch: WatchOption = None,
) -> None:
    """Group given claims into incidents, without a ledger: one line `{claim, report, incident, …}` a claim.

    Example: trucewatch assess claims.jsonl --reports reports.jsonl
    """
    from trucewatch.reading import assess_files

    rows = assess_files(claims, reports, watch or _folder[0])
    if form is TableFormat.JSONL:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    for row in rows:
        _out.print(f"{row['incident']}  {row['report']}/{row['claim']}  {row['type']}", highlight=False)


@app.command()
def verify(watch: WatchOption = None) -> None:
    """Walk the whole ledger and all evidence again and name anything that was changed, removed, added or reordered.

    Example: trucewatch verify --watch syria-2017
    """
    with _watch(watch) as opened, _progress("verifying") as progress:
        result = opened.verify(progress)
    if result.ok:
        _out.print(f"Sound: {_plural(result.entries, 'entry').replace('entrys', 'entries')}, {result.bytes} bytes.")
        return
    for problem in result.problems:
        _err.print(problem, markup=False, highlight=False)
    raise typer.Exit(1)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write.")] = Path("out"),
    example: Annotated[Path | None, typer.Option("--example", metavar="DIR", help="Another example watch.")] = None,
) -> None:
    """Read the example watch, write its situation reports and print the board.

    Example: trucewatch demo --out out
    """
    from trucewatch.board import show
    from trucewatch.demonstration import demonstrate

    with _progress("reading the example's reports") as progress:
        view, written = demonstrate(out, example, progress)
    show(view, _out)
    for path in written:
        _out.print(f"Wrote {path}", highlight=False, soft_wrap=True)


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="A folder, one file a schema.")] = None,
) -> None:
    """Write the JSON Schemas of what Trucewatch reads and writes (claim, report, agreement, incident, finding).

    Example: trucewatch schema --out docs/schemas
    """
    from trucewatch.schemas import schemas

    for name, body in schemas().items():
        text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{name}.schema.json").write_text(text, "utf-8")


def main(argv: list[str] | None = None) -> None:
    """Run the command line; no traceback reaches a user."""
    guarded(lambda: app(args=argv, standalone_mode=True), _err)
