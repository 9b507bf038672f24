-- The hours of a day and channel add up to that day and channel. A day on which things only came back has no hour.
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
    daily.activity_date is null
    or daily.event_count <> coalesce(hourly.event_count, 0)
    or daily.session_count <> coalesce(hourly.session_count, 0)
    or daily.order_count <> coalesce(hourly.order_count, 0)
    or coalesce(daily.gross_amount, 0) <> coalesce(hourly.gross_amount, 0)
