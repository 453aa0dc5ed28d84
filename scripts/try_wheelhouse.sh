#!/bin/sh
# Installs Trucewatch as somebody without a network would: from a folder of wheels, checked by hash, into a new environment;
# then reads a report there and measures size and start.
#     scripts/try_wheelhouse.sh [WHEELHOUSE]      the folder is filled first where it lacks something, which needs an index
set -eu
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
house=${1:-out/wheelhouse}
mkdir -p "$house"
house=$(cd "$house" && pwd)
ls dist/*.whl >/dev/null 2>&1 || sh scripts/dist.sh
"$bin/pip" download --quiet --disable-pip-version-check --prefer-binary --require-hashes --dest "$house" -r requirements/run.txt
cp dist/*.whl "$house"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bin/python" -m venv "$work/env"
install="$work/env/bin/pip install --quiet --disable-pip-version-check --no-index --find-links $house"
before=$(du -sm "$work/env" | cut -f1)
$install --require-hashes -r requirements/run.txt
$install --no-deps "$house"/trucewatch-*.whl
after=$(du -sm "$work/env" | cut -f1)
printf 'Brigade denies leaving the mill\n\nActivists said on Thursday that the River Brigade had left the mill. Its press office denied it.\n' >"$work/note.txt"
cd "$work"
env/bin/trucewatch extract note.txt --published 2017-05-05 --format jsonl >claims.jsonl
[ "$(grep -c . claims.jsonl)" -ge 2 ] || { echo "The installed program did not read the note." >&2; exit 1; }
env/bin/trucewatch --version
echo "installed: $((after - before)) MB with all dependencies, of which $(du -sm env/lib/python3*/site-packages/trucewatch | cut -f1) MB are Trucewatch; wheels: $(du -sm "$house" | cut -f1) MB"
env/bin/python - <<'END'
import subprocess, sys, time
from pathlib import Path
def best(*command):
    times = []
    for _ in range(7):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    return sorted(times)[3]
here = Path(sys.executable).parent
print(f"trucewatch --help: {best(str(here / 'trucewatch'), '--help'):.2f} s; import trucewatch: "
      f"{best(sys.executable, '-c', 'import trucewatch') - best(sys.executable, '-c', 'pass'):.3f} s beyond Python (medians of seven)")
END
