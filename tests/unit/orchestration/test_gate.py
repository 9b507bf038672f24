"""The gate between ingest and all that is built: what it finds damaged is rebuilt by the run it lets through."""

from datetime import date

import dagster as dg
import pytest

from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from orchestration.assets.loads import REBUILD_TAG, loads
from orchestration.runs.lock import RunLock
from orchestration.warehouse.state import note_built_models, read_state

DAY = date(2025, 1, 1)


@pytest.fixture
def built(warehouse):
    """A home with one load day in the lake, and a warehouse that was built whole by this code."""
    folder = warehouse.landing / "shop" / "categories" / str(DAY)
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("category_id,name\n" + "".join(f"c{number},name\n" for number in range(300)))
    warehouse.dagster.mkdir()
    prepare_lake(warehouse)
    load_days(warehouse, "shop", "categories", [DAY])
    note_built_models(warehouse, read_state(warehouse).models)
    return warehouse


def pass_gate() -> tuple[bool, bool, list[str]]:
    """Run the gate alone; return whether it was passed, whether all is to be rebuilt, and why it failed."""
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([loads], resources={"run_lock": RunLock()}, instance=instance, raise_on_error=False)
        is_rebuild = REBUILD_TAG in instance.get_run_by_id(result.run_id).tags
    reasons = [
        event.event_specific_data.user_failure_data.description for event in result.all_events if event.is_step_failure
    ]
    return bool(result.asset_materializations_for_node("lake__loads")), is_rebuild, reasons


def test_a_sound_home_passes_as_it_is(built):
    assert pass_gate() == (True, False, [])


def test_a_damaged_warehouse_is_set_aside_and_all_is_rebuilt(built):
    built.warehouse.write_bytes(b"no tables")
    assert pass_gate() == (True, True, [])
    assert not built.warehouse.exists()
    assert (built.path / "warehouse.broken.duckdb").read_bytes() == b"no tables"


def test_a_warehouse_that_cannot_be_opened_for_another_reason_ends_the_run(built):
    built.warehouse.unlink()
    built.warehouse.mkdir()
    passed, _, [reason] = pass_gate()
    assert not passed
    assert reason.startswith(f"{built.warehouse} cannot be opened (")
    assert built.warehouse.is_dir()


def test_bits_flipped_in_the_lake_are_read_again_before_all_is_built_from_it(built):
    [path] = (built.lake / "shop" / "categories").glob(f"loaded_on={DAY}/*.parquet")
    sound = path.read_bytes()
    damaged = sound[:200] + bytes(byte ^ 0xFF for byte in sound[200:210]) + sound[210:]
    path.write_bytes(damaged)
    assert pass_gate() == (True, False, [])
    assert path.read_bytes() == damaged  # a run that reads only what is new has no time for all of the lake
    note_built_models(built, None)
    assert pass_gate() == (True, True, [])
    assert path.read_bytes() == sound


def test_a_lake_that_misses_files_of_other_days_is_not_built_from(built):
    [path] = (built.lake / "shop" / "categories").glob(f"loaded_on={DAY}/*.parquet")
    path.unlink()
    passed, _, [reason] = pass_gate()
    assert not passed
    assert reason.startswith("The lake is incomplete for 1 load days, 2025-01-01 to 2025-01-01")
