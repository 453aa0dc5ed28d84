"""Ask a database of known holes (pip-audit) about everything that is pinned, and say plainly what came of it.

    python scripts/audit.py requirements/server.txt [--report FILE] [options of pip-audit]

Exits with 0 where every package was asked about and none has a known hole, with 1 where one has, and with 3 where the
database could not be asked, or not about every package: then nothing is known, and the sentence says so. `--report`
keeps the sentence in a file as well.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

CLEAN, HOLES, UNKNOWN = 0, 1, 3


def audited(pinned: Path, options: Sequence[str]) -> tuple[int, str]:
    """The exit code, and what there is to say."""
    command = [sys.executable, "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off", "--requirement", str(pinned), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        said = done.stderr.strip().splitlines()
        why = " ".join(said[-1].split())[:300] if said else f"pip-audit ended with {done.returncode} and said nothing"
        return UNKNOWN, f"{when}: NOT AUDITED. Nothing is known of holes in {pinned.name}: {why}"
    found = [
        f"{package['name']} {package['version']}: {hole['id']}"
        + (f", mended in {', '.join(hole['fix_versions'])}" if hole.get("fix_versions") else ", not mended yet")
        for package in packages
        for hole in package.get("vulns", ())
    ]
    if found:
        return HOLES, "\n".join([f"{when}: {len(found)} known holes in {pinned.name}:", *found])
    return CLEAN, f"{when}: {len(packages)} packages of {pinned.name} have no known hole."


if __name__ == "__main__":
    given = sys.argv[1:]
    if not given or not Path(given[0]).is_file():
        raise SystemExit("Say which file of pinned requirements: python scripts/audit.py requirements/server.txt")
    report = None
    if "--report" in given[:-1]:
        at = given.index("--report")
        report = Path(given[at + 1])
        del given[at : at + 2]
    code, sentence = audited(Path(given[0]), given[1:])
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(sentence + "\n", "utf-8")
    (sys.stdout if code == CLEAN else sys.stderr).write(sentence + "\n")
    raise SystemExit(code)
