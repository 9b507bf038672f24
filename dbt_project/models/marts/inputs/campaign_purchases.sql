-- One row per user, item and its category: when it was last bought. What the plan is checked by.

select
    lines.user_id,
    lines.item_id,
    items.category_id,
    max(lines.ordered_at) as ordered_at
from {{ ref('int_joined_order_lines') }} as lines
left join {{ ref('current_items') }} as items on lines.item_id = items.item_id
where lines.is_counted and lines.user_id is not null and lines.item_id is not null
group by lines.user_id, lines.item_id, items.category_id
