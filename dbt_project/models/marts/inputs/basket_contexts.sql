-- One row per counted order: when, where and by whom, by the shop's clock.

with orders as (
    select
        order_id as basket_id,
        order_date,
        {{ weekday_name('order_date') }} as weekday,
        case
            when order_hour < 6 then 'night'
            when order_hour < 12 then 'morning'
            when order_hour < 18 then 'afternoon'
            else 'evening'
        end as daypart,
        channel,
        user_id
    from {{ ref('int_joined_orders') }}
    where is_counted
),

user_groups as (
    select * from {{ ref('user_groups') }}
)

select
    orders.basket_id,
    orders.order_date,
    orders.weekday,
    orders.daypart,
    orders.weekday || ' ' || orders.daypart as weekday_daypart,
    orders.channel,
    user_groups.user_group
from orders
left join user_groups on orders.user_id = user_groups.user_id
