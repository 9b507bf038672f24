"""The published tables as Parquet files: those of the published file, replaced together."""

import shutil

import duckdb

from orchestration.warehouse import parquet_tables
from orchestration.warehouse.publishing import PublishedTable, publish
from orchestration.warehouse.state import State

STATE = State("state", "models")
USER_FACTS = PublishedTable("users", "user_facts")


def read_run(home):
    """The run that made the Parquet files."""
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT run_id FROM '{home.published_tables}/ops/run_facts.parquet'").fetchall()


def test_every_table_is_a_parquet_file_too_with_its_types_and_rows(warehouse):
    with duckdb.connect(warehouse.warehouse) as connection:
        connection.execute(
            "CREATE TABLE users.spent AS SELECT 1.5::DECIMAL(18, 4) AS amount, ['a'] AS words, now()::TIMESTAMP AS at"
        )
    publish(warehouse, [USER_FACTS, PublishedTable("users", "spent")], "run", STATE)
    files = sorted(
        str(path.relative_to(warehouse.published_tables)) for path in warehouse.published_tables.rglob("*.parquet")
    )
    assert files == [
        "ops/dropped_events.parquet",
        "ops/erasures.parquet",
        "ops/run_facts.parquet",
        "users/spent.parquet",
        "users/user_facts.parquet",
    ]
    for table in ("users.user_facts", "users.spent", "ops.run_facts"):
        with duckdb.connect(warehouse.published, read_only=True) as published:
            file = f"'{warehouse.published_tables}/{table.replace('.', '/')}.parquet'"
            described = "SELECT column_name, column_type FROM (DESCRIBE FROM {})"
            assert (
                published.execute(described.format(file)).fetchall()
                == published.execute(described.format(table)).fetchall()
            )
            assert published.execute(f"FROM {table} EXCEPT ALL FROM {file}").fetchall() == []
            assert published.execute(f"FROM {file} EXCEPT ALL FROM {table}").fetchall() == []


def test_who_has_a_parquet_file_open_keeps_it(warehouse):
    publish(warehouse, [USER_FACTS], "first", STATE)
    with (warehouse.published_tables / "ops" / "run_facts.parquet").open("rb") as file:
        whole = (warehouse.published_tables / "ops" / "run_facts.parquet").read_bytes()
        publish(warehouse, [USER_FACTS], "second", STATE)
        assert file.read() == whole
    assert read_run(warehouse) == [("second",)]


def test_who_has_just_followed_the_link_still_finds_its_file(warehouse, monkeypatch):
    publish(warehouse, [USER_FACTS], "first", STATE)
    followed, found = (warehouse.published_tables / "ops" / "run_facts.parquet").resolve(), []
    monkeypatch.setattr(
        parquet_tables.time, "sleep", lambda seconds: found.append((seconds, followed.exists(), read_run(warehouse)))
    )
    publish(warehouse, [USER_FACTS], "second", STATE)
    assert found == [(1, True, [("second",)])]
    assert not followed.exists()


def test_a_home_that_was_copied_without_its_links_is_published_over(warehouse):
    publish(warehouse, [USER_FACTS], "first", STATE)
    whole = warehouse.published_tables.resolve()
    warehouse.published_tables.unlink()
    shutil.copytree(whole, warehouse.published_tables)
    publish(warehouse, [USER_FACTS], "second", STATE)
    assert read_run(warehouse) == [("second",)]
    assert len(list(warehouse.published_versions.iterdir())) == 1
