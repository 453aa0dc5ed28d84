"""Runs the measurements of this folder: every module with a `main()` that can be called without arguments.

    python -m bench                all of them, in the order of their names
    python -m bench quality speed  those named

Exits with 1 if a measurement says so (a main() that returns something else than 0 or None), 2 for an unknown name.
"""

import argparse
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent


def measurements() -> dict[str, Callable[[], int | None]]:
    """The `main` of every module that has one, by the module's name."""
    found = {}
    for module in sorted(pkgutil.iter_modules([str(HERE)]), key=lambda m: m.name):
        if module.name.startswith("_"):
            continue
        main = getattr(importlib.import_module(f"{__package__}.{module.name}"), "main", None)
        if main is not None and _takes_nothing(main):
            found[module.name] = main
    return found


def _takes_nothing(main: Callable[..., object]) -> bool:
    fixed = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = inspect.signature(main).parameters.values()
    return all(p.default is not p.empty or p.kind in fixed for p in parameters)


def run(names: list[str]) -> int:
    """Run the named measurements, or all; the exit code."""
    known = measurements()
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no measurement named {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    failed = False
    for name in names or known:
        print(f"== {name}", flush=True)
        failed |= bool(known[name]())
    return int(failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure quality and speed.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure; everything if none is named")
    sys.exit(run(parser.parse_args().names))
