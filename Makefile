# make warehouse   set up once, then build the warehouse from data/raw
# make test        set up once, then everything that must hold before a commit
# make dagster     Dagster's web page and daemon on http://127.0.0.1:3000 (PORT=... for another)
# make score       how well documents are read and audited, also to docs/score.md
# make bench       speed and memory, as ratios of one run, to docs/performance.md; an hour or more
# make lock        requirements.in -> requirements.lock (needs uv)
#
# Needed on the machine: Python 3.11, 3.12 or 3.13 with its venv module, make, git.

SHELL := /bin/bash
VENV := .venv
BENCH := .venv-bench
BIN := $(VENV)/bin
PORT ?= 3000
PYTEST_ARGS ?= --numprocesses 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help setup warehouse test lint types dagster score bench lock clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -8

setup: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@python=; \
	for name in "$$PYTHON" python3.11 python3.12 python3.13 python3; do \
	  [ -n "$$name" ] || continue; \
	  if "$$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; \
	  then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "No Python 3.11, 3.12 or 3.13 with the venv module was found. Install one (Debian and" >&2; \
	  echo "Ubuntu: apt install python3.11 python3.11-venv), or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$($$python --version), once; this takes some minutes."; \
	$$python -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements.lock \
	  || { echo "The packages of requirements.lock could not be installed (see above); is there a way to a package registry?" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-build-isolation --no-deps -e .
	@touch $@

warehouse: setup
	@$(BIN)/yusuan build

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@mkdir -p .dagster
	YUSUAN_BUILD_DB=$(CURDIR)/.dagster/lint.duckdb DBT_TARGET_PATH=$(CURDIR)/.dagster/dbt-lint \
	  $(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests
	$(BIN)/pytest $(PYTEST_ARGS)

dagster: setup
	@PORT=$(PORT) $(BIN)/python -m pipelines.serve

# How well documents are read and audited: prints it and writes docs/score.md; ten minutes, most of
# them for 1000 documents with a number changed (SCORE_ARGS="--generated 100 --mutations 100" for less).
score: setup
	@$(BIN)/python -m benchmarks.score --write $(SCORE_ARGS)

# How fast, and in how much memory: measures everything in one run and writes docs/performance.md. Leave
# the machine alone meanwhile. BENCH_ARGS="--only parse" for a part, "--help" for parts and sizes,
# "--folder /somewhere" to work on another disk: a hundred million rows need 30 GB for a while.
bench: setup $(BENCH)/.installed
	@$(BIN)/python -m benchmarks.speed --write $(BENCH_ARGS)

# Pandas for benchmarks/plain_script.py, apart from the project, which needs none.
$(BENCH)/.installed: benchmarks/requirements.txt | $(VENV)/.installed
	@$(BIN)/python -m venv --clear $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r benchmarks/requirements.txt \
	  || { echo "The packages of benchmarks/requirements.txt could not be installed (see above)." >&2; exit 1; }
	@touch $@

lock:
	uv pip compile requirements.in -o requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade

clean:
	rm -rf $(VENV) $(BENCH) .dagster .mypy_cache .pytest_cache .ruff_cache .hypothesis
