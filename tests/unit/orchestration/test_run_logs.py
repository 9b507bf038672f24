"""Old runs lose their logs and what later runs made again, and nothing else."""

import sqlite3
from contextlib import closing

import dagster as dg
import pytest

from orchestration import run_logs
from orchestration.run_logs import drop_old_logs
from orchestration.settings import prepare_home

DAYS = dg.DailyPartitionsDefinition("2025-01-01")


@dg.asset(partitions_def=DAYS)
def lake(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    print("said by the asset")
    return dg.MaterializeResult(metadata={"rows": int(context.partition_key[-2:])})


@dg.asset(deps=[lake], check_specs=[dg.AssetCheckSpec("is_there", asset="mart")])
def mart():
    return dg.MaterializeResult(tags={"kind": "test"}, check_results=[dg.AssetCheckResult(passed=True)])


@dg.asset
def made_once():
    return dg.MaterializeResult(metadata={"rows": 7})


@pytest.fixture
def four_runs(home, monkeypatch):
    """A home with the history of four runs, a load day each; the ids of the runs, oldest first."""
    for name in ("DAGSTER_HOME", "DAGSTER_EVENT_BATCH_SIZE", "DBT_SEND_ANONYMOUS_USAGE_STATS"):
        monkeypatch.setenv(name, "")  # given back afterwards; prepare_home sets them
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        runs = [
            dg.materialize(
                [lake, mart, *([made_once] if number == 1 else [])],
                instance=instance,
                partition_key=f"2025-01-0{number}",
            ).run_id
            for number in range(1, 5)
        ]
    return home, runs


def list_logs(home):
    return {path.name.partition(".")[0] for path in (home.dagster / "history" / "runs").iterdir()}


def list_outputs(home):
    return {path.name for path in (home.dagster / "storage").iterdir()}


def test_the_newest_runs_keep_their_logs_and_every_run_its_place_in_the_history(four_runs, monkeypatch):
    home, runs = four_runs
    assert list_logs(home) == {"index", *runs}
    assert set(runs) <= list_outputs(home)
    monkeypatch.setattr(run_logs, "KEPT_RUNS", 2)
    with dg.DagsterInstance.get() as instance:
        drop_old_logs(home, instance)
    assert list_logs(home) == {"index", *runs[2:]}
    assert set(runs) & list_outputs(home) == set(runs[2:])

    with dg.DagsterInstance.get() as instance:
        assert instance.get_run_ids() == runs[::-1]
        assert instance.get_materialized_partitions(lake.key) == {f"2025-01-0{number}" for number in range(1, 5)}
        records = instance.fetch_materializations(lake.key, limit=10, ascending=True).records
        assert [record.asset_materialization.metadata["rows"].value for record in records] == [1, 2, 3, 4]
        # The page of an old run opens, and is empty.
        assert instance.all_logs(runs[0]) == []
        assert len(instance.all_logs(runs[3])) > 5
        drop_old_logs(home, instance)
    assert list_logs(home) == {"index", *runs[2:]}


def count_rows(home):
    with closing(sqlite3.connect(home.dagster / "history" / "runs" / "index.db")) as index:
        return {
            table: index.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            for table in ("event_logs", "asset_event_tags", "asset_check_executions")
        }


def test_of_old_runs_the_history_keeps_load_days_and_what_was_not_made_again(four_runs, monkeypatch):
    home, runs = four_runs
    before = count_rows(home)
    monkeypatch.setattr(run_logs, "KEPT_RUNS", 2)
    with dg.DagsterInstance.get() as instance:
        drop_old_logs(home, instance)
        made = instance.fetch_materializations(mart.key, limit=10).records
        assert [record.run_id for record in made] == runs[:1:-1]
        [record] = instance.fetch_materializations(made_once.key, limit=10).records
        assert record.run_id == runs[0]
        check = dg.AssetCheckKey(mart.key, "is_there")
        checked = instance.event_log_storage.get_asset_check_execution_history(check, limit=10)
        assert [execution.run_id for execution in checked] == runs[:1:-1]
        assert instance.get_latest_materialization_event(mart.key).run_id == runs[3]
    assert count_rows(home)["asset_check_executions"] == before["asset_check_executions"] / 2 == 2
    assert count_rows(home)["asset_event_tags"] < before["asset_event_tags"]
    # Of the two old runs: their load days, planned and made, and what was made once.
    assert count_rows(home)["event_logs"] == before["event_logs"] / 2 + 2 * 2 - 1 + 2 * 1


def test_a_home_without_history_is_no_obstacle(home):
    with dg.DagsterInstance.ephemeral() as instance:
        drop_old_logs(home, instance)
