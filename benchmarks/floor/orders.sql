-- An order counts as its newest load day has it, with the lines of the newest load day that holds lines of it. Of two
-- deliveries within that day the first counts.
create temp table newest_orders as
select
    order_id,
    user_id,
    try_cast(ordered_at as timestamp) as ordered_at,
    status,
    channel,
    region,
    coupon_code,
    try_cast(discount_amount as decimal(18, 4)) as discount_amount,
    try_cast(shipping_amount as decimal(18, 4)) as shipping_amount,
    currency,
    loaded_on as load_date,
    _file as file_name,
    _row as row_number
from read_parquet(getvariable('lake') || '/shop/orders/*/*.parquet', hive_partitioning = true)
where
    _fault is null
    and order_id is not null
    and try_cast(ordered_at as timestamp) <= loaded_on + interval 2 day
    and (discount_amount is null or try_cast(discount_amount as decimal(18, 4)) is not null)
    and (shipping_amount is null or try_cast(shipping_amount as decimal(18, 4)) is not null)
    and not regexp_matches(concat(order_id, user_id, coupon_code), '[[:cntrl:]]')
qualify row_number() over (partition by order_id order by loaded_on desc, _file, _row) = 1;

create temp table newest_lines as
select *
from (
    select
        order_id,
        try_cast(line_number as bigint) as line_number,
        item_id,
        try_cast(quantity as bigint) as quantity,
        try_cast(unit_price as decimal(18, 4)) as unit_price,
        try_cast(discount_amount as decimal(18, 4)) as discount_amount,
        loaded_on as load_date,
        _file as file_name,
        _row as row_number
    from read_parquet(getvariable('lake') || '/shop/order_lines/*/*.parquet', hive_partitioning = true)
    where
        _fault is null
        and order_id is not null
        and item_id is not null
        and try_cast(quantity as decimal(38, 9)) = try_cast(quantity as bigint)
        and try_cast(quantity as bigint) <> 0
        and (line_number is null or try_cast(line_number as bigint) is not null)
        and (unit_price is null or try_cast(unit_price as decimal(18, 4)) >= 0)
        and (discount_amount is null or try_cast(discount_amount as decimal(18, 4)) is not null)
        and not regexp_matches(concat(order_id, item_id), '[[:cntrl:]]')
    qualify load_date = max(load_date) over (partition by order_id)
)
qualify
    line_number is null
    or row_number() over (partition by order_id, line_number order by file_name, row_number) = 1;

create table facts.order_lines as
select
    lines.order_id,
    coalesce(
        lines.line_number,
        coalesce(max(lines.line_number) over (partition by lines.order_id), 0)
        + row_number() over (partition by lines.order_id, lines.line_number order by lines.file_name, lines.row_number)
    ) as line_number,
    orders.user_id,
    orders.ordered_at,
    cast(orders.ordered_at as date) as order_date,
    cast(extract(hour from orders.ordered_at) as smallint) as order_hour,
    orders.channel,
    orders.region,
    lines.item_id,
    lines.quantity,
    lines.unit_price,
    lines.discount_amount,
    cast(lines.quantity * lines.unit_price as decimal(18, 4)) as line_amount,
    lines.quantity < 0 as is_return,
    lines.quantity > 0 and coalesce(lines.unit_price <> 0, true) as is_counted,
    abs(lines.quantity) > 10000 as is_outlier,
    orders.load_date as order_load_date,
    'shop' as source,
    'order_lines' as landing_table,
    lines.load_date,
    lines.file_name,
    lines.row_number,
    true as is_landing_row
from newest_lines as lines
inner join newest_orders as orders using (order_id);

create table facts.orders as
select
    orders.order_id,
    orders.user_id,
    orders.ordered_at,
    cast(orders.ordered_at as date) as order_date,
    cast(extract(hour from orders.ordered_at) as smallint) as order_hour,
    orders.status,
    orders.channel,
    orders.region,
    orders.coupon_code,
    orders.discount_amount,
    orders.shipping_amount,
    orders.currency,
    coalesce(amounts.line_count, 0) as line_count,
    coalesce(amounts.unit_count, 0) as unit_count,
    coalesce(amounts.return_unit_count, 0) as return_unit_count,
    amounts.gross_amount,
    amounts.return_amount,
    cast(amounts.gross_amount - amounts.return_amount as decimal(18, 4)) as net_amount,
    coalesce(amounts.is_counted, false) as is_counted,
    amounts.lines_load_date,
    'shop' as source,
    'orders' as landing_table,
    orders.load_date,
    orders.file_name,
    orders.row_number,
    true as is_landing_row
from newest_orders as orders
left join (
    select
        order_id,
        count(*) as line_count,
        cast(sum(case when is_counted then quantity else 0 end) as bigint) as unit_count,
        cast(sum(case when is_return then -quantity else 0 end) as bigint) as return_unit_count,
        cast(sum(case when is_counted then line_amount when line_amount is not null then 0 end) as decimal(18, 4)) as gross_amount,
        cast(sum(case when is_return then -line_amount when line_amount is not null then 0 end) as decimal(18, 4)) as return_amount,
        bool_or(is_counted) as is_counted,
        max(load_date) as lines_load_date
    from facts.order_lines
    group by order_id
) as amounts using (order_id);
