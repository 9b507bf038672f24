-- One row per user, product and shop day with views, favourites and carts. What one load brought of a user and item counts on the last day of it, so
-- that nothing is known before it happened.

with user_items as (
    select * from {{ ref('user_items') }}
),

items as (
    select * from {{ ref('current_items') }}
)

select
    visitor_users.user_id,
    user_items.item_id,
    -- By the clock of the shop, as orders are dated.
    cast(
        case user_items.source
            {%- for source in mapped_sources() %}
            when '{{ source }}' then {{ local_from_utc('user_items.last_event_at', time_zone(source)) }}
            {%- endfor %}
            else user_items.last_event_at
        end as date
    ) as activity_date,
    cast(sum(user_items.view_count) as bigint) as view_count,
    cast(sum(user_items.favorite_count) as bigint) as favorite_count,
    cast(sum(user_items.cart_count) as bigint) as cart_count
from user_items
inner join {{ ref('int_visitor_users') }} as visitor_users on user_items.visitor_id = visitor_users.visitor_id
left join items on user_items.item_id = items.item_id
where
    coalesce(items.is_product, true)
    and user_items.view_count + user_items.favorite_count + user_items.cart_count > 0
group by 1, 2, 3
