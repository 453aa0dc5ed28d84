"""Assesses an archive and is killed after some tasks of a step, as a machine that goes down kills it.

python killed_assessing.py CLAIMS OUT STEP TASKS BLOCK MOST
"""

import os
import signal
import sys

from trucewatch.bulk.assessing import Assessment, assess_archive
from trucewatch.world import World


def main(claims: str, out: str, step: str, tasks: str, block: str, most: str) -> None:
    def told(at: str, done: int, total: int | None) -> None:
        if at == step and done == min(int(tasks), total or 0):
            os.kill(os.getpid(), signal.SIGKILL)

    assess_archive(Assessment(claims, out, World.general, jobs=1, block=int(block), most=int(most)), told)


if __name__ == "__main__":
    main(*sys.argv[1:])
