"""Commands that keep: make a watch, add reports, read them again, verify."""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.terminal import (
    WatchOption,
    app,
    columns_of,
    end_refused,
    err_console,
    opened_watch,
    out_console,
    plural,
    progress_bar,
    say_passed_over,
)

MODEL_FOLDER = "TRUCEWATCH_SPEECH_MODEL"
_ANCHOR = re.compile(r"([1-9][0-9]{0,17}):([0-9a-fA-F]{64})")

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
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Files of any format, folders, patterns, http(s) addresses.")
    ],
    published: Annotated[
        datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="Of reports that do not say.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD=NAME", help="A table's column or a key for a field; may be repeated."),
    ] = None,
    dates: Annotated[
        str | None, typer.Option("--dates", metavar="FORM", help="How a table writes dates, such as %d/%m/%Y.")
    ] = None,
    speech_model: Annotated[
        Path | None,
        typer.Option("--speech-model", metavar="DIR", help="A Whisper model for recordings.", envvar=MODEL_FOLDER),
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Read reports into the watch: keep the bytes, extract the claims, record both. The same file adds nothing twice.

    What cannot be read is named and listed by `trucewatch quarantine`; the rest is read all the same.

    Example: trucewatch add pages/ bulletin.pdf articles.csv --column text=Body --watch syria-2017
    """
    day = published.date() if published else None
    columns = columns_of(column or [])
    if speech_model:
        os.environ[MODEL_FOLDER] = str(speech_model.absolute())
    with opened_watch(watch) as opened, progress_bar("reading reports") as progress:
        done = opened.add(paths, published=day, columns=columns, dates=dates, progress=progress)
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
    say_passed_over(done.passed_over)
    end_refused(done.refused)


@app.command()
def reread(watch: WatchOption = None) -> None:
    """Extract claims again from reports that were read with an older method or with other actors and places.

    Example: trucewatch reread --watch syria-2017
    """
    with opened_watch(watch) as opened, progress_bar("reading reports again") as progress:
        done = opened.reread(progress=progress)
    _say_added(done)


@app.command()
def verify(
    head: Annotated[
        list[str] | None,
        typer.Option("--head", metavar="SEQ:HASH", help="An entry's hash as noted elsewhere; may be repeated."),
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Walk the whole ledger and all evidence again and name anything that was changed, removed, added or reordered.
    Keep the hash that it prints elsewhere: only that shows later that the ledger was not written anew as a whole.

    Example: trucewatch verify --watch syria-2017
    """
    anchors = _anchors(head or [])
    with opened_watch(watch) as opened, progress_bar("verifying") as progress:
        result = opened.verify(progress, anchors)
    seq, digest = result.end
    ends = f"The ledger ends at entry {seq}, hash {digest}."
    for problem in result.problems:
        err_console.print(problem, markup=False, highlight=False, soft_wrap=True)
    for note in result.notes:
        err_console.print(f"Note: {note}.", markup=False, highlight=False, soft_wrap=True)
    if not result.ok:
        err_console.print(ends, highlight=False, soft_wrap=True)
        raise typer.Exit(1)
    held = f" Those of {plural(len(anchors), 'entry')} are as noted." if anchors else ""
    said = f"Sound: {plural(result.entries, 'entry')}, {result.bytes} bytes. {ends}{held}"
    out_console.print(said, highlight=False, soft_wrap=True)


def _anchors(heads: list[str]) -> dict[int, str]:
    """Hashes noted elsewhere by the numbers of their entries. InputError for one that is none, or two of one entry."""
    from trucewatch.model.errors import InputError

    anchors: dict[int, str] = {}
    for said in heads:
        found = _ANCHOR.fullmatch(said.strip())
        if found is None:
            message = f'"{said}" is no noted hash; write the number of the entry, a colon, and the hash of 64 signs'
            raise InputError(f"{message} that `trucewatch verify` printed.")
        seq, digest = int(found[1]), found[2].lower()
        if anchors.setdefault(seq, digest) != digest:
            raise InputError(f"Two different hashes are given for entry {seq}; at most one of them was noted.")
    return anchors
