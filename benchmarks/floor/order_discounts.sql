-- The discount of each counted order: its own or that of its lines, whichever is greater.
create temp table order_discounts as
select
    orders.user_id,
    orders.order_date,
    orders.gross_amount,
    cast(greatest(orders.discount_amount, lines.discount_amount) as decimal(18, 4)) as discount_amount
from facts.orders
left join (
    select order_id, sum(discount_amount) as discount_amount
    from facts.order_lines
    where is_counted
    group by order_id
) as lines using (order_id)
where orders.is_counted;
