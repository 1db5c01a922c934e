# Two commands: `make run` shows Openward with an invented institution, `make test` proves it.
# Both install what they need into .venv (and, as root on Debian, missing system parts); a second call starts at once.

PORT ?= 8000
DEMO ?= 1
export OPENWARD_DATA ?= $(CURDIR)/var
BACKUPS ?= $(OPENWARD_DATA)/backups
PYTHON ?= python3
BIN := .venv/bin

# What marks a string for translators, beside _(), gettext() and ngettext(): a rule's message, and marked().
MARKS := Failure Invalid NotSignedIn NotAllowed NotFound Conflict Gone Throttled Unavailable marked

.PHONY: run install test bench bench-load bench-reports upgrade lint strings locks clean

run: .venv/runtime
	@OPENWARD_DEMO=$(DEMO) sh deploy/run.sh $(PORT)

# What `make run` installs, and nothing begun: for a machine whose programs systemd begins.
install: .venv/runtime

test: .venv/development
	@sh deploy/chromium.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n auto --dist loadgroup $(PYTEST)

lint: .venv/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/development
	$(BIN)/python -m bench $(BENCH)

# All strings, for translators: docs/running.md, "Languages", says what follows.
strings: .venv/runtime
	@mkdir -p "$(OPENWARD_DATA)"
	$(BIN)/pybabel -q extract -F babel.cfg $(MARKS:%=-k %) --sort-by-file --no-location -o "$(OPENWARD_DATA)/messages.pot" app
	@echo "Written to $(OPENWARD_DATA)/messages.pot"

bench-reports: .venv/development
	$(BIN)/python -m bench.reports $(BENCH)

bench-load: .venv/development
	$(BIN)/python -m bench.load $(BENCH)

# After a new version was fetched, with `serve` and `work` stopped: backup, migrate, verify.
upgrade: .venv/runtime
	@sh deploy/upgrade.sh $(BACKUPS)

.venv/bin/python:
	@sh deploy/venv.sh $(PYTHON)

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@sh deploy/install.sh
	@touch $@

.venv/development: requirements-dev.lock pyproject.toml | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@sh deploy/install.sh
	@touch $@ .venv/runtime

# The locks name versions and hashes, never an index. Needs `uv` on the path.
locks:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra postgres pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra postgres --extra oidc --extra saml pyproject.toml -o requirements-sign-on.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra postgres --extra oidc --extra saml --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
