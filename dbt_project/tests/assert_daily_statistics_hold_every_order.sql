-- Summed over the days, channels and regions, the daily statistics are the orders: those that count, and the others beside them.
with daily as (
    select
        sum(order_count) as order_count,
        sum(unit_count) as unit_count,
        sum(cancelled_order_count) as cancelled_order_count,
        sum(pending_order_count) as pending_order_count
        {%- for column in ['gross_amount', 'discount_amount', 'return_amount', 'net_amount', 'shipping_amount', 'tax_amount'] %},
        coalesce(sum({{ column }}), 0) as {{ column }}
        {%- endfor %}
    from {{ ref('daily_statistics') }}
),

counted as (
    select
        count(*) filter (where is_counted) as order_count,
        sum(unit_count) as unit_count
        {%- for column in ['gross_amount', 'discount_amount', 'return_amount', 'net_amount', 'shipping_amount', 'tax_amount'] %},
        coalesce(sum({{ column }}), 0) as {{ column }}
        {%- endfor %}
    from {{ ref('orders') }}
),

others as (
    select
        count(*) filter (where counts_as = 'cancelled') as cancelled_order_count,
        count(*) filter (where counts_as = 'pending') as pending_order_count
    from {{ ref('int_order_amounts') }}
)

select *
from daily
cross join counted
cross join others
where
    coalesce(daily.order_count, 0) <> counted.order_count
    or daily.unit_count <> counted.unit_count
    or coalesce(daily.cancelled_order_count, 0) <> others.cancelled_order_count
    or coalesce(daily.pending_order_count, 0) <> others.pending_order_count
    {%- for column in ['gross_amount', 'discount_amount', 'return_amount', 'net_amount', 'shipping_amount', 'tax_amount'] %}
    or daily.{{ column }} <> counted.{{ column }}
    {%- endfor %}
