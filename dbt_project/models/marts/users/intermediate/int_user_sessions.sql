-- One row per user, channel, region and start hour: the number of sessions.

with sessions as (
    select * from {{ ref('sessions') }}
),

visitor_users as (
    select * from {{ ref('int_visitor_users') }}
),

-- Who signed in during the session is better known than who usually does on this device.
user_sessions as (
    select
        coalesce(sessions.user_id, visitor_users.user_id) as user_id,
        sessions.channel,
        sessions.region,
        sessions.start_hour,
        count(*) as session_count
    from sessions
    left join visitor_users on sessions.visitor_id = visitor_users.visitor_id
    where coalesce(sessions.user_id, visitor_users.user_id) is not null
    group by 1, 2, 3, 4
)

select * from user_sessions
