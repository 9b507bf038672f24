-- One row per recent as-of date and user: the days on which the user clicked or ordered, their views and the sessions, as known at the date.

with attribute_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where months_back <= 2
),

visitor_users as (
    select * from {{ ref('int_visitor_user_dates') }}
),

orders as (
    select
        attribute_dates.as_of_date,
        orders.*
    from {{ ref('int_joined_orders') }} as orders
    inner join attribute_dates on orders.order_date <= attribute_dates.last_date
    where orders.user_id is not null
),

-- Who signed in, else who does at or next after the first click, as was known at the date.
days as (
    select
        attribute_dates.as_of_date,
        coalesce(accounts.user_id, visitor_days.user_id, visitor_users.user_id) as user_id,
        visitor_days.event_date as activity_date,
        visitor_days.view_count
    from {{ ref('int_visitor_days') }} as visitor_days
    inner join attribute_dates on visitor_days.event_date <= attribute_dates.last_date
    left join visitor_users
        on
            attribute_dates.as_of_date = visitor_users.as_of_date
            and visitor_days.visitor_id = visitor_users.visitor_id
            and visitor_days.first_event_at > visitor_users.after_at
            and visitor_days.first_event_at <= visitor_users.until_at
    left join {{ ref('int_user_accounts') }} as accounts on visitor_days.user_id = accounts.account_id
),

sessions as (
    select
        attribute_dates.as_of_date,
        coalesce(accounts.user_id, sessions.user_id, visitor_users.user_id) as user_id,
        count(*) as session_count
    from {{ ref('sessions') }} as sessions
    inner join attribute_dates on sessions.session_date <= attribute_dates.last_date
    left join visitor_users
        on
            attribute_dates.as_of_date = visitor_users.as_of_date
            and sessions.visitor_id = visitor_users.visitor_id
            and sessions.started_at > visitor_users.after_at
            and sessions.started_at <= visitor_users.until_at
    left join {{ ref('int_user_accounts') }} as accounts on sessions.user_id = accounts.account_id
    group by 1, 2
),

active_dates as (
    select
        as_of_date,
        user_id,
        activity_date,
        view_count
    from days

    union all

    select
        as_of_date,
        user_id,
        order_date as activity_date,
        0 as view_count
    from orders
),

active_days as (
    select
        as_of_date,
        user_id,
        activity_date,
        sum(view_count) as view_count
    from active_dates
    where user_id is not null
    group by 1, 2, 3
),

activity as (
    select
        as_of_date,
        user_id,
        count(*) as active_day_count,
        cast(sum(view_count) as bigint) as view_count
    from active_days
    group by 1, 2
)

select
    activity.as_of_date,
    activity.user_id,
    activity.active_day_count,
    activity.view_count,
    coalesce(sessions.session_count, 0) as session_count
from activity
left join sessions
    on activity.as_of_date = sessions.as_of_date and activity.user_id = sessions.user_id
