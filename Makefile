# One truth for people, hooks and CI. `make demo` and `make test` set everything up by themselves.
# The newest Python that really starts: a version manager may put names on PATH that only say "command not found".
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import venv, ensurepip' >/dev/null 2>&1 && { echo $$name; exit; }; done; echo python3)
BIN := .venv/bin
STAMP := .venv/.stamp

.PHONY: constraints setup demo test check lint types contracts bench bench-mail servers accuracy fuzz screenshots sample clean

setup: $(STAMP)
	@sh tools/browser.sh

$(STAMP): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: install python3.11, or set PYTHON=..."; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "Creating .venv failed: on Debian or Ubuntu, 'apt install python3-venv'."; exit 2; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

# A whole wave against the embedded desk and the embedded mail providers; ends with the path of the report.
demo: setup
	@$(BIN)/shopper demo

# Real mail servers for tests/conformance and bench-mail, on a Debian as root: Dovecot, Postfix, Cyrus, Exim. Not started.
servers:
	@sh tools/servers.sh

# All tests, with branch coverage of harness/.
test: setup servers
	@$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered -q $(ARGS)

# What needs no test run: style, types, contracts. CI runs this, then `make test`.
check: lint types contracts

lint: $(STAMP)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(STAMP)
	@$(BIN)/mypy

contracts: $(STAMP)
	@$(BIN)/lint-imports

bench: setup
	@$(BIN)/python -m benches.whole_way

# Detection, cost and loss against what else there is, on one Dovecot; some minutes. Peers are installed outside the project.
bench-mail: setup servers
	@$(BIN)/python -m benches.mail

accuracy: setup
	@$(BIN)/python -m benches.accuracy

# The mail reader against bytes nobody would write; what breaks it is kept in tests/reading/findings/.
fuzz: setup
	@$(BIN)/python -m benches.fuzz

# The README's picture and the sample report, from one demo wave.
sample: setup
	@$(BIN)/python -m benches.sample

screenshots: setup
	@$(BIN)/python -m benches.screenshots

# Pins everything anew: names, versions, hashes. Run it after a change of the dependencies in pyproject.toml.
constraints: $(STAMP)
	@$(BIN)/pip-compile -q --strip-extras --all-extras --build-deps-for editable --generate-hashes --allow-unsafe --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o constraints.txt pyproject.toml

clean:
	rm -rf .venv .desks .mypy_cache .ruff_cache .pytest_cache .coverage* build *.egg-info
