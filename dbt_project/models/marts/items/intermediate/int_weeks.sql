-- One row per week, from Monday to Sunday by the shop's date, from the first event or order to as-of.

with recursive as_of as (
    select * from {{ ref('as_of') }}
),

dates as (
    select event_date as activity_date from {{ ref('int_event_dates') }}
    union all
    select activity_date from {{ ref('int_item_bookings') }}
),

span as (
    select
        cast(date_trunc('week', min(dates.activity_date)) as date) as first_week,
        -- A load day may hold later dates.
        cast(date_trunc('week', greatest(max(dates.activity_date), max(as_of.as_of_date))) as date) as last_week,
        max(as_of.as_of_date) as as_of_date
    from dates
    cross join as_of
),

weeks as (
    select
        first_week as week_start_date,
        last_week,
        as_of_date
    from span
    where first_week is not null

    union all

    select
        cast(week_start_date + interval 7 day as date) as week_start_date,
        last_week,
        as_of_date
    from weeks
    where week_start_date < last_week
),

ended_weeks as (
    select
        week_start_date,
        cast(week_start_date + interval 6 day as date) as week_end_date,
        cast(week_start_date + interval 6 day as date) <= as_of_date as is_complete
    from weeks
)

select * from ended_weeks
