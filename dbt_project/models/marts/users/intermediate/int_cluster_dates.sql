-- One row per date as of which users' attributes are known: the two newest month-ends before as-of, and as-of itself.
{{ config(schema='staging') }}

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

-- A load day may hold times of the day after it, and UTC may be a day ahead of the shop: as of its end all is known.
attribute_dates as (
    select
        month_end_date as as_of_date,
        month_end_date as last_date
    from month_ends
    where place <= 2

    union all

    select
        as_of_date,
        cast(as_of_date + interval 2 day as date) as last_date
    from as_of
)

select * from attribute_dates
