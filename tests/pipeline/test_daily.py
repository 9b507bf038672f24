"""The job `daily`, whole: what it makes."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from shop_home import ShopHome

pytestmark = pytest.mark.timeout(900)
OLDEST_DUCKDB = "1.1.0"


def test_every_table_is_published_and_holds_something(built_shop):
    expected = {
        "statistics.daily_statistics",
        "statistics.hourly_statistics",
        "statistics.funnel",
        "statistics.retention_cohorts",
        "statistics.session_quality",
        "users.user_facts",
        "users.user_rfm",
        "users.user_groups",
        "users.user_group_months",
        "users.user_clusters",
        "users.cluster_profiles",
        "users.user_value",
        "users.user_tags",
        "users.tag_evidence",
        "users.tag_counts",
        "users.tag_checks",
        "users.user_send_times",
        "items.item_facts",
        "items.group_item_rules",
        "users.cluster_summaries",
        "items.item_clusters",
        "ops.load_days",
        "ops.quarantine_counts",
        "ops.run_facts",
    }
    assert expected <= built_shop.tables()
    # Too small a shop for these: 250 users show hardly anything that is sure, and 40 days hold no past date.
    too_small = {
        *("items.basket_rules", "items.basket_rule_contexts", "items.next_purchases"),
        "users.attribute_screening",
    }
    assert too_small <= built_shop.tables()
    for table in expected:
        assert built_shop.query(f"SELECT count(*) FROM {table}") > [(0,)], f"{table} is empty"


def test_every_published_column_is_described_in_the_file(built_shop):
    undescribed = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
    assert built_shop.query(undescribed) == []


def test_the_oldest_duckdb_that_is_promised_reads_every_row_of_it(built_shop):
    oldest = Path(sys.prefix) / f"duckdb-{OLDEST_DUCKDB}"
    assert oldest.is_dir(), "make .venv/.test puts it there"
    count = """
import duckdb, json, sys
shop = duckdb.connect(sys.argv[1], read_only=True)
tables = shop.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
output = {table: shop.execute(f"SELECT count(*), max(columns(*)) FROM {table}").fetchall() for (table,) in tables}
[(comments,)] = shop.execute("SELECT count(comment) FROM duckdb_columns() WHERE NOT internal").fetchall()
print(json.dumps([duckdb.__version__, output, comments], default=str))
"""

    def read(**shadowed: str) -> list:
        command = [sys.executable, "-c", count, str(built_shop.published)]
        return json.loads(subprocess.check_output(command, env=os.environ | shadowed, text=True))

    version, *oldest_read = read(PYTHONPATH=str(oldest))
    assert version == OLDEST_DUCKDB
    assert oldest_read == read()[1:]


def test_every_table_is_published_as_parquet_too(built_shop):
    tables = built_shop.tables()
    folder = built_shop.path / "published"
    assert {f"{path.parent.name}.{path.stem}" for path in folder.glob("*/*")} == tables
    for table in tables:
        file = f"'{folder}/{table.replace('.', '/')}.parquet'"
        assert built_shop.query(f"FROM {table} EXCEPT ALL FROM {file}") == [], table
        assert built_shop.query(f"FROM {file} EXCEPT ALL FROM {table}") == [], table


def test_nothing_private_is_published(built_shop):
    schemas = {table.split(".")[0] for table in built_shop.tables()}
    assert schemas == {"statistics", "users", "items", "marketing", "ops"}


def test_planted_dirt_is_quarantined_with_the_planted_counts_and_reasons(small_shop, built_shop):
    planted, duplicates, late = Counter(), 0, 0
    with (small_shop.path / "truth" / "dirt.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "duplicate":
                duplicates += int(row["row_count"])
            elif row["kind"] == "late":
                late += int(row["row_count"])
            elif row["reason"]:
                planted[row["table_name"], row["load_date"], row["reason"]] += int(row["row_count"])
    found = {
        (table, str(load_date), reason): count
        for table, load_date, reason, count in built_shop.query(
            "SELECT table_name, load_date, reason, row_count FROM ops.quarantine_counts"
        )
    }
    assert found == planted
    assert built_shop.query("SELECT sum(duplicate_count) FROM ops.load_days") == [(duplicates,)]
    assert duplicates > 0 < late


def test_every_landed_row_is_somewhere(built_shop):
    assert built_shop.query(
        "SELECT count(*) FROM ops.load_days"
        " WHERE landed_count <> accepted_count + quarantined_count + duplicate_count + superseded_count"
    ) == [(0,)]


def test_a_second_run_finds_nothing_new_and_publishes_nothing(built_shop, new_home):
    home = new_home()
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    before = home.published.stat()
    output = home.run_daily()
    assert "Nothing is new" in output
    after = home.published.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_an_empty_home_publishes_empty_tables_of_the_same_shape(built_shop, new_home):
    home = new_home()
    home.run_daily("--force")
    assert home.tables() == built_shop.tables()
    assert home.query("SELECT count(*) FROM users.user_facts") == [(0,)]
    shape = """
        SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL
    """
    assert home.query(shape) == built_shop.query(shape)


def test_a_failing_check_leaves_the_published_file_and_says_why_first(built_shop, new_home):
    home = new_home()
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    home.miscount_landing()
    before = home.published.read_bytes()
    output = home.run_daily("--force", fails=True)
    assert home.published.read_bytes() == before
    failed = next(line for line in output.splitlines() if line.startswith("FAILED"))
    assert "assert_landed_rows_are_conserved" in failed


def test_an_unknown_source_is_one_plain_sentence(new_home):
    home = ShopHome(new_home().path)
    (home.landing / "amazon" / "orders" / "2025-01-01").mkdir(parents=True)
    output = home.run_daily(fails=True)
    assert "amazon" in output
    assert "Traceback" not in output
    assert len(output.strip().splitlines()) <= 2
