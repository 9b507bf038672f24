-- One row per date as of which attributes are known: as-of, and every 30 days before it for a year, as far as history reaches.

with recursive as_of as (
    select * from {{ ref('as_of') }}
),

happenings as (
    select
        event_date as activity_date,
        event_count as happening_count
    from {{ ref('event_days') }}

    union all

    select
        order_date as activity_date,
        1 as happening_count
    from {{ ref('orders') }}
),

by_day as (
    select
        activity_date,
        sum(happening_count) as happening_count
    from happenings
    group by activity_date
),

cumulated as (
    select
        activity_date,
        sum(happening_count) over (order by activity_date) as count_until,
        sum(happening_count) over () as total_count
    from by_day
),

-- A stray row of long ago is no history: it begins where the first thousandth of all that happened is reached.
history as (
    select min(activity_date) as first_date
    from cumulated
    where count_until >= total_count / 1000
),

periods as (
    select
        as_of_date,
        as_of_date as today,
        cast(0 as bigint) as period_number
    from as_of

    union all

    select
        cast(as_of_date - interval 30 day as date) as as_of_date,
        today,
        period_number + 1 as period_number
    from periods
    where period_number < 12
),

attribute_dates as (
    select
        periods.as_of_date,
        periods.period_number,
        -- As of today the newest load day's orders of later dates are known.
        case when periods.period_number = 0 then -1 else periods.period_number end as newest_period,
        periods.period_number = 0 as is_today,
        periods.period_number >= 1 as is_complete_30_days,
        periods.period_number >= 3 as is_complete_90_days,
        cast(
            {{ days_between('first_date', 'as_of_date') }} + 1 as bigint
        ) as history_days
    from periods
    cross join history
)

select * from attribute_dates
where is_today or history_days >= 30
