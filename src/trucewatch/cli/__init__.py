"""The command line, one module for a group of commands. Exit codes: 0 done; 1 wrong input; 2 called wrongly;
130 interrupted."""

# Importing a module registers its commands; `--help` lists them in this order.
from trucewatch.cli import keeping  # noqa: F401  # isort: skip
from trucewatch.cli import custody  # noqa: F401  # isort: skip
from trucewatch.cli import releasing  # noqa: F401  # isort: skip
from trucewatch.cli import showing  # noqa: F401  # isort: skip
from trucewatch.cli import searching  # noqa: F401  # isort: skip
from trucewatch.cli import reading  # noqa: F401  # isort: skip
from trucewatch.cli import gazetteers  # noqa: F401  # isort: skip
from trucewatch.cli import actors  # noqa: F401  # isort: skip
from trucewatch.cli import ingesting  # noqa: F401  # isort: skip
from trucewatch.cli import agreements  # noqa: F401  # isort: skip
from trucewatch.cli import findings  # noqa: F401  # isort: skip
from trucewatch.cli import weighing  # noqa: F401  # isort: skip
from trucewatch.cli import reviewing  # noqa: F401  # isort: skip
from trucewatch.cli import benchmarking  # noqa: F401  # isort: skip
from trucewatch.cli import serving  # noqa: F401  # isort: skip
from trucewatch.cli import accounts  # noqa: F401  # isort: skip
from trucewatch.cli import bulk  # noqa: F401  # isort: skip
from trucewatch.cli import about  # noqa: F401  # isort: skip
from trucewatch.cli.terminal import app, err_console
from trucewatch.failures import guarded

__all__ = ["app", "main"]


def main(argv: list[str] | None = None) -> None:
    """Run the command line; no traceback reaches a user."""
    guarded(lambda: app(args=argv, standalone_mode=True), err_console)
