"""The warehouse of a home, brought up to date day by day in one process: no more of it than the plan reads.

What dbt sends for that is recorded once, and replayed each day: dbt itself takes ten to twenty seconds, its SQL one.
"""

import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.dbt_recording import Recording, read_recording, record_builds
from benchmarks.dbt_replay import Replay
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
from orchestration.outbound.plan_decisions import write_plan_decisions
from orchestration.warehouse.tables import DeclaredTable, write_table

ROWS, CHUNK = 100_000, 100_000
# What measuring reads, and on some days predicting; all that these are made from is built as well.
MEASURED, PREDICTED = ("campaign_triggers", "campaign_day_sums", "campaign_cell_sums"), ("user_attributes",)
# Chances are those of 30 days, and what they are made from is half of the work.
PREDICT_DAYS = 7


SETTINGS = {
    "CARTOGRAPH_CURRENCY": CURRENCY,
    "CARTOGRAPH_TIME_ZONE": "UTC",
    "CARTOGRAPH_HASH_KEY": "closed loop",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
}


class LoopWarehouse:
    """One home a process: the settings keep to the first."""

    def __init__(self, path: Path, with_models: bool) -> None:
        """with_models: whether all that the plan reads is made, what Python makes included: effects, cells and chances
        to order. Otherwise the candidates alone."""
        os.environ |= SETTINGS | {"CARTOGRAPH_HOME": str(path)}
        self.home: Home = open_home(path)
        self.with_models = with_models
        self.days = 0
        self.recording = find_recording(path.parent, with_models)
        prepare_lake(self.home)

    def bring(self, days: list[date]) -> None:
        """Load these days and build what the plan of the day after the last is made from."""
        for table in SOURCES["shop"].tables:
            folder = self.home.landing / "shop" / table
            landed = [day for day in days if (folder / day.isoformat()).exists()]
            if landed:
                load_days(self.home, "shop", table, landed)
        if unread := list(write_plan_decisions(self.home)):
            raise RuntimeError(unread[0])
        predicts = self.with_models and self.days % PREDICT_DAYS == 0
        self.days += 1
        self._build([name for name in list_models(self.with_models) if predicts or name not in PREDICTED])
        if self.with_models:
            self._measure(days[-1])
        if predicts:
            self._predict(days[-1])

    def keep_open(self) -> duckdb.DuckDBPyConnection:
        """Open the file for reading; while it is, whoever else reads it opens it at once."""
        return duckdb.connect(self.home.warehouse, read_only=True)

    def _build(self, names: list[str]) -> None:
        is_first = not self.home.warehouse.exists()
        # Closed at the end: the plan opens the file with settings of its own.
        with duckdb.connect(self.home.warehouse, config={"threads": 1}) as connection:
            replay = Replay(self.recording, self.home.path, connection)
            replay.build_first() if is_first else replay.build_models(names)

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


def list_models(with_models: bool) -> list[str]:
    """Return the models that the plan reads and those that the tables of Python are made from, or the candidates."""
    if not with_models:
        return ["campaign_candidates"]
    # Imported here: it reads the settings of the process.
    from orchestration.assets.campaign_plan import INPUTS

    read = [key.path[-1] for key in INPUTS.keys.values() if key.path[0] == "inputs"]
    return [*read, *MEASURED, *PREDICTED]


def record_models(folder: Path, with_models: bool) -> Recording:
    """Record what dbt sends for these models, below `folder`, in place of what was recorded there."""
    place = find_place(folder, with_models)
    shutil.rmtree(place, ignore_errors=True)
    return record_builds(place, SETTINGS, models=list_models(with_models))


def find_recording(folder: Path, with_models: bool) -> Recording:
    """Return what is recorded below `folder`; it is recorded where nothing is."""
    file = find_place(folder, with_models) / "recording.json"
    return read_recording(file) if file.exists() else record_models(folder, with_models)


def find_place(folder: Path, with_models: bool) -> Path:
    return folder / ("recording_models" if with_models else "recording")
