# `make run` starts the app and `make test` checks everything; each prepares what it needs, once.
# Written for GNU make 3.81 and newer, which is what macOS has.

PYTHON ?= python3
HOST ?= localhost
PORT ?= 8501
# More workers than this only make the browsers wait for each other.
JOBS ?= auto --maxprocesses 4
# For instance: make test ARGS="tests/e2e -k permalink"
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
APP := $(PY) -m streamlit run app.py --server.address $(HOST) --server.port $(PORT)
# Printed after the tests, file by file where lines were never run; it passes nothing and fails nothing. To count costs more than to run:
# `make test` counts the lines of core while core's own tests run, and `make coverage` all lines in all tests that need no browser.
COVERAGE := --cov=core --cov-report=term
# Containers often tell Python to keep nothing that it has compiled; here each worker, each server and each program that a test starts
# would compile the app, and pytest the tests, again.
export PYTHONDONTWRITEBYTECODE :=
# A worker that has run out of tests takes some of another's.
PYTEST := $(PY) -m pytest -n $(JOBS) --dist worksteal

# pip asks a place that it cannot reach for every package, and waits longer after each of five attempts: minutes, where PyTorch's page of
# CPU builds is out of reach. So the first go does not wait, and a second, patient one follows only if that failed (a slow network, say);
# what was downloaded is not downloaded again.
PIP := $(PY) -m pip install --disable-pip-version-check --no-input
install = PIP_RETRIES=0 $(PIP) -r $(1) || $(PIP) -r $(1)

.DEFAULT_GOAL := help
.PHONY: help run dev test test-fast coverage test-deploy bench pictures check style types layers format clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/.run ## install once, start the app and print its address (PORT=8501, HOST=localhost)
	@$(APP)

dev: $(VENV)/.run ## like run, and follow every saved change
	@$(APP) --server.fileWatcherType auto --server.runOnSave true

test: $(VENV)/.dev ## style, types, layers and all tests; finds or installs a browser (ARGS= for pytest)
	@CHROME="$$($(PY) tests/e2e/browser.py)" && export CHROME && $(MAKE) --no-print-directory check && $(PYTEST) $(COVERAGE) $(ARGS)

test-fast: $(VENV)/.dev ## the tests that need no browser
	@$(PYTEST) -m "not e2e and not nginx" $(ARGS)

coverage: $(VENV)/.dev ## the tests that need no browser, and which lines of core and ui they never run
	@$(PYTEST) -m "not e2e and not nginx" $(COVERAGE) --cov=ui $(ARGS)

test-deploy: $(VENV)/.dev ## two replicas behind a real nginx, one of them killed; needs nginx and a browser
	@CHROME="$$($(PY) tests/e2e/browser.py)" && export CHROME && $(PYTEST) --dist loadfile -m nginx tests/deploy $(ARGS)

bench: $(VENV)/.bench ## measure what is claimed about speed and write benchmarks/results.md (ARGS="engine --quick")
	@$(PY) -m benchmarks $(ARGS)

pictures: $(VENV)/.dev ## photograph every page (light, dark, phone, projector, frame, print) into pictures/
	@CHROME="$$($(PY) tests/e2e/browser.py)" && export CHROME && $(PY) -m tests.e2e.pictures

check: style types layers ## style, types and layers, without the tests

style: $(VENV)/.dev ## ruff: rules and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(VENV)/.dev ## mypy, strict
	@$(PY) -m mypy

layers: $(VENV)/.dev ## import-linter: core <- ui, and no streamlit or plotly in core
	@$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.dev ## put the code into the house's style
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

clean: ## remove the environment and what the tools left behind
	rm -rf $(VENV) .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Empty files that say what has been done, so that a second run does nothing.
$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) was found: install Python 3.11 to 3.14, or name yours, as in: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { echo "Python 3.11 to 3.14 is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1): name another one, as in: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: on Debian and Ubuntu, apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt constraints.txt
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt constraints-dev.txt
	$(call install,requirements-dev.txt)
	@touch $@

# Apart from .dev: `make test` needs none of what the benchmarks compare core with.
$(VENV)/.bench: $(VENV)/.dev benchmarks/requirements.txt
	$(call install,benchmarks/requirements.txt)
	@touch $@
