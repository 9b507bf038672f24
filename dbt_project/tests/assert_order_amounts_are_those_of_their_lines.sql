-- An order's amounts and units, counted again from its lines.
with lines as (
    select
        order_id,
        sum(line_amount) filter (where quantity > 0) as gross_amount,
        sum(-line_amount) filter (where quantity < 0) as return_amount,
        sum(quantity) filter (where quantity > 0 and unit_price is distinct from 0) as unit_count,
        count(*) as line_count
    from {{ ref('order_lines') }}
    group by order_id
)

select orders.order_id
from {{ ref('orders') }} as orders
left join lines
    on orders.order_id = lines.order_id
where
    orders.line_count <> coalesce(lines.line_count, 0)
    or orders.unit_count <> coalesce(lines.unit_count, 0)
    or coalesce(orders.gross_amount, 0) <> coalesce(lines.gross_amount, 0)
    or coalesce(orders.return_amount, 0) <> coalesce(lines.return_amount, 0)
