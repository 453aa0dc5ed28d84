#!/bin/sh
# Checks a release: that the sums were signed by somebody whom you trust, and that every file is what they say.
#     scripts/verify_release.sh FOLDER ALLOWED_SIGNERS
# ALLOWED_SIGNERS lists who may sign, a line each: "name@example.org ssh-ed25519 AAAA…" (man ssh-keygen, ALLOWED SIGNERS).
set -eu
folder=${1:?"Say which folder: scripts/verify_release.sh FOLDER ALLOWED_SIGNERS"}
signers=${2:?"Say whom you trust: scripts/verify_release.sh FOLDER ALLOWED_SIGNERS"}
signers=$(cd "$(dirname "$signers")" && pwd)/$(basename "$signers")
cd "$folder"
[ -f SHA256SUMS ] && [ -f SHA256SUMS.sig ] || { echo "$folder has no SHA256SUMS with a signature." >&2; exit 1; }
who=$(ssh-keygen -Y find-principals -s SHA256SUMS.sig -f "$signers" 2>/dev/null | head -n 1) || true
[ -n "$who" ] || { echo "The sums were signed with a key that $signers does not list." >&2; exit 1; }
ssh-keygen -q -Y verify -n trucewatch-release -f "$signers" -I "$who" -s SHA256SUMS.sig <SHA256SUMS >/dev/null 2>&1 ||
    { echo "The signature does not fit SHA256SUMS; do not use these files." >&2; exit 1; }
sha256sum --quiet --check SHA256SUMS >&2 ||
    { echo "A file is not what was signed; do not use these files." >&2; exit 1; }
echo "Signed by $who; all files are what was signed."
