"""What happens in the sample shop agrees with itself."""

PURCHASES = """
    (select distinct event_id, user_id, item_id, round(price, 2) as price, event_at
     from events where event_type = 'purchase')
"""
LINES = """
    (select distinct order_id, user_id, item_id, round(unit_price::double, 2) as price,
        ordered_at::timestamp as event_at, coalesce(currency, 'EUR') as currency
     from order_lines join (select distinct order_id, user_id, ordered_at, currency from orders) using (order_id)
     where quantity::int > 0 and unit_price::double > 0 and ordered_at >= '2025-01-01')
"""


def test_every_order_line_is_a_purchase_event_and_the_reverse(shop):
    columns = "user_id, item_id, event_at"
    lines = f"select {columns} from {LINES}"
    purchases = f"select {columns} from {PURCHASES}"
    at_home = f"select {columns}, price from {LINES} where currency = 'EUR'"
    assert shop.query(f"({at_home}) except all (select {columns}, price from {PURCHASES})") == []
    assert shop.query(f"select count(*) > 500 from ({lines})") == [(True,)]
    assert shop.query(f"({lines}) except all ({purchases})") == []
    assert shop.query(f"({purchases}) except all ({lines})") == []


def test_an_item_is_once_in_an_order_and_baskets_hold_several(whole_shop):
    sql = f"select count(*), count(distinct (order_id, item_id)), count(distinct order_id) from {LINES}"
    ((lines, pairs, orders),) = whole_shop.query(sql)
    assert lines == pairs
    assert orders >= 2_500
    assert lines / orders >= 2.5


def test_the_default_shop_has_the_promised_size(whole_shop):
    ((events,),) = whole_shop.query("select count(*) from events")
    assert 250_000 <= events <= 500_000


def test_nothing_is_sold_while_out_of_stock(whole_shop):
    empty = """
        with counts as (
            select item_id, on_hand, counted_at,
                lead(counted_at, 1, 'infinity') over (partition by item_id order by counted_at) as until
            from stock_levels
        )
        select count(*) from counts where on_hand = 0
    """
    assert whole_shop.query(empty)[0][0] > 10
    sold = f"""
        with counts as (
            select item_id, on_hand, counted_at,
                lead(counted_at, 1, 'infinity') over (partition by item_id order by counted_at) as until
            from stock_levels
        )
        select count(*) from {PURCHASES} p join counts c
        on p.item_id = c.item_id and p.event_at >= c.counted_at and p.event_at < c.until
        where on_hand = 0
    """
    assert whole_shop.query(sold) == [(0,)]


def test_no_more_is_sold_in_a_day_than_was_counted(whole_shop):
    sql = """
        with sold as (
            select item_id, ordered_at::date as day, sum(quantity::int) as units
            from (select distinct * exclude (filename) from order_lines)
            join (select distinct order_id, ordered_at from orders) using (order_id)
            where quantity::int > 0 and unit_price::double > 0 and ordered_at >= '2025-01-01' group by all
        ),
        counted as (
            select sold.*, (
                select max_by(on_hand, counted_at) from stock_levels s
                where s.item_id = sold.item_id and s.counted_at::date <= day
            ) as on_hand
            from sold
        )
        select count(*) filter (units > on_hand), count(*) filter (on_hand is null), count(*) > 500
        from counted
    """
    assert whole_shop.query(sql) == [(0, 0, True)]


def test_returns_are_orders_of_negative_quantity_without_events(shop):
    sql = """
        select count(*) > 20, max(quantity::int), count(distinct order_id) = count(*)
        from order_lines where order_id like 'r%'
    """
    assert shop.query(sql) == [(True, -1, True)]
    assert shop.query("select count(*) from orders where order_id like 'r%' and status <> 'returned'") == [(0,)]


def test_before_the_link_a_cookie_of_one_user_is_anonymous_and_after_it_named(shop):
    sql = f"""
        select
            count(*) filter (event_at < linked_at::timestamp and e.user_id is not null),
            count(*) filter (event_at >= linked_at::timestamp and e.user_id is distinct from i.user_id),
            count(*) filter (event_at < linked_at::timestamp) > 50
        from events e join identities i using (anonymous_id)
        where anonymous_id not in (select anonymous_id from '{shop.home}/truth/devices.csv' where is_shared)
    """
    assert shop.query(sql) == [(0, 0, True)]


def test_some_orders_are_of_guests_and_every_named_user_is_known(shop):
    assert shop.query("select count(*) > 5 from orders where user_id is null") == [(True,)]
    unknown = "select user_id from orders where user_id is not null except select user_id from users"
    assert shop.query(unknown) == []


def test_controls_are_never_sent_and_some_messages_are_opened_on_a_later_day(shop):
    assert shop.query("select count(*) from messages where is_control and sent_at is not null") == [(0,)]
    ((share,),) = shop.query("select avg(is_control::int) from (select distinct message_id, is_control from messages)")
    assert 0.25 < share < 0.35
    versions = "select count(*) > 5 from (select message_id from messages group by 1 having count(*) > 1)"
    assert shop.query(versions) == [(True,)]
