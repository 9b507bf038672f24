-- One row per order and product in it.

select distinct
    order_id as basket_id,
    item_id
from {{ ref('product_lines') }}
