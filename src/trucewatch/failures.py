"""How a command ends when something is wrong: one sentence on standard error and an exit code."""

import os
import sys
from collections.abc import Callable

from rich.console import Console

__all__ = ["guarded"]


def guarded(command: Callable[[], object], errors: Console) -> None:
    """Run a command. What a user can mend ends in a sentence and exit code 1, an interruption in 130; a reader that has
    stopped reading is no error."""
    try:
        command()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _say(errors, _explain(error))
        sys.exit(1)
    except KeyboardInterrupt:
        _say(errors, "Stopped. What was counted is stored; run the same command to go on.")
        sys.exit(130)
    except Exception as error:
        # Imported here: what can raise it has loaded it, and `--help`, which cannot, starts in half the time without.
        from trucewatch.model.errors import TrucewatchError

        if not isinstance(error, TrucewatchError):
            raise
        _say(errors, str(error))
        sys.exit(1)


def _say(errors: Console, sentence: str) -> None:
    errors.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _explain(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return (
        f"{error.strerror or error}{where}; free space or mend the permissions and run it again: what was stored stays."
    )
