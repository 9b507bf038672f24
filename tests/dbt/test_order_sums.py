"""The check that an order is the sum of its lines and of its days, over orders of odd amounts."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
from random_lakes import Lake, Parcel

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
CHECK = "assert_order_amounts_are_those_of_their_lines"
DAYS = [date(2025, 3, day) for day in (3, 4, 5)]


def order(order_id: str, **columns: str) -> dict[str, str]:
    return {"order_id": order_id, "ordered_at": "2025-03-03 10:00:00"} | columns


def line(order_id: str, number: int, quantity: int, price: str | None) -> dict[str, str | None]:
    values = {"line_number": str(number), "item_id": "i", "quantity": str(quantity), "unit_price": price}
    return {"order_id": order_id} | values


# Refunds beside lines without a price, prices that are nothing in the shop's currency, and a refund that grows.
ORDERS = [
    *(order("gift", refund_amount="30"), order("back", refund_amount="30"), order("bare", refund_amount="30")),
    *(order("weak", currency="IRR"), order("grown", refund_amount="")),
]
LINES = [
    *(line("gift", 1, 1, None), line("gift", 2, 1, "0")),
    *(line("back", 1, 1, None), line("back", 2, -1, "10")),
    line("bare", 1, 1, None),
    *(line("weak", 1, 2, "1"), line("weak", 2, 1, "100000"), line("grown", 1, 1, "100")),
]
RATES = [{"currency": "IRR", "rate": "0.00002", "valid_from": "2025-03-01 00:00:00"}]


def test_orders_of_odd_amounts_are_the_sums_of_their_lines_and_days(tmp_path):
    Lake(tmp_path).bring(
        [
            Parcel("shop", "orders", DAYS[0], "a.csv", tuple(ORDERS)),
            Parcel("shop", "orders", DAYS[1], "a.csv", (order("grown", refund_amount="10"),)),
            Parcel("shop", "orders", DAYS[2], "a.csv", (order("grown", refund_amount="25"),)),
            Parcel("shop", "order_lines", DAYS[0], "a.csv", tuple(LINES)),
            Parcel("shop", "exchange_rates", DAYS[0], "a.csv", tuple(RATES)),
        ]
    )
    subprocess.run(
        [
            *(Path(sys.executable).parent / "dbt", "--quiet", "build", "--full-refresh", "--select", f"+{CHECK}"),
            *("--indirect-selection", "empty", "--target-path", tmp_path, "--log-path", tmp_path),
        ],
        cwd=DBT_PROJECT,
        env=os.environ | {"CARTOGRAPH_HOME": str(tmp_path), "CARTOGRAPH_CURRENCY": "EUR"},
        check=True,
    )
    with duckdb.connect(tmp_path / "dev.duckdb", read_only=True) as warehouse:
        orders = warehouse.sql("SELECT order_id, unit_count, return_amount::VARCHAR FROM facts.orders").fetchall()
        days = warehouse.sql(
            "SELECT activity_date, return_amount::VARCHAR FROM money.int_order_days"
            " WHERE order_id = 'grown' AND return_amount > 0 ORDER BY activity_date"
        ).fetchall()
    assert sorted(orders) == [
        ("back", 1, "30.0000"),
        ("bare", 1, None),
        ("gift", 1, "30.0000"),
        ("grown", 1, "25.0000"),
        ("weak", 3, "0.0000"),
    ]
    assert days == [(DAYS[1], "10.0000"), (DAYS[2], "15.0000")]
