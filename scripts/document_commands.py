"""Write docs/commands.md from the command line itself: every command, argument and option."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from trucewatch.cli import app

HEAD = """# Commands

Made from the program by `python scripts/document_commands.py`; a test fails when it is not current.

Every command takes `--help`. `--watch DIR` may stand before or after the command's name; without it the current folder
is the watch. Exit codes: 0 done; 1 something was wrong with what was given (one sentence on standard error says what,
where and what to do; what was stored before stays); 2 called wrongly; 130 interrupted.
"""


def _parameter(parameter: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    if parameter.param_type_name == "argument":
        names = f"`{parameter.metavar or parameter.name.upper()}`"
    shown = getattr(parameter, "show_default", None)
    default = shown if isinstance(shown, str) else None
    if default is None and isinstance(parameter.default, str | Path):
        default = str(parameter.default)
    ending = f" Default: {default}." if default else ""
    return f"- {names}: {getattr(parameter, 'help', None) or ''}{ending}"


def _commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix}{name} ")
        else:
            yield prefix + name, command


def document() -> str:
    """The page's text."""
    parts = [HEAD]
    for name, command in _commands(typer.main.get_command(app), ""):
        text, _, example = (command.help or "").partition("Example:")
        parts.append(f"## `trucewatch {name}`\n\n{' '.join(text.split())}\n\n    {' '.join(example.split())}\n")
        parts.append("\n".join(_parameter(p) for p in command.params if p.name != "help") + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    Path(__file__).parents[1].joinpath("docs", "commands.md").write_text(document(), "utf-8")
