"""Random deliveries through the SQL that dbt compiles: whatever came when, the tables are those of a full rebuild."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from dbt_recording import Recording, Warehouse, record_builds
from hypothesis import HealthCheck, event, given, settings
from random_lakes import Delivery, Lake, deliveries

# Half a second a state of the lake, and a recording of half a minute.
pytestmark = pytest.mark.timeout(7200)


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Recording:
    return record_builds(tmp_path_factory.mktemp("recording"))


def test_any_delivery_ends_in_the_tables_of_a_full_rebuild(recording, tmp_path, request):
    lived, rebuilt = Lake(tmp_path / "lived"), Lake(tmp_path / "rebuilt")
    with ThreadPoolExecutor(1) as beside:

        @settings(
            max_examples=request.config.getoption("--sql-deliveries"),
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(deliveries())
        def check(delivery: Delivery) -> None:
            describe(delivery)
            oracle = beside.submit(rebuild, recording, rebuilt, delivery)
            found = live_through(recording, lived, delivery)
            expected = oracle.result()
            assert {table: rows for table, rows in found.items() if rows != expected[table]} == {
                table: expected[table] for table, rows in found.items() if rows != expected[table]
            }

        check()


def rebuild(recording: Recording, lake: Lake, delivery: Delivery) -> dict[str, list[str]]:
    """What a fresh warehouse holds of the last state."""
    lake.bring(delivery.states[-1])
    with Warehouse(recording, lake.home.path) as warehouse:
        warehouse.build_full()
        warehouse.build_marts()
        return warehouse.read_rows()


def live_through(recording: Recording, lake: Lake, delivery: Delivery) -> dict[str, list[str]]:
    """What a warehouse holds that was built in every state."""
    first, *later = delivery.states
    with Warehouse(recording, lake.home.path) as warehouse:
        lake.bring(first)
        warehouse.build_full()
        for state in later:
            lake.bring(state)
            warehouse.build_incremental()
        warehouse.build_marts()
        return warehouse.read_rows()


def describe(delivery: Delivery) -> None:
    """Tell hypothesis what the delivery holds, for `--hypothesis-show-statistics`."""
    for before, after in zip(delivery.states, delivery.states[1:], strict=False):
        old = {parcel.place: parcel for parcel in before}
        new = {parcel.place: parcel for parcel in after}
        if new.keys() - old.keys():
            event("a file comes")
        if old.keys() - new.keys():
            event("a file is withdrawn")
        if any(old[place] != new[place] for place in old.keys() & new.keys()):
            event("a file is replaced")
        if old == new:
            event("nothing changes")
