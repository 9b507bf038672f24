"""Random deliveries through the SQL that dbt compiles: whatever came when, the tables are those of a full rebuild."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_lakes import DAYS, EVENTS, Delivery, Lake, State, deliveries
from sealed_events import name_as_landed, seal

from benchmarks.dbt_recording import Recording, record_builds
from benchmarks.dbt_replay import DATABASE, Warehouse
from orchestration.warehouse import sealing

# A recording of half a minute, and half a second for each state of the lake.
pytestmark = pytest.mark.timeout(7200)

# One whose days are not those of UTC, and whose clock is put forward.
SETTINGS = {"CARTOGRAPH_TIME_ZONE": "Europe/Berlin", "CARTOGRAPH_CURRENCY": "EUR"}
# So few that a full build of a random lake is cut into slices, as that of a hundred million events is.
VARIABLES = {"least_slice_events": 3}
# What holds deliveries row by row, and what says in which files they came: other in a shop that dropped some.
OF_ROWS = {
    f'"{DATABASE}".{name}'
    for name in (
        '"events"."int_event_deliveries"',
        '"events"."int_event_repeats"',
        '"history"."load_versions"',
    )
}


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Recording:
    return record_builds(tmp_path_factory.mktemp("recording"), SETTINGS, VARIABLES)


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


def test_events_dropped_after_any_delivery_change_nothing_that_comes_later(recording, tmp_path, request):
    """Neither morning by morning nor when all is rebuilt, beside a shop that keeps its rows.

    But for what that shop alone can know: see sealed_events.py.
    """
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
        @given(deliveries(), st.integers(0, 2), st.lists(st.sampled_from(DAYS), min_size=1, max_size=2).map(sorted))
        def check(delivery: Delivery, moment: int, befores: list[date]) -> None:
            *_, dropped_at = delivery.states[: moment + 1]
            at = delivery.states.index(dropped_at)
            rest = [close(state, dropped_at, befores[-1]) for state in delivery.states[at:]]
            rebuild = beside.submit(build, other_warehouse, other_lake, rest[-1:])
            lake.restore()
            first, *later = delivery.states[: at + 1]
            lake.bring(first)
            warehouse.build_full()
            for state in later:
                lake.bring(state)
                warehouse.build_incremental()
            for before in befores:
                drop(warehouse, lake, before)
                warehouse.build_incremental()
            for state in delivery.states[at + 1 :]:
                lake.bring(leave_out(state, befores[-1]))
                warehouse.build_incremental()
            warehouse.build_marts()
            found, whole = warehouse.read_rows(), rebuild.result()
            sealed = seal(rest[-1], dropped_at, befores[-1], lake)
            rebuild = beside.submit(build, other_warehouse, other_lake, [sealed])
            warehouse.build_full()
            warehouse.build_marts()
            found_rebuilt, expected = warehouse.read_rows(), name_as_landed(rebuild.result())
            lake.restore()
            lake.bring(rest[-1])
            warehouse.build_incremental()
            found_again = warehouse.read_rows()
            for table in expected.keys() - OF_ROWS:
                assert found[table] == expected[table], table
                assert found_rebuilt[table] == expected[table], f"{table}, rebuilt"
            for table in recording.facts:
                assert found_again[table] == whole[table], f"{table}, with the rows again"

        check()


def drop(warehouse: Warehouse, lake: Lake, before: date) -> None:
    """Drop the events of load days before a day."""
    with warehouse.connection.cursor() as cursor:
        cursor.execute(f"USE {DATABASE}")
        sealing.seal(lake.home, cursor, [EVENTS], before, print)
    lake.forget(before)


def leave_out(state: State, before: date) -> State:
    """The state without events of load days before a day."""
    return tuple(parcel for parcel in state if (parcel.source, parcel.table) != EVENTS or parcel.load_date >= before)


def close(state: State, closed: State, before: date) -> State:
    """The state with the events of load days before a day as they were in another."""
    return leave_out(state, before) + tuple(parcel for parcel in closed if parcel not in leave_out(closed, before))


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
