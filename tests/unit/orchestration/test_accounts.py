"""Which user ids and guests' orders the warehouse counts as one person."""

import duckdb
import pytest

from ingest.books.manifest import write_entries
from ingest.errors import ErasureError
from ingest.work.person import Joined
from orchestration.warehouse.accounts import find_joined
from orchestration.warehouse.publishing import PublishedTable, publish
from orchestration.warehouse.state import read_state

ORDERS = [
    ("o1", "old", "anna"),
    ("o2", None, "guest:e"),
    ("o3", None, "guest:n"),
    ("o4", None, "anna"),
    ("o5", "ben", "ben"),
]
KEYS = [
    ("anna", "email", "e", "joins"),
    ("anna", "phone", "p", "joins"),
    ("anna", "email", "of an office", "joins_nobody"),
    ("anna", "device", "d", "joins"),
    ("guest:n", "email", "n", "joins"),
    ("ben", "loyalty_card", "b", "joins"),
]


@pytest.fixture
def joined(warehouse):
    """A home whose warehouse counts anna, old and the guest e as one; the guest n is nobody else."""
    warehouse.lake.mkdir()
    write_entries(warehouse, [], loads_first=True)
    with duckdb.connect(warehouse.warehouse) as connection:
        connection.execute("CREATE SCHEMA identity")
        connection.execute("CREATE TABLE identity.int_user_accounts (account_id VARCHAR, user_id VARCHAR)")
        connection.execute("INSERT INTO identity.int_user_accounts VALUES ('old', 'anna'), ('guest:e', 'anna')")
        connection.execute(
            "CREATE TABLE identity.int_order_accounts (order_id VARCHAR, user_id VARCHAR, account_id VARCHAR)"
        )
        connection.execute("CREATE SCHEMA IF NOT EXISTS users")
        connection.execute(
            "CREATE TABLE users.user_identities (user_id VARCHAR, key_kind VARCHAR, key_value VARCHAR, status VARCHAR)"
        )
        connection.executemany("INSERT INTO users.user_identities VALUES (?, ?, ?, ?)", KEYS)
        connection.executemany("INSERT INTO identity.int_order_accounts VALUES (?, ?, ?)", ORDERS)
    publish(warehouse, [PublishedTable("users", "user_facts")], "run", read_state(warehouse))
    return warehouse


@pytest.mark.parametrize(
    ("user_id", "others", "orders", "keys"),
    [
        ("anna", {"old", "guest:e"}, {"o2", "o4"}, {"e", "p"}),
        ("old", {"anna", "guest:e"}, {"o2", "o4"}, {"e", "p"}),
        ("guest:e", {"anna", "old"}, {"o2", "o4"}, {"e", "p"}),
        ("guest:n", set(), {"o3"}, {"n"}),
        ("ben", set(), set(), {"b"}),
        ("nobody", set(), set(), set()),
    ],
)
def test_whichever_id_is_asked_for_the_person_is_the_same(joined, user_id, others, orders, keys):
    assert find_joined(joined, print, user_id) == Joined(frozenset(others), frozenset(orders), frozenset(keys))


def test_a_warehouse_that_is_not_of_the_lake_says_nothing(joined, monkeypatch):
    monkeypatch.setenv("CARTOGRAPH_CURRENCY", "CHF")
    with pytest.raises(ErasureError, match="run `make daily` first"):
        find_joined(joined, print, "anna")


def test_without_a_warehouse_nobody_knows(joined):
    joined.warehouse.unlink()
    with pytest.raises(ErasureError, match="run `make daily` first"):
        find_joined(joined, print, "anna")
