"""Tastes, quality, searches and themes of reviews are in the files as they were planted, with noise."""

import pytest

from seeds.sample_shop.catalogue import BRANDS, TREE

LINES = """
    (select distinct order_id, user_id, item_id, ordered_at::timestamp as day from order_lines
     join (select distinct order_id, user_id, ordered_at from orders) using (order_id)
     where quantity::int > 0 and unit_price::double > 0 and order_id like 'o%')
"""


@pytest.fixture(scope="module")
def planted(whole_shop):
    """The shop with what is true of users and items, and each item's shelf, department and brand, as tables."""
    con, home = whole_shop.con, whole_shop.home
    con.execute(f"create or replace table tastes as from '{home}/truth/users.csv'")
    con.execute(f"create or replace table qualities as from '{home}/truth/items.csv'")
    con.execute("create or replace table shelves (category_id varchar, department varchar, shelf varchar)")
    rows = [
        (f"c{d + 1:02d}{s + 1}", department, shelf)
        for d, (department, shelves) in enumerate(TREE.items())
        for s, shelf in enumerate(shelves)
    ]
    con.executemany("insert into shelves values (?, ?, ?)", rows)
    con.execute("""
        create or replace table things as
        select distinct item_id, brand, department, shelf from items join shelves using (category_id)
    """)
    return whole_shop


def test_users_buy_more_of_their_favourite_shelf_and_brand(planted):
    sql = f"""
        select
            avg((shelf = favourite_shelf)::int)
            / avg((shelf <> favourite_shelf and department = favourite_department)::int),
            avg((brand = favourite_brand)::int)
        from {LINES} join tastes using (user_id) join things using (item_id)
    """
    ((shelf_ratio, brand_share),) = planted.query(sql)
    # Of three shelves of a department one is the favourite: by chance 1 : 2.
    assert shelf_ratio > 0.5 * 1.5
    assert brand_share > 1.4 / len(BRANDS)


def test_of_those_who_look_more_buy_what_is_good_and_it_is_not_what_is_popular(planted):
    sql = """
        with looked as (
            select item_id, count(distinct session_key) as visits,
                count(distinct session_key) filter (event_type = 'purchase') as sales
            from events where item_id is not null group by 1
        )
        select corr(quality, ln(popularity)),
            sum(sales) filter (quality >= 4.4) / sum(visits) filter (quality >= 4.4)
            / (sum(sales) filter (quality < 3.7) / sum(visits) filter (quality < 3.7))
        from looked join qualities using (item_id) where item_id > 'i00005'
    """
    ((correlation, ratio),) = planted.query(sql)
    assert abs(correlation) < 0.15
    assert ratio > 1.5


def test_what_is_used_up_is_bought_again_if_it_was_good_and_comes_back_if_it_was_not(planted):
    again = f"""
        with bought as (select * from {LINES} where user_id is not null),
        orders as (
            select user_id, order_id, lead(day) over (partition by user_id order by day, order_id) as next_day
            from (select distinct user_id, order_id, day from bought)
        ),
        followed as (
            select item_id, next_day, lead(day) over (partition by user_id, item_id order by day, order_id) as again_day
            from bought join orders using (user_id, order_id)
        )
        select avg(again::int) filter (quality >= 4.3), avg(again::int) filter (quality < 3.8)
        from (select item_id, coalesce(again_day = next_day, false) as again from followed where next_day is not null)
        join qualities using (item_id) join things using (item_id)
        where shelf in ('Coffee', 'Skin care', 'Hair care', 'Dog food', 'Cat food') and item_id > 'i00005'
    """
    ((good, bad),) = planted.query(again)
    assert good > 1.4 * bad
    returned = f"""
        with back as (select item_id, count(*) as units from order_lines where order_id like 'r%' group by 1),
        sold as (select item_id, count(*) as units from {LINES} group by 1)
        select sum(back.units) filter (quality >= 4.3) / sum(sold.units) filter (quality >= 4.3),
            sum(back.units) filter (quality < 3.8) / sum(sold.units) filter (quality < 3.8)
        from sold join qualities using (item_id) left join back using (item_id)
    """
    ((good, bad),) = planted.query(returned)
    assert bad > 1.5 * good


def test_searches_are_as_many_as_noted_and_come_before_what_is_looked_at(planted):
    counted = "select query, count(distinct event_id) from events where event_type = 'search' group by 1"
    noted = {row["term"]: int(row["search_count"]) for row in planted.truth("search_terms.csv")}
    assert dict(planted.query(counted)) == noted
    first = """
        with visits as (
            select session_key, min_by(event_type, event_at) as first_type from events
            where session_key in (select session_key from events where event_type = 'search') group by 1
        )
        select avg((first_type = 'search')::int) from visits
    """
    assert planted.query(first)[0][0] > 0.97


def test_what_the_shop_does_not_have_is_searched_in_vain(planted):
    planted.con.execute(f"create or replace table terms as from '{planted.home}/truth/search_terms.csv'")
    sql = """
        with searches as (
            select session_key, bool_or(not is_found) as in_vain from events join terms on term = query group by 1
        ),
        visits as (select session_key, bool_or(event_type = 'view') as has_views from events group by 1)
        select avg(in_vain::int), avg(has_views::int) filter (in_vain), avg(has_views::int) filter (not in_vain)
        from searches join visits using (session_key)
    """
    ((share, views_in_vain, views),) = planted.query(sql)
    assert 0.05 < share < 0.12
    assert 0.3 < views_in_vain < 0.6
    assert views > 0.99


@pytest.mark.parametrize("department", TREE)
def test_a_department_is_blamed_and_praised_by_its_own_words(planted, department):
    for rating, stars in (("low", "rating <= 2"), ("high", "rating >= 4")):
        words = [
            r["word"] for r in planted.truth("themes.csv") if (r["department"], r["rating"]) == (department, rating)
        ]
        sql = f"""
            select avg(named::int) filter ({stars}), avg(named::int) filter (not ({stars})), count(*) filter ({stars})
            from (
                select rating, regexp_matches(lower(body), '\\b({"|".join(words)})\\b') as named
                from reviews join things using (item_id) where department = '{department}'
            )
        """
        ((share, elsewhere, count),) = planted.query(sql)
        assert count >= 10
        assert share > 2 * elsewhere
