"""Searches through a whole run: what is not found, whose taste is known, and what nobody may read."""

import duckdb
import pytest
from person_places import find_ids
from search_files import ADDRESS, INSOLES, LAMPS, NAME, RUNNER, USERS, WALKER, write_searches
from shop_home import ROOT, ShopHome

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def shop(make_once) -> ShopHome:
    def build(home: ShopHome) -> None:
        write_searches(home.landing)
        home.run_daily()

    return make_once("searches", build)


def test_what_is_searched_and_not_found_is_counted_by_term(shop):
    assert shop.query(
        "SELECT term, search_count, user_count, opened_count, not_opened_count FROM marketing.search_terms"
        " WHERE search_month = '2025-04-01' AND term_kind = 'words' ORDER BY term"
    ) == [("hammock", 12, 12, 0, 12), ("lamp", 100, 80, 100, 0)]


def test_words_that_may_say_who_typed_them_are_counted_and_nowhere_published(shop):
    assert shop.query(
        "SELECT term_kind, term, search_count, user_count FROM marketing.search_terms"
        " WHERE search_month = '2025-04-01' AND term IS NULL ORDER BY term_kind"
    ) == [("e_mail", None, 6, 6), ("rare", None, 1, 1)]
    places = list(find_ids(shop, [ADDRESS, NAME]))
    assert any("facts.events" in place or "int_event_deliveries" in place for place in places)
    assert not [place for place in places if "published" in place]
    assert not [place for place in find_ids(shop, [ADDRESS]) if "int_searches" in place]


def test_who_searched_for_insoles_is_led_to_them_until_some_are_bought(shop):
    assert shop.query(
        "SELECT user_id, brand, search_count FROM marketing.search_boosts"
        " WHERE category_id = 'insole' AND user_id IN (?, ?)",
        WALKER,
        RUNNER,
    ) == [(WALKER, None, 1)]


def test_boosts_put_what_is_opened_next_further_up_where_tastes_last(shop):
    """Three of five lamps that are opened are of the user's brand, one of ten."""
    [(value, naive, is_better, users)] = shop.query(
        "SELECT value, naive_value, is_better_than_naive, user_count FROM ops.model_quality"
        " WHERE model = 'marketing.search_boosts' AND metric = 'mean_place'"
    )
    assert users == len(USERS)
    assert is_better
    assert value < naive - 0.5


def test_the_hits_of_the_favourite_brand_move_up(shop):
    blocks = (ROOT / "docs" / "serving.md").read_text().split("```sql\n")[1:]
    [query] = [block.split("```")[0] for block in blocks if "search_boosts" in block]
    [(user_id, brand)] = shop.query(
        "SELECT user_id, brand FROM marketing.search_boosts WHERE category_id = 'lamp'"
        " GROUP BY ALL ORDER BY sum(weight) DESC, user_id LIMIT 1"
    )
    hits = [item for item in LAMPS if brand not in item] + [item for item in LAMPS if brand in item]
    with duckdb.connect(shop.published, read_only=True) as published:
        rows = published.execute(query, {"user_id": user_id, "item_ids": hits}).fetchall()
        ranked = [item for item, *_ in rows]
        own = [ranked.index(item) for item in LAMPS if brand in item]
        assert sum(own) / 3 < sum(hits.index(item) for item in LAMPS if brand in item) / 3 - 5
        mixed = [*LAMPS[:5], INSOLES[0]]
        rows = published.execute(query, {"user_id": WALKER, "item_ids": mixed}).fetchall()
    assert [item for item, *_ in rows].index(INSOLES[0]) < 5
    [reason] = [reason for item, _, _, reason in rows if item == INSOLES[0]]
    assert reason == "searched 1 time, last 15 days ago; nothing of Insoles bought since"
