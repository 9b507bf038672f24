-- One row per counted order line of a known user, with the price level it was bought at.

with order_lines as (
    select * from {{ ref('int_joined_order_lines') }}
),

items as (
    select * from {{ ref('current_items') }}
),

price_levels as (
    select * from {{ ref('int_price_level_dates') }}
    where as_of_date = (select max(as_of.as_of_date) from {{ ref('as_of') }} as as_of)
),

bought_lines as (
    select
        order_lines.order_id,
        order_lines.line_number,
        order_lines.user_id,
        order_lines.order_date,
        order_lines.channel,
        order_lines.item_id,
        items.category_id,
        items.brand,
        order_lines.quantity,
        {{ amount_per('(order_lines.gross_amount - order_lines.discount_amount)', 'nullif(order_lines.quantity, 0)') }} as paid_price,
        price_levels.price_percentile
    from order_lines
    left join items on order_lines.item_id = items.item_id
    left join price_levels
        on
            items.category_id is not distinct from price_levels.category_id
            and order_lines.unit_price = price_levels.price
            and coalesce(items.is_product, true)
    where order_lines.is_counted and order_lines.user_id is not null
)

select * from bought_lines
