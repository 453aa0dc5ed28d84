"""What a user waits for before anything is done."""

import resource
import subprocess
import sys

PATIENCE_S = 0.5
HEAVY = ("pydantic", "numpy", "spacy", "sqlalchemy", "trucewatch.model")


def test_help_loads_nothing_that_takes_long_to_load() -> None:
    code = (
        "import sys\n"
        "from trucewatch.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit as end:\n    assert end.code in (0, None), end.code\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage" in done.stdout
    assert done.stderr.strip() == "[]", "import what is heavy inside the command that needs it"


def test_help_takes_less_than_half_a_second_of_the_processor() -> None:
    command = [sys.executable, "-m", "trucewatch", "--help"]
    subprocess.run(command, check=True, capture_output=True)  # so that compiled files are there
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime) < PATIENCE_S
