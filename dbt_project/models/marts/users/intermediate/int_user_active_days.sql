-- One row per user: the days with an event or an order.

with user_days as (
    select * from {{ ref('user_days') }}
),

orders as (
    select * from {{ ref('orders') }}
),

visitor_users as (
    select * from {{ ref('int_visitor_users') }}
),

-- Who signed in that day is better known than who usually does on this device.
active_days as (
    select
        coalesce(user_days.user_id, visitor_users.user_id) as user_id,
        user_days.event_date as activity_date
    from user_days
    left join visitor_users on user_days.visitor_id = visitor_users.visitor_id

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
