# The commands of a developer's day. Nothing here needs more than Python, git and make.
PYTHON ?= python3
ARGS ?=

LOCK := backend/requirements/$(if $(filter true,$(CI)),ci,local).txt
INSTALLED := .venv/.$(notdir $(LOCK)).installed
BIN := $(CURDIR)/.venv/bin
BACKEND := cd backend &&
LOCALSTACK := exec $(BIN)/python -m localstack --with-caller

.DEFAULT_GOAL := help
.PHONY: help run test check fmt lint types arch schema schema-check migrations deploy bench

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

run: $(INSTALLED) ## start the site with all it needs (PORT=8123 chooses the port)
	@$(BACKEND) $(LOCALSTACK) run

test: $(INSTALLED) ## run the tests in parallel (ARGS="-k title" goes to pytest)
	@$(BACKEND) $(LOCALSTACK) test -- $(or $(ARGS),--cov --cov-report=term:skip-covered)

check: lint types arch schema-check migrations deploy ## run every gate of CI except the tests

fmt: $(INSTALLED) ## format the code and fix what ruff can fix
	$(BACKEND) $(BIN)/python -m ruff format . && $(BIN)/python -m ruff check --fix .

lint: $(INSTALLED) ## check style, formatting and security
	$(BACKEND) $(BIN)/python -m ruff check .
	$(BACKEND) $(BIN)/python -m ruff format --check .
	$(BACKEND) $(BIN)/python -m bandit -q -r . -c pyproject.toml

types: $(INSTALLED) ## check the types
	$(BACKEND) $(BIN)/python -m mypy .

arch: $(INSTALLED) ## check who imports whom
	$(BACKEND) $(BIN)/python -c 'from importlinter.cli import lint_imports_command as f; f()'

SCHEMA = python manage.py spectacular --validate --fail-on-warn --file
ERRORS = python manage.py export_errors
schema: $(INSTALLED) ## write openapi.yaml and docs/errors.md anew
	$(BACKEND) $(LOCALSTACK) exec -- sh -ec '$(SCHEMA) openapi.yaml; $(ERRORS)'

schema-check: $(INSTALLED) ## compare openapi.yaml and docs/errors.md with the code
	$(BACKEND) $(LOCALSTACK) exec -- sh -ec 'new=$$(mktemp); trap "rm $$new" EXIT; \
	  $(SCHEMA) $$new; diff -u openapi.yaml $$new && $(ERRORS) --check || \
	  { echo "Run make schema and commit what it writes."; exit 1; }'

migrations: $(INSTALLED) ## check that no migration is missing
	$(BACKEND) $(LOCALSTACK) exec -- python manage.py makemigrations --check --dry-run

deploy: $(INSTALLED) ## run Django's deployment check with values like production's
	$(BACKEND) $(LOCALSTACK) exec -- env DJANGO_SETTINGS_MODULE=config.settings.prod \
	  DJANGO_ALLOWED_HOSTS=blog.example.com SITE_URL=https://blog.example.com \
	  EMAIL_URL=smtp+tls://mail.example.com:587 \
	  python manage.py check --deploy --fail-level WARNING

bench: $(INSTALLED) ## measure speed (ARGS go to the benchmark)
	@$(BACKEND) $(LOCALSTACK) exec -- python -m benchmarks $(ARGS)

$(INSTALLED): $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/pip || { echo "Creating .venv (a few seconds) ..."; $(PYTHON) -m venv .venv || \
	  { echo "Python has no venv module; on Debian: apt install python3-venv"; exit 1; }; }
	@echo "Installing Python packages from $(LOCK) (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@touch $@
