-- An order's discount is split over its sold lines by what they cost, and what is refunded beyond the returned lines by what was paid for
-- them, each exactly.
create temp macro share(total, part, whole) as
cast(
    cast((2 * cast(total * 10000 as hugeint) * cast(part * 10000 as hugeint) + cast(whole * 10000 as hugeint))
    // nullif(2 * cast(whole * 10000 as hugeint), 0) as decimal(18, 0)) * 0.0001 as decimal(18, 4)
);

create temp table item_costs as
select
    item_id,
    try_cast(unit_cost as decimal(18, 4)) as unit_cost,
    if(loaded_on = min(loaded_on) over (partition by item_id), date '0001-01-01', loaded_on) as valid_from_date
from read_parquet(getvariable('lake') || '/shop/items/*/*.parquet', hive_partitioning = true)
where
    _fault is null
    and item_id is not null
    and (list_price is null or try_cast(list_price as decimal(18, 4)) >= 0)
    and (unit_cost is null or try_cast(unit_cost as decimal(18, 4)) >= 0)
    and (launched_on is null or try_cast(launched_on as timestamp) is not null)
    and not regexp_matches(concat(item_id, category_id, seller_id), '[[:cntrl:]]')
qualify row_number() over (partition by item_id, loaded_on order by _file desc, _row) = 1;

create temp table valued_lines as
select
    lines.* exclude (discount_amount) replace (cast(unit_price * exchange_rate as decimal(18, 4)) as unit_price),
    terms.* exclude (order_id, load_date, file_name, row_number, status, coupon_code, currency, shipping_amount, tax_amount, discount_amount),
    terms.discount_amount as order_discount_amount,
    quantity < 0 as is_return,
    quantity > 0 and lines.unit_price > 0 as is_counted,
    cast(cast(abs(quantity) * lines.unit_price as decimal(18, 4)) * exchange_rate as decimal(18, 4)) as line_value,
    cast(lines.discount_amount * exchange_rate as decimal(18, 4)) as stated_discount_amount,
    if(is_counted, line_value, 0) as gross_amount,
    if(is_counted, least(coalesce(stated_discount_amount, 0), line_value), 0) as own_discount_amount
from newest_lines as lines
inner join order_terms as terms using (order_id)
where exchange_rate is not null;

-- What orders state beyond their lines' own discounts: the line that cost most takes what rounding leaves.
create temp table discount_shares as
with excesses as (
    select
        order_id,
        sum(gross_amount) as whole_amount,
        cast(least(coalesce(any_value(order_discount_amount), 0), whole_amount) - sum(own_discount_amount) as decimal(18, 4)) as excess_amount
    from valued_lines
    group by order_id
    having excess_amount > 0
)

select
    order_id,
    line_number,
    share_amount + if(
        row_number() over (partition by order_id order by gross_amount desc, line_number) = 1,
        excess_amount - sum(share_amount) over (partition by order_id),
        0
    ) as share_amount
from (
    select order_id, line_number, gross_amount, excess_amount, share(excess_amount, gross_amount, whole_amount) as share_amount
    from valued_lines
    inner join excesses using (order_id)
    where is_counted
);

create temp table discounted_lines as
select lines.*, cast(own_discount_amount + coalesce(share_amount, 0) as decimal(18, 4)) as discount_amount
from valued_lines as lines
left join discount_shares using (order_id, line_number);

-- A returned line is worth its price less the discount that its units carried; what it states itself is in the place of the line's own.
create temp table returned_lines as
with sold as (
    select order_id, item_id, sum(quantity) as unit_count, sum(discount_amount) as discount_amount, sum(own_discount_amount) as own_amount
    from discounted_lines
    where is_counted and order_id in (select order_id from discounted_lines where is_return)
    group by all
)

select
    order_id,
    line_number,
    cast(
        greatest(
            line_value
            - if(
                stated_discount_amount is null,
                coalesce(share(sold.discount_amount, least(-quantity, unit_count), unit_count), 0),
                greatest(
                    stated_discount_amount,
                    coalesce(share(sold.discount_amount, least(-quantity, unit_count), unit_count), 0)
                    - greatest(coalesce(share(sold.own_amount, least(-quantity, unit_count), unit_count), 0) - stated_discount_amount, 0)
                )
            ),
            0
        ) as decimal(18, 4)
    ) as own_return_amount
from discounted_lines as lines
left join sold using (order_id, item_id)
where is_return;

-- What was refunded beyond the returned lines.
create temp table refund_shares as
with excesses as (
    select
        order_id,
        bool_or(is_counted) as has_sold,
        sum(gross_amount - discount_amount) as whole_amount,
        cast(any_value(refund_amount) - coalesce(sum(own_return_amount), 0) as decimal(18, 4)) as excess_amount
    from discounted_lines
    left join returned_lines using (order_id, line_number)
    where refund_amount > 0
    group by order_id
    having excess_amount > 0
)

select
    order_id,
    line_number,
    share_amount + if(
        row_number() over (partition by order_id order by paid_amount desc, line_number) = 1,
        excess_amount - sum(share_amount) over (partition by order_id),
        0
    ) as share_amount
from (
    select
        order_id,
        line_number,
        gross_amount - discount_amount as paid_amount,
        excess_amount,
        coalesce(share(excess_amount, paid_amount, whole_amount), 0) as share_amount
    from discounted_lines
    inner join excesses using (order_id)
    where is_counted = has_sold
);

create temp table all_lines as
select
    lines.*,
    cast(coalesce(own_return_amount, 0) as decimal(18, 4)) as own_return_amount,
    cast(coalesce(own_return_amount, 0) + coalesce(share_amount, 0) as decimal(18, 4)) as return_amount,
    cast(gross_amount - lines.discount_amount - return_amount as decimal(18, 4)) as net_amount,
    cast(quantity * unit_cost as decimal(18, 4)) as cost_amount,
    cast(net_amount - cost_amount as decimal(18, 4)) as margin_amount
from discounted_lines as lines
left join returned_lines using (order_id, line_number)
left join refund_shares using (order_id, line_number)
asof left join item_costs on lines.item_id = item_costs.item_id and order_date >= valid_from_date;

create table facts.order_lines as
select
    order_id,
    line_number,
    user_id,
    ordered_at,
    order_date,
    cast(extract(hour from ordered_at) as smallint) as order_hour,
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
    if(is_return, coalesce(returned_date, if(load_date > first_load_date, load_date, order_date)), null) as return_date,
    is_return,
    is_counted,
    abs(quantity) > 10000 as is_outlier,
    'shop' as source,
    'order_lines' as landing_table,
    load_date,
    file_name,
    row_number,
    true as is_landing_row
from all_lines
where counts_as = 'counted';
