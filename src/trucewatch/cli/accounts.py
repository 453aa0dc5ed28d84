"""The accounts of a server: `accounts verify`."""

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.terminal import app, common_folder, err_console, out_console, plural

accounts = typer.Typer(no_args_is_help=True, help="Check the list of what happened to accounts and roles.")
app.add_typer(accounts, name="accounts")


@accounts.command("verify")
def verify(
    where: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH_OR_URL]", help="Where people are kept.", show_default="accounts.db in the current folder"
        ),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="HASH", help="A hash that was printed before and must still be in the chain."),
    ] = None,
) -> None:
    """Reckon the chain of everything that happened to accounts again: sign-ins, roles, tokens. Name what was changed,
    removed or added from outside. Keep the hash that it prints elsewhere: only that shows that the end was cut off.

    Example: trucewatch accounts verify watches/accounts.db
    """
    from trucewatch.model.errors import ConfigError
    from trucewatch.workbench.people import People

    named = where or str((common_folder[0] or Path()) / "accounts.db")
    if "://" not in named and not Path(named).is_file():
        raise ConfigError(f"There are no accounts at {named}; name the file, or the postgresql:// URL.")
    people = People(named)
    try:
        checked = people.verify(head)
    finally:
        people.close()
    if not checked.problems:
        out_console.print(
            f"Sound: {plural(checked.happenings, 'happening')}, the last with the hash {checked.head}.", soft_wrap=True
        )
        return
    for problem in checked.problems:
        err_console.print(problem, markup=False, highlight=False)
    raise typer.Exit(1)
