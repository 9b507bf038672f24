-- One row per user and 30-day period in which the user ordered or returned something.

with as_of as (
    select * from {{ ref('as_of') }}
),

order_days as (
    select
        user_id,
        activity_date as order_date,
        count(*) as order_row_count,
        count(*) filter (where is_counted) as order_count,
        cast(sum(unit_count) as bigint) as unit_count,
        cast(sum(return_unit_count) as bigint) as return_unit_count,
        sum(gross_amount) as gross_amount,
        sum(net_amount) as net_amount,
        count(*) filter (where is_discounted) as discounted_order_count,
        count(is_discounted) as known_discount_count
    from {{ ref('int_joined_order_days') }}
    where user_id is not null
    group by user_id, activity_date
),

-- The gap to the day ordered on before; a day of returns alone is none.
spaced as (
    select
        *,
        case when order_count > 0 then order_date end as counted_date,
        {{ period_number('order_date', 'as_of_date') }} as period_number,
        {{ days_between(
            "max(case when order_count > 0 then order_date end) over ("
            ~ "partition by user_id order by order_date rows between unbounded preceding and 1 preceding)",
            "order_date"
        ) }} as gap_days
    from order_days
    cross join as_of
),

order_periods as (
    select
        user_id,
        period_number,
        cast(sum(order_row_count) as bigint) as order_row_count,
        cast(sum(order_count) as bigint) as order_count,
        count(counted_date) as order_day_count,
        cast(sum(unit_count) as bigint) as unit_count,
        cast(sum(return_unit_count) as bigint) as return_unit_count,
        cast(sum(gross_amount) as decimal(18, 4)) as gross_amount,
        cast(sum(net_amount) as decimal(18, 4)) as net_amount,
        cast(sum(discounted_order_count) as bigint) as discounted_order_count,
        cast(sum(known_discount_count) as bigint) as known_discount_count,
        min(counted_date) as first_order_date,
        max(counted_date) as last_order_date,
        max_by(gap_days, order_date) filter (where counted_date is not null) as last_gap_days
    from spaced
    group by user_id, period_number
)

select * from order_periods
