-- Orders whose status counts, with the sums of their lines.
create table facts.orders as
select
    orders.order_id,
    orders.user_id,
    orders.ordered_at,
    orders.order_date,
    cast(extract(hour from orders.ordered_at) as smallint) as order_hour,
    orders.status,
    orders.channel,
    orders.region,
    orders.coupon_code,
    orders.currency,
    orders.exchange_rate,
    coalesce(amounts.line_count, 0) as line_count,
    coalesce(amounts.unit_count, 0) as unit_count,
    coalesce(amounts.return_unit_count, 0) as return_unit_count,
    amounts.gross_amount,
    amounts.discount_amount,
    amounts.return_amount,
    amounts.net_amount,
    amounts.margin_amount,
    orders.shipping_amount,
    orders.tax_amount,
    if(orders.discount_amount > 0, true, coalesce(amounts.has_discounted, if(orders.discount_amount is not null, false, null))) as is_discounted,
    coalesce(amounts.has_cut or orders.discount_amount > amounts.gross_amount, false) as is_discount_cut,
    coalesce(amounts.is_counted, false) as is_counted,
    'shop' as source,
    'orders' as landing_table,
    orders.load_date,
    orders.file_name,
    orders.row_number,
    true as is_landing_row
from order_terms as orders
left join (
    select
        order_id,
        count(*) as line_count,
        cast(sum(if(is_counted, quantity, 0)) as bigint) as unit_count,
        cast(sum(if(is_return, -quantity, 0)) as bigint) as return_unit_count,
        cast(sum(columns(['gross_amount', 'discount_amount', 'return_amount', 'net_amount'])) as decimal(18, 4)),
        cast(if(count(margin_amount) = count(*), sum(margin_amount), null) as decimal(18, 4)) as margin_amount,
        bool_or(stated_discount_amount > 0) filter (where not is_return) as has_discounted,
        bool_or(is_counted and stated_discount_amount > line_value) as has_cut,
        bool_or(is_counted) as is_counted
    from all_lines
    group by order_id
) as amounts using (order_id)
where counts_as = 'counted';

drop table newest_lines;
drop table valued_lines;
drop table discounted_lines;
drop table all_lines;
