-- Who visited or ordered within the days of the var send_time_days, counted again from visits and orders.

with dates as (
    select * from {{ ref('int_send_time_dates') }}
    where is_today
),

active as (
    select
        user_id,
        session_date as activity_date
    from {{ ref('int_known_sessions') }}

    union all

    select
        user_id,
        order_date as activity_date
    from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null
),

users as (
    select distinct active.user_id
    from active
    cross join dates
    where
        active.activity_date <= dates.last_date
        and {{ days_between('active.activity_date', 'dates.as_of_date') }} < {{ var('send_time_days') }}
)

select
    users.user_id as active_user_id,
    send_times.user_id
from users
full outer join {{ ref('user_send_times') }} as send_times on users.user_id = send_times.user_id
where users.user_id is null or send_times.user_id is null
