"""Commands on places: resolve many names, find one, import gazetteers."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trucewatch.cli.terminal import (
    Format,
    TableFormat,
    WatchOption,
    app,
    common_folder,
    err_console,
    out_console,
    plural,
    progress_bar,
)

if TYPE_CHECKING:
    from trucewatch.model import Location
    from trucewatch.world import World

group = typer.Typer(no_args_is_help=True, help="Places: resolve names, find one, import gazetteers.")
app.add_typer(group, name="places")

Countries = Annotated[
    list[str] | None,
    typer.Option("--country", help="ISO code, such as SY; may be repeated.", show_default="those of the watch"),
]
Gazetteers = Annotated[
    list[Path] | None,
    typer.Option("--gazetteer", metavar="FILE", help="A GeoNames dump or GeoJSON to ask as well; may be repeated."),
]


@group.command()
def resolve(
    names: Annotated[Path, typer.Argument(metavar="NAMES.csv", help="Columns name, and adm_1, adm_2 if known.")],
    country: Countries = None,
    gazetteer: Gazetteers = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say where each name of a table lies, one answer a row in order; latitude and longitude are null where unknown.

    Example: trucewatch places resolve names.csv --country SY --format jsonl
    """
    from trucewatch.world import PlaceContext

    world = _world(watch, country, gazetteer)
    rows = list(_rows(names))
    found = []
    with progress_bar("looking up names") as progress:
        for number, row in enumerate(rows, start=1):
            context = PlaceContext(
                admin=_given(row, "adm_1"), district=_given(row, "adm_2"), countries=_country_of(row, world)
            )
            found.append(world.places.locate(row["name"], context=context, drawn=False))
            if number % 100 == 0:
                progress(number, len(rows))
    if form is TableFormat.TABLE:
        return _show(found)
    for number, (row, one) in enumerate(zip(rows, found, strict=True), start=1):
        told = one.model_dump(mode="json", exclude={"geometry", "name"})
        _print({"row": number, "name": row["name"], **told})
    return None


@group.command()
def find(
    name: Annotated[str, typer.Argument(metavar="NAME", help='A name or wording, such as "7 km north of Homs".')],
    admin: Annotated[list[str] | None, typer.Option("--admin", help="A province it lies in; may be repeated.")] = None,
    near: Annotated[
        list[str] | None, typer.Option("--near", help="A place the report names, too; may be repeated.")
    ] = None,
    country: Countries = None,
    gazetteer: Gazetteers = None,
    form: Format = TableFormat.TABLE,
    watch: WatchOption = None,
) -> None:
    """Say where a wording lies, with its geometry and how it was found, and which other places bear the name.

    Example: trucewatch places find "southeastern part of Qaboun" --watch syria-2017
    """
    from trucewatch.world import PlaceContext

    world = _world(watch, country, gazetteer)
    around = tuple(world.places.resolve(other, context=PlaceContext()) for other in near or ())
    answer = world.places.locate(name, context=PlaceContext(near=around, admin=tuple(admin or ())))
    others = [p for p in world.places.namesakes(name) if p.id not in (answer.place_id, answer.base_id)]
    if form is TableFormat.JSONL:
        _print({"chosen": True, **answer.model_dump(mode="json")})
        for place in others:
            within = world.places.within(place)
            _print({"chosen": False, **place.model_dump(mode="json", exclude_defaults=True), "within": within})
        return
    _show([answer])
    if others:
        out_console.print("Others of that name:", highlight=False)
        for place in others:
            inside = ", ".join(world.places.within(place))
            line = f"  {place.name} ({place.kind}), {place.lat:.4f} {place.lon:.4f}, {inside} [{place.gazetteer}]"
            out_console.print(line, highlight=False, markup=False)


@group.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A GeoNames dump (SY.txt, SY.zip) or GeoJSON.")],
    country: Annotated[
        list[str] | None,
        typer.Option("--country", help="Where its places lie.", show_default="the countries of the watch"),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What its answers call it.", show_default="the file's name")
    ] = None,
    name_field: Annotated[
        str | None, typer.Option("--name-field", help="The GeoJSON property that holds the name.")
    ] = None,
    skip_broken: Annotated[
        bool, typer.Option("--skip-broken", help="Leave out what is broken instead of refusing the file.")
    ] = False,
    watch: WatchOption = None,
) -> None:
    """Import a gazetteer into the watch: a GeoNames country dump, OCHA boundaries, or any GeoJSON with names. A newer
    file of the same name takes the place of the older one.

    Example: trucewatch places import SY.txt --watch syria-2017
    """
    from trucewatch.settings import load_settings
    from trucewatch.world.gazetteer_file import import_gazetteer

    folder = watch or common_folder[0]
    settings = load_settings(folder)
    with progress_bar("reading places") as progress:
        done = import_gazetteer(
            file,
            folder,
            countries=country or settings.countries,
            name=name,
            name_field=name_field,
            skip_broken=skip_broken,
            progress=lambda count: progress(count, None),
        )
    out_console.print(f"Imported {plural(done.places, 'place')} as {done.name}.", highlight=False)
    for sentence in done.skipped:
        err_console.print(f"Left out: {sentence}", markup=False, highlight=False)
    if done.skipped_count > len(done.skipped):
        err_console.print(f"Left out: {done.skipped_count - len(done.skipped)} more.", highlight=False)


def _world(watch: Path | None, countries: list[str] | None, gazetteers: list[Path] | None) -> "World":
    """The watch's world, or without a watch the world of the countries named; other gazetteers beside."""
    from trucewatch.model.errors import InputError
    from trucewatch.settings import FILE, load_settings
    from trucewatch.world import World, load_places
    from trucewatch.world.gazetteer_file import import_gazetteer
    from trucewatch.world.geonames import default_cache

    codes = [code.upper() for code in countries or ()]
    cached = [import_gazetteer(path, default_cache(), countries=codes).path for path in gazetteers or ()]
    folder = watch or common_folder[0]
    if watch is None and not (folder / FILE).is_file():
        if not codes:
            raise InputError(
                "Say where the names lie with --country, such as --country SY, or name a watch with --watch DIR."
            )
        return World((), (), (), codes, gazetteers=cached)
    settings = load_settings(folder)
    file = folder / "places.yaml"
    places = load_places(file) if file.is_file() else ()
    return World((), places, (), codes or settings.countries, gazetteers=[*cached, *settings.gazetteers])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    from trucewatch.model.errors import InputError

    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            if "name" not in (reader.fieldnames or ()):
                raise InputError(f"{path}, line 1: there is no column 'name'; the columns are name, adm_1 and adm_2.")
            for row in reader:
                if None in row or None in row.values():
                    raise InputError(f"{path}, line {reader.line_num}: the row does not fit the columns of line 1.")
                yield row
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num} is no CSV ({error}); mend it there.") from None


def _given(row: dict[str, str], column: str) -> tuple[str, ...]:
    value = (row.get(column) or "").strip()
    return (value,) if value else ()


def _country_of(row: dict[str, str], world: "World") -> tuple[str, ...]:
    code = (row.get("country") or "").strip().upper()
    return (code,) if len(code) == 2 and not world.countries else ()


def _show(found: "list[Location]") -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("name", "lat, lon", "km", "precision", "where", "how"):
        table.add_column(column, overflow="fold")
    for one in found:
        point = ("", "") if one.lat is None else (f"{one.lat:.4f}, {one.lon:.4f}", f"{one.radius_km:g}")
        where = ", ".join((f"{one.place_name} [{one.place_id or one.base_id}]", *one.within)) if one.base_id else ""
        table.add_row(one.name, *point, str(one.precision or "unknown"), where, one.rule)
    out_console.print(table, markup=False)


def _print(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
