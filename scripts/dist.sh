#!/bin/sh
# Builds wheel and sdist of what is committed into dist/, with the moment of the last commit, so that the same commit gives
# the same files; looks whether the wheel holds every data file.
set -eu
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
case $bin in /*) ;; *) bin=$PWD/$bin ;; esac
out=$PWD/dist
commit=$(git rev-parse "${COMMIT:-HEAD}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive "$commit" | tar -x -C "$work"
rm -rf "$out" && mkdir -p "$out"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct "$commit")
export SOURCE_DATE_EPOCH
"$bin/python" -m build --no-isolation --outdir "$out" "$work" >"$work.log" 2>&1 ||
    { cat "$work.log" >&2; exit 1; }
rm -f "$work.log"
"$bin/python" - "$out"/*.tar.gz <<'END'
# The sdist once more, with the same moment and owner on every entry.
import gzip, io, os, sys, tarfile
from pathlib import Path
path, moment = Path(sys.argv[1]), int(os.environ["SOURCE_DATE_EPOCH"])
with tarfile.open(path) as before:
    entries = sorted(((m, before.extractfile(m).read() if m.isfile() else b"") for m in before), key=lambda e: e[0].name)
packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as after:
    for member, content in entries:
        member.mtime, member.uid, member.gid, member.uname, member.gname, member.pax_headers = moment, 0, 0, "", "", {}
        after.addfile(member, io.BytesIO(content) if member.isfile() else None)
with path.open("wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=moment) as zipped:
    zipped.write(packed.getvalue())
END
"$bin/python" - "$out"/*.whl "$work" <<'END'
import sys, zipfile
from pathlib import Path
held = set(zipfile.ZipFile(sys.argv[1]).namelist())
source = Path(sys.argv[2]) / "src"
wanted = [p for p in (source / "trucewatch").rglob("*") if p.is_file() and p.suffix not in {".py", ".po"}]
missing = [str(p.relative_to(source)) for p in wanted if str(p.relative_to(source)) not in held]
sys.exit(f"The wheel lacks {', '.join(missing)}; name them in pyproject.toml, package-data." if missing else 0)
END
ls -l "$out" | awk 'NR > 1 { printf "%s  %.1f MB\n", $NF, $5 / 1e6 }'
