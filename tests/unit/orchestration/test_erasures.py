"""What the published file says of erasures, and which databases do not outlive one."""

from datetime import datetime

import duckdb
import pytest

from ingest.books.erasures import Erasure, add_erasures
from ingest.books.file_entry import LOADED, FileEntry
from ingest.books.manifest import write_entries
from orchestration.warehouse.erasures import find_unpublished, remove_databases
from orchestration.warehouse.publishing import PublishedTable, publish, write_empty
from orchestration.warehouse.state import State, note_built_models, read_built_models, read_state

STATE = State("state", "models")
USER_FACTS = PublishedTable("users", "user_facts")
FILE = "shop/users/2025-01-01/users.csv"
ERASURE = Erasure("u", ["u", "v"], ["o"], [1], "key", datetime(2025, 1, 2), [FILE], 5, 1, ["k"])


@pytest.fixture
def erased(warehouse):
    """A home with a published file, one erasure, and the lake file that held the person not yet read again."""
    warehouse.lake.mkdir()
    write_file(warehouse, erasure_count=0)
    publish(warehouse, [USER_FACTS], "run", STATE)
    add_erasures(warehouse, [ERASURE])
    return warehouse


def write_file(home, erasure_count: int) -> None:
    day = datetime(2025, 1, 1).date()
    entry = FileEntry("shop", "users", day, "users.csv", 1, "", 1, 0, 0, 0, erasure_count, "", 0, 0, 1, "", "", LOADED)
    write_entries(home, [entry], loads_first=True)


def read_erasures(home):
    with duckdb.connect(home.published, read_only=True) as published:
        return published.execute("FROM ops.erasures").fetchall()


def test_an_erasure_is_published_once_the_lake_is_without_the_person(erased):
    assert find_unpublished(erased) == [ERASURE]
    publish(erased, [USER_FACTS], "run", STATE)
    assert read_erasures(erased) == []
    assert find_unpublished(erased) == [ERASURE]

    write_file(erased, erasure_count=1)
    publish(erased, [USER_FACTS], "run", STATE)
    assert read_erasures(erased) == [("u", datetime(2025, 1, 2), 1, 1, 5, 1, 1)]
    assert find_unpublished(erased) == []


def test_a_file_of_before_there_were_erasures_shows_none(erased):
    erased.published.unlink()
    duckdb.connect(erased.published).close()
    assert find_unpublished(erased) == [ERASURE]


def test_a_published_file_that_cannot_be_read_shows_none(erased):
    erased.published.unlink()
    erased.published.write_bytes(b"no database")
    assert find_unpublished(erased) == [ERASURE]


def test_where_nobody_was_erased_there_is_nothing_to_publish(home):
    assert find_unpublished(home) == []
    write_empty(home, [])
    assert find_unpublished(home) == []
    assert read_erasures(home) == []


def test_an_erasure_is_a_new_state(home):
    home.lake.mkdir()
    write_entries(home, [], loads_first=True)
    before = read_state(home)
    add_erasures(home, [ERASURE])
    assert read_state(home).whole != before.whole
    assert read_state(home).models == before.models


def test_databases_go_with_all_that_duckdb_leaves_beside_them_but_not_the_published_one(erased):
    (erased.path / "as_of").mkdir()
    erased.dagster.mkdir()
    note_built_models(erased, "models")
    gone = [erased.warehouse, erased.broken_warehouse, erased.dev, erased.path / "as_of" / "2025-01-01.duckdb"]
    for database in gone:
        database.touch()
        database.with_name(f"{database.name}.wal").touch()
        (database.with_name(f"{database.name}.tmp")).mkdir()
    (erased.spark / "warehouse").mkdir(parents=True)
    assert remove_databases(erased) == [*(str(database.relative_to(erased.path)) for database in gone), "spark"]
    assert not erased.spark.exists()
    left = {path.name for path in erased.path.rglob("*.duckdb*")}
    assert left == {"published.duckdb"}
    assert read_built_models(erased) is None
    assert remove_databases(erased) == []
