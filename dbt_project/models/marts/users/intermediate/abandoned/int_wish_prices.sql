-- One row per wish: the prices at the last two looks, where the price stands in its category, and where those of earlier purchases stood.

with wishes as (
    select * from {{ ref('int_wishes') }}
),

starts as (
    select
        item_id,
        valid_from,
        min(price) as price
    from {{ ref('current_prices') }}
    group by item_id, valid_from
),

spells as (
    select
        item_id,
        price,
        valid_from,
        lead(valid_from) over (partition by item_id order by valid_from) as valid_until
    from starts
),

looks as (
    select
        wishes.user_id,
        wishes.item_id,
        days.activity_date,
        days.last_event_at,
        row_number() over (
            partition by wishes.user_id, wishes.item_id
            order by days.activity_date desc
        ) as looks_back,
        count(*) over (partition by wishes.user_id, wishes.item_id) as look_day_count
    from wishes
    inner join {{ ref('int_user_item_days') }} as days
        on
            wishes.user_id = days.user_id
            and wishes.item_id = days.item_id
            and days.activity_date <= case when wishes.is_bought then wishes.bought_date else wishes.deadline_date end
),

priced_looks as (
    select
        looks.user_id,
        looks.item_id,
        looks.activity_date,
        looks.looks_back,
        looks.look_day_count,
        spells.price
    from looks
    left join spells
        on
            looks.item_id = spells.item_id
            and looks.last_event_at >= spells.valid_from
            and (spells.valid_until is null or looks.last_event_at < spells.valid_until)
    where looks.looks_back <= 2
),

seen as (
    select
        user_id,
        item_id,
        max(look_day_count) as look_day_count,
        max(case when looks_back = 1 then activity_date end) as last_look_date,
        max(case when looks_back = 1 then price end) as seen_price,
        max(case when looks_back = 2 then activity_date end) as earlier_look_date,
        max(case when looks_back = 2 then price end) as earlier_price
    from priced_looks
    group by user_id, item_id
),

ranked_items as (
    select
        item_id,
        rank() over (partition by category_id order by coalesce(current_price, usual_price)) as price_rank,
        count(*) over (partition by category_id, coalesce(current_price, usual_price)) as same_price_count,
        count(*) over (partition by category_id) as item_count
    from {{ ref('item_facts') }}
    where category_id is not null and coalesce(current_price, usual_price) is not null and is_product
),

-- The share of the category's items that are cheaper, and half of those that cost the same.
places as (
    select
        item_id,
        {{ share('price_rank - 1 + same_price_count / 2', 'item_count') }} as price_place
    from ranked_items
),

bought_lines as (
    select
        order_lines.user_id,
        order_lines.order_date,
        places.price_place
    from {{ ref('int_joined_order_lines') }} as order_lines
    inner join places on order_lines.item_id = places.item_id
    where order_lines.is_counted
),

paid as (
    select
        wishes.user_id,
        wishes.item_id,
        count(*) as paid_line_count,
        max(bought_lines.price_place) as highest_paid_place
    from wishes
    inner join bought_lines on wishes.user_id = bought_lines.user_id and wishes.wished_date > bought_lines.order_date
    group by wishes.user_id, wishes.item_id
)

select
    seen.user_id,
    seen.item_id,
    seen.look_day_count,
    seen.last_look_date,
    -- Without a history of prices the list price is the only one that can have been seen.
    cast(coalesce(seen.seen_price, items.list_price) as decimal(18, 4)) as seen_price,
    seen.earlier_look_date,
    cast(seen.earlier_price as decimal(18, 4)) as earlier_price,
    coalesce(seen.seen_price > seen.earlier_price, false) as has_risen,
    coalesce(paid.paid_line_count, 0) as paid_line_count,
    places.price_place,
    paid.highest_paid_place
from seen
left join {{ ref('current_items') }} as items on seen.item_id = items.item_id
left join places on seen.item_id = places.item_id
left join paid on seen.user_id = paid.user_id and seen.item_id = paid.item_id
