-- One row per date of look-alikes: as-of, and the newest attribute date whose 90 days are over, by which they are judged.

with attribute_dates as (
    select
        as_of_date,
        period_number
    from {{ ref('int_attribute_dates') }}
    where period_number in (0, 3)
)

select
    attribute_dates.as_of_date,
    attribute_dates.period_number = 0 as is_today,
    -- Groups are known at month-ends and as-of.
    max(group_dates.as_of_date) as group_date
from attribute_dates
left join {{ ref('int_as_of_dates') }} as group_dates on attribute_dates.as_of_date >= group_dates.as_of_date
group by attribute_dates.as_of_date, attribute_dates.period_number
