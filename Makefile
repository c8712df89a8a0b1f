# Greenroom. `make run` starts it, `make test` tests it; `make help` lists the rest.
#
# Everything is called as `.venv/bin/python -m ...`: scripts in a virtual environment carry its
# absolute path, and break when the folder has an odd name or is moved.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
INSTALL := $(RUN) -m pip install --disable-pip-version-check --quiet --require-hashes --no-deps

# An environment whose Python is gone, or too old, is made anew.
ifneq ($(shell $(RUN) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
MAKE_ANEW := make-anew
endif

.PHONY: help run test lint smoke record screenshots lock clean make-anew
.DELETE_ON_ERROR:

help:
	@echo 'make run      start Greenroom at http://127.0.0.1:8000'
	@echo 'make test     run the test suite; ARGS="-k star" for some of it'
	@echo 'make lint     format, lint, types, import direction, prompts, Dockerfile'
	@echo 'make smoke    the four jobs, end to end, on the local model'
	@echo 'make record   ask the model at OPENAI_BASE_URL for missing recordings; ARGS="-k star"'
	@echo 'make screenshots   take the pictures in docs/ui anew; ARGS="pages" for some of them'
	@echo 'make lock     pin the dependencies anew; needs uv'
	@echo 'make clean    remove the environment; your data stays'

run: $(VENV)/made-to-run
	@$(RUN) -c "$$SYSTEM_LIBRARIES"
	@exec $(RUN) -m server serve

test: $(VENV)/made-to-test
	@$(RUN) -m pytest $(ARGS)

record: $(VENV)/made-to-test
	@$(RUN) -m pytest --record $(ARGS)

lint: $(VENV)/made-to-test
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy
	@$(RUN) -c 'from importlinter.cli import lint_imports_command as run; run()'
	@$(RUN) -m server prompts check
	@$(VENV)/bin/hadolint Dockerfile

smoke: $(VENV)/made-to-run
	@$(RUN) -m tests.smoke.run

screenshots: $(VENV)/made-to-test
	@$(RUN) -m tests.browser.screenshots $(ARGS)

lock:
	@command -v uv >/dev/null || { echo 'make lock needs uv: see its documentation for how to install it' >&2; exit 1; }
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra dev --constraint requirements.lock \
	    --universal --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 --quiet --output-file requirements-dev.lock

clean:
	rm -rf $(VENV)

$(VENV)/made-to-run: requirements.lock $(VENV)/made
	@echo 'Installing what Greenroom needs (once, about a minute) ...'
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/made-to-test: requirements-dev.lock $(VENV)/made
	@echo 'Installing what the tests need (once, about a minute) ...'
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

$(VENV)/made: $(MAKE_ANEW)
	@python=; for candidate in '$(PYTHON)' python3.14 python3.13 python3.12 python3.11; do \
	    if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        python="$$candidate"; break; \
	    fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo 'Greenroom needs Python 3.11 or newer, and found none: install it, or name it: make run PYTHON=/path/to/python' >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	    echo "Greenroom needs Python's venv module: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; \
	fi; \
	rm -rf $(VENV) && "$$python" -m venv $(VENV)
	@touch $@

define SYSTEM_LIBRARIES
import ctypes, sys
from server.config import load_settings
from server.errors import ConfigurationError
try:
    local = load_settings().local
    sys.platform == "linux" and local and ctypes.CDLL("libgomp.so.1")
except ConfigurationError as error:
    sys.exit(f"greenroom: {error}")
except OSError:
    sys.exit("greenroom: the local model needs libgomp: on Debian and Ubuntu, apt install libgomp1")
endef
export SYSTEM_LIBRARIES
