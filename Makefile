.RECIPEPREFIX := >
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

help: ## list what you can ask for
>@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/test.stamp: requirements/test.lock
>@test -x $(BIN)/python || $(PYTHON) -m venv .venv
>@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.lock
>@touch $@

check: .venv/test.stamp ## format, lint, layers, types
>$(BIN)/ruff format --check .
>$(BIN)/ruff check .
>$(BIN)/lint-imports
>$(BIN)/mypy

test: check ## every check and every test
>$(BIN)/pytest

fuzz: .venv/test.stamp ## 100,000 random rules at the rule language
>$(BIN)/python -m krob.foundation.rules.fuzz 100000

vendor: .venv/test.stamp ## fetch the files of others again (needs npm)
>$(BIN)/python -m tools.vendor

coverage: .venv/test.stamp ## write which test proves which requirement
>$(BIN)/python -m tools.coverage

.PHONY: help check test vendor coverage fuzz
