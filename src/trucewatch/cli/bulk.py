"""Commands for archives: more reports than one run, or one machine, should read at once."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from trucewatch.cli.terminal import (
    WatchOption,
    app,
    columns_of,
    common_folder,
    end_refused,
    err_console,
    out_console,
    plural,
    progress_bar,
)

group = typer.Typer(no_args_is_help=True, help="Read archives and group their claims, on one machine or on many.")
app.add_typer(group, name="bulk")

OnOption = Annotated[str, typer.Option("--on", metavar="local|ray", help="A pool of processes here, or a Ray cluster.")]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", min=1, help="Workers at once.", show_default="one a processor")
]
AddressOption = Annotated[
    str | None,
    typer.Option("--address", metavar="HOST:PORT|auto", help="The Ray cluster.", show_default="started here"),
]
StorageOption = Annotated[
    list[str] | None,
    typer.Option("--storage", metavar="NAME=VALUE", help="For the file systems of addresses, such as anonymous=true."),
]


@group.command("extract")
def extract_bulk(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT…", help="Archives: files, folders, patterns, or addresses such as s3://…"),
    ],
    out: Annotated[str, typer.Option("--out", metavar="PARQUET", help="The folder for the results, or its address.")],
    on: OnOption = "local",
    jobs: JobsOption = None,
    address: AddressOption = None,
    extractor: Annotated[
        str, typer.Option("--extractor", help="default, english, rules, russian or arabic.")
    ] = "default",
    published: Annotated[
        datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="Of reports that do not say.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", metavar="FIELD=NAME", help="Where a field has another name.")
    ] = None,
    shard_mb: Annotated[float, typer.Option("--shard-mb", help="Size of a shard, which is done whole or again.")] = 16,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that one document may take.")] = 120,
    retries: Annotated[
        int, typer.Option("--retries", min=0, help="Tries after the first, before it is set aside.")
    ] = 2,
    memory_mb: Annotated[int, typer.Option("--memory-mb", min=256, help="Most memory of one reading process.")] = 4096,
    restart: Annotated[bool, typer.Option("--restart", help="Throw away what another run left there.")] = False,
    metrics: Annotated[
        Path | None, typer.Option("--metrics", metavar="FILE", help="Keep Prometheus text there.")
    ] = None,
    storage: StorageOption = None,
    watch: WatchOption = None,
) -> None:
    """Read archives (Parquet, JSON Lines plain or packed, WARC) into claims, shard by shard. Run it again to go on.

    What cannot be read, or crashes, hangs or takes too much memory, is set aside in `rejects` with the reason. The
    results are the same with --on local and --on ray, byte for byte.

    Example: trucewatch bulk extract archive/*.jsonl.zst --out claims --on local
    """
    from trucewatch.bulk.extracting import Extraction, extract_archives
    from trucewatch.bulk.readers import Patience
    from trucewatch.ingest.fields import Reading
    from trucewatch.reading import world_maker

    wanted = Extraction(
        inputs=inputs,
        out=out,
        extractor=extractor,
        make_world=world_maker(watch or common_folder[0]),
        reading=Reading(published.date() if published else None, _columns(column or [])),
        on=_on(on),
        jobs=jobs,
        address=address,
        shard_mb=shard_mb,
        patience=Patience(timeout, retries),
        memory_mb=memory_mb,
        restart=restart,
        metrics=metrics,
        storage=_options(storage or []),
    )
    with progress_bar("reading shards") as progress:
        manifest = extract_archives(wanted, progress)
    found = manifest.metrics
    out_console.print(
        f"{plural(found.claims, 'claim')} in {plural(found.reports, 'report')}, from {found.documents} documents in "
        f"{plural(found.shards_done, 'shard')} in {out}",
        highlight=False,
        markup=False,
    )
    if found.rejected:
        err_console.print(f"{plural(found.rejected, 'document')} set aside; see {out}/rejects.", markup=False)
    if found.foreign:
        said = f"{plural(found.foreign, 'report')} in languages that {extractor} does not read."
        err_console.print(said, markup=False, highlight=False)
    end_refused([shard.reason for shard in manifest.shards if shard.state == "failed" and shard.reason])


@group.command("assess")
def assess_bulk(
    claims: Annotated[str, typer.Argument(metavar="CLAIMS", help="The folder that `bulk extract` wrote.")],
    out: Annotated[str, typer.Option("--out", metavar="PARQUET", help="The folder for the incidents, or its address.")],
    on: OnOption = "local",
    jobs: JobsOption = None,
    address: AddressOption = None,
    restart: Annotated[bool, typer.Option("--restart", help="Throw away incidents that are there.")] = False,
    storage: StorageOption = None,
    watch: WatchOption = None,
) -> None:
    """Group an archive's claims into incidents, in parts by region and week, as one run over all of them would.

    Writes Parquet: `incidents`, one row an incident, and `members`, which claim belongs to which.

    Example: trucewatch bulk assess claims --out incidents --on local
    """
    from trucewatch.bulk.assessing import Assessment, assess_archive
    from trucewatch.reading import world_maker

    wanted = Assessment(
        source=claims,
        out=out,
        make_world=world_maker(watch or common_folder[0]),
        on=_on(on),
        jobs=jobs,
        address=address,
        restart=restart,
        storage=_options(storage or []),
    )
    with progress_bar("assessing") as progress:
        found = assess_archive(wanted, lambda _, done, total: progress(done, total))
    said = f"{plural(found.incidents, 'incident')} of {plural(found.claims, 'claim')} in {out}"
    out_console.print(said, highlight=False, markup=False)


def _columns(given: list[str]) -> dict[str, str]:
    from trucewatch.ingest.fields import FIELDS
    from trucewatch.model.errors import InputError

    columns = columns_of(given)
    unknown = sorted(set(columns) - set(FIELDS))
    if unknown:
        raise InputError(f'"{unknown[0]}" is no field of a report; map columns to {", ".join(FIELDS)}.')
    return columns


def _on(given: str) -> Any:
    from trucewatch.bulk.running import On
    from trucewatch.model.errors import InputError

    try:
        return On(given)
    except ValueError as error:
        raise InputError(f'"{given}" is no place to work; use --on local or --on ray.') from error


def _options(given: list[str]) -> dict[str, Any]:
    """Settings of a file system; true, false and numbers as such."""
    import json

    options: dict[str, Any] = {}
    for name, value in columns_of(given).items():
        try:
            options[name] = json.loads(value)
        except ValueError:
            options[name] = value
    return options
