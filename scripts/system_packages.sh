#!/bin/sh
# Installs what the tests need beyond Python, where it is missing and Debian's packages can be had.
# Without root or without apt the tests that need it skip with a reason.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || exit 0
apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null || \
    echo "Chromium could not be installed; the browser tests will be skipped." >&2
