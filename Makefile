# make demo   set everything up and print the sample campaign
# make test   set everything up and run the whole test suite with the linters
# All targets: make help

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test

.PHONY: help demo test test-long compiled lint types format bench lock docs clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

$(READY): pyproject.toml requirements.lock scripts/set_up.py
	@test -n "$(PYTHON)" || { echo "outreach needs Python 3.11 or later: https://www.python.org/downloads/"; exit 1; }
	@echo "Setting up (once; about a minute) …"
	@$(PYTHON) scripts/set_up.py $(VENV) requirements.lock
	@touch $(READY)

$(READY_TO_TEST): pyproject.toml requirements-dev.lock scripts/set_up.py
	@test -n "$(PYTHON)" || { echo "outreach needs Python 3.11 or later: https://www.python.org/downloads/"; exit 1; }
	@echo "Setting up for the tests (once; a minute or two) …"
	@$(PYTHON) scripts/set_up.py $(VENV) requirements-dev.lock
	@touch $(READY) $(READY_TO_TEST)

demo: $(READY) ## Print the sample campaign into prints/
	@$(BIN)/outreach merge --yes

test: $(READY_TO_TEST) compiled lint types ## Run all tests and linters
	@$(BIN)/pytest -q -n 3 --dist worksteal -m "not long"

test-long: $(READY_TO_TEST) compiled ## Run the proofs that take minutes
	@$(BIN)/pytest -q -m long

# The tests start the tool a thousand times, and Python may be told to keep nothing of what it compiles.
compiled: $(READY_TO_TEST)
	@$(BIN)/python -m compileall -q outreach

lint: $(READY_TO_TEST) ## Look at style and at which module imports which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

types: $(READY_TO_TEST) ## Check the types
	@$(BIN)/mypy

format: $(READY_TO_TEST) ## Put the code into form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY_TO_TEST) ## Measure the speed against other ways to set the same letters, in one run
	@$(BIN)/python benchmarks/bench.py
	@$(BIN)/python benchmarks/care.py

docs: $(READY_TO_TEST) ## Write the generated pages of the documentation again
	@$(BIN)/python scripts/make_docs.py

lock: $(READY_TO_TEST) ## Lock the newest versions of all packages
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-header \
		--no-annotate --upgrade -q pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --extra build --generate-hashes --no-header \
		--no-annotate -c requirements-dev.lock -q pyproject.toml -o requirements.lock

clean: ## Remove what was set up; prints/ and the ledger stay
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
