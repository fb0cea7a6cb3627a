# Open Kitchen: everything a developer or a newcomer runs.
# Needs Python >= 3.11 and make, nothing else. `make` alone lists the targets.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := demo
export DO_NOT_TRACK := 1

# The first interpreter that is new enough; set PYTHON=... to choose another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.DEFAULT_GOAL := help
.PHONY: help venv demo test lint docs bench lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

venv: $(STAMP) ## Create .venv and install what requirements.lock names

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python >= 3.11 found. Install one, or set PYTHON=/path/to/python."; exit 1; }
	@echo "Installing into $(VENV) (a few minutes the first time) ..."
	@if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then \
		uv venv --quiet --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV) && \
		uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes --requirements requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; \
	else \
		$(PYTHON) -m venv --clear $(VENV) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
	@touch $(STAMP)

demo: $(STAMP) ## Make a demo shop in ./demo, run everything on it, serve the studio
	@if test -f $(DEMO)/data/08_reporting/report.html; then \
		echo "The shop in $(DEMO) is ready already; remove the folder to make it anew."; \
		$(BIN)/openkitchen serve $(DEMO); \
	else \
		rm -rf $(DEMO); $(BIN)/openkitchen demo --dir $(DEMO) $(DEMO_OPTIONS); \
	fi

test: $(STAMP) ## Run all tests
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist worksteal $(TEST_OPTIONS)

lint: $(STAMP) ## Style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(STAMP) ## Write the generated pages of the documentation and check the rest
	@for script in scripts/write_*.py; do $(BIN)/python $$script || exit 1; done
	$(BIN)/python scripts/check_docs.py

bench: $(STAMP) ## Run the benchmarks in benchmarks/ (OPENKITCHEN_DATA names the open data)
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --requirements benchmarks/requirements.txt; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/requirements.txt; \
	fi
	@for script in benchmarks/[a-z]*.py; do \
		name=$$(basename $$script .py); echo "$$name"; \
		OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.$$name || exit 1; \
	done

lock: ## Write requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra kedro --group dev --group build \
		--universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		$(LOCK_OPTIONS) --output-file requirements.lock --quiet

clean: ## Remove the environment, caches and the demo
	rm -rf $(VENV) $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
