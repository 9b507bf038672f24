"""A home published again and again, with readers at it all the while: no read fails, and nothing of it piles up."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from readers import read_beside
from shop_home import ShopHome, find_differences, find_fact_differences

pytestmark = [pytest.mark.timeout(7200), pytest.mark.proof]

# Times what a first build leaves: a rebuild writes before it frees what was there.
MOST_GROWTH = {"warehouse.duckdb": 2.5, "published.duckdb": 1.1, "lake": 1.1}
# dbt's log ends at 60 MB; beside it stands what dbt compiles.
MOST_DBT_BYTES = 75_000_000


def measure(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder."""
    return sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())


def count_rows(home: ShopHome) -> dict[str, int]:
    """Return the row count of each table of the warehouse."""
    with duckdb.connect(home.warehouse, read_only=True) as warehouse:
        named = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal"
        tables = [table for (table,) in warehouse.execute(named).fetchall()]
        return {table: warehouse.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in tables}


def use(home: ShopHome, rounds: int) -> Iterator[None]:
    """Publish twice a round: a load day is halved, then put back and all rebuilt."""
    [events] = (home.landing / "shop" / "events" / home.load_days()[10]).glob("events.*")
    whole = events.read_bytes()
    for _ in range(rounds):
        events.write_bytes(whole[: len(whole) // 2])
        home.run_daily()
        events.write_bytes(whole)
        home.run_daily("--force")
        yield


def test_no_read_fails_and_no_file_grows_with_the_number_of_runs(built_shop, new_home, readers, request):
    home, rounds = new_home(), request.config.option.publishes // 2
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    sizes: list[dict[str, int]] = []
    rows: list[dict[str, int]] = []
    with read_beside(home, readers) as readings:
        for _ in use(home, rounds):
            sizes.append({name: measure(home.path / name) for name in [*MOST_GROWTH, "dagster/dbt"]})
            rows.append(count_rows(home))
    print(f"{2 * rounds} publishes, {len(readings)} readers, {sum(reading.reads for reading in readings)} reads")
    for name in sizes[0]:
        print(f"{name}: " + ", ".join(f"{size[name] / 1e6:.1f}" for size in sizes) + " MB")
    for reading in readings:
        assert not reading.failures, reading.failures[:3]
        assert reading.files == 1 + 2 * rounds < reading.reads
    for name, most in MOST_GROWTH.items():
        assert max(size[name] for size in sizes) < most * measure(built_shop.path / name), name
    assert sizes[-1]["dagster/dbt"] < MOST_DBT_BYTES
    # Of every table, those too that only show what the last run affected: each round ends in the same run.
    assert rows == rows[:1] * rounds
    assert not list(find_fact_differences(built_shop, home))
    assert not list(find_differences(built_shop, home))
