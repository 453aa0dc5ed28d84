"""What the commands of the review room share: their options, and how items, claims and entries are shown."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trucewatch.cli.terminal import TableFormat, app, out_console

if TYPE_CHECKING:
    from trucewatch.ledger.entry import Entry
    from trucewatch.review.deciding import Seen
    from trucewatch.review.incidents import Grouper
    from trucewatch.review.store import Filters, Item
    from trucewatch.reviewing import Reviewing
    from trucewatch.watch import Watch

group = typer.Typer(
    no_args_is_help=True, help="Decide on claims and incidents: every decision is an entry of the ledger."
)
app.add_typer(group, name="review")

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a sentence.")]
Request = Annotated[
    str | None,
    typer.Option("--request", metavar="KEY", help="A name for this asking: sent twice, it is recorded once."),
]
SeenOption = Annotated[
    str | None,
    typer.Option("--seen", metavar="VERSION", help="The version that was looked at.", show_default="the present one"),
]
KnownFrom = Annotated[
    str | None,
    typer.Option(
        "--known-on",
        metavar="T",
        help="In a watch of a past conflict: from when the decision counts.",
        show_default="now",
    ),
]
ClaimKey = Annotated[str, typer.Argument(metavar="CLAIM", help="A claim as report/id.")]
Target = Annotated[str, typer.Argument(metavar="ID", help="A claim as report/id, or an incident's id.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="A field and its new value; repeat it for several."),
]


class LinkKind(StrEnum):
    """How one claim bears on another."""

    DENIES = "denies"
    CONFIRMS = "confirms"
    SAME = "same"
    NOT_SAME = "not-same"


class Class(StrEnum):
    """How much harm a record can do if it leaves."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"
    STRICT = "strict"


class Record(StrEnum):
    """What is flagged."""

    CLAIM = "claim"
    REPORT = "report"
    INCIDENT = "incident"


Kind = Annotated[str | None, typer.Option("--kind", help="claim, incident or adjudication only.", show_default="all")]
Type = Annotated[str | None, typer.Option("--type", help="One event type only.", show_default="all")]
Report = Annotated[str | None, typer.Option("--report", help="One report only.", show_default="all")]
IncidentOption = Annotated[str | None, typer.Option("--incident", help="One incident only.", show_default="all")]
Language = Annotated[str | None, typer.Option("--language", help="Reports of one language only.", show_default="all")]
Because = Annotated[
    str | None,
    typer.Option("--because", metavar="CODE", help="One reason only, such as contested.", show_default="all"),
]


def room(watch: "Watch") -> "Reviewing":
    """The review room of a watch."""
    from trucewatch.reviewing import Reviewing

    return Reviewing(watch)


def person(watch: "Watch", by: str, known_on: str | None) -> "Grouper":
    """A named person at its desk."""
    from trucewatch.moments import moment

    when: datetime | None = moment(known_on, watch.zone) if known_on else None
    return room(watch).person(by, when)


def filters(*values: str | None) -> "Filters":
    """What is wanted of the queue."""
    from trucewatch.review.store import Filters

    kind, type_, report, incident, language, because = values
    return Filters(kind, type_, report, incident, language, because)


def number(seen: str | None) -> int | None:
    """The number of an entry. InputError if it is none."""
    from trucewatch.model.errors import InputError

    if seen is None:
        return None
    if not seen.isdigit() or len(seen) > 15:
        raise InputError(f'"{seen[:40]}" is no number of an entry; `trucewatch review next` says which one you saw.')
    return int(seen)


def changes(options: Sequence[str] | None) -> dict[str, str]:
    """Fields and their new values. InputError for an option that is no FIELD=VALUE, or where there is none."""
    from trucewatch.model.errors import InputError

    found = {}
    for option in options or ():
        name, sign, value = option.partition("=")
        if not sign or not name.strip():
            raise InputError(
                f'"{option[:80]}" is no FIELD=VALUE; write a field and its value, as in certainty=possible.'
            )
        found[name.strip()] = value.strip()
    if not found:
        raise InputError("Nothing is to be corrected; name a field with --set FIELD=VALUE.")
    return found


def echo(value: Any) -> None:
    """One value as a line of JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def kind_of(item: "Item") -> str:
    """What an item asks for."""
    return "adjudication" if item.state == "adjudicate" else item.kind


def item_json(item: "Item") -> dict[str, Any]:
    """An item as data."""
    return {
        "id": item.id,
        "kind": kind_of(item),
        "score": item.score,
        "reasons": [{"code": r.code, "adds": r.adds, "said": r.said} for r in item.reasons],
        "report": item.report,
        "incident": item.incident,
        "type": item.type,
        "language": item.language,
        "held_by": item.leased_by,
    }


def show_item(item: "Item", person: "Grouper", form: TableFormat) -> None:
    """Show an item with the claim that it is about."""
    seen = person.see(item.id) if item.kind == "claim" else None
    head = person.ledger.head().seq
    if form is TableFormat.JSONL:
        extra: dict[str, Any] = {"seen": str(head)}
        if seen is not None:
            shown = seen.claim or seen.machine
            extra = {
                "seen": seen.version,
                "blind": seen.blind,
                "passage": _passage(seen),
                "claim": shown.model_dump(mode="json"),
            }
        return echo(item_json(item) | extra)
    out_console.print(f"{kind_of(item)} {item.id}, worth {item.score:.1f}", style="bold", highlight=False)
    for reason in item.reasons:
        out_console.print(f"  +{reason.adds:.1f}  {reason.said}", markup=False, highlight=False)
    if seen is not None:
        _show_claim(seen)
    return None


def _passage(seen: "Seen") -> str:
    from trucewatch.publish.text import sentence_around

    trigger = (seen.claim or seen.machine).trigger
    start, end = sentence_around(seen.report.text, trigger.start, trigger.end)
    return seen.report.text[start:end]


def _show_claim(seen: "Seen") -> None:
    from trucewatch.review.fields import FIELDS, line_of

    claim = seen.claim or seen.machine
    title = seen.report.title or seen.report.id
    out_console.print(f"{title} ({seen.report.publisher or 'unknown publisher'}, {seen.report.published or 'undated'})")
    out_console.print(f"  {_passage(seen)}", style="italic", markup=False, highlight=False)
    if seen.blind:
        out_console.print("  Two people code this claim without seeing each other's reading.", highlight=False)
    rows = []
    for field in FIELDS:
        share = claim.confidence.get("date" if field.startswith("date_") else field)
        rows.append((field, line_of(claim, field), "" if share is None else f"{share:.0%}"))
    print_table(("field", "value", "sure"), rows)
    out_console.print(f"Decide with --seen {seen.version}", highlight=False)


def show_codings(person: "Grouper", claim: str, form: TableFormat) -> None:
    """Show two codings side by side. InputError for one who made either of them."""
    from trucewatch.model.errors import InputError
    from trucewatch.review.fields import FIELDS, line_of

    codings = person.codings(claim)
    person.see(claim)
    if len(codings) < 2 or person.by.casefold() in {coding.by.casefold() for coding in codings}:
        raise InputError(f"The codings of {claim} are shown once there are two, and to nobody who made one of them.")
    if form is TableFormat.JSONL:
        for number, coding in enumerate(codings, start=1):
            plain = {"coding": number, "by": coding.by, "exists": coding.exists}
            echo(plain | {"claim": coding.claim.model_dump(mode="json")})
        return
    rows = [("exists", *("yes" if coding.exists else "no" for coding in codings))]
    rows += [(field, *(line_of(coding.claim, field) for coding in codings)) for field in FIELDS]
    rows = [row if len(set(row[1:])) == 1 else (f"* {row[0]}", *row[1:]) for row in rows]
    print_table(("field", *(f"{n}: {coding.by}" for n, coding in enumerate(codings, start=1))), rows)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show a table without lines around it."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out_console.print(table)


_SAID = {
    "claim_reviewed": "claim {claim} was {verdict}",
    "claim_corrected": "claim {claim} was corrected ({fields})",
    "claim_coded": "claim {claim} was coded blindly; it changes once another person has coded it",
    "incident_reviewed": "the claims of {incident} are of one event",
    "claims_linked": "claim {claim} {link} {to}",
    "record_flagged": "{what} {id} is {sensitivity}",
    "decision_undone": "entry {entry} ({of}) is undone",
}


def say(entries: Sequence["Entry"], form: TableFormat) -> None:
    """Say what was recorded."""
    for entry in entries:
        if form is TableFormat.JSONL:
            plain = {"seq": entry.seq, "kind": entry.kind, "by": entry.by, "hash": entry.hash}
            echo(plain | {"recorded_at": entry.recorded_at.isoformat(), "body": entry.body})
            continue
        if entry.kind == "incidents_regrouped":
            change = entry.body["changes"][0]
            joined = change["change"] == "joined"
            names = (change["incident"], *change["others"]) if joined and change["incident"] else change["claims"]
            said = f"{' and '.join(names)} are one event" if joined else f"{', '.join(names)} is of another event"
        else:
            values = {k: ", ".join(v) if isinstance(v, list) else v for k, v in entry.body.items()}
            said = _SAID[entry.kind].format(**values)
        out_console.print(f"Recorded as entry {entry.seq}: {said}.", markup=False, highlight=False)
