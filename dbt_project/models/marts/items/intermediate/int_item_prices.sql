-- One row per item sold at a known price, with the usual price: the median paid.

with order_lines as (
    select * from {{ ref('order_lines') }}
),

items as (
    select * from {{ ref('current_items') }}
),

usual_prices as (
    select
        item_id,
        {{ middle_amount('unit_price') }} as usual_price
    from order_lines
    where is_counted and unit_price is not null
    group by item_id
),

item_prices as (
    select
        usual_prices.item_id,
        items.category_id,
        coalesce(items.is_product, true) as is_product,
        usual_prices.usual_price
    from usual_prices
    left join items on usual_prices.item_id = items.item_id
)

select * from item_prices
