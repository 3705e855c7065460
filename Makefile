.RECIPEPREFIX := >
PYTHON ?= python3
BIN := .venv/bin
CASES ?= 100000
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
KROB := printf '\#!/bin/sh\nPYTHONPATH="%s" exec "%s/.venv/bin/python" -m config.cli "$$@"\n' "$(CURDIR)" "$(CURDIR)" > .venv/bin/krob && chmod +x .venv/bin/krob
.DEFAULT_GOAL := help

help: ## list what you can ask for
>@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: .venv/run.stamp ## start everything on this machine; Ctrl-C ends it (KROB_PORT=8000)
>@$(BIN)/python -m config.run

test: .venv/test.stamp ## every check and every test, on SQLite, PostgreSQL and in a browser
>@$(BIN)/python -m tools.test

check: .venv/test.stamp ## format, lint, layers, types, migrations, texts
>@$(BIN)/python -m tools.check

bench: .venv/test.stamp ## print the figures, with the machine's load (CASES=1000000: a queue ten times as long)
>@KROB_BENCH_CASES=$(CASES) $(BIN)/python -m bench
>@KROB_BENCH_CASES=$(CASES) $(BIN)/python -m tools.postgres $(BIN)/python -m bench submit "the officer's queue"

fuzz: .venv/test.stamp ## throw 100,000 expressions at the rule language
>@$(BIN)/python -m krob.foundation.rules.fuzz 100000

demo: .venv/run.stamp ## forget the demo's data; the next `make run` makes it anew
>@$(BIN)/python -m config.forget

vendor: .venv/test.stamp ## fetch the files of others again (needs npm)
>@$(BIN)/python -m tools.vendor

# Each environment is a lock file with hashes; the stamp says that it is in place.
.venv/run.stamp: requirements/demo.lock
>@echo "Krob sets up .venv (minutes the first time)"
>@test -x $(BIN)/python || $(PYTHON) -m venv .venv
>@$(PIP) -r requirements/demo.lock
>@$(KROB)
>@touch $@

.venv/test.stamp: requirements/test.lock
>@echo "Krob sets up .venv for tests (minutes the first time)"
>@test -x $(BIN)/python || $(PYTHON) -m venv .venv
>@$(PIP) -r requirements/test.lock
>@$(KROB)
>@touch $@ .venv/run.stamp

matrix: .venv/test.stamp ## write docs/reference/role-matrix.md from the rights that tests try
>@$(BIN)/python -m tools.matrix

coverage: .venv/test.stamp ## write docs/coverage.md from the marks of the tests
>@$(BIN)/python -m tools.coverage

.PHONY: help run test check bench fuzz demo vendor coverage matrix
