-- One row per user, product and day on which the user bought it.

select distinct
    user_id,
    item_id,
    order_date
from {{ ref('product_lines') }}
where user_id is not null
