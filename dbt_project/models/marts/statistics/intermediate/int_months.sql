-- One row per month from the first order to as-of.

with recursive as_of as (
    select * from {{ ref('as_of') }}
),

orders as (
    select * from {{ ref('orders') }}
),

span as (
    select
        cast(date_trunc('month', min(orders.order_date)) as date) as first_month,
        -- A load day may hold orders of later dates.
        cast(date_trunc('month', greatest(max(orders.order_date), max(as_of.as_of_date))) as date)
            as last_month,
        max(as_of.as_of_date) as as_of_date
    from orders
    cross join as_of
),

months as (
    select
        first_month as order_month,
        last_month,
        as_of_date
    from span
    where first_month is not null

    union all

    select
        cast(order_month + interval 1 month as date) as order_month,
        last_month,
        as_of_date
    from months
    where order_month < last_month
),

ended_months as (
    select
        order_month,
        last_day(order_month) as month_end_date,
        last_day(order_month) <= as_of_date as is_complete
    from months
)

select * from ended_months
