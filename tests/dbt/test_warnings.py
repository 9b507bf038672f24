"""Each warning shows what was planted for it, and nothing of the rows beside it that are in order."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from random_lakes import Lake, Parcel

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
NAMES = (
    "warn_missing_ids",
    "warn_ids_met_as_floats",
    "warn_order_ids_used_twice",
    "warn_users_of_events_and_orders_never_meet",
    "warn_files_not_in_utf8",
    "warn_keys_that_join_nobody",
    "warn_merges_in_a_circle",
    "warn_users_joined_in_part",
    "warn_refunded_without_an_amount",
    "warn_sold_lines_with_a_return_date",
)
FOREIGN = {"_fault": "wrong_encoding", "_raw": "Malm\\xf6"}
MONDAY, TUESDAY = date(2025, 3, 3), date(2025, 3, 4)


def order(order_id: str, user_id: str | None, ordered_at: str = "2025-03-03 10:00:00") -> dict[str, str | None]:
    return {"order_id": order_id, "user_id": user_id, "ordered_at": ordered_at}


def event(user_id: str | None, item_id: str | None = "i") -> dict[str, str | None]:
    return {
        "user_id": user_id,
        "anonymous_id": f"v-{user_id}",
        "item_id": item_id,
        "event_type": "view",
        "event_at": "2025-03-03 10:00:00",
    }


# Sixty users of events and sixty of orders, of whom two are both.
EVENTS = [
    *(event(f"e{number}") for number in range(58)),
    *(event("s1"), event("s2"), event(None)),
    *(event("NaN"), event("nan", "undefined"), event("0"), event(None, "0"), event("Nancy")),
]
MONDAYS_ORDERS = [
    *(order(f"o{number}", f"c{number}") for number in range(58)),
    *(order("s1", "s1"), order("s2", "s2"), order("guest's", None)),
    *(order("again", "c1"), order("1001", "c1"), order("1002", "c1"), order("1003", None)),
    *(order("f1", "17850.0"), order("f2", "17850"), order("f3", "17850"), order("f4", "17851.0"), order("f5", "1.0-b")),
]
TUESDAYS_ORDERS = [
    *(order("again", "c1"), order("1001", "c2"), order("1002", "c1", "2025-03-04 11:00:00"), order("1003", "c1")),
]
# What a shop says of an order that was paid back. Of the last two an amount is known, or nothing came back.
REFUNDED = [
    "refunded",
    "Partially_Refunded",
    "returned",
    "Partially returned",
    "Shipped - Returned to Seller",
    "closed",
]
REFUNDED_ORDERS = [
    *(order(f"r{number}", None) | {"status": word} for number, word in enumerate(REFUNDED)),
    order("r-known", None) | {"status": "refunded", "refund_amount": "5"},
    order("r-complete", None) | {"status": "complete"},
]
REFUNDED_LINES = [
    {"order_id": row["order_id"], "line_number": "1", "item_id": "i", "quantity": "1", "unit_price": "10"}
    for row in REFUNDED_ORDERS
]
# A unit a row, with the day on which it came back; of the second order a returned line says so, of the third an amount.
DATED_ORDERS = [order("v1", None), order("v2", None), order("v3", None) | {"refund_amount": "5"}]
SOLD = {"line_number": "1", "item_id": "i", "quantity": "1", "unit_price": "10"}
DATED_LINES = [
    *(SOLD | {"order_id": row["order_id"], "returned_at": "2025-03-03 12:00:00"} for row in DATED_ORDERS),
    SOLD | {"order_id": "v2", "line_number": "2", "quantity": "-1"},
]
# More users at one address than one person has ids, as many as one may have, and fourteen in a chain of shared keys.
USERS = [
    *({"user_id": f"office{number}", "email_hash": "office"} for number in range(21)),
    *({"user_id": f"family{number}", "email_hash": "family"} for number in range(20)),
    *({"user_id": f"n{at:02}", "email_hash": f"e{at // 2}", "phone_hash": f"p{(at + 1) // 2}"} for at in range(14)),
    {"user_id": "m1", "merged_into_user_id": "m2"},
    {"user_id": "m2", "merged_into_user_id": "m1"},
    {"user_id": "m3", "merged_into_user_id": "m1"},
    {"user_id": "m4", "merged_into_user_id": "m5"},
]


@pytest.fixture(scope="module")
def lake_home(tmp_path_factory) -> Path:
    """A home with a lake of two load days."""
    home = tmp_path_factory.mktemp("home")
    Lake(home).bring(
        [
            Parcel("shop", "events", MONDAY, "a.csv", tuple(EVENTS)),
            Parcel("shop", "orders", MONDAY, "a.csv", tuple(MONDAYS_ORDERS)),
            Parcel("shop", "orders", TUESDAY, "a.csv", tuple(TUESDAYS_ORDERS)),
            Parcel("shop", "orders", MONDAY, "refunded.csv", tuple(REFUNDED_ORDERS)),
            Parcel("shop", "order_lines", MONDAY, "a.csv", tuple(REFUNDED_LINES)),
            Parcel("shop", "orders", MONDAY, "dated.csv", tuple(DATED_ORDERS)),
            Parcel("shop", "order_lines", MONDAY, "dated.csv", tuple(DATED_LINES)),
            Parcel("shop", "users", MONDAY, "a.csv", tuple(USERS)),
            Parcel("shop", "items", TUESDAY, "latin.csv", ({"item_id": "i"}, FOREIGN, FOREIGN)),
            Parcel("shop", "items", TUESDAY, "short.csv", ({"_fault": "too_few_fields", "_raw": "?"},)),
        ]
    )
    return home


@pytest.fixture(scope="module")
def found(tmp_path_factory, lake_home) -> dict[str, list[tuple]]:
    """The rows of each warning, by its name, where everything was rebuilt."""
    home, target = lake_home, tmp_path_factory.mktemp("target")
    build_warnings(home, target, "build", "--full-refresh", "--select", *(f"+{name}" for name in NAMES))
    return read_warnings(home)


@pytest.fixture(scope="module")
def found_next(found, tmp_path_factory, lake_home) -> dict[str, list[tuple]]:
    """The same when nothing was rebuilt: of rows, the morning's own."""
    build_warnings(lake_home, tmp_path_factory.mktemp("target"), "test", "--select", *NAMES)
    return read_warnings(lake_home)


def build_warnings(home: Path, target: Path, *arguments: str) -> None:
    subprocess.run(
        [
            *(Path(sys.executable).parent / "dbt", "--quiet", *arguments, "--store-failures"),
            *("--indirect-selection", "empty", "--target-path", target, "--log-path", target),
        ],
        cwd=DBT_PROJECT,
        env=os.environ | {"CARTOGRAPH_HOME": str(home), "DBT_PROFILES_DIR": str(DBT_PROJECT)},
        check=True,
    )


def read_warnings(home: Path) -> dict[str, list[tuple]]:
    """The rows of each warning, by its name."""
    with duckdb.connect(home / "dev.duckdb", read_only=True) as connection:
        schemas = dict(
            connection.execute(
                "SELECT table_name, schema_name FROM duckdb_tables() WHERE table_name LIKE 'warn%'"
            ).fetchall()
        )
        return {
            name: connection.execute(f'SELECT * FROM "{schemas[name]}"."{name}" ORDER BY ALL').fetchall()
            for name in NAMES
        }


def test_words_for_no_id_are_counted(found):
    assert found["warn_missing_ids"] == [
        ("events", "item_id", "undefined", 1),
        ("events", "user_id", "0", 1),
        ("events", "user_id", "nan", 2),
    ]


def test_words_and_floats_of_earlier_load_days_are_not_warned_of_again(found_next):
    assert found_next["warn_missing_ids"] == found_next["warn_ids_met_as_floats"] == []
    assert found_next["warn_order_ids_used_twice"]


def test_ids_that_met_as_floats_are_counted(found):
    assert found["warn_ids_met_as_floats"] == [("orders", "user_id", 1, 2, "17850")]


def test_order_ids_used_twice_are_counted(found):
    """The same order delivered again, and a guest who signed up, are in order."""
    assert found["warn_order_ids_used_twice"] == [("shop", 2, 4, "1001")]


def test_users_who_never_meet_are_counted(found):
    """Beside those planted by the dozen: Nancy's events, and the orders of 17850, 17851 and 1.0-b."""
    [(of_events, of_orders, common)] = found["warn_users_of_events_and_orders_never_meet"]
    assert (of_events, of_orders, common) == (61, 63, 2)


def test_files_that_are_not_in_utf8_are_named(found):
    assert found["warn_files_not_in_utf8"] == [("shop", "items", TUESDAY, "latin.csv", 2)]


def test_a_key_of_more_users_than_one_person_has_ids_is_named(found):
    assert found["warn_keys_that_join_nobody"] == [("email", "office", 21)]


def test_users_merged_in_a_circle_or_into_one_are_named(found):
    assert found["warn_merges_in_a_circle"] == [("m1", "m2"), ("m2", "m1"), ("m3", "m1")]


def test_keys_are_named_where_users_hang_together_over_too_many(found):
    """The first thirteen are one; to the last the search does not reach."""
    assert found["warn_users_joined_in_part"] == [("email", "e6", 2)]


def test_orders_refunded_without_an_amount_are_counted(found):
    assert found["warn_refunded_without_an_amount"] == [(len(REFUNDED), "r0")]


def test_sold_lines_with_a_return_date_are_counted(found):
    assert found["warn_sold_lines_with_a_return_date"] == [(1, "v1")]
