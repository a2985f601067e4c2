# Each target sets up .venv by itself; `make` alone lists the targets.
PYTHON ?= python3.11
ifeq (, $(shell command -v $(PYTHON) 2>/dev/null))
PYTHON := python3
endif
BIN := .venv/bin
READY := .venv/.ready
SQL := $(shell find warehouse/sql -name '*.sql')
SQL_LINTED := .venv/.sql-linted
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help ingest check test lint app ui sql lock audit clean

help:  ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@echo "dateline: installing the locked dependencies into .venv (once, about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit("dateline needs Python 3.11 or newer: make PYTHON=/path/to/python3.11") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv --clear .venv
	@awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements.lock > .venv/uv.txt
	@$(PIP) --no-deps --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock \
		2> .venv/uv.log || { echo "dateline: uv could not install them (see .venv/uv.log); pip tries, which takes longer"; \
		$(PIP) --require-hashes -r requirements.lock; }  # pip may know indexes that uv does not
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

ingest: $(READY)  ## Load the sources of seeds/INDEX.md into data/news.duckdb (INDEX=path for another index)
	@$(BIN)/dateline ingest $(INDEX)

check: lint  ## Lint, and the tests of pages, dates, formats and index: about a minute
	@$(BIN)/python -m pytest -n 2 tests/transforms/pages tests/transforms/names tests/transforms/tables transforms \
		tests/flows/sources/formats tests/flows/sources/index

test: $(READY)  ## Run the test suite (about twelve minutes)
	@$(BIN)/python -m pytest -n 4 --dist load --maxschedchunk 1

lint: $(READY) $(SQL_LINTED)  ## Check format, style, SQL, types and the direction of imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# Reading SQL takes a tenth of a second a file: only those that changed since they were last found in order are read.
$(SQL_LINTED): $(READY) .sqlfluff .sqlfluffignore $(SQL)
	@$(BIN)/sqlfluff lint --nocolor --disable-progress-bar $(if $(filter-out %.sql,$?),warehouse/sql,$?)
	@touch $@

app: $(READY)  ## Look at data/news.duckdb in a browser
	@$(BIN)/dateline app

ui: $(READY)  ## Start the Prefect UI with the hourly deployment
	@$(BIN)/dateline ui

sql: $(READY)  ## Query the database: make sql Q="SELECT * FROM who_said_what LIMIT 5"
	@$(BIN)/dateline sql "$(Q)"

lock: $(READY)  ## Update requirements.lock from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --python-version 3.11 --extra app --extra dev --upgrade --output-file requirements.lock pyproject.toml

audit: $(READY)  ## Look up known vulnerabilities of the locked dependencies (asks osv.dev)
	@mkdir -p .venv/audit
	@awk 'BEGIN {print "[project]\nname = \"audit\"\nversion = \"0\"\nrequires-python = \">=3.11\"\ndependencies = ["} \
		/^[a-z0-9].*==/ {sub(/ *\\$$/, ""); gsub(/"/, "\047"); print "\"" $$0 "\","} END {print "]"}' \
		requirements.lock > .venv/audit/pyproject.toml
	@cd .venv/audit && ../bin/uv audit

clean:  ## Remove .venv and caches, but not data/
	@rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
