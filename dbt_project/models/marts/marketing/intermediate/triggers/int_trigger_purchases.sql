-- One row per user, item and shop day of the last months on which the user bought it, by whatever path, with the item's category.
{{ config(materialized='view') }}

select
    purchases.user_id,
    purchases.item_id,
    items.category_id,
    purchases.bought_date
from {{ ref('int_user_item_purchases') }} as purchases
inner join {{ ref('item_facts') }} as items on purchases.item_id = items.item_id
