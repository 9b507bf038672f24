"""The published file is whole at every moment, and says what it is."""

import json
import resource
import signal
import stat
import subprocess
import sys
import threading

import duckdb
import pytest

from orchestration.warehouse import publishing
from orchestration.warehouse.database_file import find_wal
from orchestration.warehouse.publishing import PublishedTable, PublishError, publish, write_empty
from orchestration.warehouse.state import State
from orchestration.warehouse.tables import DeclaredTable

STATE = State("state", "models")
USER_FACTS = PublishedTable("users", "user_facts")


def read(home, query):
    with duckdb.connect(home.published, read_only=True) as published:
        return published.execute(query).fetchall()


def read_parquet(home, table, columns):
    """The columns of a table as the Parquet file has them."""
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {columns} FROM '{home.published_tables}/{table}.parquet'").fetchall()


def list_places(home):
    """What stands of published things in the home, and how many folders of Parquet files."""
    return sorted(path.name for path in home.path.glob("published*")), len(list(home.published_versions.iterdir()))


# The two names, and one folder of Parquet files.
WHOLE = (["published", "published.duckdb"], 1)


def test_rows_constraints_and_comments_are_kept(warehouse):
    assert publish(warehouse, [USER_FACTS], "run", STATE) == {"users.user_facts": 3}
    assert read(warehouse, "SELECT user_id, units FROM users.user_facts ORDER BY user_id") == [
        ("a", 1),
        ("b", 2),
        ("it's", None),
    ]
    [(ddl, comment)] = read(warehouse, "SELECT sql, comment FROM duckdb_tables() WHERE table_name = 'user_facts'")
    assert "PRIMARY KEY" in ddl
    assert comment == "One row per user; it's public."
    assert read(
        warehouse,
        "SELECT column_name, is_nullable, comment FROM duckdb_columns() WHERE table_name = 'user_facts'",
    ) == [("user_id", False, None), ("units", True, "Units bought.")]


def test_run_facts_say_as_of_when_and_from_what(warehouse):
    publish(warehouse, [USER_FACTS], "run-1", State("state-1", "models-1"))
    [row] = read(
        warehouse,
        """
        SELECT as_of_date::VARCHAR, run_id, state_hash, table_count, row_count, row_counts FROM ops.run_facts
        """,
    )
    assert row[:5] == ("2025-04-30", "run-1", "state-1", 1, 3)
    assert json.loads(row[5]) == {"users.user_facts": 3}


def test_the_file_is_read_only_and_no_write_ahead_log_is_left(warehouse):
    publish(warehouse, [USER_FACTS], "run", STATE)
    find_wal(warehouse.published).write_bytes(b"left by somebody who wrote to the old file")
    publish(warehouse, [USER_FACTS], "run", STATE)
    assert stat.S_IMODE(warehouse.published.stat().st_mode) == 0o444
    assert not find_wal(warehouse.published).exists()
    assert list_places(warehouse) == WHOLE


def test_a_missing_table_leaves_the_old_file(warehouse):
    publish(warehouse, [USER_FACTS], "first", STATE)
    with pytest.raises(PublishError, match=r"users\.user_rfm is not in the warehouse"):
        publish(warehouse, [USER_FACTS, PublishedTable("users", "user_rfm")], "second", STATE)
    assert read(warehouse, "SELECT run_id FROM ops.run_facts") == [("first",)]


@pytest.mark.parametrize(
    ("step", "parquet"),
    [
        ("_write_run_facts", "first"),
        ("write_tables", "first"),
        ("replace_tables", "first"),
        ("replace_database", "killed"),
    ],
)
def test_a_kill_half_way_leaves_whole_files_and_the_next_run_publishes(warehouse, step, parquet):
    publish(warehouse, [USER_FACTS], "first", STATE)
    killed = f"""
import os, signal
from ingest.home import Home
from pathlib import Path
from orchestration.warehouse import publishing
from orchestration.warehouse.state import State
publishing.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
tables = [publishing.PublishedTable("users", "user_facts")]
publishing.publish(Home(Path({str(warehouse.path)!r})), tables, "killed", State("s", "m"))
"""
    ended = subprocess.run([sys.executable, "-c", killed], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (warehouse.path / "published.next.duckdb").exists()
    assert read(warehouse, "SELECT run_id FROM ops.run_facts") == [("first",)]
    assert read_parquet(warehouse, "ops/run_facts", "run_id") == [(parquet,)]
    publish(warehouse, [USER_FACTS], "third", STATE)
    assert read(warehouse, "SELECT run_id FROM ops.run_facts") == [("third",)]
    assert read_parquet(warehouse, "ops/run_facts", "run_id") == [("third",)]
    assert list_places(warehouse) == WHOLE


def test_copies_with_other_rows_than_the_warehouse_are_not_published(warehouse, monkeypatch):
    publish(warehouse, [USER_FACTS], "first", STATE)
    monkeypatch.setattr(publishing, "count_rows", lambda *_: {"users.user_facts": 2})
    with pytest.raises(
        PublishError, match=r"users\.user_facts has 3 rows in the warehouse, 3 in the .* and 2 as Parquet"
    ):
        publish(warehouse, [USER_FACTS], "second", STATE)
    assert read(warehouse, "SELECT run_id FROM ops.run_facts") == [("first",)]
    assert read_parquet(warehouse, "ops/run_facts", "run_id") == [("first",)]
    assert list_places(warehouse) == WHOLE


def test_a_disk_that_takes_no_more_leaves_the_old_file_and_none_that_is_half(warehouse):
    publish(warehouse, [USER_FACTS], "first", STATE)
    with duckdb.connect(warehouse.warehouse) as connection:
        connection.execute("INSERT INTO users.user_facts SELECT md5(range::VARCHAR), range FROM range(200000)")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))  # no file may grow beyond 1 MB
        with pytest.raises(duckdb.Error, match="Could not write"):
            publish(warehouse, [USER_FACTS], "second", STATE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert read(warehouse, "SELECT run_id FROM ops.run_facts") == [("first",)]
    assert list_places(warehouse) == WHOLE
    publish(warehouse, [USER_FACTS], "third", STATE)
    assert read(warehouse, "SELECT count(*) FROM users.user_facts") == [(200_003,)]


def test_eight_readers_never_fail_while_it_is_published_five_times(warehouse):
    publish(warehouse, [USER_FACTS], "0", STATE)
    is_over, seen, failures = threading.Event(), set(), []

    def read_on():
        while not is_over.is_set():
            done = subprocess.run(
                [
                    sys.executable,
                    "-c",
                    "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True);"
                    "[c.execute('SELECT count(*) FROM users.user_facts').fetchall() for _ in range(50)];"
                    "print(c.execute('SELECT run_id FROM ops.run_facts').fetchall()[0][0]);"
                    "[c.execute('FROM read_parquet($1)', [sys.argv[2]]).fetchall() for _ in range(50)]",
                    str(warehouse.published),
                    str(warehouse.published_tables / "users" / "user_facts.parquet"),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                failures.append(done.stderr)
            else:
                seen.add(done.stdout.strip())

    readers = [threading.Thread(target=read_on) for _ in range(8)]
    for reader in readers:
        reader.start()
    for number in range(1, 6):
        publish(warehouse, [USER_FACTS], str(number), STATE)
        is_over.wait(0.5)
    is_over.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert seen <= {"0", "1", "2", "3", "4", "5"}
    assert len(seen) > 1


def test_an_empty_file_is_written_once_and_never_over_a_published_one(warehouse):
    table = DeclaredTable("items", "basket_rules", "Rules.", publishing.RUN_FACTS.shape)
    write_empty(warehouse, [table])
    assert read(warehouse, "SELECT count(*) FROM items.basket_rules") == [(0,)]
    assert read(warehouse, "SELECT count(*) FROM ops.run_facts") == [(0,)]
    publish(warehouse, [USER_FACTS], "run", STATE)
    write_empty(warehouse, [table])
    assert read(warehouse, "SELECT run_id FROM ops.run_facts") == [("run",)]
