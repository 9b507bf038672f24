-- One row per user, 30-day period and channel: the number of sessions.

with as_of as (
    select * from {{ ref('as_of') }}
),

user_sessions as (
    select * from {{ ref('int_known_sessions') }}
),

session_periods as (
    select
        user_sessions.user_id,
        {{ period_number('user_sessions.session_date', 'as_of.as_of_date') }} as period_number,
        user_sessions.channel,
        count(*) as session_count
    from user_sessions
    cross join as_of
    group by 1, 2, 3
)

select * from session_periods
