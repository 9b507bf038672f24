-- One row per date as of which users' attributes are known: the two newest month-ends before as-of, and as-of itself.

with as_of as (
    select * from {{ ref('as_of') }}
),

months as (
    select * from {{ ref('int_months') }}
),

month_ends as (
    select
        month_end_date,
        row_number() over (order by month_end_date desc) as place
    from months
    where is_complete and month_end_date < (select max(as_of_date) from as_of)
),

-- The newest load day may hold later dates: as of its end they are known.
attribute_dates as (
    select
        month_end_date as as_of_date,
        month_end_date as last_date
    from month_ends
    where place <= 2

    union all

    select
        as_of_date,
        {{ latest_date('as_of_date') }} as last_date
    from as_of
)

select * from attribute_dates
