-- Users of events and users of orders, where hardly any is both: the two tables may know the same people by different ids.
{{ config(severity='warn') }}

with users as (
    select
        user_id,
        1 as has_events,
        0 as has_orders
    from {{ ref('int_user_behavior') }}

    union all

    select
        user_id,
        0 as has_events,
        1 as has_orders
    from {{ ref('int_user_orders') }}
),

by_user as (
    select
        user_id,
        max(has_events) as has_events,
        max(has_orders) as has_orders
    from users
    group by user_id
),

counted as (
    select
        cast(sum(has_events) as bigint) as event_user_count,
        cast(sum(has_orders) as bigint) as order_user_count,
        count(*) filter (where has_events = 1 and has_orders = 1) as common_user_count
    from by_user
)

-- Of fewer users chance may part them; orders of guests name no user and count on neither side.
select * from counted
where
    least(event_user_count, order_user_count) >= 50
    and common_user_count < 0.05 * least(event_user_count, order_user_count)
