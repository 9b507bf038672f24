"""Neighbours of items after a whole run: their counts, counted again in SQL."""

import duckdb
import pytest

# Of every twelfth item; orders of more than 1,000 items say nothing of their pairs.
CHOSEN = """
    FROM items.item_neighbors
    WHERE kind = $kind AND item_id IN (
        SELECT item_id FROM inputs.neighbor_items WHERE item_number % 12 = 1
    )
"""
HOLDERS = {
    "bought_together": """
        SELECT basket_id AS holder, item_id FROM inputs.item_baskets
        QUALIFY count(*) OVER (PARTITION BY basket_id) <= 1000
    """,
    "viewed_together": """
        SELECT DISTINCT coalesce('u' || user_id, 'v' || visitor_id) AS holder, item_id
        FROM identity.int_known_items
        WHERE view_count > 0
    """,
}
AFTER = """
    SELECT
        n.item_id,
        n.neighbor_item_id,
        count(*) FILTER (WHERE j.last_bought_date >= i.first_viewed_date),
        (SELECT count(first_viewed_date) FROM intermediate.int_person_items AS p WHERE p.item_id = n.item_id),
        (SELECT count(last_bought_date) FROM intermediate.int_person_items AS p WHERE p.item_id = n.neighbor_item_id)
    FROM n
    INNER JOIN intermediate.int_person_items AS i ON i.item_id = n.item_id
    INNER JOIN intermediate.int_person_items AS j
        ON j.item_id = n.neighbor_item_id AND j.person_number = i.person_number
    GROUP BY ALL
"""
TOGETHER = """
    SELECT
        n.item_id,
        n.neighbor_item_id,
        count(*),
        (SELECT count(*) FROM h WHERE h.item_id = n.item_id),
        (SELECT count(*) FROM h WHERE h.item_id = n.neighbor_item_id)
    FROM n
    INNER JOIN h AS i ON i.item_id = n.item_id
    INNER JOIN h AS j ON j.item_id = n.neighbor_item_id AND j.holder = i.holder
    GROUP BY ALL
"""


@pytest.fixture(params=["built_shop", "online_retail"])
def warehouse(request):
    with duckdb.connect(request.getfixturevalue(request.param).warehouse, read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("kind", ["bought_together", "viewed_together", "bought_after_viewed"])
def test_the_counts_are_those_of_the_facts(warehouse, kind):
    counts = "item_id, neighbor_item_id, both_count, item_count, neighbor_count"
    found = warehouse.execute(f"SELECT {counts} {CHOSEN}", {"kind": kind}).fetchall()
    # Online Retail has no views.
    views = warehouse.execute("SELECT count(*) FROM facts.user_items WHERE view_count > 0").fetchall()[0][0]
    assert bool(found) == (kind == "bought_together" or views > 0)
    if kind == "bought_after_viewed":
        query = f"WITH n AS (SELECT * {CHOSEN}) {AFTER}"
    else:
        query = f"WITH n AS (SELECT * {CHOSEN}), h AS ({HOLDERS[kind]}) {TOGETHER}"
    assert sorted(warehouse.execute(query, {"kind": kind}).fetchall()) == sorted(found)


def test_ranks_follow_the_scores_and_are_whole(warehouse):
    broken = warehouse.execute("""
        SELECT * FROM (
            SELECT
                *,
                row_number() OVER (PARTITION BY item_id, kind ORDER BY score DESC, neighbor_item_id) AS place,
                count(*) OVER (PARTITION BY item_id, kind) AS size
            FROM items.item_neighbors
        )
        WHERE size > 50 OR item_id = neighbor_item_id OR rank > size OR (kind <> 'alike' AND rank <> place)
    """).fetchall()
    assert not broken


def test_what_was_never_sold_has_neighbors_by_its_attributes(built_shop):
    """Of the category there is more than the item itself, so there is always something to show beside it."""
    with duckdb.connect(built_shop.warehouse, read_only=True) as connection:
        without = connection.execute("""
            SELECT item_id FROM items.item_facts
            WHERE is_product AND category_id IS NOT NULL
            QUALIFY count(*) OVER (PARTITION BY category_id) > 1
            EXCEPT
            SELECT item_id FROM items.item_neighbors WHERE kind = 'alike'
        """).fetchall()
    assert not without
