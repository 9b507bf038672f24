-- One row per date as of which send times are chosen: as-of, and the day in the past from which they are judged by later visits.
{{ config(materialized='view') }}

with value_dates as (
    select * from {{ ref('value_dates') }}
),

dates as (
    select
        value_dates.as_of_date,
        group_dates.last_date,
        true as is_today
    from value_dates
    inner join {{ ref('int_as_of_dates') }} as group_dates on value_dates.as_of_date = group_dates.as_of_date

    union all

    select
        evaluation_date as as_of_date,
        evaluation_date as last_date,
        false as is_today
    from value_dates
)

select
    dates.as_of_date,
    dates.last_date,
    dates.is_today,
    -- Groups are known at month-ends and as-of.
    max(group_dates.as_of_date) as group_date
from dates
left join {{ ref('int_as_of_dates') }} as group_dates on dates.as_of_date >= group_dates.as_of_date
group by dates.as_of_date, dates.last_date, dates.is_today
