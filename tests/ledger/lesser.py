"""Doing something as a user without rights: root, as whom tests may run, is refused nothing."""

import os
from collections.abc import Callable

from trucewatch.model.errors import TrucewatchError

_NOBODY = 65534


def as_nobody(action: Callable[[], object]) -> str:
    """The sentence with which the action is refused, in a process of its own; "" if it is not refused."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(_NOBODY)
                os.setuid(_NOBODY)
            action()
        except TrucewatchError as error:
            said = str(error)
        except BaseException as error:
            said = repr(error)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return pipe.read()
