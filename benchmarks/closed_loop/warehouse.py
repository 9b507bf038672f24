"""The warehouse of a home, brought up to date day by day in one process: no more of it than the plan reads."""

import os
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from benchmarks.shop import CURRENCY
from ingest.contract import SOURCES
from ingest.home import Home, open_home
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from ml_assets.attribute_screening import screen_attributes
from ml_assets.campaign_cells import campaign_cells
from ml_assets.campaign_effects import campaign_results
from ml_assets.campaign_effects.sequence import TUNED_COUNT
from ml_assets.propensity import evaluate_propensity, fit_propensity, predict_propensity
from orchestration.dbt.project import DBT_DIR
from orchestration.warehouse.tables import DeclaredTable, write_table

ROWS, CHUNK = 100_000, 100_000
# What measuring reads, and on some days predicting; all that these are made from is built as well.
MEASURED, PREDICTED = ("campaign_triggers", "campaign_day_sums", "campaign_cell_sums"), ("user_attributes",)
# Chances are those of 30 days, and what they are made from is half of the work.
PREDICT_DAYS = 7


class LoopWarehouse:
    """One home a process: dbt and the settings keep to the first."""

    def __init__(self, path: Path, with_models: bool) -> None:
        """with_models: whether what Python makes is made, too: effects, cells and chances to order."""
        os.environ |= {
            "CARTOGRAPH_HOME": str(path),
            "CARTOGRAPH_CURRENCY": CURRENCY,
            "CARTOGRAPH_TIME_ZONE": "UTC",
            "CARTOGRAPH_HASH_KEY": "closed loop",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        self.home: Home = open_home(path)
        self.with_models = with_models
        self.days = 0
        prepare_lake(self.home)

    def bring(self, days: list[date]) -> None:
        """Load these days and build what the plan of the day after the last is made from."""
        for table in SOURCES["shop"].tables:
            folder = self.home.landing / "shop" / table
            landed = [day for day in days if (folder / day.isoformat()).exists()]
            load_days(self.home, "shop", table, landed)
        predicts = self.with_models and self.days % PREDICT_DAYS == 0
        self.days += 1
        measured = MEASURED if self.with_models else ()
        self._build([*self._names, *measured, *(PREDICTED if predicts else ())])
        if self.with_models:
            self._measure(days[-1])
        if predicts:
            self._predict(days[-1])

    @cached_property
    def _names(self) -> list[str]:
        """The models that the plan reads."""
        # Imported here: it reads the settings of the process.
        from orchestration.assets.campaign_plan import INPUTS

        return [key.path[-1] for key in INPUTS.keys.values() if key.path[0] == "inputs"]

    @cached_property
    def _dbt(self) -> dbtRunner:
        parsed = dbtRunner().invoke(["parse", *self._places])
        assert parsed.success, parsed.exception
        return dbtRunner(manifest=parsed.result)

    @property
    def _places(self) -> list[str]:
        folder = str(self.home.path / "dbt")
        project = ["--project-dir", str(DBT_DIR), "--profiles-dir", str(DBT_DIR), "--target", "daily"]
        files = ["--target-path", folder, "--log-path", folder, "--log-level-file", "error", "--no-write-json"]
        return [*project, *files, "--quiet"]

    def _build(self, names: list[str]) -> None:
        command = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
        if self.home.warehouse.exists():
            # Seeds and views are there already, and no day changes them.
            command = ["run", "--exclude", "config.materialized:view"]
        done = self._dbt.invoke([*command, *self._places, "--select", *(f"+{name}" for name in names)])
        # dbt keeps the file open with settings of its own, and nothing else in the process could open it.
        DuckDBConnectionManager.close_all_connections()
        if not done.success:
            raise RuntimeError(f"dbt failed: {done.exception or [r.message for r in done.result if r.message]}")

    def _measure(self, as_of: date) -> None:
        from orchestration.assets import python_tables as tables

        def read(name: str) -> pa.Table:
            return connection.table(f"inputs.{name}").to_arrow_table()

        def save(table: DeclaredTable, rows: pa.Table) -> None:
            write_table(connection, table, rows)

        with duckdb.connect(self.home.warehouse) as connection:
            triggers, sums = read("campaign_triggers"), read("campaign_cell_sums")
            save(
                tables.CAMPAIGN_RESULTS_TABLE,
                campaign_results(triggers, read("campaign_day_sums"), sums, TUNED_COUNT),
            )
            save(tables.CAMPAIGN_CELLS_TABLE, campaign_cells(sums, triggers, as_of, TUNED_COUNT).cells)

    def _predict(self, as_of: date) -> None:
        from orchestration.assets.attribute_screening import read_past_attributes
        from orchestration.assets.python_tables import PROPENSITY_TABLE, SCREENING_TABLE
        from orchestration.assets.user_propensity import read_past_rows, read_today

        screened = screen_attributes(read_past_attributes(ROWS)[0], as_of, seed=0)
        with duckdb.connect(self.home.warehouse) as connection:
            write_table(connection, SCREENING_TABLE, screened.attributes)
        past, _ = read_past_rows(ROWS)
        statuses = evaluate_propensity(past, as_of, seed=0).statuses
        model = fit_propensity(past)
        rows = pa.concat_tables(predict_propensity(model, statuses, today) for today in read_today(CHUNK))
        with duckdb.connect(self.home.warehouse) as connection:
            write_table(connection, PROPENSITY_TABLE, rows)
