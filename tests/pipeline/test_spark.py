"""The same lake on both engines: every table that Spark makes holds DuckDB's rows, dbt's own tests pass there, and the
daily job publishes the same tables.

It needs Java and the extra `spark`.
"""

import json
import re
import shutil
from dataclasses import replace

import duckdb
import pytest
from compare_engines import compare_engines, compare_published
from dirty_files import write_dirty_files
from real_files import find_shared_data, land
from shop_home import ABOUT_THE_RUN, ShopHome

from orchestration.assets.python_tables import PUBLIC_PYTHON_TABLES
from seeds.sample_shop import write_shop

pytestmark = [pytest.mark.proof, pytest.mark.timeout(3 * 3600)]


@pytest.fixture(scope="module")
def both_built(new_home, quick_spark) -> ShopHome:
    """Twelve load days of a small shop, a file of dirt for each table, and real data where there are some: built on
    DuckDB and then on Spark."""
    # Where a clock shows an hour twice, and leaves one out.
    home = replace(new_home(), time_zone="Europe/Berlin")
    write_shop(home.path, users=300, days=12, seed=11)
    write_dirty_files(home.landing, "2025-01-12", rows=400)
    if (shared_data := find_shared_data()).is_dir():
        for source in ("online_retail", "rees46", "taobao"):
            land(source, shared_data, home.landing)
        cut_online_retail(home)
    home.run_daily()
    run_spark(home)
    return home


def cut_online_retail(home: ShopHome) -> None:
    """Leave the first month of it, 42,481 lines: all of it would be most of the lake."""
    [whole] = (home.landing / "online_retail").glob("*/*/*.parquet")
    first_month = whole.with_name("first_month.parquet")
    with duckdb.connect() as connection:
        rows = f"SELECT * FROM '{whole}' WHERE InvoiceDate < '2011-01-01'"
        connection.execute(f"COPY ({rows}) TO '{first_month}' (FORMAT parquet)")
    whole.unlink()


def run_spark(home: ShopHome, *arguments: str) -> str:
    """What dbt prints on Spark."""
    process = home.start("orchestration.commands.spark", *arguments)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    return output


def count_passed(output: str) -> int:
    """How many tests dbt says have passed; without one it says so and ends well."""
    return int(re.search(r"PASS=(\d+)", output)[1])


def test_every_table_of_spark_holds_the_rows_of_duckdb(both_built):
    found = list(compare_engines(both_built.warehouse, both_built.path / "spark" / "warehouse"))
    nodes = json.loads((both_built.path / "spark" / "target" / "manifest.json").read_text())["nodes"].values()
    made = [node for node in nodes if node["config"].get("materialized") in {"table", "by_version"}]
    assert len(found) > 0.8 * len(made)
    assert [comparison for comparison in found if not comparison.is_equal] == []
    assert sum(comparison.row_count > 0 for comparison in found) > 150


def test_every_data_test_passes_on_spark(both_built):
    assert count_passed(run_spark(both_built, "test", "-s", "test_type:data")) > 700


def test_every_unit_test_passes_on_spark(both_built):
    """Theirs is the clock of UTC, where they name no other."""
    output = run_spark(replace(both_built, time_zone=None), "test", "-s", "test_type:unit")
    assert count_passed(output) > 300


def test_the_daily_job_on_spark_publishes_what_it_does_on_duckdb(both_built):
    """Of dbt's tables: those of algorithms hang on the last digits of sums of doubles."""
    before = both_built.path / "by_duckdb.duckdb"
    shutil.copyfile(both_built.published, before)
    process = replace(both_built, engine="spark").start_daily()
    output, _ = process.communicate()
    assert process.returncode == 0, output
    left_out = ABOUT_THE_RUN | {f"{table.schema}.{table.name}" for table in PUBLIC_PYTHON_TABLES}
    found = list(compare_published(before, both_built.published, left_out))
    assert len(found) > 35
    assert [comparison for comparison in found if not comparison.is_equal] == []
