# Two commands: `make monitor` and `make test`. Both make .venv when it is missing or pyproject.toml has changed.

PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
ARGS ?=

.PHONY: help monitor test test-all translations format clean

help:
	@echo "make monitor    open the monitor (ARGS='--camera 0' and the like are handed on)"
	@echo "make test       style, types, imports and every test that needs no torch"
	@echo "make test-all   the same with torch (5 GB) and the tests of training"

.venv/bin/python:
	@echo "== making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "venv failed; on Debian: sudo apt install python3-venv"; exit 1; }

.venv/core: pyproject.toml constraints.txt | .venv/bin/python
	@echo "== installing the monitor (about 0.5 GB, a minute or two)"
	@$(PIP) --editable .
	@touch $@

.venv/dev: .venv/core
	@echo "== installing the test tools"
	@$(PIP) --editable '.[dev]'
	@touch $@

.venv/training: .venv/dev
	@echo "== installing torch and the virtual cabin (5 GB, some minutes)"
	@$(PIP) --editable '.[dev,training,synthetic,tensorrt-rtx,openvino]'
	@touch $@

monitor: .venv/core
	@.venv/bin/python -m app monitor $(ARGS)

test: .venv/dev
	@echo "== style, types, imports"
	@.venv/bin/ruff format --check --quiet . || { echo "not formatted: make format"; exit 1; }
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy pose engines calibration app engine_build
	@.venv/bin/lint-imports --no-cache > .venv/imports.log || { cat .venv/imports.log; exit 1; }
	@echo "== tests that need no torch"
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest -m "not training and not slow"

test-all: .venv/training
	@$(MAKE) --no-print-directory test
	@echo "== types and tests of training"
	@.venv/bin/mypy training
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest -m "training and not slow"

translations: .venv/dev
	@.venv/bin/python -m app.ui.translate

format: .venv/dev
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
