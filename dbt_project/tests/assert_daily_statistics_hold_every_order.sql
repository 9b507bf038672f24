-- Summed over the days, channels and regions, the daily statistics are the orders.
with daily as (
    select
        sum(order_count) as order_count,
        sum(unit_count) as unit_count,
        coalesce(sum(gross_amount), 0) as gross_amount,
        coalesce(sum(return_amount), 0) as return_amount
    from {{ ref('daily_statistics') }}
),

counted as (
    select
        count(*) filter (where is_counted) as order_count,
        sum(unit_count) as unit_count,
        coalesce(sum(gross_amount), 0) as gross_amount,
        coalesce(sum(return_amount), 0) as return_amount
    from {{ ref('orders') }}
)

select *
from daily
cross join counted
where
    coalesce(daily.order_count, 0) <> counted.order_count
    or daily.unit_count <> counted.unit_count
    or daily.gross_amount <> counted.gross_amount
    or daily.return_amount <> counted.return_amount
