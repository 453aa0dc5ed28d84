"""The command that searches: full text over everything that a watch holds."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.terminal import AsOf, Format, KnownOn, TableFormat, app, moments_of, out_console, progress_bar

if TYPE_CHECKING:
    from trucewatch.search import Found, Hit, Index, Kind, Search
    from trucewatch.watch import Watch


@app.command()
def search(
    watch: Annotated[Path, typer.Argument(metavar="WATCH", help="The watch folder.")],
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='Words, a "phrase", begin* of a word, -word to leave out.')
    ],
    what: Annotated[
        list[str] | None,
        typer.Option(
            "--what",
            metavar="KIND",
            help="incident, finding, obligation, claim, report, agreement or source; may be repeated.",
            show_default="all",
        ),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only what has a day from this one on.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Only what has a day up to this one.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many results.")] = 20,
    profile: Annotated[
        str, typer.Option("--profile", help="Only what this release profile lets leave, in the words that it leaves.")
    ] = "internal",
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Format = TableFormat.TABLE,
) -> None:
    """Search reports, claims, incidents, findings, obligations, agreements and sources. Scripts, accents and the other
    names of places and actors are folded together; all but the four signs of the query is text.

    Example: trucewatch search syria-2017 'shelling "northern Hama" -denied' --what claim --limit 5
    """
    from trucewatch.model.errors import InputError
    from trucewatch.search import Kind, index_of
    from trucewatch.watch import Watch

    unknown = next((one for one in what or () if one not in set(Kind)), None)
    if unknown is not None:
        raise InputError(f'There is nothing called "{unknown}" to search; name one of {", ".join(Kind)}.')
    kinds = [Kind(one) for one in what or ()]
    with Watch.open(watch) as opened:
        index = index_of(opened.ledger)
        try:
            found = _searcher(opened, index, kinds, profile, as_of, known_on).find(
                query,
                kinds=kinds,
                known_on=moments_of(opened, as_of, known_on)[1] if known_on else None,
                since=since.date() if since else None,
                until=until.date() if until else None,
                limit=limit,
            )
        finally:
            index.close()
    _show(found, form)


def _searcher(
    watch: "Watch", index: "Index", kinds: "list[Kind]", profile: str, as_of: str | None, known_on: str | None
) -> "Search":
    """A search over the index brought up to the ledger: over a view where something is asked for that only a view has,
    or that a profile changes; else over the ledger alone, which needs no assessment."""
    from trucewatch.exporting import leaving_now
    from trucewatch.publish.release import load_profile
    from trucewatch.search import LedgerTexts, Search, ViewTexts, synced

    rules = load_profile(profile, watch.folder)
    with progress_bar("indexing") as progress:
        synced(watch.ledger, index, progress)
    moments = moments_of(watch, as_of, known_on)
    if not rules.for_release and kinds and set(kinds) <= set(LedgerTexts.kinds):
        return Search(index, LedgerTexts(watch.ledger, watch.setting, moments[1] if known_on else None))
    view = watch.view(*moments)
    if not rules.for_release:
        return Search(index, ViewTexts(view))
    return Search(index, ViewTexts(view, leaving_now(watch, view, rules)))


def _show(found: "Found", form: TableFormat) -> None:
    if form is TableFormat.JSONL:
        for hit in found.hits:
            typer.echo(json.dumps({**asdict(hit), "kind": hit.kind.value}, ensure_ascii=False))
        return
    for hit in found.hits:
        out_console.print(_line(hit), highlight=False, soft_wrap=True)
    if not found.hits:
        out_console.print("Nothing was found.", highlight=False)
    elif found.more:
        out_console.print("There is more: name more words, or a larger --limit.", highlight=False)


def _line(hit: "Hit") -> str:
    from rich.markup import escape

    words = "".join(f"[bold]{escape(p.text)}[/bold]" if p.hit else escape(p.text) for p in hit.pieces)
    day = f" {hit.day}" if hit.day else ""
    return f"[dim]{hit.kind.value}[/dim] {escape(hit.key)}{day}  {escape(hit.title)}\n    {words}"
