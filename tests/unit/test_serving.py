"""The queries of docs/serving.md answer from tables of the declared shape."""

import re
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from recommendation_shops import AS_OF, make_shop

PAGE = (Path(__file__).parents[2] / "docs" / "serving.md").read_text()
QUERIES = dict(re.findall(r"^## (.+?)$.*?```sql\n(.*?)```", PAGE, re.M | re.S))
HOME, GOES_WITH = "The home page of a user", "What goes with an item"


@pytest.fixture(scope="module")
def published():
    shop = make_shop(60)
    lists, items = shop.recommend().lists, shop.items  # noqa: F841
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA marketing")
        connection.execute("CREATE SCHEMA items")
        connection.execute("CREATE TABLE marketing.user_recommendations AS FROM lists")
        connection.execute(
            "CREATE TABLE items.item_facts AS SELECT item_id, 'The ' || item_id AS name, 5.0 AS current_price,"
            " CASE WHEN item_id = 't0i04' THEN 0 ELSE 3 END AS on_hand_count FROM items"
        )
        connection.execute(
            "CREATE TABLE items.item_neighbors AS SELECT 't0i00' AS item_id, kind, rank, item_id AS neighbor_item_id"
            " FROM (SELECT item_id, row_number() OVER (ORDER BY item_id DESC) AS rank FROM items),"
            " (VALUES ('bought_together'), ('alike')) AS kinds (kind)"
        )
        yield connection


def test_a_home_page_has_the_lists_in_order_with_names(published):
    found = published.execute(QUERIES[HOME], {"user_id": "u001", "today": AS_OF}).fetchall()
    expected = published.execute(
        "SELECT list, rank, item_id, 'The ' || item_id FROM marketing.user_recommendations WHERE user_id = 'u001'"
        " ORDER BY ALL"
    ).fetchall()
    assert [row[:4] for row in found] == expected
    assert len({row[0] for row in found}) == 3


def test_what_is_no_longer_valid_is_not_shown(published):
    later = AS_OF + timedelta(days=8)
    found = published.execute(QUERIES[HOME], {"user_id": "u001", "today": later}).fetchall()
    assert {row[0] for row in found} <= {"again"}


def test_what_goes_with_an_item_is_one_kind_in_order_and_in_stock(published):
    found = published.execute(QUERIES[GOES_WITH], {"item_id": "t0i00", "kind": "bought_together"}).fetchall()
    ranks = [row[0] for row in found]
    assert len(found) == 10
    assert ranks == sorted(set(ranks))
    assert "t0i04" not in {row[1] for row in found}
