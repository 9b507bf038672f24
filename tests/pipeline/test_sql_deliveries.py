"""Random deliveries through the SQL that dbt compiles: whatever came when, the tables are those of a full rebuild."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from dbt_recording import Recording, Warehouse, record_builds
from hypothesis import HealthCheck, Phase, given, settings
from random_lakes import Delivery, Lake, State, deliveries

# A recording of half a minute, and half a second for each state of the lake.
pytestmark = pytest.mark.timeout(7200)


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Recording:
    return record_builds(tmp_path_factory.mktemp("recording"))


def test_any_delivery_ends_in_the_tables_of_a_full_rebuild(recording, tmp_path, request):
    lake, other_lake = Lake(tmp_path / "lake"), Lake(tmp_path / "other_lake")
    with (
        Warehouse(recording, lake.home.path) as warehouse,
        Warehouse(recording, other_lake.home.path) as other_warehouse,
        ThreadPoolExecutor(1) as beside,
    ):

        @settings(
            max_examples=request.config.getoption("--sql-deliveries"),
            deadline=None,
            print_blob=True,
            phases=set(Phase) - {Phase.explain},
            suppress_health_check=list(HealthCheck),
        )
        @given(deliveries())
        def check(delivery: Delivery) -> None:
            rebuild = beside.submit(build, other_warehouse, other_lake, delivery.states[-1:])
            found, expected = build(warehouse, lake, delivery.states), rebuild.result()
            assert {table: rows for table, rows in found.items() if rows != expected[table]} == {
                table: expected[table] for table, rows in found.items() if rows != expected[table]
            }

        check()


def build(warehouse: Warehouse, lake: Lake, states: Iterable[State]) -> dict[str, list[str]]:
    """Build a warehouse from nothing in the first state, then in every later one; return what it holds in the end."""
    first, *later = states
    lake.bring(first)
    warehouse.build_full()
    for state in later:
        lake.bring(state)
        warehouse.build_incremental()
    warehouse.build_marts()
    return warehouse.read_rows()
