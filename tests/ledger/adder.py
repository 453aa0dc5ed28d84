"""Adds reports to a watch like `trucewatch add`, with an extractor that takes no time to load: a process for the tests
of many writers and of writers that are killed.

    python adder.py FOLDER FILE
"""

import sys
import time
from pathlib import Path

from ledger_material import claim

from trucewatch.watch import Watch


class Quick:
    """One claim a report."""

    name, version, languages = "quick", "1", frozenset({"en"})

    def extract(self, report, world):
        time.sleep(0.002)  # so that processes take turns
        return [claim(report)]


if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with Watch.open(Path(sys.argv[1])) as opened:
        opened.extractor = Quick()
        done = opened.add([Path(sys.argv[2])])
    sys.stderr.write("".join(f"{sentence}\n" for sentence in done.refused))
    sys.stdout.write(f"{len(done.new)} {len(done.known)}\n")
