-- One row per user, date of int_tag_dates and order known by then, and one for each later day on which something of it came back.

with lines as (
    select
        order_id,
        count(price_percentile) as priced_line_count,
        -- Decimals, since a sum of doubles depends on the order of its rows.
        cast(sum(cast(price_percentile as decimal(18, 6))) as decimal(18, 6)) as price_percentile_sum
    from {{ ref('int_bought_lines') }}
    group by order_id
),

dated as (
    select
        tag_dates.user_id,
        tag_dates.as_of_date,
        order_days.order_id,
        order_days.activity_date as order_date,
        order_days.channel,
        order_days.is_counted,
        coalesce(order_days.is_discounted, false) as is_discounted,
        order_days.unit_count,
        order_days.return_unit_count,
        order_days.net_amount
    from {{ ref('int_joined_order_days') }} as order_days
    inner join {{ ref('int_tag_dates') }} as tag_dates
        on
            order_days.user_id = tag_dates.user_id
            and (tag_dates.is_today or order_days.activity_date <= tag_dates.as_of_date)
)

select
    dated.*,
    dated.is_counted and orders.coupon_code is not null as has_coupon,
    {{ weekday_name('dated.order_date') }} in ('Saturday', 'Sunday') as is_weekend,
    coalesce(orders.order_hour >= 18, false) as is_evening,
    case when dated.is_counted then lines.priced_line_count else 0 end as priced_line_count,
    case when dated.is_counted then lines.price_percentile_sum else 0 end as price_percentile_sum
from dated
inner join {{ ref('int_joined_orders') }} as orders on dated.order_id = orders.order_id
left join lines on dated.order_id = lines.order_id
