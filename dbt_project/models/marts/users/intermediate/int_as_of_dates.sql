-- One row per date as of which users are described: as-of itself, and each month-end before it.
with as_of as (
    select * from {{ ref('as_of') }}
),

months as (
    select * from {{ ref('int_months') }}
)

select
    month_end_date as as_of_date,
    month_end_date as last_date,
    row_number() over (order by month_end_date desc) as months_back
from months
where is_complete and month_end_date < (select max(as_of.as_of_date) from as_of)

union all

select
    as_of_date,
    -- The newest load day may hold later dates: as of its end they are known.
    {{ latest_date('as_of_date') }} as last_date,
    cast(0 as bigint) as months_back
from as_of
