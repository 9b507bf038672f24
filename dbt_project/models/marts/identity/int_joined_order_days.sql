-- One row per order that counts and day on which something of it was booked, as int_order_days has it, with the user as whom it counts.
{{ config(materialized='view') }}

select
    order_days.order_id,
    coalesce(order_users.user_id, order_days.user_id) as user_id,
    order_days.ordered_at,
    order_days.activity_date,
    order_days.is_order_day,
    order_days.channel,
    order_days.region,
    order_days.is_counted,
    order_days.is_discounted,
    order_days.unit_count,
    order_days.return_unit_count,
    order_days.gross_amount,
    order_days.discount_amount,
    order_days.return_amount,
    order_days.net_amount,
    order_days.margin_amount
from {{ ref('int_order_days') }} as order_days
left join {{ ref('int_order_users') }} as order_users on order_days.order_id = order_users.order_id
