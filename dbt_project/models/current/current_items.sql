with items as (
    {{ current_rows('items') }}
),

non_products as (
    select * from {{ ref('non_products') }}
)

select
    items.*,
    non_products.item_id is null as is_product
from items
left join non_products
    on
        items.source = non_products.source
        and items.item_id = non_products.item_id
