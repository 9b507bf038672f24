-- Who bought something of a category on a day after the last search has no boost of it.
select
    boosts.user_id,
    boosts.category_id,
    lines.order_date
from {{ ref('search_boosts') }} as boosts
inner join {{ ref('int_joined_order_lines') }} as lines
    on boosts.user_id = lines.user_id and boosts.last_search_date < lines.order_date
inner join {{ ref('current_items') }} as items
    on lines.item_id = items.item_id and boosts.category_id = items.category_id
where lines.is_counted and items.is_product
