-- One row per line of a known order, as the newest load day that holds the order has it; returns are marked.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_orders(['load_date', 'order_load_date']) }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_orders_versions', 'int_order_lines_versions']}
) }}

with order_versions as (
    select *
    from {{ ref('int_orders_versions') }}
    where order_id in (select order_id from {{ touched_orders('order_lines') }})
),

line_versions as (
    select *
    from {{ ref('int_order_lines_versions') }}
    where order_id in (select order_id from {{ touched_orders('order_lines') }})
),

judged_orders as (
    {{ version_outcomes('orders', 'order_versions') }}
),

judged_lines as (
    {{ line_outcomes('line_versions') }}
),

orders as (
    select * from judged_orders
    where outcome = 'accepted'
),

lines as (
    select
        *,
        coalesce(
            line_number,
            coalesce(max(line_number) over (partition by order_id), 0)
            + row_number() over (partition by order_id, line_number order by {{ delivery_order() }})
        ) as position
    from judged_lines
    where outcome = 'accepted'
)

select
    lines.order_id,
    lines.position as line_number,
    orders.user_id,
    orders.ordered_at,
    cast(orders.ordered_at_local as date) as order_date,
    cast(extract(hour from orders.ordered_at_local) as smallint) as order_hour,
    orders.channel,
    orders.region,
    lines.item_id,
    lines.quantity,
    lines.unit_price,
    lines.discount_amount,
    cast(lines.quantity * lines.unit_price as decimal(18, 4)) as line_amount,
    lines.quantity < 0 as is_return,
    lines.quantity > 0 and coalesce(lines.unit_price <> 0, true) as is_counted,
    abs(lines.quantity) > {{ var('outlier_quantity') }} as is_outlier,
    orders.load_date as order_load_date,
    {{ provenance('lines.') }}
from lines
inner join orders
    on lines.order_id = orders.order_id
