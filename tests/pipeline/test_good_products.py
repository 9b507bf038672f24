"""Good products after a whole run: their reasons are true, and they are judged."""

import re

import duckdb

VIEWERS = """
    SELECT count(*), count(*) FILTER (WHERE EXISTS (
        FROM inputs.purchase_days AS d
        WHERE 'u' || d.user_id = seen.person AND d.item_id = $item
            AND d.order_date BETWEEN seen.day AND seen.day + 7
    ))
    FROM (
        SELECT coalesce('u' || user_id, 'v' || visitor_id) AS person, min(first_event_at)::date AS day
        FROM identity.int_known_items
        WHERE item_id = $item AND view_count > 0
        GROUP BY ALL
    ) AS seen
    WHERE day <= (SELECT as_of_date - 7 FROM staging.as_of)
"""
BUYERS = """
    WITH days AS (
        SELECT user_id, order_date, lead(order_date) OVER (PARTITION BY user_id ORDER BY order_date) AS next_date
        FROM inputs.purchase_days WHERE item_id = $item
        QUALIFY row_number() OVER (PARTITION BY user_id ORDER BY order_date) = 1
    )
    SELECT count(*), count(*) FILTER (WHERE next_date <= order_date + 30)
    FROM days WHERE order_date <= (SELECT as_of_date - 30 FROM staging.as_of)
"""
REASONS = {
    r"(\d+) of (\d+) viewers? bought it within 7 days": VIEWERS,
    r"(\d+) of (\d+) buyers? bought it again": BUYERS,
}


def test_every_reason_is_true(built_shop):
    with duckdb.connect(built_shop.warehouse, read_only=True) as connection:
        products = connection.execute("SELECT item_id, why FROM marketing.good_products").fetchall()
        checked = 0
        for item, why in products:
            for pattern, query in REASONS.items():
                if said := re.search(pattern, why):
                    [(whole, part)] = connection.execute(query, {"item": item}).fetchall()
                    assert (part, whole) == tuple(map(int, said.groups())), (item, why)
                    checked += 1
    assert checked > 20


def test_they_are_judged_against_the_most_bought_ones(built_shop):
    with duckdb.connect(built_shop.warehouse, read_only=True) as connection:
        rows = connection.execute("""
            SELECT metric, status, naive_model FROM ops.model_quality
            WHERE model = 'marketing.good_products' ORDER BY metric
        """).fetchall()
    assert rows == [
        ("later_conversion", "evaluated", "most bought of the category"),
        ("later_repeat", "evaluated", "most bought of the category"),
    ]
