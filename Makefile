# make demo    install into .venv and run the main job on a clip made for it
# make test    all tests that need no GPU
# make check   format, lint, types, import directions
# make translations   bring the strings of the window into the .ts files
# make bench   speed and accuracy, measured side by side with the usual way

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Two workers: a test run is bound by the networks, which use the cores themselves.
WORKERS ?= 2

.PHONY: demo test gpu-test check format translations bench clean help

demo: $(INSTALLED)
	$(BIN)/python main.py demo --output demo.mp4

test: $(INSTALLED)
	$(BIN)/python -m pytest -m "not gpu" -n $(WORKERS) --dist loadgroup

gpu-test: $(INSTALLED)
	$(BIN)/python -m pytest -m gpu

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Without the places the strings come from: those change with every line.
translations: $(INSTALLED)
	$(BIN)/pylupdate6 --no-summary --no-obsolete videorec/gui/*.py \
		$(foreach ts,$(wildcard videorec/gui/translations/*.ts),--ts $(ts))
	sed -i '/<location /d' videorec/gui/translations/*.ts

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks

# Installed again when pyproject.toml changes; the code itself is used where it lies.
$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis demo.mp4

help:
	@sed -n 's/^# make/make/p' Makefile
