"""Commands that keep: make a watch, add reports, read them again, verify."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.terminal import WatchOption, app, err_console, opened_watch, out_console, plural, progress_bar

if TYPE_CHECKING:
    from trucewatch.watch import Added


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
    out_console.print(f"Made the watch {made}. Next: trucewatch add REPORT… --watch {folder}", highlight=False)


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
    with opened_watch(watch) as opened, progress_bar("reading reports") as progress:
        done = opened.add(paths, published=published.date() if published else None, progress=progress)
    _say_added(done)


def _say_added(done: "Added") -> None:
    parts = [plural(len(done.new), "report") + " read", plural(done.claims, "claim")]
    if done.known:
        parts.append(f"{len(done.known)} already here")
    if copied := [c for c in done.copies if c.kind == "copy"]:
        parts.append(f"{plural(len(copied), 'repost')} of other reports, which add no origin")
    if done.unread:
        parts.append(
            f"{len(done.unread)} kept but not read, in a language no extractor reads: {', '.join(done.unread)}"
        )
    out_console.print("; ".join(parts) + ".", highlight=False)
    for sentence in done.refused:
        err_console.print(sentence, markup=False, highlight=False)
    if done.refused:
        raise typer.Exit(1)


@app.command()
def reread(watch: WatchOption = None) -> None:
    """Extract claims again from reports that were read with an older method or with other actors and places.

    Example: trucewatch reread --watch syria-2017
    """
    with opened_watch(watch) as opened, progress_bar("reading reports again") as progress:
        done = opened.reread(progress=progress)
    _say_added(done)


@app.command()
def verify(watch: WatchOption = None) -> None:
    """Walk the whole ledger and all evidence again and name anything that was changed, removed, added or reordered.

    Example: trucewatch verify --watch syria-2017
    """
    with opened_watch(watch) as opened, progress_bar("verifying") as progress:
        result = opened.verify(progress)
    if result.ok:
        out_console.print(f"Sound: {plural(result.entries, 'entry')}, {result.bytes} bytes.")
        return
    for problem in result.problems:
        err_console.print(problem, markup=False, highlight=False)
    raise typer.Exit(1)
