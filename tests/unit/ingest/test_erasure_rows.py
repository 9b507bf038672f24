"""Which rows go with an erased person, and what of others' rows does."""

import pyarrow as pa
import pytest

from ingest.books.erased_ids import ErasedIds, clean_id
from ingest.contract import SOURCES
from ingest.lake.erased_rows import Taken, take_out

IDS = ErasedIds(
    users=frozenset({"17850", "-5"}),
    visitors=frozenset({"17850", "device-1"}),
    orders=frozenset({"o 1"}),
    account_keys=frozenset({"hash-a"}),
    lengths=frozenset({3, 5, 6, 8}),
    name=clean_id,
)


def take_row(table: str, row: dict[str, str | None]) -> dict[str, str | None] | None:
    """Return what is left of a row; None when it went."""
    source, name = table.split("/")
    declared = SOURCES[source].tables[name]
    schema = pa.schema([(column, pa.string()) for column in (*declared.columns, "_fault", "_raw")])
    batch = pa.RecordBatch.from_pylist([row, dict.fromkeys(schema.names)], schema)
    left, taken = take_out(batch, declared, IDS)
    rows = left.to_pylist()
    assert rows[-1] == dict.fromkeys(schema.names), "a row of nobody went"
    assert taken.row_count == 2 - len(rows)
    assert (taken.value_count > 0) == (len(rows) == 2 and not left.equals(batch))
    return {column: value for column, value in rows[0].items() if value is not None} if len(rows) == 2 else None


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("shop/events", {"user_id": "17850"}),
        ("shop/events", {"user_id": " 17850.0", "anonymous_id": "someone"}),
        ("shop/users", {"user_id": "'17850"}),
        ("shop/users", {"user_id": "17850.00"}),
        ("shop/users", {"user_id": "-5.0"}),
        ("shop/events", {"anonymous_id": "device-1"}),
        ("shop/events", {"user_id": "  ", "anonymous_id": "device-1"}),
        ("shop/events", {"anonymous_id": "17850"}),
        ("shop/identities", {"user_id": "17850", "anonymous_id": "new"}),
        ("shop/identities", {"user_id": "other", "anonymous_id": "device-1"}),
        ("shop/orders", {"order_id": "o 1"}),
        ("shop/orders", {"order_id": "o 2", "user_id": "17850"}),
        ("shop/order_lines", {"order_id": "o 1"}),
        ("shop/reviews", {"order_id": "o 1"}),
        ("shop/messages", {"user_id": "17850"}),
        ("shop/users", {"user_id": "17850", "referrer_user_id": "other"}),
        ("online_retail/lines", {"invoiceno": "x", "customerid": "17850.0"}),
        ("taobao/behaviors", {"user_id": "17850"}),
        ("rees46/events", {"user_id": "17850"}),
        ("shop/events", {"_fault": "too_few_fields", "_raw": "e1,17850.0,view"}),
        ("shop/prices", {"_fault": "missing_column", "_raw": '{"user_id": 17850}'}),
        ("shop/items", {"_fault": "missing_column", "_raw": "device-1"}),
        ("shop/order_lines", {"_fault": "broken_quotes", "_raw": '"o 1,3,"'}),
        ("shop/orders", {"_fault": "broken_quotes", "_raw": '"o 9,hash-a,"'}),
        ("shopify/orders", {"name": "o 1", "email": "hash-a"}),
    ],
)
def test_a_row_of_theirs_goes(table, row):
    assert take_row(table, row) is None


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("shop/events", {"user_id": "178500", "anonymous_id": "device-10", "session_key": "17850"}),
        ("shop/events", {"user_id": "17850.5"}),
        ("shop/orders", {"order_id": "17850", "user_id": "other"}),
        ("shop/items", {"item_id": "17850"}),
        ("shop/events", {"_fault": "too_few_fields", "_raw": "e1,178500,xdevice-1"}),
        ("shop/events", {"_fault": "too_few_fields", "_raw": "o 1"}),
        ("shop/orders", {"order_id": "hash-a", "channel": "hash-a"}),
        ("woocommerce/orders", {"number": "o 2", "billing": '{"country":"hash-a","email":"hash-b","phone":null}'}),
    ],
)
def test_a_row_of_anothers_stays_as_it_is(table, row):
    assert take_row(table, row) == row


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("shop/users", {"user_id": "other", "referrer_user_id": "17850.0"}, "referrer_user_id"),
        ("shop/events", {"user_id": "other", "anonymous_id": "device-1"}, "anonymous_id"),
        ("shop/reviews", {"user_id": "other", "order_id": "o 1"}, "order_id"),
        ("shop/orders", {"user_id": "other", "order_id": "o 2", "email_hash": "hash-a"}, "email_hash"),
        ("shop/orders", {"order_id": "o 2", "phone_hash": "hash-a"}, "phone_hash"),
        ("shop/users", {"user_id": "other", "email_hash": "hash-a"}, "email_hash"),
        ("shopify/orders", {"name": "o 2", "email": "hash-a"}, "email"),
    ],
)
def test_anothers_row_loses_their_id_and_nothing_else(table, row, column):
    assert take_row(table, row) == {name: value for name, value in row.items() if name != column}


def test_a_key_within_json_is_emptied_and_the_rest_of_it_stays():
    row = {"number": "o 2", "billing": '{"country":"DE","email":"hash-a","phone":"hash-b"}'}
    assert take_row("woocommerce/orders", row) == {
        "number": "o 2",
        "billing": '{"country":"DE","email":null,"phone":"hash-b"}',
    }


def test_a_batch_without_them_is_the_same_batch():
    table = SOURCES["shop"].tables["messages"]
    batch = pa.RecordBatch.from_pylist([{"user_id": "other"}])
    left, taken = take_out(batch, table, IDS)
    assert left is batch
    assert taken == Taken(0, 0)
