-- The hours of a day and channel add up to that day and channel.
with daily as (
    select
        activity_date,
        channel,
        sum(event_count) as event_count,
        sum(session_count) as session_count,
        sum(order_count) as order_count,
        sum(gross_amount) as gross_amount
    from {{ ref('daily_statistics') }}
    group by 1, 2
),

hourly as (
    select
        activity_date,
        channel,
        sum(event_count) as event_count,
        sum(session_count) as session_count,
        sum(order_count) as order_count,
        sum(gross_amount) as gross_amount
    from {{ ref('hourly_statistics') }}
    group by 1, 2
)

select *
from daily
full outer join hourly
    on
        daily.activity_date = hourly.activity_date
        and daily.channel = hourly.channel
where
    daily.event_count is distinct from hourly.event_count
    or daily.session_count is distinct from hourly.session_count
    or daily.order_count is distinct from hourly.order_count
    or coalesce(daily.gross_amount, 0) <> coalesce(hourly.gross_amount, 0)
