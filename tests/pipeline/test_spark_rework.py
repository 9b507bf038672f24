"""Spark puts what changed into the tables that are there: whatever came when, they hold what DuckDB builds from all.

It needs Java and the extra `spark`.
"""

from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import pytest
from compare_engines import compare_engines
from random_lakes import Lake, Parcel, State, make_delivery
from random_rows import DAYS
from shop_home import ShopHome

from benchmarks.dbt_recording import Recording, record_builds
from benchmarks.dbt_replay import DATABASE, Replay

pytestmark = [pytest.mark.proof, pytest.mark.timeout(6 * 3600)]
# What is built by versions, and all that it is made from.
MODELS = (
    *("build", "-s", "+path:models/history", "+path:models/current", "+path:models/facts"),
    *("--exclude-resource-type", "test", "unit_test"),
)
SETTINGS = {"CARTOGRAPH_TIME_ZONE": "Europe/Berlin", "CARTOGRAPH_CURRENCY": "EUR"}


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Recording:
    return record_builds(tmp_path_factory.mktemp("recording"), SETTINGS, {})


@pytest.fixture
def home(new_home, quick_spark) -> ShopHome:
    return replace(new_home(), time_zone=SETTINGS["CARTOGRAPH_TIME_ZONE"])


def build(home: ShopHome) -> None:
    process = home.start("orchestration.commands.spark", *MODELS)
    output, _ = process.communicate()
    assert process.returncode == 0, output[-5000:]


def find_unlike(home: ShopHome, recording: Recording, folder: Path) -> list[str]:
    """What Spark holds otherwise than DuckDB after a full build of the same lake."""
    path = folder / f"{DATABASE}.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as connection:
        Replay(recording, home.path, connection).build_first()
    found = list(compare_engines(path, home.path / "spark" / "warehouse"))
    assert len(found) > 70
    return [str(comparison) for comparison in found if not comparison.is_equal]


def list_files(home: ShopHome, schemas: set[str]) -> dict[Path, int]:
    """When the files of Spark's tables were written."""
    warehouse = home.path / "spark" / "warehouse"
    files = [file for schema in schemas for file in (warehouse / f"{schema}.db").rglob("*.parquet")]
    return {file: file.stat().st_mtime_ns for file in files}


def deliver(rng: Random, runs: int) -> tuple[State, ...]:
    return make_delivery(rng, 40, runs).states


def test_a_table_of_which_nothing_is_left_is_empty(home, recording, tmp_path):
    """Every order line is withdrawn, and then there are some again."""
    lake = Lake(home.path)
    orders, lines = (
        Parcel("shop", table, DAYS[0], "a.csv", (row,))
        for table, row in (
            ("orders", {"order_id": "o1", "user_id": "u1", "ordered_at": f"{DAYS[0]} 10:00:00"}),
            ("order_lines", {"order_id": "o1", "line_number": "1", "item_id": "i1", "quantity": "1"}),
        )
    )
    for state in ((orders, lines), (orders,), (), (orders, lines)):
        lake.bring(state)
        build(home)
        assert find_unlike(home, recording, tmp_path) == [], state


def test_ten_deliveries_one_after_another_leave_what_duckdb_builds(home, recording, tmp_path, request):
    lake = Lake(home.path)
    states = deliver(Random(request.config.getoption("--delivery-seed")), 11)
    for number, state in enumerate(states):
        lake.bring(state)
        build(home)
        assert find_unlike(home, recording, tmp_path) == [], f"delivery {number}"
    before = list_files(home, {"events", "facts"})
    build(home)
    assert before
    assert list_files(home, {"events", "facts"}) == before, "nothing was new"


def test_whenever_java_is_killed_the_next_build_makes_it_good(home, recording, tmp_path, request):
    lake, rng = Lake(home.path), Random(request.config.getoption("--delivery-seed"))
    first, *others = deliver(rng, 6)
    lake.bring(first)
    build(home)
    for state in others:
        lake.bring(state)
        number = rng.randint(1, 60)
        process = home.start("killed_spark", str(number), *MODELS)
        output, _ = process.communicate()
        assert process.returncode == 1, output[-5000:]
        build(home)
        assert find_unlike(home, recording, tmp_path) == [], f"killed before statement {number}"
