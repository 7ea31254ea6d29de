# The front door. Every target sets up what it needs; CI calls the same ones.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   ?= demo

.PHONY: change-tasks help setup faults demo test test-slow lint unit refresh doctor derive check audit coverage bench vulnerabilities sbom golden schemas lock renew clean
help: ## what can be asked for
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /: /'

setup: $(READY) ## make the virtual environment from the hashed lock
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' \
	  || { echo "Python 3.11 to 3.14 is needed; say PYTHON=/path/to/it"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked dependencies into $(VENV) (once)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## the whole main job on an embedded upstream, in a scratch folder: no network, no account
	@$(BIN)/python -m tests.demo $(DEMO)

faults: $(READY) ## each source against each fault, over real HTTP: the table in build/faults.tsv
	@$(BIN)/python -m tests.faults.run build/faults.tsv

refresh: $(READY) ## the main job on the live upstreams; a source that cannot be reached keeps its last snapshots
	@$(BIN)/awesome refresh || { code=$$?; test $$code -eq 4 && echo "some sources failed; what they last said was kept"; test $$code -eq 4; }

doctor: $(READY) ## what works from here, and what mends what does not
	@$(BIN)/awesome doctor

derive: $(READY) ## the outputs from the inputs
	@$(BIN)/awesome derive

score: $(READY) ## how right the card reader is, beside the committed score
	@$(BIN)/python -m benchmarks.score_reader

coverage: $(READY) ## what recorded lists of the Hub show and ours has, and what discovery would have found (LISTS=more files)
	@$(BIN)/python -m benchmarks.recorded_lists $(LISTS)

check: $(READY) ## is the tree valid, and its own derivation?
	@$(BIN)/awesome check

audit: $(READY) ## what cannot be right in the catalog
	@$(BIN)/awesome audit

lint: $(READY) ## ruff, mypy, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

unit: $(READY) ## the pure rooms' tests: no network, no server, no git
	@$(BIN)/python -m pytest -n 2 -m "not slow and not prefect" $(addprefix tests/,model layout store reconcile sources cards propose \
	  attacks audit edit history trees docs why)

# A list of one's own (`awesome init`) has the program and not its tests: there its tree alone is checked.
test: $(READY) ## everything that CI runs
	@$(BIN)/awesome check
	@test ! -d tests || { $(MAKE) -s lint && $(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"; }

test-slow: $(READY) ## servers, workers, browsers
	@test ! -d tests || $(BIN)/python -m pytest -m slow

bench: $(READY) ## figures: time, memory, requests (no assertions)
	@$(BIN)/python -m benchmarks

LOCKED := --progress-spinner=off --disable-pip --require-hashes -r requirements.lock --vulnerability-service osv
change-tasks: $(READY) ## ten usual changes on a scratch clone: how many files each touches
	@$(BIN)/python -m benchmarks.change_tasks

vulnerabilities: $(READY) ## is anything in the lock known to be vulnerable? asks osv.dev
	@$(BIN)/pip-audit $(LOCKED)

sbom: $(READY) ## sbom.json: what the lock holds, as CycloneDX
	@$(BIN)/pip-audit $(LOCKED) --format cyclonedx-json --output sbom.json

golden: $(READY) ## every file that a test compares with what the code makes, written again: look at the difference
	@$(BIN)/python -m tests.golden

schemas: $(READY) ## docs/schemas from the types
	@$(BIN)/python -m pipeline.schemas docs/schemas

RESOLVE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --extra dev \
  --custom-compile-command "make lock" pyproject.toml -o requirements.lock
lock: $(READY) ## requirements.lock from pyproject.toml; what is locked stays where it can
	@$(RESOLVE)

renew: $(READY) ## requirements.lock with the newest versions that pyproject.toml allows
	@$(RESOLVE) --upgrade

clean: ## away with what can be made again
	rm -rf $(VENV) .cache .state demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
