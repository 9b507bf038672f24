"""GA4's export to BigQuery through a whole run, beside a shop whose users it meets."""

import pytest
from ga4_files import LOAD_DATE, write_ga4
from shop_home import ShopHome

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def ga4(make_once) -> ShopHome:
    def build(home: ShopHome) -> None:
        write_ga4(home.landing)
        for table, text in (
            ("orders", "order_id,user_id,ordered_at\no1,u1,2025-05-12T12:07:00Z\n"),
            ("order_lines", "order_id,line_number,item_id,quantity,unit_price\no1,1,lamp,1,2.50\n"),
        ):
            folder = home.landing / "shop" / table / LOAD_DATE
            folder.mkdir(parents=True)
            (folder / f"{table}.csv").write_text(text)
        home.run_daily()

    return make_once("ga4", build)


def test_events_that_a_shop_can_use_are_read_once_and_the_others_stay_in_landing(ga4):
    # Ten of thirteen are read of the JSONL file; the seven that the Parquet file holds of them are duplicates.
    assert ga4.query(
        "SELECT landed_count, accepted_count, quarantined_count, duplicate_count FROM ops.load_days"
        " WHERE source = 'ga4'"
    ) == [(17, 9, 1, 7)]


def test_the_user_of_the_clicks_is_the_user_of_the_order(ga4):
    assert ga4.query(
        "SELECT user_id, view_count, favorite_count, cart_count, remove_from_cart_count, checkout_count,"
        " purchase_count, order_count, gross_amount::VARCHAR FROM users.user_facts"
    ) == [("u1", 2, 1, 1, 1, 1, 1, 1, "2.5000")]


def test_a_visit_is_one_session_with_its_country_and_channel(ga4):
    assert ga4.query(
        "SELECT channel, region, sum(visitor_count), sum(search_count) FROM statistics.daily_statistics"
        " WHERE event_count > 0 GROUP BY ALL"
    ) == [("direct", "Chile", 2, 1)]


def test_the_funnel_ends_in_the_purchase(ga4):
    assert ga4.query(
        "SELECT step, sum(visitor_count) FROM statistics.funnel GROUP BY step, step_number ORDER BY step_number"
    )[-1] == ("purchase", 1)
