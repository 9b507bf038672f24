-- One row per order, as its newest load day has it, with the amounts of its lines. Amounts are empty where no price is known.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_orders(['load_date', 'lines_load_date']) }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_orders_versions', 'int_order_lines_versions']}
) }}

with versions as (
    select *
    from {{ ref('int_orders_versions') }}
    where order_id in (select order_id from {{ touched_orders('orders') }})
),

judged as (
    {{ version_outcomes('orders', 'versions') }}
),

orders as (
    select * from judged
    where outcome = 'accepted'
),

amounts as (
    select
        order_id,
        count(*) as line_count,
        cast(sum(case when is_counted then quantity else 0 end) as bigint) as unit_count,
        cast(sum(case when is_return then -quantity else 0 end) as bigint) as return_unit_count,
        cast(sum(case when is_counted then line_amount when line_amount is not null then 0 end) as decimal(18, 4)) as gross_amount,
        cast(sum(case when is_return then -line_amount when line_amount is not null then 0 end) as decimal(18, 4)) as return_amount,
        bool_or(is_counted) as is_counted,
        max(load_date) as lines_load_date
    from {{ ref('order_lines') }}
    where order_id in (select order_id from {{ touched_orders('orders') }})
    group by order_id
)

select
    orders.order_id,
    orders.user_id,
    orders.ordered_at,
    cast(orders.ordered_at_local as date) as order_date,
    cast(extract(hour from orders.ordered_at_local) as smallint) as order_hour,
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
    {{ provenance('orders.') }}
from orders
left join amounts
    on orders.order_id = amounts.order_id
