"""The money of the sample shop, counted three times: planted, by the warehouse, and straight from the landing files."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import duckdb
import pytest
from money_oracle import count_money, read_planted

AMOUNTS = ("gross", "discount", "return", "net", "margin")
FACTS = ("gross", "discount", "given_back", "net", "margin")  # the same, by the oracle's names
COLUMNS = ", ".join(f"{name}_amount" for name in AMOUNTS)
SUMS = ", ".join(f"sum({name}_amount)" for name in AMOUNTS)


@pytest.fixture(scope="module")
def money(built_shop):
    return count_money(built_shop.landing / "shop", "EUR")


@pytest.fixture(scope="module")
def facts(built_shop):
    """A function that gives rows of a query on the private warehouse."""

    def query(sql: str) -> list[tuple]:
        with duckdb.connect(built_shop.warehouse, read_only=True) as warehouse:
            return warehouse.execute(sql).fetchall()

    return query


def name_amounts(row: Iterable) -> dict:
    return dict(zip(AMOUNTS, row, strict=True))


def pick_amounts(row: dict) -> dict:
    """The amounts among the oracle's sums, by the warehouse's names."""
    return {name: row["given_back" if name == "return" else name] for name in AMOUNTS}


def without_zeros(row: dict) -> dict:
    """Those that something is known of: an item nobody bought has a row, and no part in the count."""
    return {key: amounts for key, amounts in row.items() if any(amounts.values())}


def test_every_order_is_as_planted(facts, small_shop):
    planted = read_planted(small_shop.path / "truth")
    names = ("user_id", "currency", "rate", "shipping", "tax", *AMOUNTS)
    columns = f"user_id, coalesce(currency, 'EUR'), exchange_rate, shipping_amount, tax_amount, {COLUMNS}"
    rows = facts(f"SELECT order_id, {columns} FROM facts.orders")
    found = {order_id: dict(zip(names, row, strict=True)) for order_id, *row in rows}
    assert found == {order_id: order for order_id, order in planted.items() if order.pop("counts_as") == "counted"}


def test_orders_and_lines_are_as_counted_from_the_landing_files(facts, money):
    rows = facts(f"SELECT order_id, {COLUMNS} FROM facts.orders")
    found = {order_id: name_amounts(amounts) for order_id, *amounts in rows}
    assert found == {order.order_id: {name: order.figures[name] for name in AMOUNTS} for order in money.counted}
    rows = facts(f"SELECT order_id, item_id, quantity, {COLUMNS} FROM facts.order_lines")
    assert Counter(rows) == Counter(
        (order.order_id, line.line.item, line.line.quantity, *(getattr(line, name) for name in FACTS))
        for order in money.counted
        for line in order.lines
    )


@pytest.mark.parametrize(
    ("table", "key", "of"), [("users.user_facts", "user_id", "by_user"), ("items.item_facts", "item_id", "by_item")]
)
def test_users_and_items_are_as_counted_from_the_landing_files(built_shop, money, table, key, of):
    rows = built_shop.query(f"SELECT {key}, {COLUMNS} FROM {table}")
    found = without_zeros({name: name_amounts(amounts) for name, *amounts in rows})
    counted = {name: pick_amounts(row) for name, row in getattr(money, of)().items()}
    assert found == without_zeros(counted)
    assert len(found) > 50


def test_days_are_as_counted_from_the_landing_files(built_shop, money):
    others = (
        "shipping_amount",
        "tax_amount",
        *(f"{s}_{w}" for s in ("cancelled", "pending") for w in ("order_count", "amount")),
    )
    rows = built_shop.query(
        f"SELECT activity_date, {SUMS}, {', '.join(f'sum({name})' for name in others)}"
        " FROM statistics.daily_statistics GROUP BY activity_date"
    )
    names = (*AMOUNTS, "shipping", "tax", "cancelled_orders", "cancelled_amount", "pending_orders", "pending_amount")
    found = {day: {name: value or 0 for name, value in zip(names, row, strict=True)} for day, *row in rows}
    counted = {day: {name: (row | pick_amounts(row))[name] for name in names} for day, row in money.by_day().items()}
    assert without_zeros(found) == without_zeros(counted)
    # On a few days nobody of so small a shop orders.
    load_days = {date.fromisoformat(day) for day in built_shop.load_days()}
    assert len(load_days & counted.keys()) > 0.7 * len(load_days)
    assert len(counted) > 450
