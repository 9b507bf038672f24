-- One row per date as of which attitudes to prices are known: as-of, and the newest month-end that lies far enough back to see what followed.

with dates as (
    select * from {{ ref('int_as_of_dates') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

far_enough as (
    select max(dates.as_of_date) as as_of_date
    from dates
    cross join as_of
    where dates.months_back > 0 and {{ days_between('dates.as_of_date', 'as_of.as_of_date') }} >= {{ var('later_coupon_days') }}
)

select
    dates.as_of_date,
    dates.last_date,
    dates.months_back > 0 as is_evaluated
from dates
cross join far_enough
where dates.months_back = 0 or dates.as_of_date = far_enough.as_of_date
