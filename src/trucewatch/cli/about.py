"""Commands about Trucewatch itself: the example and the schemas."""

import json
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.terminal import app, out_console, progress_bar


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write.")] = Path("out"),
    example: Annotated[Path | None, typer.Option("--example", metavar="DIR", help="Another example watch.")] = None,
) -> None:
    """Read the example watch, write its situation reports and print the board.

    Example: trucewatch demo --out out
    """
    from trucewatch.board import show
    from trucewatch.demonstration import demonstrate

    with progress_bar("reading the example's reports") as progress:
        view, written = demonstrate(out, example, progress)
    show(view, out_console)
    for path in written:
        out_console.print(f"Wrote {path}", highlight=False, soft_wrap=True)


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="A folder, one file a schema.")] = None,
) -> None:
    """Write the JSON Schemas of what Trucewatch reads and writes (claim, report, agreement, incident, finding).

    Example: trucewatch schema --out docs/schemas
    """
    from trucewatch.schemas import schemas

    for name, body in schemas().items():
        text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{name}.schema.json").write_text(text, "utf-8")
