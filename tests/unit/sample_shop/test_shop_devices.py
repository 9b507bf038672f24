"""Cookies that are reset, tablets of two users, and logins that come late: as the truth says."""

import pytest


@pytest.fixture(scope="module")
def used(whole_shop):
    """The shop with the truth about devices and about visits by shared ones as tables."""
    for name in ("devices", "shared_visits"):
        whole_shop.con.execute(f"create or replace table {name} as from '{whole_shop.home}/truth/{name}.csv'")
    whole_shop.con.execute("""
        create or replace table cookie_events as
        select distinct on (event_id) event_id, user_id, anonymous_id, session_key, event_at, event_type, device
        from events where regexp_matches(anonymous_id, '^[at]\\d')
    """)
    return whole_shop


def test_links_are_those_of_the_truth(used):
    told = {
        (row["anonymous_id"], row["user_id"], row["linked_on"]) for row in used.truth("devices.csv") if row["linked_on"]
    }
    sql = "select anonymous_id, user_id, linked_at[:10] from identities where regexp_matches(anonymous_id, '^[at]\\d')"
    found = set(used.query(sql))
    assert found == told
    assert len(told) > 800


def test_every_cookie_is_used_by_its_users_from_the_first_to_the_last_day_told(used):
    sql = """
        with days as (select anonymous_id, min(event_at)::date as first, max(event_at)::date as last from cookie_events
            group by 1),
        told as (select anonymous_id, min(first_used_on) as first, max(last_used_on) as last from devices group by 1)
        select count(*) filter (days.first is distinct from told.first),
            count(*) filter (days.last < told.last or days.last > told.last + 1), count(*) > 1_000
        from days full join told using (anonymous_id)
        where days.first is not null or told.last > told.first
    """
    assert used.query(sql) == [(0, 0, True)]


def test_cookies_are_reset_as_often_as_planted(used):
    sql = """
        select
            count(distinct anonymous_id) filter (anonymous_id like '%-%') / count(distinct session_key)
        from cookie_events where anonymous_id like 'a%'
    """
    assert used.query(sql)[0][0] == pytest.approx(0.02, abs=0.005)


def test_two_users_of_a_tablet_are_seen_under_their_own_name_under_the_others_or_none(used):
    sql = """
        select
            count(distinct e.anonymous_id), count(distinct session_key),
            avg((e.user_id is null)::int), avg((e.user_id is not distinct from v.user_id)::int),
            avg((coalesce(e.user_id, v.user_id) <> v.user_id)::int),
            count(*) filter (
                e.user_id is not null
                and (e.anonymous_id, e.user_id) not in (select (anonymous_id, user_id) from devices)
            ),
            count(*) filter (e.event_type = 'purchase' and e.user_id is distinct from v.user_id)
        from cookie_events e join shared_visits v using (session_key)
    """
    ((devices, visits, nobody, self, other, unknown, bought_by_another),) = used.query(sql)
    assert devices > 150
    assert visits > 1_500
    assert nobody > 0.3
    assert self > 0.15
    assert 0.005 < other < 0.2
    assert unknown == bought_by_another == 0


def test_some_log_in_long_after_their_first_visit(used):
    sql = """
        select avg((linked_on - first_used_on > 40)::int) from devices
        where linked_on is not null and anonymous_id not like '%-%' and anonymous_id like 'a%'
    """
    assert used.query(sql)[0][0] > 0.05
