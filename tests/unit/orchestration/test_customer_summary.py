"""The SQL that says what is known of each customer, on orders of four users."""

from datetime import date

import duckdb
import pytest

from orchestration.assets.user_value import CUSTOMERS, find_evaluation_days

ORDERS = """
    CREATE TABLE int_order_days (user_id VARCHAR, activity_date DATE, is_counted BOOLEAN, net_amount DECIMAL(18, 4));
    INSERT INTO int_order_days VALUES
        ('often', '2025-01-01', true, 99), ('often', '2025-01-15', true, 10), ('often', '2025-01-15', true, 20),
        ('often', '2025-01-29', true, 40), ('often', '2025-01-30', false, -10), ('often', '2025-02-20', true, 7),
        ('often', '2025-02-20', true, 1), ('often', '2025-03-08', true, 500), ('often', '2025-03-11', true, 3),
        ('once', '2025-02-05', true, 5),
        ('unpriced', '2025-01-01', true, NULL), ('unpriced', '2025-01-08', true, NULL),
        ('unpriced', '2025-02-08', true, NULL),
        ('later', '2025-02-20', true, 5), ('returns', '2025-01-02', false, -5), (NULL, '2025-01-03', true, 8)
"""


@pytest.fixture
def summary():
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA money; USE money")
        connection.execute(ORDERS)

        def read(day: date, horizon: int) -> dict[str, tuple]:
            parameters = {"day": day, "newest": date(2025, 3, 10), "horizon": horizon}
            rows = connection.sql(CUSTOMERS, params=parameters).to_arrow_table().to_pylist()
            return {row.pop("user_id"): tuple(row.values()) for row in rows}

        yield read


def test_what_is_known_and_what_followed(summary):
    # A day of several orders is one; returns lower the mean of the repeat days; what comes later is not known yet.
    assert summary(date(2025, 2, 5), 30) == {
        "often": (2, 4.0, 5.0, 30.0, 1, 8.0),
        "once": (0, 0.0, 0.0, None, 0, 0.0),
        "unpriced": (1, 1.0, 5.0, None, 1, None),
    }


def test_dates_beyond_the_newest_day_count_as_that_day(summary):
    assert summary(date(2025, 3, 10), 0)["often"][:3] == (5, 68 / 7, 68 / 7)
    assert summary(date(2025, 3, 10), 0)["later"][:3] == (0, 0.0, 18 / 7)


def test_a_quarter_of_a_short_history_is_held_back():
    assert find_evaluation_days(date(2025, 4, 30), date(2024, 1, 1), 90) == 90
    assert find_evaluation_days(date(2025, 4, 30), date(2025, 1, 1), 90) == 29
    assert find_evaluation_days(date(2025, 4, 30), date(2025, 4, 30), 90) == 1
