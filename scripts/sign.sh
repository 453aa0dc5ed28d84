#!/bin/sh
# Sums up every file of a folder (SHA256SUMS) and signs the sums with an SSH key (SHA256SUMS.sig).
#     scripts/sign.sh FOLDER KEY
# KEY is a private key of OpenSSH, or the public half of one that ssh-agent or a hardware token holds.
set -eu
folder=${1:?"Say which folder: scripts/sign.sh FOLDER KEY"}
key=${2:?"Say with which key: scripts/sign.sh FOLDER KEY"}
command -v ssh-keygen >/dev/null || { echo "ssh-keygen is missing; install OpenSSH's client." >&2; exit 1; }
key=$(cd "$(dirname "$key")" && pwd)/$(basename "$key")
cd "$folder"
rm -f SHA256SUMS SHA256SUMS.sig
find . -maxdepth 1 -type f ! -name 'SHA256SUMS*' | sed 's|^\./||' | LC_ALL=C sort | while read -r file; do
    sha256sum "$file"
done >SHA256SUMS.new
[ -s SHA256SUMS.new ] || { rm -f SHA256SUMS.new; echo "$folder holds no files to sign." >&2; exit 1; }
mv SHA256SUMS.new SHA256SUMS
ssh-keygen -q -Y sign -n trucewatch-release -f "$key" SHA256SUMS
echo "Signed $(wc -l <SHA256SUMS) files in $folder."
