"""Commands on findings: why, a person's signature, counts, coverage, forecasts."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.terminal import (
    AsOf,
    Format,
    KnownOn,
    TableFormat,
    WatchOption,
    app,
    moments_of,
    opened_watch,
    out_console,
    print_lines,
)

AgreementOption = Annotated[
    str | None, typer.Option("--agreement", metavar="ID", help="Which agreement.", show_default="the only one, or all")
]
Days = Annotated[int, typer.Option("--days", min=1, max=3650, help="How many days back from --as-of.")]


class WhyFormat(StrEnum):
    """How the reasons of a finding are given."""

    TEXT = "text"
    JSON = "json"


class SignedVerdict(StrEnum):
    """What a person can decide on a finding."""

    ESTABLISHED = "established"
    PROBABLE = "probable"
    ALLEGED = "alleged"
    INDETERMINATE = "indeterminate"
    CONTRADICTED = "contradicted"
    NOT_A_VIOLATION = "not_a_violation"
    OUT_OF_SCOPE = "out_of_scope"
    WITHDRAW = "withdraw"


@app.command()
def why(
    finding: Annotated[
        str | None, typer.Argument(metavar="FINDING", help="A finding's id, or its incident's.", show_default=False)
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Annotated[WhyFormat, typer.Option("--format", help="A paragraph, or all that it rests on.")] = WhyFormat.TEXT,
    replay: Annotated[
        Path | None, typer.Option("--replay", metavar="RECORD", help="Judge a record (--format json) again instead.")
    ] = None,
    watch: WatchOption = None,
) -> None:
    """Say why a finding is as it is: in a paragraph, or as JSON with everything by which it can be judged again.

    With --replay a finding recorded earlier is judged again from the ledger as it stood then; what differs is named,
    and makes the exit code 1.

    Example: trucewatch why sy-astana-2017-05-04:I-0007 --as-of 2017-05-05 --known-on 2017-05-06 --watch syria-2017
    """
    from trucewatch.model.errors import InputError
    from trucewatch.monitoring import Monitoring
    from trucewatch.monitoring import replay as judge_again

    with opened_watch(watch) as opened:
        if replay is not None:
            done = judge_again(opened, replay)
            if not done.differs:
                out_console.print(f"{done.before.id}: judged again, all as recorded.", highlight=False)
                return
            for line in done.differs:
                out_console.print(line, markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(1)
        if finding is None:
            raise InputError("Name a finding (`trucewatch incidents` lists them), or a record with --replay.")
        monitoring = Monitoring(opened, *moments_of(opened, as_of, known_on))
        found = monitoring.finding(finding)
        if form is WhyFormat.JSON:
            typer.echo(json.dumps(monitoring.record(found), ensure_ascii=False, indent=2))
        else:
            out_console.print(monitoring.why(found), markup=False, highlight=False, soft_wrap=True)


@app.command()
def sign(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="A finding's id, or its incident's.")],
    verdict: Annotated[SignedVerdict, typer.Option("--verdict", help="What is decided; withdraw takes it back.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The person who decides.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="On what ground.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    watch: WatchOption = None,
) -> None:
    """Record a named person's decision on a finding; only so does one become established.

    Example: trucewatch sign I-0007 --verdict established --by "A. Reader" --reason "two field teams" --watch syria-2017
    """
    from trucewatch.model import Verdict
    from trucewatch.monitoring import Monitoring
    from trucewatch.monitoring import sign as record_signature

    with opened_watch(watch) as opened:
        monitoring = Monitoring(opened, *moments_of(opened, as_of, known_on))
        found = monitoring.finding(finding)
        decided = None if verdict is SignedVerdict.WITHDRAW else Verdict(verdict.value)
        record_signature(monitoring, found, decided, by, reason)
    out_console.print(f"{found.id}: {verdict.value.replace('_', ' ')}, signed by {by}.", markup=False, highlight=False)


@app.command()
def counts(
    as_of: AsOf = None,
    known_on: KnownOn = None,
    official: Annotated[bool, typer.Option("--official", help="The numbers that observers themselves give.")] = False,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Count findings three ways by observer and side: established, with probable, all alleged; never netted.

    Example: trucewatch counts --as-of 2017-05-08 --known-on 2017-05-08 --official --watch syria-2017
    """
    from trucewatch import monitor_tables as tables
    from trucewatch.monitor.counts import counts as count_findings
    from trucewatch.monitor.official_counts import official_counts
    from trucewatch.monitoring import Monitoring

    with opened_watch(watch) as opened:
        monitoring = Monitoring(opened, *moments_of(opened, as_of, known_on))
        view = monitoring.view
        if official:
            told = official_counts(view.claims, view.reports, monitoring.world)
            return (
                print_lines(list(told)) if form is TableFormat.JSONL else out_console.print(tables.official_table(told))
            )
        found = count_findings(view.findings, monitoring.incidents, monitoring.world)
    return print_lines(list(found)) if form is TableFormat.JSONL else out_console.print(tables.counts_table(found))


@app.command()
def coverage(
    as_of: AsOf = None,
    known_on: KnownOn = None,
    days: Days = 14,
    agreement: AgreementOption = None,
    trend: Annotated[bool, typer.Option("--trend", help="More or fewer, raw and allowing for effort.")] = False,
    restrictions: Annotated[bool, typer.Option("--restrictions", help="Who was kept from looking.")] = False,
    lag: Annotated[bool, typer.Option("--lag", help="How late each day's incidents became known.")] = False,
    zone: Annotated[str | None, typer.Option("--zone", metavar="ID", help="One zone only.", show_default="all")] = None,
    period: Annotated[int, typer.Option("--period", min=1, max=366, help="Days a period of the trend.")] = 7,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Show who could have told: reports and origins by zone, day and side. A day without a source is unknown.

    Example: trucewatch coverage --as-of 2017-05-11 --known-on 2017-05-11 --days 7 --watch syria-2017
    """
    from datetime import timedelta

    from trucewatch import monitor_tables as tables
    from trucewatch.monitor import backfill
    from trucewatch.monitor import trend as trend_of
    from trucewatch.monitoring import Monitoring

    with opened_watch(watch) as opened:
        monitoring = Monitoring(opened, *moments_of(opened, as_of, known_on))
        held = monitoring.agreement(agreement)
        view, last = monitoring.view, monitoring.day
        first = last - timedelta(days=days - 1)
        if trend:
            found = trend_of(
                held.id, view.findings, monitoring.incidents, view.reports, first, last, zone=zone, period_days=period
            )
            return print_lines([found]) if form is TableFormat.JSONL else out_console.print(tables.trend_table(found))
        if lag:
            late = backfill(view.incidents, view.claims, view.reports, first, last)
            return print_lines(list(late)) if form is TableFormat.JSONL else out_console.print(tables.lag_table(late))
        told = monitoring.coverage(held)
        if restrictions:
            kept = told.restrictions()
            shown = tables.restrictions_table(kept)
            return print_lines(list(kept)) if form is TableFormat.JSONL else out_console.print(shown)
        covered = [d for d in told.days(first, last) if zone in (None, d.zone)]
    return (
        print_lines(list(covered)) if form is TableFormat.JSONL else out_console.print(tables.coverage_table(covered))
    )


@app.command()
def forecasts(
    as_of: AsOf = None,
    known_on: KnownOn = None,
    score: Annotated[bool, typer.Option("--score", help="The record of each forecaster instead.")] = False,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """List what reports foresee, with condition, window and forecaster, what became of it, and how it scored (Brier).

    Example: trucewatch forecasts --as-of 2017-07-01 --known-on 2017-07-01 --watch syria-2017
    """
    from trucewatch import monitor_tables as tables
    from trucewatch.monitor import forecasts as forecasts_of
    from trucewatch.monitor import scores
    from trucewatch.monitoring import Monitoring

    with opened_watch(watch) as opened:
        monitoring = Monitoring(opened, *moments_of(opened, as_of, known_on))
        view = monitoring.view
        made = forecasts_of(view.claims, view.reports, view.incidents, monitoring.world, monitoring.day, view.copies)
    if score:
        record = scores(made)
        return (
            print_lines(list(record)) if form is TableFormat.JSONL else out_console.print(tables.scores_table(record))
        )
    return print_lines(list(made)) if form is TableFormat.JSONL else out_console.print(tables.forecasts_table(made))
