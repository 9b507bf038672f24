"""The planted attributes, found by screening the landing files."""

from datetime import date

import pytest

from ml_assets.attribute_screening import screen_attributes

# What was known of users 30, 60 and 90 days before the last day; a profile is known from the load day of its file.
PAST = """
    with dates as (
        select range as period_number, date '2025-04-30' - (30 * range)::int as as_of_date from range(1, 4)
    ),
    reported as (
        select *, regexp_extract(filename, '(\\d{{4}}-\\d\\d-\\d\\d)/users', 1)::date as load_date from users
    ),
    placed as (
        select distinct order_id, user_id, ordered_at::date as order_date from orders where order_id like 'o%'
    ),
    profiles as (
        select as_of_date, user_id, {latest_then}, {latest_today}
        from dates cross join reported
        group by as_of_date, user_id having min(load_date) <= as_of_date
    ),
    purchases as (
        select
            as_of_date, user_id,
            count(*) filter (order_date <= as_of_date) as order_count,
            as_of_date - max(order_date) filter (order_date <= as_of_date) as days_since_order,
            bool_or(order_date > as_of_date and order_date <= as_of_date + 30) as has_ordered
        from dates cross join placed group by as_of_date, user_id
    ),
    visits as (
        select as_of_date, user_id, count(distinct session_key) as session_count
        from dates inner join events on event_at::date <= as_of_date
        group by as_of_date, user_id
    )
    select
        user_id, period_number, coalesce(has_ordered, false) as ordered_within_30_days,
        null::boolean as became_high_value, null::boolean as stopped_buying,
        coalesce(order_count, 0) as order_count, days_since_order, coalesce(session_count, 0) as session_count,
        profiles.* exclude (as_of_date, user_id)
    from dates inner join profiles using (as_of_date)
    left join purchases using (as_of_date, user_id) left join visits using (as_of_date, user_id)
"""
PROFILE = ("birth_year::int", "gender", "occupation", "city", "consent_email", "consent_push")


def list_latest(suffix: str, condition: str) -> str:
    """The newest value of each profile column, nulls too, as SQL."""
    return ", ".join(
        f"arg_max_null({name}, load_date) filter ({condition}) as {name.partition('::')[0]}{suffix}" for name in PROFILE
    )


@pytest.fixture(scope="module")
def screened(whole_shop):
    sql = PAST.format(
        latest_then=list_latest("", "load_date <= as_of_date"), latest_today=list_latest("_known_today", "true")
    )
    return screen_attributes(whole_shop.con.sql(sql).to_arrow_table(), date(2025, 4, 30))


def test_the_city_is_reported_with_the_first_order_and_never_before(whole_shop):
    sql = """
        with reported as (
            select user_id, min(regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/users', 1)::date) as day
            from users where city is not null group by 1
        ),
        bought as (select user_id, min(ordered_at::date) as day from orders where user_id is not null group by 1)
        select
            count(*) filter (reported.day is distinct from greatest(bought.day + 1, date '2025-01-01')),
            count(*) > 1000
        from bought full join reported using (user_id)
        where bought.day is null or bought.day < date '2025-04-30'
    """
    assert whole_shop.query(sql) == [(0, True)]


def test_planted_attributes_are_distinguished(whole_shop, screened):
    (truth,) = [whole_shop.truth("attributes.json")]
    rows = {r["attribute"]: r for r in screened.attributes.to_pylist() if r["outcome"] == "ordered_within_30_days"}
    assert {name for name, row in rows.items() if row["is_leaking"]} == set(truth["leaking"]) == {"city"}
    assert {name for name in truth["useful"] if rows[name]["is_kept"]} == set(truth["useful"]) == {"occupation"}
    assert not any(rows[name]["is_kept"] for name in truth["useless"])
    assert {"order_count", "days_since_order", "session_count"} <= {n for n, row in rows.items() if row["is_kept"]}


def test_the_kept_predict_as_well_as_all(screened):
    shares = [row for row in screened.quality.to_pylist() if row["metric"] == "auc_share_kept" and row["value"]]
    assert [row["model"] for row in shares] == ["screening_ordered_within_30_days"]
    assert shares[0]["value"] >= 0.99
