#!/bin/sh
# Installs what the tests need beyond Python, where it is missing and Debian's packages can be had.
# Without root or without apt the tests that need it skip with a reason.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium fonts-dejavu-core"
# The server's programs only: Debian's default would also start a cluster that nobody asked for.
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
command -v ssh-keygen >/dev/null 2>&1 || missing="$missing openssh-client"

[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || exit 0

if [ "${missing#*postgresql}" != "$missing" ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || true
# One by one, so that one that cannot be had does not keep the others away.
for package in $missing; do
    apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$package" >/dev/null ||
        echo "$package could not be installed; the tests that need it will be skipped." >&2
done
