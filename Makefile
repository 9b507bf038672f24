# Two commands to begin with: `make run` makes the sample shop's warehouse, `make test` tests the code.
# The environment is made in .venv when it is missing or when the pins have changed.

# What make is given is text and reaches the commands as typed: a `$` in it is part of an id or a path, never make's.
ARGUMENTS := FORCE CONFIRM AGAIN TEST DATE BEFORE USER AUDIENCE GENERATION PORT EVENTS FOLDER STEPS RUNS KILLS RANDOM_KILLS PUBLISHES READERS \
    DELIVERIES SQL_DELIVERIES ODD_SHOPS SHUFFLES SEED
GIVEN := $(strip $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name))))
$(foreach name,$(GIVEN) $(filter-out $(GIVEN),$(ARGUMENTS)),$(if $(filter-out undefined,$(origin $(name))),\
    $(eval export override $(name) := $$(value $(name)))))
# What sends is on only where it is given to make, and as 1: not by 0, and not by a variable of the shell.
is_given = $(if $(filter $(1),$(GIVEN)),$(if $(filter-out 1,$($(1))),,$(filter 1,$($(1)))))
export KILLS RANDOM_KILLS PUBLISHES READERS DELIVERIES SQL_DELIVERIES ODD_SHOPS SHUFFLES SEED

IN_TWOS := -n 2 --dist loadfile --no-loadscope-reorder
PYTHON ?= python3.11
BIN := .venv/bin
SETTLED := .venv/.run
TESTABLE := .venv/.test
BENCHABLE := .venv/.bench
# The oldest DuckDB that reads the published file, in a folder of its own: only the test of that sees it.
OLDEST_DUCKDB := .venv/duckdb-1.1.0

# How long the proofs are.
KILLS ?= 32
RANDOM_KILLS ?= 30
PUBLISHES ?= 20
READERS ?= 8
DELIVERIES ?= 40
SQL_DELIVERIES ?= 500
ODD_SHOPS ?= 60
SHUFFLES ?= 200
SEED ?= $(shell date +%s)
SEED := $(SEED)

.PHONY: run daily check-landing accept as-of drop-events erase confirm acknowledge user dev deliver describe picture test test-pipeline prove lint bench clean
.DEFAULT_GOAL := run

run: $(SETTLED)  ## the sample shop, from landing files to the published warehouse
	$(BIN)/python -m orchestration.commands.sample

daily: $(SETTLED)  ## the same job over whatever landing differs from the lake; FORCE=1 rebuilds
	$(BIN)/python -m orchestration.commands.daily $(if $(FORCE),--force)

check-landing: $(SETTLED)  ## what the next run, and the SQL of the sources, will make of the files in landing; writes nothing
	@$(BIN)/python -m orchestration.commands.check_landing

accept: $(SETTLED)  ## the same, taking as meant what a run has stopped for
	$(BIN)/python -m orchestration.commands.daily --accept

as-of: $(SETTLED)  ## what was known by the end of the load day DATE, into as_of/<DATE>.duckdb
	$(BIN)/python -m orchestration.commands.as_of -- "$$DATE"

drop-events: $(SETTLED)  ## free the disk of the event rows of load days before BEFORE; no other table changes
	$(BIN)/python -m orchestration.commands.drop_events -- "$$BEFORE"

# The shell of whoever calls has a USER too: only the one given to make counts. It is not echoed.
erase: $(SETTLED)  ## take one person out of everything but landing: make erase USER=<user id>
	$(if $(filter USER,$(GIVEN)),,$(error Say whom: make erase USER=<user id>))
	@$(BIN)/python -m orchestration.commands.erase -- "$$USER"

confirm: $(SETTLED)  ## give out a list that is suddenly empty or halved: make confirm AUDIENCE=<audience>
	@$(BIN)/python -m orchestration.commands.confirm -- "$$AUDIENCE"

acknowledge: $(SETTLED)  ## the receiver holds a generation: make acknowledge AUDIENCE=<audience> GENERATION=<number>
	@$(BIN)/python -m orchestration.commands.acknowledge -- "$$AUDIENCE" "$$GENERATION"

user: $(SETTLED)  ## one page about a user, in plain words: make user USER=<user id>
	$(if $(filter USER,$(GIVEN)),,$(error Say whom: make user USER=<user id>))
	@$(BIN)/python -m orchestration.commands.user -- "$$USER"

deliver: $(SETTLED)  ## what the newest plan would send to the receiver; CONFIRM=1 sends, AGAIN=1 also what was refused before; TEST=1 sends a test batch
	@$(BIN)/python -m orchestration.commands.deliver $(if $(call is_given,CONFIRM),--confirm) $(if $(call is_given,AGAIN),--again) $(if $(call is_given,TEST),--test)

dev: $(SETTLED)  ## the Dagster UI with its daemon on 127.0.0.1, port PORT (3000)
	$(BIN)/python -m orchestration.commands.dev

describe: $(SETTLED)  ## the columns of staging, described from the contract, and docs/contract.md and docs/tables.md
	$(BIN)/python -m orchestration.commands.describe
	$(BIN)/python -m orchestration.commands.describe_contract
	$(BIN)/python -m orchestration.commands.describe_tables

picture: $(SETTLED)  ## README's picture, from the published file
	$(BIN)/python -m orchestration.commands.picture

test: $(TESTABLE) lint  ## units, dbt's SQL, and whole mornings of odd shops: a quarter of an hour, two files at a time
	$(BIN)/python -m pytest $(IN_TWOS) tests/shops tests/dbt tests/unit

test-pipeline: $(TESTABLE)  ## what needs runs of larger shops: most of an hour
	$(BIN)/python -m pytest $(IN_TWOS) tests/pipeline tests/daemon

lint: $(TESTABLE)  ## ruff and sqlfluff
	mkdir -p .venv/lint
	$(BIN)/python -m orchestration.dbt.sources
	$(BIN)/python -m orchestration.dbt.found_models
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	CARTOGRAPH_HOME=$(CURDIR)/.venv/lint $(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

prove: $(TESTABLE)  ## the long proofs: kills of runs and of deliveries, a crowd, publishes under readers; what comes after events were dropped; an erasure, a drop and a replay killed; a full disk; a year of load days at once; the commands that documents show; the plan in a closed loop; the same lake and its changes on Spark, where it is installed; random deliveries through whole runs and through the SQL alone; odd shops; shuffled contexts
	@echo "SEED=$$SEED"
	$(BIN)/python -m pytest -v -m proof -n 2 tests/pipeline/test_kills.py --kills "$$KILLS" --random-kills "$$RANDOM_KILLS" --kill-seed "$$SEED"
	$(BIN)/python -m pytest -v -m proof tests/unit/orchestration/test_delivery_resumes.py --random-kills "$$RANDOM_KILLS" --kill-seed "$$SEED"
	$(BIN)/python -m pytest -v -m proof tests/pipeline/test_crowd.py --readers "$$READERS"
	$(BIN)/python -m pytest -v -rP -m proof tests/pipeline/test_long_use.py --publishes "$$PUBLISHES" --readers "$$READERS"
	$(BIN)/python -m pytest -v -m proof tests/dbt/test_readme_commands.py tests/pipeline/test_dropped_events.py tests/pipeline/test_history_again.py tests/pipeline/test_one_file.py tests/pipeline/test_erasure.py tests/pipeline/test_as_of.py tests/pipeline/test_damage.py tests/pipeline/test_real_data.py
	$(BIN)/python -m pytest -v -rP -m proof tests/pipeline/test_closed_loop.py
	$(BIN)/python -m pytest -v -rs -m proof tests/pipeline/test_spark.py tests/pipeline/test_spark_rework.py --delivery-seed "$$SEED"
	$(BIN)/python -m pytest -v -n 2 tests/pipeline/test_deliveries.py --deliveries "$$DELIVERIES" --delivery-seed "$$SEED"
	$(BIN)/python -m pytest -v tests/shops/test_sql_deliveries.py --sql-deliveries "$$SQL_DELIVERIES" --hypothesis-seed "$$SEED"
	$(BIN)/python -m pytest -v -n 2 tests/shops/test_odd_shops.py --odd-shops "$$ODD_SHOPS" --hypothesis-seed "$$SEED"
	$(BIN)/python -m pytest -v -s tests/unit/sample_shop/test_shop_contexts.py -k shuffled --context-shuffles "$$SHUFFLES"

bench: $(BENCHABLE)  ## the measured claims: EVENTS="10000000 100000000", FOLDER=<where the shops stay>, STEPS="floor build", RUNS=3
	$(BIN)/python -m benchmarks $(if $(EVENTS),--events $$EVENTS) $(if $(FOLDER),--folder "$$FOLDER") $(if $(STEPS),--steps $$STEPS) $(if $(RUNS),--runs "$$RUNS")

clean:  ## the environment and what was built; the shop's data stays
	rm -rf .venv dbt_project/target dbt_project/logs .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SETTLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(TESTABLE): $(SETTLED) | $(OLDEST_DUCKDB)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

$(OLDEST_DUCKDB): | $(SETTLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --target $@ duckdb==$(@:.venv/duckdb-%=%)

$(BENCHABLE): $(SETTLED)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	touch $@
