"""What propensity may learn from: nothing that people state of themselves, unless a setting names it."""

import re
from datetime import date

import duckdb
import pyarrow as pa
import pytest

from orchestration.assets import user_propensity
from orchestration.assets.user_propensity import leave_out_attributes, read_past_rows, read_today
from orchestration.assets.warehouse import MANIFEST
from orchestration.settings import PERSONAL_ATTRIBUTES

# Stated by a user as well, and used: where a user lives, whom a user came by, and what a user agreed to.
USED = {"city", "has_referrer", "consent_email", "consent_sms", "consent_push", "consent_ads"}
NUMBERS = {"days_since_order", "order_count"}


@pytest.fixture
def attributes(home):
    """A warehouse of a user at one past date and today, and of one too many; occupation was found to leak."""
    with duckdb.connect(home.warehouse) as connection:
        for schema in ("inputs", "users"):
            connection.execute(f"CREATE SCHEMA {schema}")
        connection.execute("CREATE TABLE inputs.as_of_day AS SELECT DATE '2025-06-30' AS as_of_date")
        connection.execute(
            "CREATE TABLE inputs.user_attributes AS SELECT period_number, rows_until, true AS ordered_within_30_days,"
            " true AS became_high_value, true AS stopped_buying, 1.0 AS spend_within_30_days,"
            " user_id, as_of_date, 3 AS days_since_order,"
            " 2 AS order_count, 'Ulm' AS city, 'Ulm' AS city_known_today, 40 AS age, 40 AS age_known_today,"
            " 'x' AS gender, 'x' AS gender_known_today, 'nurse' AS occupation, 'student' AS occupation_known_today"
            " FROM (VALUES ('u', DATE '2025-05-31', 1, 1_000), ('v', DATE '2025-05-31', 1, 1_001),"
            " ('u', DATE '2025-06-30', 0, NULL)) AS t (user_id, as_of_date, period_number, rows_until)"
        )
        connection.execute(
            "CREATE TABLE users.attribute_screening AS SELECT 'occupation' AS attribute, true AS is_leaking"
        )


@pytest.mark.parametrize(
    ("allowed", "known"),
    [(set(), set()), ({"gender"}, {"gender"}), ({"age", "gender", "occupation"}, {"age", "gender"})],
    ids=["none", "one", "all, of which one leaks"],
)
def test_personal_attributes_are_read_where_they_are_allowed_by_name(attributes, monkeypatch, allowed, known):
    monkeypatch.setattr(user_propensity, "ALLOWED_ATTRIBUTES", frozenset(allowed))
    past, as_of_date = read_past_rows(1_000)
    assert past["user_id"].to_pylist() == ["u"]
    assert as_of_date == date(2025, 6, 30)
    outcomes = {"ordered_within_30_days", "stopped_buying", "spend_within_30_days"}
    assert set(past.column_names) == {"user_id", "as_of_date", "period_number"} | outcomes | NUMBERS | {"city"} | known
    [today] = read_today(1_000)
    assert set(past.column_names) - outcomes - {"period_number"} <= set(today.column_names)
    assert {"occupation"} & allowed == {"occupation"} & set(today.column_names)


def test_whatever_a_user_states_is_either_personal_or_used_knowingly():
    """One that is added to the profile has to be decided on here."""
    stated = set(re.findall(r"'(\w+)'", MANIFEST["macros"]["macro.cartograph.profile_columns"]["macro_sql"]))
    assert stated == USED | set(PERSONAL_ATTRIBUTES)
    assert frozenset() == user_propensity.ALLOWED_ATTRIBUTES
    names = [name + suffix for name in sorted(stated) for suffix in ("", "_known_today")]
    assert set(leave_out_attributes(pa.table({name: [1] for name in names})).column_names) == USED
