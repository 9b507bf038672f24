"""The code location as a whole: its names, its edges, and what its schedule asks for."""

import shutil
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest
import yaml

from ingest.contract import TABLES
from ingest.errors import LandingError
from ingest.landing import FIRST_LOAD_DATE
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from orchestration.assets.lake import LOAD_DAYS_KEY
from orchestration.assets.published import FILE_KEY, PUBLISHED_KEYS
from orchestration.assets.python_tables import PUBLIC_PYTHON_TABLES, PYTHON_TABLES
from orchestration.commands.daily import REPOSITORY
from orchestration.dbt.translator import LOADS_KEY, PUBLIC_SCHEMAS
from orchestration.definitions import definitions
from orchestration.jobs import daily_schedule, failure_sensor
from orchestration.runs import load_days as load_days_module
from orchestration.runs.load_days import find_first_load_day, find_load_range, find_today
from orchestration.settings import ROOT
from orchestration.warehouse.publishing import RECORDS


@pytest.fixture(scope="module")
def graph():
    return definitions.resolve_asset_graph()


def land(home, day, table="events"):
    folder = home.landing / "shop" / table / day
    folder.mkdir(parents=True)
    (folder / "part.csv").write_text("event_id,user_id,event_type,event_at\n1,u,view,2025-01-01 10:00:00\n")


def evaluate(home):
    return daily_schedule(dg.build_schedule_context(instance=dg.DagsterInstance.ephemeral()))


def test_every_asset_has_a_group_an_owner_a_description_and_kinds(graph):
    wanting = [
        node.key.to_user_string()
        for node in graph.asset_nodes
        if node.group_name == "default" or not node.owners or not node.description or not node.kinds
    ]
    assert wanting == []


def test_every_asset_function_holds_the_lock():
    unlocked = [
        asset.op.name
        for asset in definitions.resolve_all_asset_specs() and definitions.assets
        if isinstance(asset, dg.AssetsDefinition) and "run_lock" not in asset.required_resource_keys
    ]
    assert unlocked == []


def test_each_landing_table_has_its_asset_in_landing_and_lake(graph):
    for table in TABLES:
        landing, lake = (graph.get(dg.AssetKey([area, table.source, table.name])) for area in ("landing", "lake"))
        assert lake.parent_keys == {landing.key, LOAD_DAYS_KEY}
        assert not landing.is_executable
    assert graph.get(LOADS_KEY).parent_keys == {dg.AssetKey(["lake", t.source, t.name]) for t in TABLES}


def test_every_step_but_ingest_waits_for_the_gate():
    job = definitions.resolve_job_def("daily")
    parents = {
        node.name: {
            output.node_name
            for outputs in job.dependency_structure.input_to_upstream_outputs_for_node(node.name).values()
            for output in outputs
        }
        for node in job.nodes
    }
    ingest_steps = {name for name, of in parents.items() if not of}
    behind = {"lake__loads"}
    while more := {name for name, of in parents.items() if of & behind} - behind:
        behind |= more
    assert ingest_steps == {"lake_load_days"}
    assert behind == set(parents) - ingest_steps - {"lake_tables"}


def test_load_days_alone_are_partitioned_so_that_a_long_history_is_a_short_one_in_the_event_log(graph):
    assert {node.key for node in graph.asset_nodes if node.is_partitioned} == {LOAD_DAYS_KEY}


def test_publish_waits_for_every_public_table(graph):
    public = {key for key in graph.executable_asset_keys if key.path[0] in PUBLIC_SCHEMAS} - {
        record.key for record in RECORDS
    }
    assert set(PUBLISHED_KEYS) == public
    assert graph.get(FILE_KEY).parent_keys == public
    assert {table.key for table in PUBLIC_PYTHON_TABLES} <= public


def test_the_tables_that_python_makes_are_the_ones_listed(graph):
    made = {key for key in graph.executable_asset_keys if graph.get(key).kinds == {"python", "duckdb"}}
    assert made == {*(table.key for table in (*PYTHON_TABLES, *RECORDS)), FILE_KEY}


def test_the_job_is_one_run_of_all_in_one_process():
    job = definitions.resolve_job_def("daily")
    assert job.executor_def.name == "in_process"
    assert set(job.asset_layer.executable_asset_keys) == set(definitions.resolve_asset_graph().executable_asset_keys)
    starts = [node for node in job.nodes if node.name.startswith("warehouse")]
    assert 1 <= len(starts) <= 3


def test_runs_of_the_command_line_bear_the_name_by_which_the_ui_lists_them():
    [location] = yaml.safe_load((ROOT / "workspace.yaml").read_text())["load_from"]
    name = definitions.get_repository_def().name
    assert f"{name}@{location['python_module']['location_name']}" == REPOSITORY


def test_load_days_begin_with_the_first_of_landing_or_lake(home):
    assert find_first_load_day(home) == FIRST_LOAD_DATE
    prepare_lake(home)
    land(home, "2025-01-05")
    (home.landing / "shop" / "events" / "no day").mkdir()
    assert find_first_load_day(home) == date(2025, 1, 5)
    load_days(home, "shop", "events", [date(2025, 1, 5)])
    shutil.rmtree(home.landing)
    assert find_first_load_day(home) == date(2025, 1, 5)


def test_days_older_than_the_first_known_belong_to_it(home, monkeypatch):
    """A server that runs for weeks does not learn of them, and the data come first."""
    prepare_lake(home)
    for day in ("2025-01-05", "2025-01-01"):
        land(home, day)
    monkeypatch.setattr(load_days_module, "FIRST_DAY", date(2025, 1, 5))
    assert set(find_load_range(home).tags.values()) == {"2025-01-05"}
    assert load_days_module.list_days_before(home, date(2025, 1, 5)) == [date(2025, 1, 1)]


def test_schedule_and_sensor_are_on():
    assert daily_schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert failure_sensor.default_status == dg.DefaultSensorStatus.RUNNING
    assert (daily_schedule.cron_schedule, daily_schedule.execution_timezone) == ("0 5 * * *", "UTC")


def test_schedule_asks_for_one_run_over_all_days_that_differ(home):
    prepare_lake(home)
    for day in ("2025-01-01", "2025-01-05", "2025-01-03"):
        land(home, day)
    request = evaluate(home)
    assert isinstance(request, dg.RunRequest)
    assert request.tags["dagster/asset_partition_range_start"] == "2025-01-01"
    assert request.tags["dagster/asset_partition_range_end"] == "2025-01-05"


def test_schedule_says_why_it_skips_an_empty_home(home):
    prepare_lake(home)
    skip = evaluate(home)
    assert isinstance(skip, dg.SkipReason)
    assert "There is no load day yet" in skip.skip_message


def test_schedule_makes_a_run_that_fails_of_a_landing_it_cannot_read(home):
    prepare_lake(home)
    (home.landing / "unknown_source").mkdir(parents=True)
    request = evaluate(home)
    tags = (
        request.tags["dagster/asset_partition_range_start"],
        request.tags["dagster/asset_partition_range_end"],
    )
    assert tags == (str(find_today()), str(find_today()))


def test_a_load_day_that_has_not_begun_in_the_shops_zone_is_reported(home):
    prepare_lake(home)
    # Ingest itself leaves a day for zones ahead of the machine's; in this one it is not yet that day.
    tomorrow = str(datetime.now(UTC).date() + timedelta(days=1))
    land(home, tomorrow)
    with pytest.raises(LandingError, match=f"landing/shop/events/{tomorrow} comes after"):
        find_load_range(home)


def test_the_range_of_a_home_where_nothing_differs_is_one_day(home):
    prepare_lake(home)
    load_range = find_load_range(home)
    assert load_range.first == load_range.last
    assert isinstance(load_range.first, date)
    assert load_range.changes == ()
