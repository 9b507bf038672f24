-- What each row names as its evidence is found again in the tables that it is from: the order, the count of the stock, the two prices, the purchases.
with abandoned as (
    select * from {{ ref('abandoned_items') }}
),

found as (
    select
        abandoned.user_id,
        abandoned.item_id
    from abandoned
    inner join {{ ref('int_joined_order_lines') }} as lines
        on
            abandoned.user_id = lines.user_id
            and abandoned.other_item_id = lines.item_id
            and abandoned.other_order_id = lines.order_id
            and abandoned.other_bought_date = lines.order_date
    inner join {{ ref('current_items') }} as items on lines.item_id = items.item_id and abandoned.category_id = items.category_id
    where abandoned.reason = 'bought_other' and abandoned.item_id <> lines.item_id

    union

    select
        abandoned.user_id,
        abandoned.item_id
    from abandoned
    inner join {{ ref('current_stock_levels') }} as stock_levels
        on
            abandoned.item_id = stock_levels.item_id
            and abandoned.sold_out_from_date = cast(stock_levels.counted_at_local as date)
    where abandoned.reason = 'out_of_stock' and stock_levels.on_hand <= 0

    union

    select
        abandoned.user_id,
        abandoned.item_id
    from abandoned
    inner join {{ ref('current_prices') }} as earlier on abandoned.item_id = earlier.item_id and abandoned.earlier_price = earlier.price
    inner join {{ ref('current_prices') }} as later on abandoned.item_id = later.item_id and abandoned.seen_price = later.price
    where
        abandoned.reason = 'price_rose'
        and earlier.valid_from < later.valid_from
        and earlier.price < later.price

    union

    select
        abandoned.user_id,
        abandoned.item_id
    from abandoned
    inner join {{ ref('int_joined_order_lines') }} as lines on abandoned.user_id = lines.user_id
    where
        abandoned.reason = 'price_above_band'
        and abandoned.price_place > abandoned.highest_paid_place
        and lines.is_counted
        and lines.order_date < abandoned.wished_date
    group by abandoned.user_id, abandoned.item_id, abandoned.paid_line_count
    having count(*) >= abandoned.paid_line_count and abandoned.paid_line_count >= 3

    union

    select
        abandoned.user_id,
        abandoned.item_id
    from abandoned
    inner join {{ ref('int_known_days') }} as days
        on abandoned.user_id = days.user_id and abandoned.checkout_date = days.event_date
    where abandoned.reason = 'left_at_checkout' and days.checkout_count > 0
)

select
    abandoned.user_id,
    abandoned.item_id,
    abandoned.reason
from abandoned
left join found on abandoned.user_id = found.user_id and abandoned.item_id = found.item_id
where
    found.user_id is null
    and abandoned.reason not in ('comparing', 'looking', 'unknown')
    -- A purchase that only an event tells of has no order to be found.
    and not (abandoned.reason = 'bought_other' and abandoned.other_order_id is null)
