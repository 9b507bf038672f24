"""Olist's public data set, by its own file names, through a whole run."""

from dataclasses import replace

import pytest
from olist_files import count_users, write_olist
from shop_home import ShopHome

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def olist(make_once) -> ShopHome:
    def build(home: ShopHome) -> None:
        write_olist(home.landing)
        replace(home, currency="BRL").run_daily()

    return make_once("olist", build)


def test_users_have_the_orders_and_amounts_that_the_files_add_up_to(olist):
    found = olist.query(
        "SELECT user_id, order_count, gross_amount::VARCHAR FROM users.user_facts WHERE order_count > 0 ORDER BY 1"
    )
    assert found == count_users(olist.landing) == [("ana", 2, "137.8000")]


def test_every_landed_row_is_accounted_for_and_says_why_it_does_not_count(olist):
    counts = olist.query(
        "SELECT table_name, landed_count, accepted_count, quarantined_count, duplicate_count"
        " FROM ops.load_days ORDER BY 1"
    )
    assert counts == [
        ("olist_customers_dataset", 5, 4, 0, 1),
        ("olist_order_items_dataset", 7, 7, 0, 0),
        ("olist_order_reviews_dataset", 4, 3, 1, 0),
        ("olist_orders_dataset", 6, 6, 0, 0),
        ("olist_products_dataset", 3, 3, 0, 0),
        ("product_category_name_translation", 2, 2, 0, 0),
    ]
    # Its order has no items, so nobody knows what it is about.
    assert olist.query("SELECT table_name, reason, row_count FROM ops.quarantine_counts") == [
        ("olist_order_reviews_dataset", "missing_item_id", 1)
    ]


def test_freight_is_shipping_and_an_unknown_customer_a_guest(olist):
    totals = olist.query(
        "SELECT sum(order_count), sum(guest_order_count), sum(gross_amount)::VARCHAR, sum(shipping_amount)::VARCHAR,"
        " sum(cancelled_order_count), sum(pending_order_count) FROM statistics.daily_statistics"
    )
    assert totals == [(3, 1, "139.7900", "34.6800", 2, 1)]


def test_times_are_those_of_sao_paulo(olist):
    days = olist.query(
        "SELECT activity_date::VARCHAR, sum(order_count) FROM statistics.daily_statistics"
        " WHERE order_count > 0 GROUP BY 1 ORDER BY 1"
    )
    assert days == [("2018-01-05", 1), ("2018-02-17", 1), ("2018-03-04", 1)]


def test_a_review_is_about_each_item_of_its_order(olist):
    assert olist.query(
        "SELECT item_id, category_id, review_count FROM items.item_facts WHERE review_count > 0 ORDER BY 1"
    ) == [("p1", "perfumaria", 2), ("p2", None, 2)]
