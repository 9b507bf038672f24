"""Old runs lose their logs and nothing else."""

import dagster as dg
import pytest

from orchestration.runs import logs
from orchestration.runs.logs import drop_old_logs
from orchestration.settings import prepare_home

DAYS = dg.DailyPartitionsDefinition("2025-01-01")


@dg.asset(partitions_def=DAYS)
def lake(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    print("printed by the asset")
    return dg.MaterializeResult(metadata={"rows": int(context.partition_key[-2:])})


@dg.asset(deps=[lake], check_specs=[dg.AssetCheckSpec("is_there", asset="mart")])
def mart():
    return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])


@dg.asset
def made_once():
    return dg.MaterializeResult(metadata={"rows": 7})


@pytest.fixture
def four_runs(home, monkeypatch):
    """A home with the history of four runs, a load day each, the first day again; their ids, oldest first."""
    for name in ("DAGSTER_HOME", "DBT_SEND_ANONYMOUS_USAGE_STATS"):
        monkeypatch.setenv(name, "")  # given back afterwards; prepare_home sets them
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        runs = [
            dg.materialize([lake, mart, *once], instance=instance, partition_key=f"2025-01-0{day}").run_id
            for day, once in ((1, [made_once]), (2, []), (3, []), (1, []))
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
    monkeypatch.setattr(logs, "KEPT_RUNS", 2)
    with dg.DagsterInstance.get() as instance:
        drop_old_logs(home, instance)
    assert list_logs(home) == {"index", *runs[2:]}
    assert set(runs) & list_outputs(home) == set(runs[2:])

    with dg.DagsterInstance.get() as instance:
        assert instance.get_run_ids() == runs[::-1]
        assert instance.get_materialized_partitions(lake.key) == {f"2025-01-0{day}" for day in (1, 2, 3)}
        records = instance.fetch_materializations(lake.key, limit=10, ascending=True).records
        assert [record.asset_materialization.metadata["rows"].value for record in records] == [1, 2, 3, 1]
        # The page of an old run opens, and is empty.
        assert instance.all_logs(runs[0]) == []
        assert len(instance.all_logs(runs[3])) > 5
        drop_old_logs(home, instance)
    assert list_logs(home) == {"index", *runs[2:]}


def test_what_old_runs_made_and_no_later_one_made_again_stays_in_the_history(four_runs, monkeypatch):
    home, runs = four_runs
    monkeypatch.setattr(logs, "KEPT_RUNS", 2)
    with dg.DagsterInstance.get() as instance:
        drop_old_logs(home, instance)
        assert instance.get_latest_materialization_event(mart.key).run_id == runs[3]
        assert instance.get_latest_materialization_event(made_once.key).run_id == runs[0]


def test_a_home_without_history_is_no_obstacle(home):
    with dg.DagsterInstance.ephemeral() as instance:
        drop_old_logs(home, instance)
