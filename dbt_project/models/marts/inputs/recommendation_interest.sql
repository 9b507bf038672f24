-- One row per user, product and shop day with views, favourites and carts.

with known_items as (
    select * from {{ ref('int_known_items') }}
    where user_id is not null
),

items as (
    select * from {{ ref('current_items') }}
)

select
    known_items.user_id,
    known_items.item_id,
    cast({{ shop_time('known_items.source', 'known_items.last_event_at') }} as date) as activity_date,
    cast(sum(known_items.view_count) as bigint) as view_count,
    cast(sum(known_items.favorite_count) as bigint) as favorite_count,
    cast(sum(known_items.cart_count) as bigint) as cart_count
from known_items
left join items on known_items.item_id = items.item_id
where
    coalesce(items.is_product, true)
    and known_items.view_count + known_items.favorite_count + known_items.cart_count > 0
group by 1, 2, 3
