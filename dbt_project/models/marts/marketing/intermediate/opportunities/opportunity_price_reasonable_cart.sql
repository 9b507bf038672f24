-- Left in the cart at a price that the user pays elsewhere: no dearer for its category than what the user bought was for its own.
-- Compared are those who only looked at such an item, as long ago, at a price that is reasonable for them likewise.

with seen as (
    select
        dates.is_now,
        dates.as_of_date,
        days.user_id,
        days.item_id,
        max(case when days.cart_count > 0 then days.activity_date end) as cart_date,
        max(case when days.favorite_count > 0 then days.activity_date end) as favorite_date,
        max(case when days.remove_from_cart_count >= greatest(days.cart_count, 1) then days.activity_date end) as removed_date,
        max(days.activity_date) as last_look_date
    from {{ ref('int_opportunity_dates') }} as dates
    inner join {{ ref('int_user_item_days') }} as days
        on
            (dates.is_now or dates.as_of_date >= days.activity_date)
            and dates.as_of_date - interval {{ var('abandoned_days') - var('opportunity_days') }} day < days.activity_date
    group by dates.is_now, dates.as_of_date, days.user_id, days.item_id
),

left_behind as (
    select
        *,
        cart_date is not null as is_cart,
        coalesce(cart_date, last_look_date) as left_date
    from seen
    where
        coalesce(cart_date, last_look_date) <= as_of_date - interval {{ var('wish_days') }} day
        and (cart_date is not null or favorite_date is null)
        and coalesce(removed_date < cart_date, true)
),

purchases as (
    select
        left_behind.is_now,
        left_behind.user_id,
        left_behind.item_id,
        max(case when left_behind.is_now or purchases.bought_date <= left_behind.as_of_date then 1 else 0 end) as has_it,
        max(case when purchases.bought_date > left_behind.as_of_date then 1 else 0 end) as has_come
    from left_behind
    inner join {{ ref('int_user_item_purchases') }} as purchases
        on
            left_behind.user_id = purchases.user_id
            and left_behind.item_id = purchases.item_id
            and left_behind.left_date <= purchases.bought_date
            and (
                left_behind.is_now
                or purchases.bought_date <= left_behind.as_of_date + interval {{ var('opportunity_days') }} day
            )
    group by left_behind.is_now, left_behind.user_id, left_behind.item_id
),

items as (
    select
        item_id,
        price_position,
        coalesce(on_hand_count > 0, true) as is_available
    from {{ ref('item_facts') }}
    where is_product and price_position is not null
),

paid as (
    select
        dates.is_now,
        lines.user_id,
        max(items.price_position) as highest_position
    from {{ ref('int_bought_lines') }} as lines
    inner join items on lines.item_id = items.item_id
    inner join {{ ref('int_opportunity_dates') }} as dates on dates.is_now or lines.order_date <= dates.as_of_date
    group by dates.is_now, lines.user_id
),

cases as (
    select
        left_behind.*,
        items.price_position,
        items.is_available,
        paid.highest_position,
        coalesce(purchases.has_come, 0) as has_come
    from left_behind
    inner join items on left_behind.item_id = items.item_id
    inner join paid
        on
            left_behind.user_id = paid.user_id
            and left_behind.is_now = paid.is_now
            and items.price_position <= paid.highest_position
    left join purchases
        on
            left_behind.is_now = purchases.is_now
            and left_behind.user_id = purchases.user_id
            and left_behind.item_id = purchases.item_id
    where coalesce(purchases.has_it, 0) = 0
)

select
    'price_reasonable_cart' as kind,
    item_id as subject_id,
    item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    'open' as role,
    {{ open_case(
        'user_id',
        "'in the cart since ' || " ~ in_words('cart_date') ~ " || ' at percentile ' || " ~ percentile_text('price_position')
        ~ " || ' of its category''s prices, bought up to percentile ' || " ~ percentile_text('highest_position'),
        'cart_date'
    ) }}
from cases
where is_now and is_cart and is_available

union all

select
    'price_reasonable_cart' as kind,
    item_id as subject_id,
    item_id,
    cast(null as string) as category_id,
    cast(null as string) as user_group,
    case when is_cart then 'like' else 'usual' end as role,
    {{ past_cases('count(*)', 'sum(has_come)') }}
from cases
where not is_now
group by item_id, is_cart
