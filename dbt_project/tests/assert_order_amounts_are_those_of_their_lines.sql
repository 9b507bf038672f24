-- An order's amounts and units are the sums of its lines, and of what was booked on its days.
with lines as (
    select
        order_id,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(return_amount) as return_amount,
        sum(net_amount) as net_amount,
        sum(quantity) filter (where is_counted) as unit_count,
        count(*) as line_count
    from {{ ref('order_lines') }}
    group by order_id
),

days as (
    select
        order_id,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(return_amount) as return_amount,
        sum(margin_amount) as margin_amount
    from {{ ref('int_order_days') }}
    group by order_id
)

select orders.order_id
from {{ ref('orders') }} as orders
left join lines
    on orders.order_id = lines.order_id
left join days
    on orders.order_id = days.order_id
where
    orders.line_count <> coalesce(lines.line_count, 0)
    or orders.unit_count <> coalesce(lines.unit_count, 0)
    {%- for column in ['gross_amount', 'discount_amount', 'return_amount', 'net_amount'] %}
    or orders.{{ column }} is distinct from lines.{{ column }}
    {%- endfor %}
    {%- for column in ['gross_amount', 'discount_amount', 'return_amount'] %}
    or orders.{{ column }} is distinct from days.{{ column }}
    {%- endfor %}
    or (orders.margin_amount is not null and orders.margin_amount <> days.margin_amount)
