"""The oracle against what the sample shop planted: two counts that share no code, equal to the last decimal."""

import csv
from collections import defaultdict

import pytest
from money_oracle import count_money, read_planted
from money_oracle.sums import AMOUNTS


@pytest.fixture(scope="module")
def money(small_shop):
    return count_money(small_shop.landing / "shop", "EUR")


def test_every_order_is_as_planted(money, small_shop):
    counted = {order.order_id: order.figures for order in money.orders.values()}
    assert counted == read_planted(small_shop.path / "truth")
    assert not money.unconverted
    assert {order["counts_as"] for order in counted.values()} == {"counted", "cancelled", "pending", "test"}
    assert {order["currency"] for order in counted.values()} == {"EUR", "USD", "GBP"}


def test_users_items_and_days_come_to_what_orders_do(money):
    for name in AMOUNTS:
        whole = sum(order.add_up(name) for order in money.counted)
        guests = sum(order.add_up(name) for order in money.counted if order.customer is None)
        assert sum(user[name] for user in money.by_user().values()) == whole - guests
        assert sum(item[name] for item in money.by_item().values()) == whole
        assert sum(day[name] for day in money.by_day().values()) == whole


def test_guests_and_merged_accounts_are_whose_the_shop_planted_them(money, small_shop):
    def read(name: str) -> list[dict[str, str]]:
        with (small_shop.path / "truth" / name).open(newline="") as file:
            return list(csv.DictReader(file))

    merged = {row["user_id"]: row["merged_into_user_id"] for row in read("merges.csv") if not row["undone_on"]}
    by_email = defaultdict(set)
    for row in read("guests.csv"):
        if row["stated"] != "phone":
            by_email[row["owner"]].add(money.orders[row["order_id"]].customer)
    assert len(by_email) > 30
    for owner, customers in by_email.items():
        assert len(customers) == 1
        assert owner.startswith("guest") or customers == {merged.get(owner, owner)}
    for order in money.orders.values():
        if order.user_id in merged:
            assert order.customer == merged[order.user_id]
    assert any(order.user_id in merged for order in money.orders.values())
