# Everything runs in .venv, made from the locks; nothing is installed outside this folder
# (but for Chromium, which `make test` adds with apt-get where it runs as root on Debian).

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
TEST_READY := $(VENV)/.test-ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
FROM_LOCK := install --no-deps --require-hashes --requirement
# Each of these starts a browser, a tablet and a server: two at a time, or they starve each other.
IN_BROWSER := tests/browser tests/faults/test_killed_tablet.py
CODE := app sync_server tests scripts main.py
# What was compiled is kept: each of the many processes that tests start would do it over again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install tools run test check warm bench compat apk lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(RUN_READY) ## make .venv with vitrina and vitrina-server

tools: $(TEST_READY) ## add what the tests and checks need to .venv

run: $(RUN_READY) ## start the demo: the server and one tablet; Ctrl-C stops both
	@exec $(BIN)/vitrina-server demo

test: $(TEST_READY) ## run the checks and every test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check warm
	@$(BIN)/python -m pytest --numprocesses=4 --dist=loadfile $(addprefix --ignore=,$(IN_BROWSER))
	@$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder $(IN_BROWSER)

warm: $(TEST_READY)
	@$(BIN)/python -m tests.browser.chromium --install
	@$(BIN)/python -m compileall -qq -j 0 app sync_server tests  # once, not by each process
	@$(BIN)/python -m pytest --collect-only -qq >$(VENV)/.collected || { cat $(VENV)/.collected; exit 1; }

check: $(TEST_READY) ## format, lint, types and import rules
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(TEST_READY) ## measure; one JSON line per figure
	@$(BIN)/python -m tests.bench

compat: | $(BIN)/python ## domain and contract tests under pydantic 2.11 on each Python found
	@$(BIN)/python scripts/compat.py

apk: $(TEST_READY) ## pack the tablet for Android (needs Flutter, which Flet brings)
	@$(BIN)/flet build apk --yes --python-version 3.12

lock: ## write both locks again with the newest versions allowed
	@sh scripts/lock.sh

clean: ## remove .venv and all that tools left behind
	@rm -rf $(VENV) .venv-* *.egg-info build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find app sync_server tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@sh scripts/venv.sh $(VENV)

$(RUN_READY): requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what vitrina needs into $(VENV) (once, a minute or two)'
	@$(PIP) $(FROM_LOCK) requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_READY): requirements-test.lock $(RUN_READY)
	@echo 'Installing what the tests need into $(VENV) (once, a minute or two)'
	@$(PIP) $(FROM_LOCK) requirements-test.lock --no-compile
	@touch $@
