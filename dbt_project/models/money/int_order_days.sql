-- One row per order that counts and day on which something of it was booked: what was sold on the order's day, what was given back on the day
-- it came back. Summed over its days an order has the amounts of facts.orders.

with lines as (
    select * from {{ ref('order_lines') }}
),

bookings as (
    select
        order_id,
        order_date as activity_date,
        case when is_counted then quantity else 0 end as unit_count,
        0 as return_unit_count,
        gross_amount,
        discount_amount,
        case when gross_amount is not null then 0 end as return_amount,
        gross_amount - discount_amount - cost_amount as margin_amount,
        1 as line_count
    from lines
    where not is_return

    union all

    select
        order_id,
        return_date as activity_date,
        0 as unit_count,
        -quantity as return_unit_count,
        case when gross_amount is not null then 0 end as gross_amount,
        case when gross_amount is not null then 0 end as discount_amount,
        own_return_amount as return_amount,
        -own_return_amount - cost_amount as margin_amount,
        1 as line_count
    from lines
    where is_return

    union all

    select
        refunds.order_id,
        refunds.refund_date as activity_date,
        0 as unit_count,
        0 as return_unit_count,
        0 as gross_amount,
        0 as discount_amount,
        refunds.return_amount,
        -refunds.return_amount as margin_amount,
        0 as line_count
    from {{ ref('int_order_refund_days') }} as refunds
    where refunds.order_id in (select order_id from lines)
),

booked as (
    select
        order_id,
        activity_date,
        cast(sum(unit_count) as bigint) as unit_count,
        cast(sum(return_unit_count) as bigint) as return_unit_count,
        cast(sum(gross_amount) as decimal(18, 4)) as gross_amount,
        cast(sum(discount_amount) as decimal(18, 4)) as discount_amount,
        cast(sum(return_amount) as decimal(18, 4)) as return_amount,
        {{ whole_sum('margin_amount') }} as margin_amount
    from bookings
    group by order_id, activity_date
)

select
    orders.order_id,
    orders.user_id,
    orders.ordered_at,
    coalesce(booked.activity_date, orders.order_date) as activity_date,
    coalesce(booked.activity_date = orders.order_date, true) as is_order_day,
    orders.channel,
    orders.region,
    orders.is_counted and coalesce(booked.activity_date = orders.order_date, true) as is_counted,
    case when orders.is_counted and booked.activity_date = orders.order_date then orders.is_discounted end as is_discounted,
    coalesce(booked.unit_count, 0) as unit_count,
    coalesce(booked.return_unit_count, 0) as return_unit_count,
    booked.gross_amount,
    booked.discount_amount,
    booked.return_amount,
    cast(booked.gross_amount - booked.discount_amount - booked.return_amount as decimal(18, 4)) as net_amount,
    booked.margin_amount
from {{ ref('orders') }} as orders
left join booked on orders.order_id = booked.order_id
