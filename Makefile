# Two commands are enough on a fresh machine: make demo, make test.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test check prove bench clean

$(STAMP): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/python -m compileall -q medcab_tui
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/medcab demo

test: check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(STAMP)
	$(BIN)/ruff check medcab_tui tests
	$(BIN)/ruff format --check medcab_tui tests
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv build dist
