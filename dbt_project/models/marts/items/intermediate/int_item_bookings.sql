-- One row per item, order that counts and day on which something of it was booked: what was sold on the order's day, what was given back on the
-- day it came back, as int_order_days has it for whole orders.

with lines as (
    select * from {{ ref('order_lines') }}
),

refund_days as (
    select
        order_id,
        refund_date,
        sum(return_amount) over (partition by order_id order by refund_date) as amount_until,
        sum(return_amount) over (partition by order_id) as whole_amount
    from {{ ref('int_order_refund_days') }}
),

-- A line's share of refunds that were reported as amounts, divided over their days as the order's refunds are.
refund_shares as (
    select
        lines.order_id,
        lines.line_number,
        lines.item_id,
        refund_days.refund_date,
        {{ proportion('lines.return_amount - lines.own_return_amount', 'refund_days.amount_until', 'refund_days.whole_amount') }} as amount_until
    from lines
    inner join refund_days on lines.order_id = refund_days.order_id
    where lines.return_amount > lines.own_return_amount
),

bookings as (
    select
        item_id,
        order_id,
        order_date as activity_date,
        is_counted,
        case when is_counted then quantity else 0 end as unit_count,
        0 as return_unit_count,
        gross_amount,
        discount_amount,
        case when gross_amount is not null then 0 end as return_amount
    from lines
    where not is_return

    union all

    select
        item_id,
        order_id,
        return_date as activity_date,
        false as is_counted,
        0 as unit_count,
        -quantity as return_unit_count,
        case when gross_amount is not null then 0 end as gross_amount,
        case when gross_amount is not null then 0 end as discount_amount,
        own_return_amount as return_amount
    from lines
    where is_return

    union all

    select
        item_id,
        order_id,
        refund_date as activity_date,
        false as is_counted,
        0 as unit_count,
        0 as return_unit_count,
        0 as gross_amount,
        0 as discount_amount,
        amount_until - coalesce(lag(amount_until) over (partition by order_id, line_number order by refund_date), 0) as return_amount
    from refund_shares
)

select
    item_id,
    order_id,
    activity_date,
    cast(date_trunc('week', activity_date) as date) as week_start_date,
    bool_or(is_counted) as is_counted,
    cast(sum(unit_count) as bigint) as unit_count,
    cast(sum(return_unit_count) as bigint) as return_unit_count,
    cast(sum(gross_amount) as decimal(18, 4)) as gross_amount,
    cast(sum(discount_amount) as decimal(18, 4)) as discount_amount,
    cast(sum(return_amount) as decimal(18, 4)) as return_amount,
    cast(sum(gross_amount - discount_amount - return_amount) as decimal(18, 4)) as net_amount
from bookings
group by item_id, order_id, activity_date
