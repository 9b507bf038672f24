"""The batched event log stores what Dagster's own would."""

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.runs.event_log import BatchedSqliteStorage

DAYS = dg.DailyPartitionsDefinition("2025-01-01")
TABLES = [dg.AssetSpec(["lake", name], partitions_def=DAYS) for name in ("events", "orders")]


@dg.multi_asset(specs=TABLES, backfill_policy=dg.BackfillPolicy.single_run())
def lake(context: dg.AssetExecutionContext):
    for spec in TABLES:
        for day in context.partition_keys:
            context.add_asset_metadata({"rows": int(day[-2:])}, asset_key=spec.key, partition_key=day)
        yield dg.MaterializeResult(asset_key=spec.key, tags={"kind": "test"})


@dg.asset(deps=TABLES, check_specs=[dg.AssetCheckSpec("is_there", asset="mart")])
def mart():
    return dg.MaterializeResult(check_results=[dg.AssetCheckResult(check_name="is_there", passed=True)])


def run_days(home):
    """Run three load days in an instance at `home`; return what it remembers of them."""
    with dg.DagsterInstance.get() as instance:
        definitions = dg.Definitions(
            assets=[lake, mart], jobs=[dg.define_asset_job("daily", executor_def=dg.in_process_executor)]
        )
        tags = {
            "dagster/asset_partition_range_start": "2025-01-01",
            "dagster/asset_partition_range_end": "2025-01-03",
        }
        result = definitions.resolve_job_def("daily").execute_in_process(instance=instance, tags=tags)
        events = instance.all_logs(result.run_id)
        key = TABLES[0].key
        records = instance.fetch_materializations(key, limit=10, ascending=True).records
        return {
            "in batches": isinstance(instance.storage_directory(), str)
            and type(instance.event_log_storage) is not SqliteEventLogStorage,
            "events": [event.dagster_event.event_type_value for event in events if event.is_dagster_event],
            "partitions": sorted(instance.get_materialized_partitions(key)),
            "rows": [record.asset_materialization.metadata["rows"].value for record in records],
            "latest": instance.get_latest_materialization_event(key).asset_materialization.partition,
            "planned": len(
                instance.get_records_for_run(
                    result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
                ).records
            ),
            "check": instance.event_log_storage.get_latest_asset_check_execution_by_key(
                [dg.AssetCheckKey(dg.AssetKey("mart"), "is_there")]
            )
            .popitem()[1]
            .status.value,
        }


@pytest.fixture
def both(tmp_path, monkeypatch):
    remembered = []
    for kind in ("own", "batched"):
        folder = tmp_path / kind
        folder.mkdir()
        settings = "telemetry: {enabled: false}\n"
        if kind == "batched":
            monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "100")
            settings += (
                "storage: {custom: {module: orchestration.runs.event_log, class: BatchedSqliteStorage,"
                " config: {base_dir: {env: DAGSTER_HOME}}}}\n"
            )
        (folder / "dagster.yaml").write_text(settings)
        monkeypatch.setenv("DAGSTER_HOME", str(folder))
        remembered.append(run_days(folder))
    return remembered


def test_a_range_run_is_remembered_alike(both):
    own, batched = both
    assert (own.pop("in batches"), batched.pop("in batches")) == (False, True)
    assert sorted(own.pop("events")) == sorted(batched.pop("events"))
    assert own == batched
    assert batched == {
        "partitions": ["2025-01-01", "2025-01-02", "2025-01-03"],
        "rows": [1, 2, 3],
        "latest": "2025-01-03",
        "planned": 7,
        "check": "SUCCEEDED",
    }


def test_either_storage_reads_the_files_of_the_other(both, tmp_path):
    own = SqliteEventLogStorage(str(tmp_path / "batched" / "history" / "runs"))
    assert len(own.get_materialized_partitions(TABLES[0].key)) == 3
    batched = BatchedSqliteStorage(str(tmp_path / "own"))
    assert len(batched.event_log_storage.get_materialized_partitions(TABLES[0].key)) == 3
