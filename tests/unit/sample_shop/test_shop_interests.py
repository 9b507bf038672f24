"""Interests begin, show in searches and views, fade, and end when something of the shelf is bought."""

import pytest


@pytest.fixture(scope="module")
def interested(whole_shop):
    """The shop with the truth about interests, and what each user views of which shelf, by day."""
    con, home = whole_shop.con, whole_shop.home
    con.execute(f"create or replace table interests as from '{home}/truth/interests.csv'")
    con.execute(
        "create or replace table of_shelf as select distinct item_id, category_id from items where len(category_id) = 4"
    )
    con.execute(
        f"create or replace table own_cookies as select anonymous_id, min(user_id) as user_id from "
        f"'{home}/truth/devices.csv' where not is_shared group by 1"
    )
    con.execute("""
        create or replace table looks as
        select coalesce(e.user_id, own_cookies.user_id) as user_id, session_key, category_id, event_type,
            event_at::date as day
        from (select distinct on (event_id) * from events) e
        left join of_shelf using (item_id) left join own_cookies using (anonymous_id)
        where event_type in ('view', 'search', 'purchase')
    """)
    return whole_shop


def test_visits_are_about_the_interest_the_more_the_younger_it_is(interested):
    sql = """
        with seen as (
            select day - began_on as age, avg((looks.category_id = interests.category_id)::int) as share
            from looks join interests using (user_id)
            where event_type = 'view' and day >= began_on and day < coalesce(ended_on, date '2025-05-01')
            group by all
        )
        select avg(share) filter (age < 7), avg(share) filter (age between 20 and 35),
            (select avg((looks.category_id = interests.category_id)::int) from looks join interests using (user_id)
             where event_type = 'view' and day < began_on - 7)
        from seen
    """
    ((young, old, before),) = interested.query(sql)
    assert young > 0.5
    assert before < 0.12
    assert before + 0.05 < old < young - 0.15


def test_who_is_interested_searches_more_often(interested):
    sql = """
        with visits as (
            select user_id, session_key, min(day) as day, bool_or(event_type = 'search') as has_search
            from looks where user_id is not null group by all
        )
        select avg(has_search::int) filter (is_young), avg(has_search::int) filter (not is_young) from (
            select *, exists (
                select 1 from interests i where i.user_id = visits.user_id and day between began_on and began_on + 7
                and day < coalesce(ended_on, date '2025-05-01')
            ) as is_young from visits
        )
    """
    ((interested_share, share),) = interested.query(sql)
    assert interested_share > 1.5 * share


def test_buying_of_the_shelf_ends_an_interest_and_nothing_else_does_so_early(interested):
    of_shelf = """
        (select distinct o.user_id, ordered_at::date as day, category_id
         from order_lines join (select distinct order_id, user_id, ordered_at from orders) o using (order_id)
         join of_shelf using (item_id)
         where order_id like 'o%' and user_id is not null and quantity::int > 0 and unit_price::double > 0)
    """
    sql = f"""
        select
            count(*) filter (ended_by = 'bought' and b.day is null),
            count(*) filter (ended_by = 'bought') > 150
        from interests i left join {of_shelf} b
        on b.user_id = i.user_id and b.category_id = i.category_id and b.day = i.ended_on
    """
    assert interested.query(sql) == [(0, True)]
    early = f"""
        select count(*) from interests i join {of_shelf} b using (user_id, category_id)
        where b.day >= began_on and b.day < coalesce(ended_on, date '2025-05-01')
    """
    assert interested.query(early) == [(0,)]
    faded = "select min(ended_on - began_on) > 40, count(*) > 500 from interests where ended_by = 'faded'"
    assert interested.query(faded) == [(True, True)]


def test_what_is_used_up_is_nobodys_interest(interested):
    staples = "('Coffee', 'Skin care', 'Hair care', 'Dog food', 'Cat food')"
    assert interested.query(f"select count(*) from interests where shelf in {staples}") == [(0,)]
