-- One row per order, as facts.orders has it, with the user as whom it counts.
{{ config(materialized='view') }}

select
    orders.order_id,
    coalesce(order_users.user_id, orders.user_id) as user_id,
    orders.ordered_at,
    orders.order_date,
    orders.order_hour,
    orders.status,
    orders.channel,
    orders.region,
    orders.coupon_code,
    orders.currency,
    orders.exchange_rate,
    orders.line_count,
    orders.unit_count,
    orders.return_unit_count,
    orders.gross_amount,
    orders.discount_amount,
    orders.return_amount,
    orders.net_amount,
    orders.margin_amount,
    orders.shipping_amount,
    orders.tax_amount,
    orders.is_discounted,
    orders.is_discount_cut,
    orders.is_counted
from {{ ref('orders') }} as orders
left join {{ ref('int_order_users') }} as order_users on orders.order_id = order_users.order_id
