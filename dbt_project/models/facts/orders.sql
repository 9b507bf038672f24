-- One row per order whose status counts, as its newest version has it, with the sums of its lines.
{{ config(materialized='view') }}

select
    order_id,
    user_id,
    ordered_at,
    order_date,
    order_hour,
    status,
    channel,
    region,
    coupon_code,
    currency,
    exchange_rate,
    line_count,
    unit_count,
    return_unit_count,
    gross_amount,
    discount_amount,
    return_amount,
    net_amount,
    margin_amount,
    shipping_amount,
    tax_amount,
    is_discounted,
    is_discount_cut,
    is_counted,
    {{ provenance() }}
from {{ ref('int_order_amounts') }}
where counts_as = 'counted'
