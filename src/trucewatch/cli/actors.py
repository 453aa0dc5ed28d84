"""Commands on actors: check them, resolve a name, relate two, propose the unknown, import and export."""

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.terminal import (
    Format,
    TableFormat,
    WatchOption,
    app,
    common_folder,
    err_console,
    opened_watch,
    out_console,
    plural,
)

if TYPE_CHECKING:
    from trucewatch.model import Actor
    from trucewatch.watch import Watch
    from trucewatch.world import ActorIndex
    from trucewatch.world.actor_proposals import Seen

group = typer.Typer(no_args_is_help=True, help="Actors: check, resolve, relate, propose, import and export.")
app.add_typer(group, name="actors")

On = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The event's day.", show_default="any day")
]


class ExportFormat(StrEnum):
    """What actors are written as."""

    ALIASES = "aliases"
    FTM = "ftm"


@group.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="An actors.yaml.", show_default="that of the watch")
    ] = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Find names that two actors share at one date, relations that loop, lead nowhere or lie outside an actor's life,
    and names that are easily confused. Exit code 1 where there is a problem; a warning alone is none.

    Example: trucewatch actors check --watch syria-2017
    """
    from trucewatch.world.actor_checks import check_actors
    from trucewatch.world.loading import actor_lines, load_actors

    path = file or (watch or common_folder[0]) / "actors.yaml"
    actors = load_actors(path)
    notices = check_actors(actors, actor_lines(path))
    for n in notices:
        if form is TableFormat.JSONL:
            told = {"line": n.line, "actor": n.actor, "severity": n.severity, "rule": n.rule, "message": n.message}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            sentence = f"{path}, line {n.line} ({n.actor}), {n.severity}: {n.message}."
            out_console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    problems = sum(n.severity == "problem" for n in notices)
    if form is TableFormat.TABLE:
        counts = f"{plural(problems, 'problem')}, {plural(len(notices) - problems, 'warning')}"
        out_console.print(f"{plural(len(actors), 'actor')}: {counts}.", highlight=False)
    if problems:
        raise typer.Exit(1)


@group.command()
def resolve(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A wording for an actor.")],
    on: On = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say whom a wording means on a day, how that was found, and what the actor was part of.

    Example: trucewatch actors resolve "105th Brigade" --on 2017-05-05 --watch syria-2017
    """
    index = _index(watch)
    day = on.date() if on else None
    found = index.resolve(name, day)
    above = index.ancestors(found.actor.id, day) if found.actor else ()
    line = [a.name for i in above if (a := index.get(i)) is not None]
    if form is TableFormat.JSONL:
        told = {"name": name, "on": day and str(day), "actor": found.actor and found.actor.id}
        told |= {"kind": found.actor and str(found.actor.kind), "side": found.actor and found.actor.side}
        return typer.echo(
            json.dumps({**told, "flag": found.flag, "rule": found.rule, "part_of": list(above)}, ensure_ascii=False)
        )
    if found.actor is None:
        return out_console.print(f"Unknown: {found.rule}.", markup=False, highlight=False)
    flag = f" [{found.flag.replace('_', ' ')}]" if found.flag else ""
    lines = " > ".join((found.actor.name, *line))
    return out_console.print(
        f"{lines}{flag} ({found.actor.kind}, side {found.actor.side or 'unknown'}); {found.rule}.",
        markup=False,
        highlight=False,
    )


@group.command()
def relation(
    initiator: Annotated[str, typer.Argument(metavar="WHO", help="An actor's id or name.")],
    target: Annotated[str, typer.Argument(metavar="WHOM", help="An actor's id or name.")],
    on: On = None,
    excluded: Annotated[
        list[str] | None, typer.Option("--excluded", help="Id of an actor an agreement leaves out; may be repeated.")
    ] = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say how two actors stood to each other on a day, with the path that shows it.

    Example: trucewatch actors relation "105th Brigade" "Al-Rahman Corps" --on 2017-05-05 --watch syria-2017
    """
    index = _index(watch)
    day = on.date() if on else None
    ids = [_id_of(index, text, day) for text in (initiator, target)]
    kind, path = index.relation(ids[:1], ids[1:], day, tuple(excluded or ()))
    if form is TableFormat.JSONL:
        told = {"initiator": ids[0], "target": ids[1], "on": day and str(day), "relation": str(kind), "path": path}
        return typer.echo(json.dumps(told, ensure_ascii=False))
    return out_console.print(f"{kind}: {path}.", markup=False, highlight=False)


@group.command()
def proposals(form: Format = TableFormat.TABLE, watch: WatchOption = None) -> None:
    """List armed groups that reports name and the watch does not know, with the sentences they were seen in.

    Example: trucewatch actors proposals --watch syria-2017
    """
    from trucewatch.world.actor_proposals import propose

    with opened_watch(watch) as opened:
        found = propose(_unknown(opened), opened.world.actors)
    for proposal in found:
        seen = [{"report": s.report, "day": s.day and str(s.day), "sentence": s.sentence} for s in proposal.seen]
        if form is TableFormat.JSONL:
            told = {"name": proposal.name, "wordings": sorted(proposal.wordings), "seen": seen}
            typer.echo(json.dumps(told, ensure_ascii=False))
            continue
        out_console.print(f"{proposal.name} ({len(proposal.seen)})", markup=False, highlight=False)
        for one in proposal.seen[:3]:
            out_console.print(f"  {one.report}, {one.day}: {one.sentence}", markup=False, highlight=False)
    if form is TableFormat.TABLE:
        out_console.print(
            f"{plural(len(found), 'proposal')}. Add one that you know with `trucewatch actors accept NAME --kind KIND "
            "--side SIDE`; leave the others.",
            highlight=False,
        )


@group.command()
def accept(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The group's name.")],
    kind: Annotated[str, typer.Option("--kind", help="Such as armed_group, militia, unit.")] = "armed_group",
    side: Annotated[str | None, typer.Option("--side", help="Whose camp it is of.", show_default="none known")] = None,
    alias: Annotated[list[str] | None, typer.Option("--alias", help="Another name; may be repeated.")] = None,
    part_of: Annotated[str | None, typer.Option("--part-of", metavar="ID", help="What it is part of.")] = None,
    watch: WatchOption = None,
) -> None:
    """Add an actor to the watch's actors.yaml; `trucewatch reread` then reads older reports with it.

    Example: trucewatch actors accept "Dawn Brigade" --kind armed_group --side opp --watch syria-2017
    """
    from trucewatch.model import Actor, ActorKind, Relation, RelationKind
    from trucewatch.model.errors import InputError
    from trucewatch.world.actor_writing import append_actors, id_for

    path = (watch or common_folder[0]) / "actors.yaml"
    index = _index(watch, labels=False)
    if kind not in set(ActorKind):
        raise InputError(f"Kind '{kind}' is not known; use one of {', '.join(ActorKind)}.")
    known = index.resolve(name, None)
    if known.actor is not None and known.rule.startswith("name:"):
        raise InputError(f"{name} is a name of {known.actor.name} ({known.actor.id}) already; nothing was added.")
    if part_of is not None and index.get(part_of) is None:
        raise InputError(f"There is no actor '{part_of}' in {path}; add it first or mend the id.")
    above = (Relation(kind=RelationKind.PART_OF, to=part_of),) if part_of else ()
    own = id_for(name, [a.id for a in index])
    made = Actor(id=own, name=name, kind=ActorKind(kind), side=side, aliases=tuple(alias or ()), relations=above)
    append_actors(path, [made])
    out_console.print(f"Added {name} as {own} to {path}.", markup=False, highlight=False)


@group.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Alias CSV, Wikidata entity JSON, FollowTheMoney.")],
    watch: WatchOption = None,
) -> None:
    """Add actors of another tool to the watch's actors.yaml: an alias table (CSV), Wikidata entities that you have
    downloaded, FollowTheMoney entities. Who is known by name already is left out and named.

    Example: trucewatch actors import Q12345.json --watch syria-2017
    """
    from trucewatch.world.actor_exchange import read_actors
    from trucewatch.world.actor_writing import append_actors

    path = (watch or common_folder[0]) / "actors.yaml"
    index = _index(watch, labels=False)
    read = read_actors(file)
    new: list[Actor] = []
    for actor in read.actors:
        known = index.get(actor.id) or _by_name(index, actor)
        if known is None:
            new.append(actor)
            continue
        missing = [n for n in (actor.name, *actor.aliases) if index.resolve(n, None).actor != known]
        more = f"; names not there yet: {', '.join(missing)}" if missing else ""
        read.left_out.append(f"{actor.name} is here as {known.id}{more}")
    ids = {a.id for a in (*index, *new)}
    kept = [a.model_copy(update={"relations": tuple(r for r in a.relations if r.to in ids)}) for a in new]
    if kept:
        append_actors(path, kept)
    out_console.print(f"Added {plural(len(kept), 'actor')} to {path}.", markup=False, highlight=False)
    for sentence in read.left_out:
        err_console.print(f"Left out: {sentence}.", markup=False, highlight=False, soft_wrap=True)


@group.command()
def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="An alias table, or FollowTheMoney lines.")] = (
        ExportFormat.ALIASES
    ),
    watch: WatchOption = None,
) -> None:
    """Write the watch's actors for other tools to standard output: an alias table (CSV) or FollowTheMoney entities.

    Example: trucewatch actors export --format ftm --watch syria-2017
    """
    from trucewatch.world.actor_exchange import COLUMNS, alias_rows, followthemoney
    from trucewatch.world.loading import load_actors

    actors = load_actors((watch or common_folder[0]) / "actors.yaml")
    if form is ExportFormat.FTM:
        for entity in followthemoney(actors):
            typer.echo(json.dumps(entity, ensure_ascii=False))
        return
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(alias_rows(actors))


def _index(watch: Path | None, *, labels: bool = True) -> "ActorIndex":
    """The watch's actors, as actors.yaml has them now; `labels`: with the words for no group in particular."""
    from trucewatch.settings import load_settings
    from trucewatch.world import World, load_actors

    folder = watch or common_folder[0]
    load_settings(folder)
    return World(load_actors(folder / "actors.yaml"), (), (), labels=labels).actors


def _id_of(index: "ActorIndex", text: str, day: date | None) -> str:
    from trucewatch.model.errors import InputError

    actor = index.get(text) or index.resolve(text, day).actor
    if actor is None:
        raise InputError(f'"{text}" is no actor of this watch; use an id or a name from actors.yaml.')
    return actor.id


def _by_name(index: "ActorIndex", actor: "Actor") -> "Actor | None":
    for name in (actor.name, *actor.aliases):
        found = index.resolve(name, None)
        if found.actor is not None and found.rule.startswith("name:"):
            return found.actor
    return None


def _unknown(watch: "Watch") -> "Iterator[tuple[str, Seen]]":
    """Wordings of actors that no claim resolves, with where they stand."""
    from trucewatch.world.actor_proposals import Seen

    reports = watch.ledger.reports()
    for claim in watch.ledger.claims().values():
        report = reports.get(claim.report)
        for ref in (*claim.initiators, *claim.targets):
            if ref.id is None and report is not None:
                sentence = _sentence(report.text, claim.trigger.start, claim.trigger.end)
                yield ref.text, Seen(claim.report, report.published, sentence)


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around some characters."""
    before = max((text.rfind(mark, 0, start) for mark in (". ", "! ", "? ", "\n")), default=-1)
    after = min((at for mark in (". ", "! ", "? ", "\n") if (at := text.find(mark, end)) >= 0), default=len(text))
    return " ".join(text[before + 1 : after + 1].strip(" .\n").split())
