-- One row per counted order, with the discount given on it: null where the shop records none.
{{ config(schema='staging') }}

with orders as (
    select * from {{ ref('orders') }}
),

order_lines as (
    select * from {{ ref('order_lines') }}
),

line_discounts as (
    select
        order_id,
        sum(discount_amount) as discount_amount
    from order_lines
    where is_counted
    group by order_id
),

order_discounts as (
    select
        orders.order_id,
        orders.user_id,
        orders.order_date,
        orders.gross_amount,
        -- Shops that give both split the order's discount among its lines, so the two are not added.
        cast(greatest(orders.discount_amount, line_discounts.discount_amount) as decimal(18, 4))
            as discount_amount
    from orders
    left join line_discounts on orders.order_id = line_discounts.order_id
    where orders.is_counted
)

select * from order_discounts
