# Textward: `make run` shows the product on this machine, `make test` and `make check` hold it to its promises.
# Needs Python 3.11 or later and nothing else; everything is installed into .venv, pinned with hashes.

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

FIND_PYTHON = for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && { echo "$$p"; break; }; done
ifndef PYTHON
PYTHON := $(shell $(FIND_PYTHON))
endif
VENV := .venv
PY := $(VENV)/bin/python
# The functions' runtime on AWS; bytecode is compiled by an interpreter of this version.
PYTHON_VERSION ?= 3.13

digest = $(shell cat $(1) | cksum | cut -d' ' -f1)
RUN_READY := $(VENV)/run-$(call digest,requirements/bootstrap.txt requirements/run.txt)
DEV_READY := $(VENV)/dev-$(call digest,requirements/bootstrap.txt requirements/dev.txt)
CHECKOV_READY := .venv-checkov/ready-$(call digest,requirements/checkov.txt)
AUDIT_READY := .venv-audit/ready-$(call digest,requirements/audit.txt)

# install(environment, requirements): uv where it reaches the index, pip otherwise
define install
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.14 is needed, and none was found on PATH." >&2; exit 1; }
	@test -x $(1)/bin/python || { echo "  Making an environment in $(1)"; "$(PYTHON)" -m venv $(1); }
	@echo "  Installing what $(2) names"
	@$(1)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(1)/bin/python -m uv pip install -q --python $(1)/bin/python --require-hashes -r $(2) || \
		$(1)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r $(2)
endef

.PHONY: help
help: ## Tell what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

# ------------------------------------------------------------------------------------------------------------- running
.PHONY: run stop reset logs status
run: $(RUN_READY) ## Start the whole product here, and tell where to click (PORT=9000 chooses the port)
	@$(PY) -m local run

stop: $(RUN_READY) ## Stop it; what was sent is kept
	@$(PY) -m local stop

reset: $(RUN_READY) ## Stop it and forget what was sent
	@$(PY) -m local reset

logs: $(RUN_READY) ## Show its logs as they grow
	@$(PY) -m local logs

status: $(RUN_READY) ## Tell what runs, and where
	@$(PY) -m local status

.PHONY: seed-large
seed-large: $(RUN_READY) ## Fill the running demo practice with 50,000 messages of 2,040 patients
	@$(PY) -m local.seed_large

# ------------------------------------------------------------------------------------------------------------- testing
.PHONY: test check format openapi pictures
test: $(DEV_READY) ## Run every test (TESTS=tests/unit for a part); browser tests where a Chromium is found
ifdef TESTS
	@$(PY) -m pytest $(TESTS)
else
	@sh tests/all.sh $(PY)
endif

check: ## Hold code and templates to the rules
	@$(MAKE) --silent --jobs=3 $(DEV_READY) $(CHECKOV_READY) $(AUDIT_READY)
	@$(MAKE) --jobs=2 --keep-going $(IN_ONE_PIECE) $(RULES)

# Two at a time, the longest first; what each says stays together where this make can do that (4.0).
RULES := check-types check-policies check-templates check-layers check-packages check-api check-code check-layout
IN_ONE_PIECE := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
.PHONY: $(RULES)
check-types:
	$(PY) -m mypy .
check-policies:
	LOG_LEVEL=ERROR .venv-checkov/bin/python -m checkov.main --config-file .checkov.yaml
check-templates:
	$(PY) -c "from cfnlint.runner import main; main()"
check-layers:
	PYTHONPATH=layers/textward/python:. $(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
check-packages:
	@sh infra/audit.sh .venv-audit/bin/python
check-api:
	$(PY) -m local.openapi --check
check-code:
	$(PY) -m ruff check .
check-layout:
	$(PY) -m ruff format --check .

format: $(DEV_READY) ## Lay out the code
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

openapi: $(DEV_READY) ## Write docs/api/*.json from the code
	@$(PY) -m local.openapi

pictures: $(DEV_READY) ## Take the README's pictures from the running product
	@$(PY) -m local.pictures

# ------------------------------------------------------------------------------------------------------------ building
.PHONY: build lock
build: $(RUN_READY) ## Build every layer and function for AWS into .build
	@$(PY) -m local.packaging --all --python $(PYTHON_VERSION)

lock: $(DEV_READY) ## Pin what requirements/*.in name, with hashes
	@sh requirements/lock.sh $(PY)

# `sam build` makes each layer and function by its logical id.
build-%:
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.14 is needed, and none was found on PATH." >&2; exit 1; }
	@"$(PYTHON)" -m local.packaging $* --into "$(ARTIFACTS_DIR)" --python $(PYTHON_VERSION)

# -------------------------------------------------------------------------------------------------------- environments
$(RUN_READY):
	$(call install,$(VENV),requirements/run.txt)
	@touch $@

$(DEV_READY):
	$(call install,$(VENV),requirements/dev.txt)
	@touch $@

$(CHECKOV_READY):
	$(call install,.venv-checkov,requirements/checkov.txt)
	@touch $@

$(AUDIT_READY):
	$(call install,.venv-audit,requirements/audit.txt)
	@touch $@
