-- One row per user, 30-day period and channel: the number of sessions.

with as_of as (
    select * from {{ ref('as_of') }}
),

-- Who signed in during the session is better known than who usually does on this device.
user_sessions as (
    select
        coalesce(sessions.user_id, visitor_users.user_id) as user_id,
        sessions.session_date,
        sessions.channel
    from {{ ref('sessions') }} as sessions
    left join {{ ref('int_visitor_users') }} as visitor_users on sessions.visitor_id = visitor_users.visitor_id
),

session_periods as (
    select
        user_sessions.user_id,
        {{ period_number('user_sessions.session_date', 'as_of.as_of_date') }} as period_number,
        user_sessions.channel,
        count(*) as session_count
    from user_sessions
    cross join as_of
    where user_sessions.user_id is not null
    group by 1, 2, 3
)

select * from session_periods
