# The newest installed Python from 3.11 to 3.13 that really starts (a pyenv shim may not).
CANDIDATES = python3.13 $(HOME)/.pyenv/versions/3.13*/bin/python python3.12 $(HOME)/.pyenv/versions/3.12*/bin/python \
             python3.11 $(HOME)/.pyenv/versions/3.11*/bin/python python3
PYTHON ?= $(shell for p in $(CANDIDATES); do "$$p" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo "$$p" && break; done)
# Training needs torch, for which Python 3.11 has builds everywhere.
TRAINING_PYTHON ?= $(firstword $(wildcard $(HOME)/.pyenv/versions/3.11*/bin/python /usr/bin/python3.11) $(PYTHON))
BIN = .venv/bin
GOLD ?= ../shared/gold

.PHONY: help install install-dev demo test check format lock bench quality train docs dist wheelhouse sbom audit release clean

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

# PARTS="extraction ingest" measures only these, QUICK=1 small sizes, ACCEPT="reason" takes new ratios (docs/benchmarks.md).
bench: install-dev            ## Measure speed and write docs/benchmarks.md
	$(BIN)/python -m bench.speed $(PARTS) $(if $(QUICK),--quick) $(if $(ACCEPT),--accept "$(ACCEPT)")

quality: install-dev            ## Measure how well the extractors read and write docs/quality.md
	$(BIN)/python -m bench quality

.venv-train/ready: training/requirements-train.txt .venv/python
	"$(TRAINING_PYTHON)" -m venv .venv-train
	.venv-train/bin/pip install --quiet --disable-pip-version-check -r training/requirements-train.txt
	.venv-train/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

train: .venv-train/ready            ## Train the English tagger from a folder of gold files (GOLD=...)
	$(MAKE) -C training train GOLD="$(abspath $(GOLD))" PYTHON="$(abspath .venv-train/bin/python)"

docs: install-dev            ## Build the documentation site in out/site, strictly
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

dist: install-dev            ## Build wheel and sdist of the last commit in dist/
	sh scripts/dist.sh

wheelhouse: dist            ## Install from a folder of wheels without an index, and measure it
	sh scripts/try_wheelhouse.sh

sbom: install-dev            ## Write the bill of materials (CycloneDX) to out/trucewatch.cdx.json
	$(BIN)/pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7,<8'
	$(BIN)/python scripts/sbom.py out/trucewatch.cdx.json

audit: install-dev            ## Ask PyPI for known holes in what is pinned; fails where one could not be asked about
	$(BIN)/python scripts/audit.py requirements/server.txt

# UNAUDITED="reason" releases also where nobody could be asked for known holes; CHECKS= where the tests have just passed.
release: install-dev            ## Make a signed release in dist/ (KEY=..., SIGNERS=...)
	sh scripts/release.sh "$(KEY)" "$(SIGNERS)"

clean:            ## Remove what the commands above made
	rm -rf .venv .venv-train out build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache
