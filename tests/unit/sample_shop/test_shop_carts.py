"""What is left in carts, why, and who waits for better times: the truth and the files agree."""

import pytest

from seeds.sample_shop.parameters import read_parameters

LEFT = """
    (select distinct session_key, item_id from events c where event_type = 'cart' and event_id like 'e%'
     and not exists (
        select 1 from events p
        where p.event_type = 'purchase' and p.session_key = c.session_key and p.item_id = c.item_id
     ))
"""


@pytest.fixture(scope="module")
def carts(whole_shop):
    """The shop with the truth about left carts, wishes, users and prices as tables."""
    home = whole_shop.home
    for name in ("left_carts", "wishes"):
        whole_shop.con.execute(f"create or replace table {name} as from '{home}/truth/{name}.csv'")
    whole_shop.con.execute(f"""
        create or replace table levels as
        select item_id, price_level from '{home}/truth/items.csv';
        create or replace table people as
        select user_id, price_level, price_sensitivity from '{home}/truth/users.csv'
    """)
    whole_shop.con.execute(f"""
        create or replace table price_changes as
        select item_id, price::double as price, valid_from::timestamp as valid_from
        from read_csv('{home}/landing/shop/prices/*/prices.csv.gz', all_varchar = true)
    """)
    return whole_shop


def test_every_left_cart_has_one_reason(carts):
    told = "(select session_key, item_id from left_carts)"
    assert carts.query(f"from {LEFT} except all from {told}") == []
    # What is put into a cart after midnight of the last day is never collected.
    assert carts.query(f"select count(*) < 20 from (from {told} except all from {LEFT})") == [(True,)]
    assert carts.query("select count(*) > 8_000 from left_carts") == [(True,)]


def test_reasons_are_as_frequent_as_planted(carts):
    planted = read_parameters().left_carts
    rows = dict(
        carts.query("""
            select reason, count(*) from left_carts
            where session_key not in (select session_key from events where event_type = 'purchase') group by 1
        """)
    )
    # The price is the reason for those alone whose price level has one above it.
    for reason in ("delivery_cost", "something_else"):
        share = rows[reason] / rows["looking"]
        assert share == pytest.approx(getattr(planted, reason) / planted.looking, rel=0.12)
    assert rows["comparing"] / rows["looking"] == pytest.approx(planted.comparing / planted.looking, rel=0.12)
    by_sensitivity = carts.query("""
        select avg((reason = 'price')::int) from left_carts join people using (user_id)
        where price_level <> 'high' group by price_sensitivity order by price_sensitivity
    """)
    (low,), (middle,), (high,) = by_sensitivity
    assert low < middle < high
    assert middle == pytest.approx(planted.price, abs=0.05)


def test_most_carts_show_their_reason_and_some_do_not(carts):
    ((share,),) = carts.query("select avg(is_shown::int) from left_carts")
    assert share == pytest.approx(1 - read_parameters().left_carts.noise_share, abs=0.03)
    sql = """
        with seen as (
            select session_key, bool_or(event_type = 'checkout') as has_checkout,
                count(distinct item_id) filter (event_type = 'view') as items
            from events group by 1
        )
        select reason, is_shown, avg(has_checkout::int), avg(items)
        from left_carts join seen using (session_key)
        where session_key not in (select session_key from events where event_type = 'purchase') group by all
    """
    found = {(reason, shown): figures for reason, shown, *figures in carts.query(sql)}
    assert found["delivery_cost", True][0] > 0.98
    assert found["delivery_cost", False][0] < 0.3
    assert 0.4 < found["something_else", True][0] < 0.6
    assert found["looking", True][0] < 0.1
    assert found["comparing", True][1] > found["looking", True][1] + 1.2
    assert found["comparing", False][1] < found["looking", True][1] + 0.6


def test_dear_things_and_small_carts_are_left_for_the_price_and_for_the_delivery(carts):
    sql = """
        with placed as (
            select reason, levels.price_level as item_level, people.price_level as own_level, (
                select max_by(price, valid_from) from price_changes p
                where p.item_id = l.item_id and p.valid_from <= l.left_at
            ) as price
            from left_carts l join levels using (item_id) join people using (user_id)
            where is_shown and own_level = 'low'
        )
        select reason, avg((item_level <> 'low')::int), avg((price < 50)::int) from placed group by 1
    """
    found = {reason: figures for reason, *figures in carts.query(sql)}
    assert found["price"][0] > 0.9
    assert found["looking"][0] < 0.7
    assert found["delivery_cost"][1] > 0.97


def test_what_was_left_for_stock_was_out_of_stock_or_sold_out_that_day(carts):
    sql = """
        with placed as (
            select l.*, (
                select max_by(on_hand, counted_at) from stock_levels s
                where s.item_id = l.item_id and s.counted_at <= l.left_at
            ) as on_hand
            from left_carts l where reason = 'stock' and is_shown
        )
        select avg((on_hand = 0)::int), max(on_hand) < 60, count(*) > 500 from placed
    """
    ((empty, is_low, many),) = carts.query(sql)
    assert empty > 0.7
    assert is_low
    assert many


def test_wishes_come_true_and_are_bought_afterwards(carts):
    bought = """
        select count(*) from wishes w where bought_on is not null and not exists (
            select 1 from order_lines join orders o using (order_id)
            where o.user_id = w.user_id and order_lines.item_id = w.item_id and ordered_at::date = bought_on
        )
    """
    assert carts.query(bought) == [(0,)]
    sql = "select waits_for, count(*), count(came_on), count(bought_on) from wishes group by 1"
    found = {kind: counts for kind, *counts in carts.query(sql)}
    assert found.keys() == {"restock", "cheaper", "other"}
    for count, came, bought_count in found.values():
        assert count > 100
        assert came > 20
        assert bought_count > 0.2 * came
    favourites = """
        select avg(exists (
            select 1 from events e where event_type = 'favorite' and e.item_id = w.item_id and event_at::date = since
        )::int) from wishes w where waits_for = 'restock'
    """
    assert carts.query(favourites)[0][0] > 0.95


def test_a_wish_for_stock_comes_true_on_the_first_morning_with_stock(carts):
    sql = """
        select count(*) from wishes w where waits_for = 'restock' and came_on is not null and (
            select max_by(on_hand, counted_at) from stock_levels s
            where s.item_id = w.item_id and s.counted_at <= came_on
        ) = 0
    """
    assert carts.query(sql) == [(0,)]
