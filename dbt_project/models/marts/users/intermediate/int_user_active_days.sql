-- One row per user: the days with an event or an order.

with orders as (
    select * from {{ ref('int_joined_orders') }}
),

active_days as (
    select
        user_id,
        event_date as activity_date
    from {{ ref('int_known_days') }}

    union

    select
        user_id,
        order_date as activity_date
    from orders
),

user_active_days as (
    select
        user_id,
        count(*) as active_day_count
    from active_days
    where user_id is not null
    group by user_id
)

select * from user_active_days
