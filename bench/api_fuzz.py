"""The HTTP API, fuzzed from its own description for some minutes, as a reader and as an administrator.

    python -m bench api_fuzz                  60 cases an operation, with every phase of schemathesis
    python -m bench.api_fuzz --examples 500   longer

Fails if an answer is not as the description says, or the server fails at a request.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from bench.corpora import ROOT

EXAMPLES = 60
PHASES = "examples,coverage,fuzzing,stateful"


def main(examples: int = EXAMPLES) -> int:
    sys.path.insert(0, str(ROOT / "tests" / "workbench"))
    from api_fuzzing import fuzz
    from workbench_server import WATCH, let_everybody_in, serving

    from trucewatch.watch import Watch
    from trucewatch.workbench.people import Role, Scope

    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / WATCH
        shutil.copytree(ROOT / "examples" / WATCH, folder, ignore=shutil.ignore_patterns("ledger.db*", "evidence"))
        with Watch.open(folder, extractor="rules") as watch:
            watch.add([folder / "reports" / "reports.jsonl"])
        let_everybody_in(folder)
        failed = False
        with serving(folder, Path(work)) as server:
            for role in (Role.READER, Role.ADMINISTRATOR):
                token = server.people.tokens.make(server.persons[role].id, "fuzzing", tuple(Scope))
                found = fuzz(server.url, token, Path(work), examples=examples, phases=PHASES)
                print(f"{role.value}: {'as described' if found is None else found}")
                failed |= found is not None or "Traceback" in server.log()
    return int(failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    sys.exit(main(parser.parse_args().examples))
