"""Every command in the tutorial runs as it stands there, in the order in which it stands there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETS_UP = ("make ", ". .venv")


def _commands() -> list[str]:
    text = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [block for block in blocks if not block.startswith(SETS_UP)]


def test_the_tutorials_commands_run(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("ledger.db*", "evidence"))
    commands = _commands()
    assert sum(block.count("trucewatch ") for block in commands) >= 10
    script = "set -eu\n" + f'trucewatch() {{ "{sys.executable}" -m trucewatch "$@"; }}\n' + "\n".join(commands)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "200", "TERM": "dumb"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "1 repost" in done.stdout
    assert "Sound:" in done.stdout
    assert (tmp_path / "out" / "sitrep.html").is_file()
    assert (tmp_path / "out-then" / "sitrep.html").is_file()
