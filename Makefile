# One command for each job; every one sets up what it needs by itself.
PY = .venv/bin/python

.PHONY: help run test check fix bench cover lock messages clean

help:
	@echo "make run      set all up, load the demo district, serve on http://127.0.0.1:8000"
	@echo "make test     set all up, pass the whole suite: SQLite, PostgreSQL, browser"
	@echo "make check    lint, types, import contracts, templates, migrations, translations, docs"
	@echo "make fix      what ruff can mend and format by itself"
	@echo "make bench    measurements as one JSON object"
	@echo "make cover    the unit tests with coverage"
	@echo "make messages bring the translation catalogue up to date with the source"
	@echo "make lock     write requirements/*.lock anew from pyproject.toml"

run:
	@sh scripts/setup.sh run
	@MINGBAI_DEMO=1 $(PY) -m mingbai.web.cli demo --port 8000

test:
	@sh scripts/setup.sh test
	@$(PY) scripts/test.py

check:
	@sh scripts/setup.sh check
	@$(PY) scripts/check.py

fix:
	@sh scripts/setup.sh check
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench:
	@sh scripts/setup.sh test >&2
	@$(PY) scripts/bench.py

cover:
	@sh scripts/setup.sh check
	@$(PY) -m coverage run -m pytest -q --ignore=tests/browser
	@$(PY) -m coverage report

messages:
	@sh scripts/setup.sh check
	@$(PY) scripts/messages.py update

lock:
	@sh scripts/setup.sh check
	@sh scripts/lock.sh

clean:
	rm -rf .venv .make var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
