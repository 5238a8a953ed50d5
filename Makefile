# Two commands do everything: `make run` and `make test`. Each sets itself up and is quick when repeated.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PORT ?= 8000
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- set-up, each step kept by a stamp so that repeating costs nothing -------------------------------

$(STAMPS)/bootstrap: requirements/bootstrap.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@mkdir -p $(STAMPS) && touch $@

# $(call install,NAME): the locked packages of requirements/NAME.txt and this project itself, editable.
define install
	@echo "Installing requirements/$(1).txt ..."
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --require-hashes -r requirements/$(1).txt
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(STAMPS)/$(1)
endef

$(STAMPS)/web: requirements/web.txt pyproject.toml $(STAMPS)/bootstrap
	$(call install,web)

$(STAMPS)/dev: requirements/dev.txt pyproject.toml $(STAMPS)/bootstrap
	$(call install,dev)
	@touch $(STAMPS)/web

CATALOGUES := $(wildcard src/kaicheng/locale/*/LC_MESSAGES/*.po)

$(STAMPS)/translations: $(CATALOGUES) scripts/compile_translations.py $(STAMPS)/bootstrap
	@$(BIN)/python scripts/compile_translations.py
	@touch $@

$(STAMPS)/browser: $(STAMPS)/dev scripts/install-browser
	@scripts/install-browser
	@touch $@

$(STAMPS)/nginx: scripts/install-nginx $(STAMPS)/bootstrap
	@scripts/install-nginx
	@touch $@

# --- what people use ----------------------------------------------------------------------------------

.PHONY: install run test check format bench lock clean
install: $(STAMPS)/dev ## install everything a developer needs into .venv/

run: $(STAMPS)/web $(STAMPS)/translations ## install, migrate, load the demonstration and serve on http://127.0.0.1:8000
	@$(BIN)/python manage.py demo --serve --port $(PORT)

test: $(STAMPS)/dev $(STAMPS)/browser $(STAMPS)/nginx $(STAMPS)/translations ## the whole suite, in a real browser and on a real PostgreSQL too
	@scripts/test

check: $(STAMPS)/dev $(STAMPS)/translations ## formatting, lint, types, import contracts, migrations, translations
	@ruff format --check .
	@ruff check .
	@mypy
	@lint-imports
	@python manage.py makemigrations --check --dry-run
	@scripts/translations check

format: $(STAMPS)/dev ## mend formatting and what lint can mend by itself
	@ruff format .
	@ruff check --fix .

bench: $(STAMPS)/dev ## speed and memory, as ratios beside a named yardstick
	@python -m benchmarks

lock: $(STAMPS)/bootstrap ## renew requirements/*.txt from pyproject.toml
	@scripts/lock

clean: ## remove the virtual environment and caches (the database in var/ stays)
	@rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
