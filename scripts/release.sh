#!/bin/sh
# Makes a release in dist/: checks, audits, builds, bill of materials, sums, signature, and looks at all of it once more.
#     scripts/release.sh KEY ALLOWED_SIGNERS      KEY as in scripts/sign.sh
# CHECKS names other commands of make than "check test docs" to run first; CHECKS= leaves them out, where they have just
# passed on this commit. Where the database of known holes cannot be asked, the release stops, unless UNAUDITED gives a
# reason; either way dist/ holds what the audit said. The tag and the upload are left to a person.
set -eu
cd "$(dirname "$0")/.."
key=${1:?"Say with which key: scripts/release.sh KEY ALLOWED_SIGNERS"}
signers=${2:?"Say whom users trust: scripts/release.sh KEY ALLOWED_SIGNERS"}
checks=${CHECKS-check test docs}
bin=.venv/bin
[ -z "$(git status --porcelain)" ] || { echo "There are changes that are not committed; commit or remove them." >&2; exit 1; }
version=$("$bin/python" -c 'from trucewatch import __version__; print(__version__)')
grep -q "^## \[$version\]" CHANGELOG.md || { echo "CHANGELOG.md has no section [$version]; name what is new." >&2; exit 1; }
grep -q "^version: $version$" CITATION.cff || { echo "CITATION.cff names another version than $version." >&2; exit 1; }
for name in $checks; do make "$name"; done
audited=0
"$bin/python" scripts/audit.py requirements/server.txt --report out/audit.txt || audited=$?
if [ "$audited" = 3 ] && [ -n "${UNAUDITED:-}" ]; then
    echo "Released all the same, because: $UNAUDITED" | tee -a out/audit.txt >&2
elif [ "$audited" != 0 ]; then
    echo "No release: see above. Where nothing could be asked, UNAUDITED=\"reason\" releases all the same, and says so." >&2
    exit 1
fi
make dist sbom
mv out/trucewatch.cdx.json "dist/trucewatch-$version.cdx.json"
cp requirements/run.txt "dist/trucewatch-$version-requirements.txt"
cp requirements/server.txt "dist/trucewatch-$version-server-requirements.txt"
mv out/audit.txt "dist/trucewatch-$version-audit.txt"
sh scripts/try_wheelhouse.sh
sh scripts/sign.sh dist "$key"
sh scripts/verify_release.sh dist "$signers"
echo "dist/ holds the release $version. Next: git tag -s v$version, and upload what is in dist/."
