#!/bin/sh
# Makes a release in dist/: checks, builds, bill of materials, sums, signature, and looks at all of it once more.
#     scripts/release.sh KEY ALLOWED_SIGNERS      KEY as in scripts/sign.sh
# The tag and the upload are left to a person.
set -eu
cd "$(dirname "$0")/.."
key=${1:?"Say with which key: scripts/release.sh KEY ALLOWED_SIGNERS"}
signers=${2:?"Say whom users trust: scripts/release.sh KEY ALLOWED_SIGNERS"}
bin=.venv/bin
[ -z "$(git status --porcelain)" ] || { echo "There are changes that are not committed; commit or remove them." >&2; exit 1; }
version=$("$bin/python" -c 'from trucewatch import __version__; print(__version__)')
grep -q "^## \[$version\]" CHANGELOG.md || { echo "CHANGELOG.md has no section [$version]; name what is new." >&2; exit 1; }
grep -q "^version: $version$" CITATION.cff || { echo "CITATION.cff names another version than $version." >&2; exit 1; }
make check test docs
make audit
make dist sbom
mv out/trucewatch.cdx.json "dist/trucewatch-$version.cdx.json"
cp requirements/run.txt "dist/trucewatch-$version-requirements.txt"
sh scripts/try_wheelhouse.sh
sh scripts/sign.sh dist "$key"
sh scripts/verify_release.sh dist "$signers"
echo "dist/ holds the release $version. Next: git tag -s v$version, and upload what is in dist/."
