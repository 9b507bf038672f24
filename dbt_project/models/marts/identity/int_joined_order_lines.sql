-- One row per order line, as facts.order_lines has it, with the user as whom it counts.
{{ config(materialized='view') }}

select
    order_lines.order_id,
    order_lines.line_number,
    coalesce(order_users.user_id, order_lines.user_id) as user_id,
    order_lines.ordered_at,
    order_lines.order_date,
    order_lines.order_hour,
    order_lines.channel,
    order_lines.region,
    order_lines.item_id,
    order_lines.item_name,
    order_lines.quantity,
    order_lines.unit_price,
    order_lines.gross_amount,
    order_lines.discount_amount,
    order_lines.own_return_amount,
    order_lines.return_amount,
    order_lines.net_amount,
    order_lines.cost_amount,
    order_lines.margin_amount,
    order_lines.return_date,
    order_lines.is_return,
    order_lines.is_counted,
    order_lines.is_outlier
from {{ ref('order_lines') }} as order_lines
left join {{ ref('int_order_users') }} as order_users on order_lines.order_id = order_users.order_id
