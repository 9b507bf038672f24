-- One row per user with an order and date of value_dates by which it was made: when and how often the user ordered, and what followed.

with value_dates as (
    select
        as_of_date,
        as_of_date as newest_date,
        0 as followed_days
    from {{ ref('value_dates') }}

    union all

    select
        evaluation_date as as_of_date,
        as_of_date as newest_date,
        evaluation_days as followed_days
    from {{ ref('value_dates') }}
),

-- One order day each, however many orders it holds. Returns count on the day they came back, so the amount of a repeat day is net of them; what
-- the last day's load holds of later dates counts as that day's.
order_days as (
    select
        value_dates.as_of_date,
        value_dates.followed_days,
        order_days.user_id,
        least(order_days.activity_date, value_dates.newest_date) as order_date,
        bool_or(order_days.is_counted) as is_counted,
        sum(order_days.net_amount) as net_amount
    from {{ ref('int_joined_order_days') }} as order_days
    cross join value_dates
    where order_days.user_id is not null
    group by
        value_dates.as_of_date,
        value_dates.followed_days,
        order_days.user_id,
        least(order_days.activity_date, value_dates.newest_date)
),

dated as (
    select
        as_of_date,
        user_id,
        order_date,
        is_counted,
        net_amount,
        followed_days > 0 as is_judged,
        order_date <= as_of_date as is_known,
        order_date > as_of_date
        and {{ days_between('as_of_date', 'order_date') }} <= followed_days as is_followed,
        min(case when is_counted and order_date <= as_of_date then order_date end) over (partition by as_of_date, user_id) as first_date
    from order_days
),

summaries as (
    select
        user_id,
        as_of_date,
        min(first_date) as first_date,
        max(order_date) filter (where is_counted and is_known) as last_date,
        count(*) filter (where is_counted and is_known) - 1 as repeat_count,
        cast(sum(net_amount) filter (where order_date > first_date and is_known) as double) as repeat_amount,
        count(net_amount) filter (where is_counted and order_date > first_date and is_known) as priced_repeat_count,
        bool_or(is_judged) as is_judged,
        count(*) filter (where is_counted and is_followed) as actual_order_count,
        case
            when count(*) filter (where is_followed) = 0 then 0
            else cast(sum(net_amount) filter (where is_followed) as double)
        end as actual_amount
    from dated
    where first_date is not null
    group by user_id, as_of_date
)

select
    user_id,
    as_of_date,
    repeat_count,
    cast({{ days_between('first_date', 'last_date') }} as double) / 7 as recency_weeks,
    cast({{ days_between('first_date', 'as_of_date') }} as double) / 7 as age_weeks,
    repeat_amount / nullif(priced_repeat_count, 0) as mean_repeat_amount,
    case when is_judged then actual_order_count end as actual_order_count,
    case when is_judged then actual_amount end as actual_amount
from summaries
