-- One row per counted order line of a product: what was bought. Gifts, returns and postage are not; what nobody described is.

with order_lines as (
    select * from {{ ref('int_joined_order_lines') }}
),

items as (
    select * from {{ ref('current_items') }}
)

select
    order_lines.order_id,
    order_lines.line_number,
    order_lines.order_date,
    order_lines.user_id,
    order_lines.item_id,
    items.category_id
from order_lines
left join items on order_lines.item_id = items.item_id
where order_lines.is_counted and coalesce(items.is_product, true)
