"""The money planted in the default shop: how often each case is there, in the truth and in the files."""

from collections import Counter
from decimal import Decimal

import pytest


@pytest.fixture(scope="module")
def money(whole_shop) -> list[dict]:
    """The rows of truth/orders.csv, amounts as decimals."""
    texts = ("order_id", "user_id", "counts_as", "currency")
    rows = whole_shop.truth("orders.csv")
    return [{name: value if name in texts else Decimal(value) for name, value in row.items()} for row in rows]


def count_lines(shop, condition: str) -> int:
    """Orders with a sold line, of which any line meets the condition."""
    sql = f"select count(distinct order_id) from order_lines where order_id like 'o%' and {condition}"
    return shop.query(sql)[0][0]


def test_every_order_is_in_the_truth_once(whole_shop, money):
    assert whole_shop.query("select distinct order_id from orders order by 1") == sorted(
        (r["order_id"],) for r in money
    )


def test_amounts_add_up_and_a_discount_never_exceeds_its_order(money):
    for row in money:
        assert row["net"] == row["gross"] - row["discount"] - row["return"]
        assert 0 <= row["discount"] <= row["gross"]
        assert row["return"] >= 0


@pytest.mark.parametrize(("status", "low", "high"), [("cancelled", 2, 4), ("pending", 0.5, 2), ("test", 0.2, 0.9)])
def test_a_small_share_of_orders_does_not_count(money, status, low, high):
    assert low < 100 * sum(row["counts_as"] == status for row in money) / len(money) < high


def test_an_order_is_cancelled_on_a_later_load_day_than_it_came(whole_shop):
    # An order of the export was cancelled before: it comes as it was in the end.
    sql = """
        with reported as (
            select *, regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/orders', 1) as load_date,
                status ilike 'cancel%' or status = 'voided' as is_cancelled
            from orders where ordered_at >= '2025-01-01'
        )
        select count(*) filter (cancelled_on <= came_on), count(*) > 50, count(distinct word) > 3 from (
            select
                min(load_date) as came_on, min(load_date) filter (is_cancelled) as cancelled_on,
                max(status) filter (is_cancelled) as word
            from reported group by order_id
        ) where cancelled_on is not null
    """
    assert whole_shop.query(sql) == [(0, True, True)]


def test_two_foreign_currencies_and_orders_that_name_none(whole_shop, money):
    shares = {currency: 100 * count / len(money) for currency, count in Counter(r["currency"] for r in money).items()}
    assert shares.keys() == {"EUR", "USD", "GBP"}
    assert all(1.5 < shares[currency] < 4 for currency in ("USD", "GBP"))
    assert {r["rate"] for r in money if r["currency"] == "EUR"} == {1}
    assert whole_shop.query("select count(distinct order_id) > 100 from orders where currency is null") == [(True,)]


def test_rates_come_late_and_are_corrected(whole_shop):
    sql = """
        with reported as (
            select *, regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/ex', 1)::date - valid_from::date as late
            from exchange_rates
        ),
        rates as (
            select min(late) as late, count(distinct rate) as versions from reported group by currency, valid_from
        )
        select count(*) filter (late > 0) > 5, count(*) filter (versions > 1) > 2, max(late) > 1 from rates
    """
    assert whole_shop.query(sql) == [(True, True, True)]


def test_discounts_are_stated_on_the_order_on_lines_on_both_and_too_high(whole_shop, money):
    sql = """
        with lines as (
            select order_id, sum(discount_amount::double) as own, sum(quantity::int * unit_price::double) as gross
            from (select distinct * exclude (filename) from order_lines)
            where line_number::int < 200 and quantity::int > 0 group by 1
        ),
        stated as (select distinct order_id, discount_amount::double as amount from orders where order_id like 'o%')
        select
            count(*) filter (amount > 0 and own is null), count(*) filter (own > 0 and amount > own + 0.015),
            count(*) filter (amount > gross), count(*) filter (amount is null and own > 0),
            count(*) filter (abs(amount - own) < 0.005 and own > 0)
        from lines join stated using (order_id)
    """
    [(on_order, half, too_high, on_lines, on_both)] = whole_shop.query(sql)
    assert on_both > on_order > half > max(too_high, on_lines) >= min(too_high, on_lines) > 10
    assert sum(row["discount"] == row["gross"] > 0 for row in money) >= too_high


def test_gifts_and_returned_lines_and_refunds_by_amount(whole_shop, money):
    orders = sum(row["order_id"].startswith("o") for row in money)
    assert 2 < 100 * count_lines(whole_shop, "unit_price::double = 0") / orders < 4
    assert 1.5 < 100 * count_lines(whole_shop, "quantity::int < 0") / orders < 4
    assert count_lines(whole_shop, "quantity::int < 0 and returned_at is null") > 20
    assert count_lines(whole_shop, "quantity::int < 0 and discount_amount is not null") > 20
    stated = "select count(distinct order_id) from orders where refund_amount is not null"
    rows = "select count(distinct order_id), count(*) from order_refunds"
    [(on_orders,)], [(by_rows, row_count)] = whole_shop.query(stated), whole_shop.query(rows)
    assert 2.5 < 100 * (on_orders + by_rows) / orders < 6
    assert row_count > by_rows + 20
    assert sum(row["return"] > row["gross"] - row["discount"] and row["gross"] > 0 for row in money) > 10


def test_returns_give_shipping_and_tax_back(money):
    returned = [row for row in money if row["order_id"].startswith("r")]
    assert {row["shipping"] < 0 for row in returned} == {True, False}
    assert all(row["tax"] <= 0 and row["net"] < 0 == row["gross"] for row in returned)
