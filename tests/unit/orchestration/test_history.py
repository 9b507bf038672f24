"""Dagster's history is not written out to the disk at each event, and holds what it would anyway."""

import dagster as dg
import pytest

from orchestration.definitions import definitions
from orchestration.settings import prepare_home


@dg.asset
def made():
    return dg.MaterializeResult(metadata={"rows": 7})


@pytest.fixture
def history(home, monkeypatch):
    for name in ("DAGSTER_HOME", "DBT_SEND_ANONYMOUS_USAGE_STATS"):
        monkeypatch.setenv(name, "")  # given back afterwards; prepare_home sets them
    assert definitions  # by importing it every process that runs something keeps the files open
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        run_id = dg.materialize([made], instance=instance).run_id
    return home.dagster / "history" / "runs", run_id


def test_the_write_ahead_logs_of_index_and_run_stay_open(history):
    folder, run_id = history
    assert (folder / "index.db-wal").stat().st_size > 0
    assert (folder / f"{run_id}.db-wal").stat().st_size > 0


def test_another_instance_reads_what_was_written(history):
    _, run_id = history
    with dg.DagsterInstance.get() as instance:
        latest = instance.get_latest_materialization_event(made.key)
    assert (latest.run_id, latest.asset_materialization.metadata["rows"].value) == (run_id, 7)
