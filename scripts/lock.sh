#!/bin/sh
# Pins what runs, what serves and what develops, with hashes and without naming any package index.
set -eu
cd "$(dirname "$0")/.."
lock() {
    "${UV:-.venv/bin/uv}" pip compile pyproject.toml "$@" --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header --quiet
}
lock --output-file requirements/run.txt
lock --extra workbench --constraint requirements/run.txt --output-file requirements/server.txt
lock --extra dev --extra ru --constraint requirements/run.txt --output-file requirements/dev.txt
