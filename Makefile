# The newest installed Python from 3.11 to 3.13 that really starts (a pyenv shim may not).
CANDIDATES = python3.13 $(HOME)/.pyenv/versions/3.13*/bin/python python3.12 $(HOME)/.pyenv/versions/3.12*/bin/python \
             python3.11 $(HOME)/.pyenv/versions/3.11*/bin/python python3
PYTHON ?= $(shell for p in $(CANDIDATES); do "$$p" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo "$$p" && break; done)
# Training needs torch, for which Python 3.11 has builds everywhere.
TRAINING_PYTHON ?= $(firstword $(wildcard $(HOME)/.pyenv/versions/3.11*/bin/python /usr/bin/python3.11) $(PYTHON))
BIN = .venv/bin
GOLD ?= ../shared/gold

.PHONY: help install install-dev demo test check format lock bench train clean

help:            ## List the commands
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 16

.venv/python:
	@test -n "$(PYTHON)" || { echo "Trucewatch needs Python 3.11, 3.12 or 3.13 with venv; install one and run make again."; exit 1; }
	"$(PYTHON)" -m venv .venv
	@touch $@

.venv/run: .venv/python requirements/run.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

install: .venv/run            ## Set up .venv with Trucewatch and what it needs
install-dev: .venv/dev        ## The same, with the tools for tests and checks

demo: install            ## Read the example watch and leave a situation report in out/
	$(BIN)/trucewatch demo

test: install-dev            ## Run every test
	sh scripts/system_packages.sh
	$(BIN)/python -m pytest -n auto --dist loadfile

check: install-dev            ## Style, types and lock file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install-dev            ## Put the code into the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: install-dev            ## Pin every dependency by hash anew
	$(BIN)/pip install --quiet uv
	sh scripts/lock.sh

bench: install-dev            ## Measure quality and speed
	$(BIN)/python -m bench

.venv-train/ready: training/requirements-train.txt .venv/python
	"$(TRAINING_PYTHON)" -m venv .venv-train
	.venv-train/bin/pip install --quiet --disable-pip-version-check -r training/requirements-train.txt
	.venv-train/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

train: .venv-train/ready            ## Train the English tagger from a folder of gold files (GOLD=...)
	$(MAKE) -C training train GOLD="$(abspath $(GOLD))" PYTHON="$(abspath .venv-train/bin/python)"

clean:            ## Remove what the commands above made
	rm -rf .venv .venv-train out build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache
