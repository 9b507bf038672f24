-- One row per line of an order whose status counts; returns are marked.
{{ config(materialized='view') }}

select
    order_id,
    line_number,
    user_id,
    ordered_at,
    order_date,
    order_hour,
    channel,
    region,
    item_id,
    item_name,
    quantity,
    unit_price,
    gross_amount,
    discount_amount,
    own_return_amount,
    return_amount,
    net_amount,
    cost_amount,
    margin_amount,
    return_date,
    is_return,
    is_sold as is_counted,
    is_outlier,
    {{ provenance() }}
from {{ ref('int_order_line_amounts') }}
where counts_as = 'counted'
