"""Elasticities, attitudes to prices and moves of groups after a whole run, by NumPy and by ranking everybody again."""

import duckdb
import numpy as np
import pytest

THRESHOLDS = {"high_value": 4, "high_quality": 3, "ordinary": 2}


@pytest.fixture
def warehouse(built_shop):
    with duckdb.connect(built_shop.warehouse, read_only=True) as connection:
        yield connection


def fit_slopes(items: np.ndarray, weeks: np.ndarray, units: np.ndarray, log_price: np.ndarray) -> float:
    """The common slope of the Poisson model with effects of items and weeks, by weighted least squares over dummies."""
    design = np.column_stack([log_price, np.eye(items.max() + 1)[items], np.eye(weeks.max() + 1)[weeks][:, 1:]])
    expected = units + 0.5
    for _ in range(30):
        answer = np.log(expected) + (units - expected) / expected
        weighted = design.T * expected
        fitted, *_ = np.linalg.lstsq(weighted @ design, weighted @ answer, rcond=None)
        expected = np.exp(design @ fitted)
    return fitted[0]


def test_the_common_slope_is_that_of_a_fit_with_dummies(warehouse):
    rows = warehouse.execute("""
        SELECT
            dense_rank() OVER (ORDER BY item_id) - 1, dense_rank() OVER (ORDER BY week_start_date) - 1,
            unit_count, log_price
        FROM intermediate.int_price_weeks
        SEMI JOIN (FROM intermediate.int_week_levels WHERE level > 0) USING (week_start_date)
    """).fetchnumpy()
    items, weeks, units, log_price = (np.asarray(column) for column in rows.values())
    [(slope,)] = warehouse.execute("SELECT any_value(common_slope) FROM intermediate.int_week_levels").fetchall()
    assert len(units) > 500
    assert slope == pytest.approx(fit_slopes(items, weeks, units.astype(float), log_price), abs=0.01)


def test_no_elasticity_is_told_where_the_price_stood_still(warehouse):
    rows = warehouse.execute("""
        SELECT elasticities.status, count(*)
        FROM items.item_elasticities AS elasticities
        INNER JOIN (
            SELECT item_id FROM current.current_prices GROUP BY item_id HAVING min(price) = max(price)
        ) USING (item_id)
        GROUP BY ALL
    """).fetchall()
    assert [status for status, _ in rows] == ["not_identified"]


def test_coupons_and_lines_are_counted_apart(warehouse):
    """Own shares, recounted from the facts, and the shrunk ones between them and the shop's."""
    rows = warehouse.execute("""
        SELECT coupon_order_share, shrunk_coupon_order_share, shop.coupon_share, own.coupon_share
        FROM users.user_price_sensitivity
        INNER JOIN (
            SELECT user_id, count(coupon_code) / count(*) AS coupon_share
            FROM identity.int_joined_orders WHERE is_counted GROUP BY user_id
        ) AS own USING (user_id)
        CROSS JOIN (
            SELECT count(coupon_code) / count(*) AS coupon_share
            FROM identity.int_joined_orders WHERE is_counted AND user_id IS NOT NULL
        ) AS shop
    """).fetchall()
    assert len(rows) > 50
    for told, shrunk, of_shop, own in rows:
        assert told == pytest.approx(own, abs=1e-6)
        assert min(own, of_shop) - 1e-6 <= shrunk <= max(own, of_shop) + 1e-6


def test_the_way_back_leads_back(warehouse):
    """Everybody who fell, placed among all others once more with that many orders, and with one fewer."""
    months = {}
    for row in warehouse.execute("""
        SELECT month_end_date, user_id, recency_days, order_count, unit_count, purchasing_score
        FROM users.user_group_months
    """).fetchall():
        months.setdefault(row[0], {})[row[1]] = row[2:]
    fallen = warehouse.execute("""
        SELECT month_end_date, user_id, previous_user_group, orders_to_return FROM users.user_group_moves
        WHERE way_back IS NOT NULL
    """).fetchall()
    assert len(fallen) > 20
    for month, user, former, orders in fallen:
        reached = {k: score_after(months[month], user, k) >= THRESHOLDS[former] for k in range(4)}
        assert not reached[0]
        assert next((k for k, is_reached in reached.items() if is_reached), None) == orders


def score_after(of_month: dict, user: str, orders: int) -> float:
    """The mean score of a user of a month-end after so many more orders of the usual size."""
    recency, order_count, unit_count, purchasing = of_month[user]
    more_units = orders * max(1, unit_count // order_count)
    others = np.array([facts[:3] for other, facts in of_month.items() if other != user]).reshape(-1, 3)
    n = len(of_month)
    better = (others[:, 0] < (0 if orders else recency)).sum()
    scores = [
        np.ceil(5 * (n - better) / n),
        1 + np.floor(5 * (others[:, 1] < order_count + orders).sum() / n),
        1 + np.floor(5 * (others[:, 2] < unit_count + more_units).sum() / n),
    ]
    return np.mean([*scores, purchasing] if purchasing is not None else scores)
