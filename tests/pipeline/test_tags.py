"""Tags of a whole shop: each is found again in the events and orders that it names, by another query."""

from collections.abc import Iterator

import duckdb
import pytest

pytestmark = pytest.mark.timeout(900)
SAMPLED = 200
# What each kind of evidence is, read from the facts as they came: who, the day, the key.
SEEN_AGAIN = """
CREATE TEMP TABLE accounts AS SELECT account_id, user_id FROM identity.int_user_accounts;
CREATE TEMP TABLE who AS
SELECT e.*, coalesce(a.user_id, e.user_id, v.user_id) AS person
FROM facts.events AS e
LEFT JOIN identity.int_visitor_users AS v USING (visitor_id)
LEFT JOIN accounts AS a ON e.user_id = a.account_id;
CREATE TEMP TABLE seen AS
SELECT person AS user_id, 'item' AS kind, event_date AS day, item_id AS id FROM who WHERE item_id IS NOT NULL
UNION SELECT person, 'search', event_date, event_at::VARCHAR FROM who WHERE event_type = 'search'
UNION SELECT coalesce(u.user_id, o.user_id), 'order', d.activity_date, o.order_id
FROM facts.orders AS o JOIN money.int_order_days AS d USING (order_id)
LEFT JOIN identity.int_order_users AS u USING (order_id)
UNION SELECT coalesce(a.user_id, r.user_id), 'review', written_at_local::DATE, review_id
FROM current.current_reviews AS r LEFT JOIN accounts AS a ON r.user_id = a.account_id
UNION SELECT referrer_user_id, 'user', registered_at_local::DATE, user_id FROM identity.int_joined_users
UNION SELECT user_id, 'user', registered_at_local::DATE, referrer_user_id FROM identity.int_joined_users;
"""
# What the newest evidence of a tag has to show, beside being there.
RULES = {
    "coupon_user": "EXISTS (FROM facts.orders AS o WHERE o.order_id = e.evidence_id AND o.coupon_code IS NOT NULL)",
    "discount_only": "EXISTS (FROM facts.orders AS o WHERE o.order_id = e.evidence_id AND o.is_discounted)",
    "weekend_shopper": "isodow(e.evidence_date) > 5",
    "evening_shopper": "EXISTS (FROM facts.orders AS o WHERE o.order_id = e.evidence_id AND o.order_hour >= 18)",
    "channel_loyal": "EXISTS (FROM facts.orders AS o WHERE o.order_id = e.evidence_id AND o.channel = e.tag_value)",
    "new_buyer": "NOT EXISTS (FROM facts.orders AS o WHERE o.user_id = e.user_id AND o.is_counted"
    " AND o.order_date <= (SELECT as_of_date - 30 FROM staging.as_of))",
    "wants_category": "e.evidence_kind = 'search' OR EXISTS ("
    "FROM current.current_items AS i WHERE i.item_id = e.evidence_id AND i.category_id = e.tag_value)",
    "open_cart": "EXISTS ("
    "FROM who AS c WHERE c.person = e.user_id AND c.item_id = e.evidence_id AND c.event_type = 'cart')"
    " AND NOT EXISTS (FROM facts.order_lines AS l WHERE l.is_counted AND l.user_id = e.user_id"
    " AND l.item_id = e.evidence_id AND l.order_date >= e.evidence_date)",
    "open_favorite": "EXISTS ("
    "FROM who AS c WHERE c.person = e.user_id AND c.item_id = e.evidence_id AND c.event_type = 'favorite')",
    "brand_fan": "EXISTS (FROM facts.order_lines AS l JOIN current.current_items AS i USING (item_id)"
    " WHERE l.order_id = e.evidence_id AND i.brand = e.tag_value)",
}


@pytest.fixture(scope="module")
def shop(built_shop) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(built_shop.warehouse, read_only=True) as connection:
        connection.execute(SEEN_AGAIN)
        yield connection


def test_tags_drawn_by_chance_are_found_again_in_what_they_name(shop):
    lost = shop.execute(f"""
        WITH drawn AS (FROM users.user_tags ORDER BY md5(user_id || tag || coalesce(tag_value, '')) LIMIT {SAMPLED})
        SELECT e.* FROM users.tag_evidence AS e SEMI JOIN drawn
        ON e.user_id = drawn.user_id AND e.tag = drawn.tag AND e.tag_value IS NOT DISTINCT FROM drawn.tag_value
        ANTI JOIN seen ON e.user_id = seen.user_id AND e.evidence_kind = seen.kind
        AND e.evidence_date = seen.day AND e.evidence_id = seen.id
    """).fetchall()
    assert lost == []


@pytest.mark.parametrize("tag", RULES)
def test_the_evidence_of_a_tag_shows_what_the_tag_says(shop, tag):
    wrong = f"SELECT e.* FROM users.tag_evidence AS e WHERE e.tag = '{tag}' AND NOT coalesce({RULES[tag]}, false)"
    assert shop.execute(wrong).fetchall() == []


def test_a_shop_of_some_hundred_users_has_most_tags(shop):
    found = {tag for (tag,) in shop.execute("SELECT DISTINCT tag FROM users.user_tags").fetchall()}
    assert len(found) >= 15
    assert {"wants_category", "open_cart", "new_buyer", "loyal_buyer", "big_spender"} <= found


def test_what_users_stated_is_counted_and_not_published(built_shop):
    stated = "tag IN ('stated_occupation', 'stated_age_band')"
    assert built_shop.query(f"SELECT count(*) FROM users.user_tags WHERE {stated}") == [(0,)]
    assert built_shop.query(f"SELECT min(user_count) >= 5, count(*) > 0 FROM users.tag_counts WHERE {stated}") == [
        (True, True)
    ]


def test_every_tag_of_the_catalogue_is_checked(built_shop, shop):
    catalogue = {tag for (tag,) in shop.execute("SELECT tag FROM reference.tags").fetchall()}
    assert {tag for (tag,) in built_shop.query("SELECT tag FROM users.tag_checks")} == catalogue
