-- One row per date as of which users are grouped: each month-end before as-of, and as-of itself.

with as_of as (
    select * from {{ ref('as_of') }}
),

months as (
    select * from {{ ref('int_months') }}
),

-- The newest load day may hold orders of later dates: as of its end they are known.
group_dates as (
    select
        month_end_date as as_of_date,
        month_end_date as last_order_date
    from months
    where is_complete and month_end_date < (select max(as_of_date) from as_of)

    union all

    select
        as_of_date,
        {{ latest_date('as_of_date') }} as last_order_date
    from as_of
)

select * from group_dates
