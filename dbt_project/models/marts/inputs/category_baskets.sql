-- One row per order and category of the products in it. An order of products without a category is no basket.

select distinct
    order_id as basket_id,
    category_id
from {{ ref('product_lines') }}
where category_id is not null
