-- The orders counted behind a coupon user are the user's orders with a coupon, and who has as many of them is one.
with orders as (
    select
        user_id,
        count(*) as order_count,
        count(coupon_code) as coupon_count,
        max(order_date) filter (where coupon_code is not null) as last_coupon_date
    from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null
    group by user_id
),

coupon_users as (
    select * from {{ ref('user_tags') }}
    where tag = 'coupon_user'
)

select
    orders.user_id,
    orders.coupon_count,
    tags.evidence_count
from orders
cross join {{ ref('as_of') }} as as_of
full outer join coupon_users as tags on orders.user_id = tags.user_id
where
    coalesce(
        orders.coupon_count >= orders.order_count - orders.coupon_count + 2
        and {{ days_between('orders.last_coupon_date', 'as_of.as_of_date') }} < 365,
        false
    ) <> (tags.user_id is not null)
    or tags.evidence_count <> orders.coupon_count
