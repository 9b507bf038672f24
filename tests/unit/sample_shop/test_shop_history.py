"""A shop one can believe: 20 months of orders before its first load day, few visits that buy, some who come back."""

import pytest

FIRST_DAY = "timestamp '2025-01-01'"


@pytest.fixture(scope="module")
def orders(whole_shop):
    """A table `placed` of the orders (no returns) in the connection of the shop, each once."""
    whole_shop.con.execute("""
        create or replace table placed as
        select order_id, any_value(user_id) as user_id, any_value(ordered_at)::timestamp as ordered_at
        from orders where order_id like 'o%' group by 1
    """)
    return whole_shop


def test_the_history_comes_as_one_export_of_the_first_load_day_without_clicks(orders):
    sql = f"""
        select count(*) - count(distinct order_id), min(ordered_at)::date::varchar
        from (select *, regexp_extract(filename, '(\\d{{4}}-\\d\\d-\\d\\d)/orders', 1) as load_date from orders)
        where ordered_at::timestamp < {FIRST_DAY} and order_id like 'o%' and load_date = '2025-01-01'
    """
    assert orders.query(sql) == [(0, "2023-05-01")]
    assert orders.query(f"select count(*) from events where event_at < {FIRST_DAY} and event_id like 'e%'") == [(0,)]


def test_a_line_of_the_export_stands_in_it_once(orders):
    sql = """
        select count(*) - count(distinct (order_id, line_number, quantity < '0')) from order_lines
        where filename like '%/2025-01-01/%' and order_id like 'o%'
    """
    assert orders.query(sql) == [(0,)]


def test_three_visits_of_a_hundred_buy(orders):
    sql = """
        select count(distinct session_key) filter (event_type = 'purchase') / count(distinct session_key) from events
    """
    assert 0.02 <= orders.query(sql)[0][0] <= 0.035


def test_thousands_bought_nearly_half_came_back_and_nobody_buys_all_the_time(orders):
    sql = """
        select count(*), avg((orders > 1)::int), max(orders) from (
            select user_id, count(*) as orders from placed where user_id is not null group by 1
        )
    """
    ((buyers, repeat_rate, most),) = orders.query(sql)
    assert buyers >= 2_000
    assert 0.35 <= repeat_rate <= 0.5
    assert most <= 48  # twice a month


def test_december_sells_most_and_gardens_grow_in_spring(orders):
    by_month = dict(
        orders.query("select month(ordered_at), count(*) from placed where year(ordered_at) = 2024 group by 1")
    )
    assert by_month[12] == max(by_month.values())
    assert by_month[12] > 1.5 * by_month[2]
    sql = """
        select avg((month(ordered_at) in (4, 5))::int) from placed
        join (select distinct order_id, item_id from order_lines) using (order_id)
        join (select item_id, any_value(category_id) as category_id from items group by 1) using (item_id)
        where year(ordered_at) = 2024 and category_id like '{}%'
    """
    garden, shop = (orders.query(sql.format(category))[0][0] for category in ("c03", "c"))
    assert garden > 1.3 * shop


def test_goods_are_named_by_words_and_no_two_are_called_the_same(orders):
    ((items, names, words),) = orders.query("""
        select count(distinct item_id), count(distinct name), min(len(string_split(name, ' '))) from items
        where item_id like 'i0%'
    """)
    assert items == names == 480
    assert words >= 3
