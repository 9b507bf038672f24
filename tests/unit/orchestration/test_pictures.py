"""Pictures and figures of tables that dbt makes, as an asset's metadata."""

import duckdb
import pytest

from orchestration.assets.pictures import describe_contact_pressure, describe_days, describe_funnel, describe_groups
from orchestration.assets.plots import is_picture, put_pictures_first, show_picture
from orchestration.assets.warehouse import describe_table


@pytest.fixture
def shop():
    """The tables and views that pictures are made of, all empty."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA users")
        connection.execute("CREATE SCHEMA inputs")
        connection.execute("CREATE TABLE users.user_groups (user_id VARCHAR, user_group VARCHAR)")
        connection.execute("CREATE TABLE users.user_facts (user_id VARCHAR, net_amount DECIMAL(18, 4))")
        connection.execute(
            "CREATE TABLE inputs.shop_days (activity_date DATE, order_count BIGINT, net_amount DECIMAL(18, 4))"
        )
        connection.execute(
            "CREATE TABLE inputs.funnel_steps"
            " (step VARCHAR, step_number BIGINT, visitor_count BIGINT, viewer_share DOUBLE)"
        )
        connection.execute("CREATE SCHEMA marketing")
        connection.execute(
            "CREATE TABLE marketing.contact_pressure (window_days BIGINT, contact_count BIGINT, is_or_more BOOLEAN,"
            " outcome VARCHAR, sent_count BIGINT, held_back_count BIGINT, difference DOUBLE, difference_low DOUBLE,"
            " difference_high DOUBLE, is_suggested_cap BOOLEAN)"
        )
        yield connection


def figures(metadata: dict[str, object]) -> dict[str, object]:
    """Return all but the picture, which has to stand first."""
    assert [is_picture(value) for value in metadata.values()] == [True] + [False] * (len(metadata) - 1)
    return {name: value for name, value in metadata.items() if not is_picture(value)}


def test_groups_show_their_shares_and_leave_prospects_out(shop):
    groups = "('a', 'ordinary'), ('b', 'high_value'), ('c', 'ordinary'), ('d', 'ordinary'), ('p', 'prospect')"
    shop.execute(f"INSERT INTO users.user_groups VALUES {groups}")
    shop.execute("INSERT INTO users.user_facts VALUES ('a', 10), ('b', 60), ('c', 10), ('d', NULL), ('p', 0)")
    assert figures(describe_groups(shop)) == {
        "buyers": 4,
        "high_value: share of buyers": 0.25,
        "high_value: share of revenue": 0.75,
        "ordinary: share of buyers": 0.75,
        "ordinary: share of revenue": 0.25,
    }


def test_days_show_the_newest_and_the_last_28(shop):
    days = "('2025-02-28', 5, 100), ('2025-03-28', 2, 7.5), ('2025-03-01', 1, -2), ('2025-03-02', 1, NULL)"
    shop.execute(f"INSERT INTO inputs.shop_days VALUES {days}")
    assert figures(describe_days(shop)) == {
        "newest day": "2025-03-28",
        "newest day: orders": 2,
        "newest day: net amount": 7.5,
        "last 28 days: orders": 4,
        "last 28 days: net amount": 5.5,
    }


def test_a_net_amount_without_any_price_is_unknown_and_not_zero(shop):
    shop.execute("INSERT INTO inputs.shop_days VALUES ('2025-03-28', 2, NULL)")
    assert figures(describe_days(shop))["newest day: net amount"] == "unknown"


def test_the_funnel_shows_visitors_and_shares_of_each_step(shop):
    shop.execute("INSERT INTO inputs.funnel_steps VALUES ('purchase', 4, 2, 0.25), ('view', 1, 8, 1)")
    assert figures(describe_funnel(shop)) == {
        "last 28 days, view: visitors, day by day": 8,
        "last 28 days, view: share of viewers": 1.0,
        "last 28 days, purchase: visitors, day by day": 2,
        "last 28 days, purchase: share of viewers": 0.25,
    }


def test_pressure_shows_the_cap_in_words(shop):
    row = "30, 2, true, 'orders', 900, 400, -0.1, -0.2, -0.01, true"
    shop.execute(f"INSERT INTO marketing.contact_pressure VALUES ({row})")
    assert figures(describe_contact_pressure(shop)) == {
        "cap": "Send at most 2 messages in 30 days: 100 beyond that cost 10.0 orders (1.0 to 20.0)."
    }


def test_a_shop_without_messages_gets_one_sentence(shop):
    [sentence] = figures(describe_contact_pressure(shop)).values()
    assert sentence == "No messages are reported, or nobody is held back: what one more does is not known."


def test_an_empty_shop_has_pictures_that_say_why(shop):
    assert figures(describe_groups(shop)) == {"buyers": 0}
    assert figures(describe_days(shop)) == {}
    assert figures(describe_funnel(shop)) == {}


def test_a_table_without_what_its_picture_is_made_of_has_none():
    assert describe_table(("statistics", "funnel"), {("statistics", "funnel"): {}}) == {}


def test_pictures_stand_before_all_other_metadata():
    metadata = {"rows": 1, "first": show_picture(b"1"), "words": "x", "second": show_picture(b"2")}
    assert list(put_pictures_first(metadata)) == ["first", "second", "rows", "words"]
