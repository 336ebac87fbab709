# Two commands are enough on a fresh machine: make demo, make test.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PATIENTS ?= 1000000

.PHONY: demo test check prove bench messages pictures clean

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "medcab needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/python -m compileall -q medcab_tui
	touch $(STAMP)

# The cabinet with people who never lived
demo: $(STAMP)
	$(BIN)/medcab demo

# Everything that must hold
test: check
	$(BIN)/python -m pytest -n 3 --dist loadgroup

# What needs no running program
check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python -m tests.checks.markup
	$(BIN)/python -m tests.checks.messages check

# The long forms: hundreds of kills, thousands of power cuts
prove: $(STAMP)
	MEDCAB_PROVE=1 $(BIN)/python -m pytest -n 2 --dist loadgroup --timeout 3600

# Figures beside their references; reports, never fails. make bench PATIENTS=100000
bench: $(STAMP)
	$(BIN)/python -m tests.benchmarks --patients $(PATIENTS)

# Merge translated fragments into the Russian catalogue and compile it
messages: $(STAMP)
	$(BIN)/python -m tests.checks.messages

# The pictures of the README and the recording of the tour, made by a tape
pictures: $(STAMP)
	TERM=xterm-256color COLORTERM=truecolor $(BIN)/medcab play tests/tapes/tour.tape --headless --out docs

clean:
	rm -rf .venv build dist
