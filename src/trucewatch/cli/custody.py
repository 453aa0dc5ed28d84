"""Commands that keep and hand out evidence: its chain of custody, takedowns, and where the ledger lies."""

from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.terminal import (
    Format,
    TableFormat,
    WatchOption,
    app,
    err_console,
    opened_watch,
    out_console,
    plural,
    print_lines,
    progress_bar,
)

if TYPE_CHECKING:
    from trucewatch.custody import Removed
    from trucewatch.ledger import Head
    from trucewatch.ledger.custody import Custody

evidence = typer.Typer(no_args_is_help=True, help="Show and hand out evidence with its chain of custody.")
app.add_typer(evidence, name="evidence")
ledger = typer.Typer(no_args_is_help=True, help="Move, back up, restore and rebuild the ledger.")
app.add_typer(ledger, name="ledger")


@evidence.command("show")
def show(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT…", help="Ids of reports.")],
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Show how a report's bytes came here, where they lie, and every entry about it.

    Example: trucewatch evidence show r-017 --watch syria-2017
    """
    from trucewatch.ledger.custody import custody_of
    from trucewatch.ledger.trail import Trail

    with opened_watch(watch) as opened:
        trail = Trail(opened.ledger)
        found = [custody_of(opened.ledger, opened.evidence, report, trail) for report in reports]
    if form is TableFormat.JSONL:
        print_lines(list(found))
        return
    for custody in found:
        _show(custody)


def _show(custody: "Custody") -> None:
    from rich.table import Table

    table = Table(title=custody.title or custody.report, show_header=False, title_justify="left")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("report", custody.report)
    if custody.taken_down is not None:
        table.add_row("taken down", custody.taken_down)
    for name, value in custody.capture.model_dump(mode="json").items() if custody.capture else ():
        if value and name not in ("sha256", "record", "size"):
            shown = "\n".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
            table.add_row(name.replace("_", " "), shown)
    for original in custody.originals:
        size = "" if original.bytes is None else f", {original.bytes} bytes"
        table.add_row("original", f"{original.sha256}\n{original.path}\n{original.state}{size}")
    if custody.working_copy is not None:
        words = custody.working_copy
        table.add_row("working copy", f"{words.sha256}\n{words.characters} characters; record {words.recorded}")
    for link in custody.entries:
        table.add_row(
            f"entry {link.seq}", f"{link.kind}, {link.recorded_at:%Y-%m-%d %H:%M:%S} UTC, by {link.by}\n{link.hash}"
        )
    out_console.print(table, highlight=False)


@evidence.command("export")
def export(
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="A new folder, or a new file that ends in .zip.")],
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="[REPORT…]", help="Ids of reports.", show_default="every report")
    ] = None,
    profile: Annotated[
        str,
        typer.Option(
            "--profile", metavar="NAME", help="For whom: internal, partners, public, or one of the watch's own."
        ),
    ] = "internal",
    watch: WatchOption = None,
) -> None:
    """Write reports with their evidence as a BagIt bag that anyone can check without Trucewatch. Made for others than
    the team (--profile public), it holds what may leave, the hashes of the rest, and a count of what is held back.

    Example: trucewatch evidence export r-017 r-021 --out bundle.zip --watch syria-2017
    """
    from trucewatch.evidencing import export_evidence
    from trucewatch.publish.release import load_profile

    with opened_watch(watch) as opened, progress_bar("writing evidence") as progress:
        rules = load_profile(profile, opened.folder)
        chosen = list(dict.fromkeys(reports)) if reports else list(opened.ledger.reports())
        head, _ = export_evidence(opened, chosen, out, rules, progress=progress)
    out_console.print(f"Wrote {plural(len(chosen), 'report')} to {out}. {_ends(head)}", highlight=False, soft_wrap=True)
    if not rules.for_release:
        said = "It holds everything that the watch keeps of them and must not leave the team; see --profile."
        err_console.print(said, highlight=False)


def _ends(head: "Head") -> str:
    return f"The ledger ends at entry {head.seq}, hash {head.hash}."


@app.command()
def takedown(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The id of the report.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays in the ledger, so name no private person.")],
    by: Annotated[
        str | None, typer.Option("--by", help="Who decided.", show_default="TRUCEWATCH_BY, else the login name")
    ] = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Remove a report's words, claims and bytes for good. Its hash and the reason stay, and the chain stays valid; the
    published sentences that rested on it are listed, since those are no longer in the watch's hands: those that quote
    it and those that would read otherwise without it, as counts do.

    Example: trucewatch takedown r-017 --reason "asked by the person named" --watch syria-2017
    """
    from trucewatch.custody import take_down, who

    with opened_watch(watch) as opened, progress_bar("looking through published issues") as progress:
        done = take_down(opened, report, reason, by=by or who() or "unknown", progress=progress)
    if form is TableFormat.JSONL:
        print_lines(list(done.sentences))
        return
    if done.finished:
        said = f"{report} was taken down before ({done.reason}), but that was cut short: bytes of it still lay here."
        said = f"{said} They are gone now. Which published sentences rested on it can no longer be told."
        out_console.print(said, markup=False, highlight=False, soft_wrap=True)
        return
    gone = "words are gone" if done.kept else "words and bytes are gone"
    said = f"Took down {report}: its {gone}; their hashes and the reason stay."
    out_console.print(said, markup=False, highlight=False, soft_wrap=True)
    for sha256, reports in done.kept.items():
        said = f"These bytes stay, because {', '.join(reports)} {'stand' if len(reports) > 1 else 'stands'} on them: "
        out_console.print(f"{said}{sha256}", markup=False, highlight=False, soft_wrap=True)
    _resting(done)


def _resting(done: "Removed") -> None:
    """What was published and must be corrected by whoever published it."""
    if not done.sentences:
        out_console.print("No published sentence rested on it.", highlight=False)
        return
    out_console.print("Published sentences that rested on it:", highlight=False)
    for number, group in groupby(done.sentences, key=attrgetter("issue")):
        sentences = list(group)
        notes = sorted({note for resting in sentences for note in resting.notes})
        quoted = f"; quoted in its notes {', '.join(map(str, notes))}" if notes else ""
        said = f"No. {number}: {plural(len(sentences), 'sentence')}{quoted}"
        out_console.print(said, markup=False, highlight=False, soft_wrap=True)
        if not sentences[0].exact:
            said = "  Words of it were taken down before, so its sentences may have read differently."
            out_console.print(said, markup=False, highlight=False, soft_wrap=True)
        for (section, row), told in groupby(sentences, key=attrgetter("section", "row")):
            words = "; ".join(resting.sentence for resting in told if resting.sentence != row) or row
            named = f", {row}" if row and row != words else ""
            out_console.print(f"  {section}{named}: {words}", markup=False, highlight=False, soft_wrap=True)


@ledger.command("copy")
def copy(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="postgresql://USER@HOST/DATABASE, or a file's path.")],
    use: Annotated[bool, typer.Option("--use", help="Let watch.toml name the new place from then on.")] = False,
    watch: WatchOption = None,
) -> None:
    """Copy the ledger to another database and prove that both end alike. A path counts from the watch folder.

    Example: trucewatch ledger copy --to postgresql://ana@db.example/syria --use --watch syria-2017
    """
    from trucewatch.backup import move_ledger

    with opened_watch(watch) as opened, progress_bar("copying entries") as progress:
        head = move_ledger(opened, to, progress, use=use)
    said = f"Copied and verified. Both ledgers end at entry {head.seq}, hash {head.hash}."
    out_console.print(said, highlight=False, soft_wrap=True)
    if use:
        said = "watch.toml names the new one. The old one was left as it was: a later takedown will not reach it."
        err_console.print(said, highlight=False)
    else:
        err_console.print('To work there from now on, write ledger = "…" under [watch] in watch.toml.', highlight=False)


@ledger.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; it is a zip archive.")],
    watch: WatchOption = None,
) -> None:
    """Write the whole watch into one file, while others go on using it.

    Example: trucewatch ledger backup syria-2017.zip --watch syria-2017
    """
    from trucewatch.backup import back_up

    with opened_watch(watch) as opened, progress_bar("backing up") as progress:
        head = back_up(opened, file, progress)
    out_console.print(f"Wrote {file}. {_ends(head)}", highlight=False, soft_wrap=True)


@ledger.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `trucewatch ledger backup` wrote.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="A new folder for the watch.")],
    place: Annotated[
        str | None, typer.Option("--ledger", metavar="URL", help="Another place for the ledger than it had.")
    ] = None,
) -> None:
    """Lay a watch down from its backup and verify everything in it.

    Example: trucewatch ledger restore syria-2017.zip --to syria-2017
    """
    from trucewatch.backup import restore as lay_down

    with progress_bar("restoring") as progress:
        head = lay_down(file, to, progress, ledger=place)
    out_console.print(f"Restored and verified {to}. {_ends(head)}", highlight=False, soft_wrap=True)


@ledger.command("rebuild")
def rebuild(watch: WatchOption = None) -> None:
    """Drop what can be queried and make it anew from the entries, as after `verify` names a projection.

    Example: trucewatch ledger rebuild --watch syria-2017
    """
    with opened_watch(watch) as opened:
        opened.ledger.rebuild()
        head = opened.ledger.head()
    out_console.print(f"Rebuilt. {_ends(head)}", highlight=False, soft_wrap=True)


@ledger.command("stamp")
def stamp(
    authority: Annotated[str, typer.Option("--authority", metavar="URL", help="A time-stamping authority (RFC 3161).")],
    roots: Annotated[
        Path | None, typer.Option("--roots", metavar="FILE", help="Trusted certificates (PEM) to check it by.")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Have an authority sign when the ledger ended as it does now, and record its answer. Only a hash is sent.

    Example: trucewatch ledger stamp --authority https://tsa.example/tsr --roots tsa.pem --watch syria-2017
    """
    from trucewatch.custody import who
    from trucewatch.ledger.timestamps import stamp as have_stamped

    with opened_watch(watch) as opened:
        entry = have_stamped(opened.ledger, authority, by=who() or "unknown", roots=roots)
    said = f"Entry {entry.body['seq']} was stamped at {entry.body['stamped_at']}; the answer is entry {entry.seq}."
    out_console.print(said, highlight=False, soft_wrap=True)


@ledger.command("stamps")
def stamps(
    roots: Annotated[
        Path | None, typer.Option("--roots", metavar="FILE", help="Trusted certificates (PEM) to check them by.")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Check every time stamp in the ledger and list them.

    Example: trucewatch ledger stamps --roots tsa.pem --watch syria-2017
    """
    from trucewatch.ledger.timestamps import stamps as recorded

    with opened_watch(watch) as opened:
        found = list(recorded(opened.ledger, roots=roots))
    for one in found:
        checked = "signature checked" if one.checked else "signature not checked: give --roots"
        said = f"Entry {one.seq} existed on {one.stamped_at:%Y-%m-%d %H:%M:%S} UTC, says {one.authority} ({checked})."
        out_console.print(said, highlight=False, soft_wrap=True)
    if not found:
        out_console.print("The ledger holds no time stamps; see `trucewatch ledger stamp`.", highlight=False)
