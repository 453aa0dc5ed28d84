"""The API fuzzed from its own description by schemathesis, as whoever writes a program against it would."""

import os
import subprocess
import sys
from pathlib import Path

HELD = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
HELD += "negative_data_rejection,unsupported_method,ignored_auth"


def fuzz(url: str, token: str, folder: Path, *, examples: int, phases: str, seed: int | None = None) -> str | None:
    """What is wrong with the API at that address; None if nothing was found."""
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "run", f"{url}/api/v1/openapi.json", "-H", f"Authorization: Bearer {token}"]
    command += ["--checks", HELD, "--phases", phases, "--max-examples", str(examples), "--rate-limit", "55/s"]
    command += ["--generation-database", "none", "--no-color"]
    if seed is not None:
        command += ["--seed", str(seed)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, check=False, env={**os.environ, "COLUMNS": "120"}
    )
    return None if done.returncode == 0 else done.stdout + done.stderr
