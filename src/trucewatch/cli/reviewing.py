"""Commands of the review room: what comes next, what a named person decides on it, and how far coders agree."""

from typing import Annotated

import typer

from trucewatch.cli import review_parts as shared
from trucewatch.cli.review_parts import (
    Because,
    By,
    ClaimKey,
    Class,
    IncidentOption,
    Kind,
    KnownFrom,
    Language,
    LinkKind,
    Reason,
    Record,
    Report,
    Request,
    SeenOption,
    Sets,
    Target,
    Type,
    group,
)
from trucewatch.cli.terminal import Format, TableFormat, WatchOption, opened_watch, out_console


@group.command("next")
def next_item(
    by: By,
    kind: Kind = None,
    type_: Type = None,
    report: Report = None,
    incident: IncidentOption = None,
    language: Language = None,
    because: Because = None,
    skip: Annotated[
        str | None, typer.Option("--skip", metavar="ID", help="Put this item off first; others may get it.")
    ] = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Show the item that is worth most to look at, with why; it is kept for you for some minutes.

    Example: trucewatch review next --by "R. Haddad" --because contested --watch syria-2017
    """
    with opened_watch(watch) as opened:
        room = shared.room(opened)
        room.weigh_if_needed()
        if skip is not None:
            room.queue.skip(skip, by)
        found = room.queue.next(by, shared.filters(kind, type_, report, incident, language, because))
        if found is None:
            if form is TableFormat.TABLE:
                out_console.print("Nothing waits for you here.")
            return
        shared.show_item(found, room.person(by), form)


@group.command()
def queue(
    kind: Kind = None,
    type_: Type = None,
    report: Report = None,
    incident: IncidentOption = None,
    language: Language = None,
    because: Because = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1_000_000, help="How many at most.")] = 50,
    weigh: Annotated[bool, typer.Option("--weigh", help="Weigh everything anew first.")] = False,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """List what waits for people, what is worth most first.

    Example: trucewatch review queue --kind incident --most 10 --watch syria-2017
    """
    with opened_watch(watch) as opened:
        room = shared.room(opened)
        room.weigh() if weigh else room.weigh_if_needed()
        found = room.queue.waiting(shared.filters(kind, type_, report, incident, language, because), most)
        counts = room.queue.counts()
    if form is TableFormat.JSONL:
        for item in found:
            shared.echo(shared.item_json(item))
        return
    shared.print_table(
        ("worth", "what", "id", "why", "held by"),
        [
            (f"{i.score:.1f}", shared.kind_of(i), i.id, i.reasons[0].said if i.reasons else "", i.leased_by or "")
            for i in found
        ],
    )
    out_console.print("; ".join(f"{name}: {number}" for name, number in counts.items()), highlight=False)


@group.command()
def accept(
    target: Target,
    by: By,
    seen: SeenOption = None,
    reason: Reason = "",
    request: Request = None,
    known_on: KnownFrom = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Take a claim as it stands, or say that an incident's claims are of one event.

    Example: trucewatch review accept r17/c4 --by "R. Haddad" --watch syria-2017
    """
    with opened_watch(watch) as opened:
        person = shared.person(opened, by, known_on)
        if "/" in target:
            done = person.accept(target, version=seen, reason=reason, request=request)
        else:
            (incident,) = shared.room(opened).incidents([target])
            done = person.keep(incident, seen=shared.number(seen), reason=reason, request=request)
    shared.say(done, form)


@group.command()
def correct(
    claim: ClaimKey,
    by: By,
    set_: Sets = None,
    seen: SeenOption = None,
    reason: Reason = "",
    request: Request = None,
    known_on: KnownFrom = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Correct fields of a claim: words must stand in the report, values in the codebook.

    Example: trucewatch review correct r17/c4 --set "killed=12 civilians" --set date_end= --by "R. Haddad"
    """
    with opened_watch(watch) as opened:
        changes = shared.changes(set_)
        done = shared.person(opened, by, known_on).correct(claim, changes, version=seen, reason=reason, request=request)
    shared.say(done, form)


@group.command()
def reject(
    claim: ClaimKey,
    by: By,
    seen: SeenOption = None,
    reason: Reason = "",
    request: Request = None,
    known_on: KnownFrom = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say that the report makes no such claim: it leaves every view, and stays in the ledger.

    Example: trucewatch review reject r17/c4 --by "R. Haddad" --reason "a figure of speech" --watch syria-2017
    """
    with opened_watch(watch) as opened:
        done = shared.person(opened, by, known_on).reject(claim, version=seen, reason=reason, request=request)
    shared.say(done, form)


@group.command()
def split(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="An incident's id.")],
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM…", help="Claims of it that are of another event.")],
    by: By,
    reason: Reason = "",
    request: Request = None,
    known_on: KnownFrom = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say that some claims of an incident are of another event.

    Example: trucewatch review split i-0a1b2c3d r17/c4 --by "R. Haddad" --reason "another street" --watch syria-2017
    """
    with opened_watch(watch) as opened:
        room = shared.room(opened)
        seen = opened.ledger.head().seq
        (found,) = room.incidents([incident])
        done = shared.person(opened, by, known_on).split(found, claims, seen=seen, reason=reason, request=request)
        room.regrouped()
    shared.say(done, form)


@group.command()
def merge(
    incidents: Annotated[list[str], typer.Argument(metavar="INCIDENT…", help="Two incidents or more.")],
    by: By,
    reason: Reason = "",
    request: Request = None,
    known_on: KnownFrom = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say that several incidents are one event; the elder id stays.

    Example: trucewatch review merge i-0a1b2c3d i-4e5f6a7b --by "R. Haddad" --watch syria-2017
    """
    with opened_watch(watch) as opened:
        room = shared.room(opened)
        seen = opened.ledger.head().seq
        found = room.incidents(incidents)
        done = shared.person(opened, by, known_on).merge(found, seen=seen, reason=reason, request=request)
        room.regrouped()
    shared.say(done, form)


@group.command()
def link(
    kind: Annotated[LinkKind, typer.Argument(help="How the first claim bears on the second.")],
    claim: ClaimKey,
    to: Annotated[str, typer.Argument(metavar="OTHER", help="The other claim, of any report.")],
    by: By,
    reason: Reason = "",
    request: Request = None,
    known_on: KnownFrom = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say that a claim denies or confirms another one, or that two are, or are not, of the same event.

    Example: trucewatch review link denies r17/c4 r12/c1 --by "R. Haddad" --watch syria-2017
    """
    with opened_watch(watch) as opened:
        done = shared.person(opened, by, known_on).link(kind.value, claim, to, reason=reason, request=request)
        shared.room(opened).regrouped()
    shared.say(done, form)


@group.command()
def flag(
    what: Annotated[Record, typer.Argument(help="What is flagged.")],
    name: Annotated[str, typer.Argument(metavar="ID", help="Its id; a claim as report/id.")],
    sensitivity: Annotated[Class, typer.Argument(help="How much harm it can do if it leaves.")],
    by: By,
    reason: Reason,
    request: Request = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Set how sensitive a record is: above a release profile's ceiling it stays in, whatever day is asked about.

    Example: trucewatch review flag claim r17/c4 strict --by "R. Haddad" --reason "names a shelter" --watch syria-2017
    """
    from trucewatch.model import Sensitivity

    with opened_watch(watch) as opened:
        incident = shared.room(opened).incidents([name])[0] if what is Record.INCIDENT else None
        given = Sensitivity(sensitivity.value)
        person = shared.person(opened, by, None)
        done = person.flag(what.value, name, given, incident=incident, reason=reason, request=request)
    shared.say(done, form)


@group.command()
def undo(
    by: By,
    entry: Annotated[
        int | None, typer.Argument(metavar="ENTRY", help="The number of the decision.", show_default="your last one")
    ] = None,
    reason: Reason = "",
    request: Request = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Take back a decision of your own on which nothing rests yet; what stood before stands again.

    Example: trucewatch review undo --by "R. Haddad" --watch syria-2017
    """
    with opened_watch(watch) as opened:
        room = shared.room(opened)
        done = room.undo(by, entry, reason=reason, request=request)
        if done.body["of"] in ("incidents_regrouped", "claims_linked"):
            room.regrouped()
    shared.say((done,), form)


@group.command()
def adjudicate(
    claim: ClaimKey,
    by: By,
    choice: Annotated[
        int | None, typer.Argument(metavar="CODING", min=1, max=2, help="The coding that is right.", show_default=False)
    ] = None,
    reject_: Annotated[bool, typer.Option("--reject", help="The report makes no such claim.")] = False,
    set_: Sets = None,
    reason: Reason = "",
    request: Request = None,
    known_on: KnownFrom = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Settle two blind codings that differ; without a choice, show them side by side. Who coded it cannot settle it.

    Example: trucewatch review adjudicate r17/c4 2 --by "L. Odeh" --reason "the report says Friday" --watch syria-2017
    """
    with opened_watch(watch) as opened:
        person = shared.person(opened, by, known_on)
        if choice is None and not reject_:
            return shared.show_codings(person, claim, form)
        done = person.adjudicate(
            claim,
            choice,
            changes=shared.changes(set_) if set_ else None,
            reject=reject_,
            reason=reason,
            request=request,
        )
    return shared.say(done, form)


@group.command()
def agreement(form: Format = TableFormat.TABLE, watch: WatchOption = None) -> None:
    """Show how far people who code the same claims apart agree: Krippendorff's alpha by field, and for each coder.

    Example: trucewatch review agreement --watch syria-2017
    """
    with opened_watch(watch) as opened:
        found = shared.room(opened).agreement()
    if form is TableFormat.JSONL:
        for row in found:
            shared.echo(row.model_dump(mode="json"))
        return
    rows = [
        (
            row.coder or "all",
            row.field,
            "cannot be told" if row.alpha is None else f"{row.alpha:.2f}",
            f"{row.alike:.0%}",
            str(row.claims),
        )
        for row in found
    ]
    shared.print_table(("coder", "field", "alpha", "the same", "claims"), rows)
    if not found:
        out_console.print(
            "No claim was coded by two people yet; set double_share under [review] of watch.toml.", markup=False
        )
