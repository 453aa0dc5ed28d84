"""Commands by which something leaves: the situation report, data exports, and the rules of release."""

import json
import re
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
    err_console,
    moments_of,
    opened_watch,
    out_console,
    plural,
)

if TYPE_CHECKING:
    from trucewatch.model import Scope
    from trucewatch.publish.release import Withheld

__all__: list[str] = []

Profile = Annotated[
    str,
    typer.Option(
        "--profile", metavar="NAME", help="For whom: public, partners, internal, or one of the watch's own profiles."
    ),
]


class BriefFormat(StrEnum):
    """How a situation report is written."""

    HTML = "html"
    MD = "md"
    PDF = "pdf"
    DOCX = "docx"
    CHARTS = "charts"


class Period(StrEnum):
    """Of which days an edition tells."""

    DAILY = "daily"
    WEEKLY = "weekly"


class Language(StrEnum):
    """Languages of headings, verdicts and table heads."""

    EN = "en"
    FR = "fr"
    AR = "ar"
    RU = "ru"


@app.command()
def brief(
    as_of: AsOf = None,
    known_on: KnownOn = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write it.")] = Path("out"),
    form: Annotated[
        list[BriefFormat] | None, typer.Option("--format", help="May be repeated.", show_default="html")
    ] = None,
    profile: Profile = "public",
    language: Annotated[Language, typer.Option("--language", help="Of headings, verdicts and table heads.")] = (
        Language.EN
    ),
    edition: Annotated[
        Period | None, typer.Option("--edition", help="The last day or the last week alone.", show_default="all days")
    ] = None,
    agreement: Annotated[
        str | None, typer.Option("--agreement", metavar="ID", help="One agreement alone.", show_default="all")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ID", help="One zone alone.", show_default="all")
    ] = None,
    embargo: Annotated[
        str | None, typer.Option("--embargo", metavar="T", help="Not to be passed on before this day or moment.")
    ] = None,
    reproduce: Annotated[
        int | None,
        typer.Option(
            "--reproduce",
            metavar="NUMBER",
            help="Write a published issue again, byte by byte; with --edition, --agreement or --zone the one of that "
            "number among them.",
        ),
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Write the situation report: what is claimed, by whom, what it weighs, and what the agreement says to it. Daily
    and weekly editions, and those of one agreement or zone, are each numbered by themselves; charts that answer to
    the pointer come with --format charts.

    Example: trucewatch brief --as-of 2017-05-05 --known-on 2017-05-05 --out out --watch syria-2017
    """
    from trucewatch.issuing import Edition, write_issue
    from trucewatch.moments import moment
    from trucewatch.publish.release import load_profile

    scope = _scope(edition, agreement, zone)
    if reproduce is not None:
        return _reproduce(reproduce, scope, out, form, watch)
    with opened_watch(watch) as opened:
        until = moment(embargo, opened.zone) if embargo else None
        made = Edition(load_profile(profile, opened.folder), str(language), until, scope=scope)
        moments = moments_of(opened, as_of, known_on)
        formats = [str(f) for f in form or [BriefFormat.HTML]]
        written = write_issue(opened, *moments, out, formats, name=_file_of(scope), edition=made)
        stale = opened.stale()
    _print_paths(written)
    if stale:
        err_console.print(
            f"{plural(len(stale), 'report')} read with older methods or names; `trucewatch reread` reads again."
        )
    return None


def _scope(edition: Period | None, agreement: str | None, zone: str | None) -> "Scope":
    from trucewatch.model import Scope

    return Scope.model_validate({"period": edition and edition.value, "agreement": agreement, "zone": zone})


def _file_of(scope: "Scope") -> str:
    """The name of an edition's files, so that editions in one folder do not replace each other."""
    parts = ["sitrep", scope.period, scope.agreement, scope.zone]
    return "-".join(re.sub(r"[^A-Za-z0-9_]+", "-", part).strip("-") for part in parts if part)


def _reproduce(number: int, scope: "Scope", out: Path, form: list[BriefFormat] | None, watch: Path | None) -> None:
    from trucewatch.issuing import number_in, reproduce

    with opened_watch(watch) as opened:
        if not scope.whole:
            number = number_in(opened, scope, number)
        written, differing = reproduce(opened, number, out, [str(f) for f in form or []], name=_file_of(scope))
    _print_paths(written)
    for sentence in differing:
        err_console.print(sentence, highlight=False)
    if differing:
        raise typer.Exit(1)


def _print_paths(paths: list[Path]) -> None:
    for path in paths:
        out_console.print(str(path), highlight=False, soft_wrap=True)


releases = typer.Typer(no_args_is_help=True, help="What may leave, for whom, and what is held back.")
app.add_typer(releases, name="release")


@releases.command()
def check(
    profile: Profile = "public",
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """List how much a profile holds back or changes, of what kind and by which rule, without saying what it is.

    Example: trucewatch release check --profile public --known-on 2017-05-06 --watch syria-2017
    """
    from trucewatch.issuing import leaving_moment
    from trucewatch.publish.release import load_profile, release

    with opened_watch(watch) as opened:
        rules = load_profile(profile, opened.folder)
        moments = moments_of(opened, as_of, known_on)
        released = release(opened.view(*moments), rules, leaving_moment(opened, moments[1]))
    if form is TableFormat.JSONL:
        for one in released.withheld:
            typer.echo(json.dumps(_as_json(rules.name, one), ensure_ascii=False))
        return
    if not released.withheld:
        out_console.print(f"The profile {rules.name} holds nothing back of this view.", highlight=False)
        return
    _print_withheld(rules.name, released.withheld)


def _as_json(profile: str, one: "Withheld") -> dict[str, object]:
    what = "held back" if one.gone else "changed"
    return {
        "profile": profile,
        "kind": one.kind,
        "number": one.number,
        "what": what,
        "rule": one.rule,
        "sensitivity": one.sensitivity.value,
        "why": one.why,
    }


def _print_withheld(profile: str, withheld: "tuple[Withheld, ...]") -> None:
    from rich.table import Table

    table = Table(title=f"Under the profile {profile}", title_justify="left")
    for column in ("Kind", "Number", "What", "Class", "Why"):
        table.add_column(column, justify="right" if column == "Number" else "left", overflow="fold")
    for one in withheld:
        what = "held back" if one.gone else "changed"
        table.add_row(one.kind, str(one.number), what, one.sensitivity.value, one.why)
    out_console.print(table)


@releases.command()
def profiles(form: Format = TableFormat.TABLE, watch: WatchOption = None) -> None:
    """List the release profiles: those of the package and the watch's own.

    Example: trucewatch release profiles
    """
    from trucewatch.cli.terminal import common_folder
    from trucewatch.publish.release import load_profile, shipped_profiles

    folder = watch or common_folder[0]
    own = sorted(path.stem for path in (folder / "profiles").glob("*.yaml"))
    known = [load_profile(name, folder) for name in dict.fromkeys([*shipped_profiles(), *own])]
    for profile in known:
        if form is TableFormat.JSONL:
            typer.echo(profile.model_dump_json())
        else:
            out_console.print(f"{profile.name}: {profile.title}", highlight=False)


@releases.command()
def lift(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The issue under embargo.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who lifts it; a second person must do so too.")],
    watch: WatchOption = None,
) -> None:
    """Lift the embargo of an issue before its time. It is lifted once two different people have done so.

    Example: trucewatch release lift 3 --by "A. Editor" --watch syria-2017
    """
    from trucewatch.embargo import lift as lift_embargo

    with opened_watch(watch) as opened:
        state = lift_embargo(opened, number, by, datetime.now(opened.zone))
    out_console.print(state.sentence, highlight=False)


@app.command()
def export(
    name: Annotated[str | None, typer.Argument(metavar="FORMAT", help="One of those that --list names.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write it.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the formats, and what each loses.")] = False,
    profile: Profile = "public",
    licence: Annotated[
        list[str] | None,
        typer.Option("--licence", metavar="NAME", help="Only records under this upstream licence. May be repeated."),
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Annotated[TableFormat, typer.Option("--format", help="How --list is written.")] = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Write what may leave as data: claims, incidents or obligations in one of many formats.

    Example: trucewatch export geojson --out incidents.geojson --known-on 2017-05-06 --watch syria-2017
    """
    if listed:
        return _list_formats(form)
    if name is None or out is None:
        raise typer.BadParameter("name a FORMAT and a file with --out FILE, or ask for --list")
    from trucewatch.exporting import export_file

    with opened_watch(watch) as opened:
        moments = moments_of(opened, as_of, known_on)
        number = export_file(opened, name, out, *moments, profile=profile, licences=tuple(licence or ()))
    out_console.print(f"{plural(number, 'record')} written to {out}", highlight=False, soft_wrap=True)
    return None


def _list_formats(form: TableFormat) -> None:
    from trucewatch.publish.exports import exporters

    for one in exporters().values():
        if form is TableFormat.JSONL:
            crosswalk = [list(pair) for pair in one.crosswalk]
            body = {"name": one.name, "suffix": one.suffix, "title": one.title, "holds": one.holds}
            typer.echo(json.dumps({**body, "crosswalk": crosswalk, "losses": one.losses}, ensure_ascii=False))
        else:
            out_console.print(f"[bold]{one.name}[/bold] (.{one.suffix}): {one.title}", highlight=False)
