-- Who bought something of a category that is not used up wants nothing of it that was looked at until that day.
select
    tags.user_id,
    tags.tag_value,
    lines.order_date
from {{ ref('user_tags') }} as tags
inner join {{ ref('int_category_pace') }} as pace on tags.tag_value = pace.category_id and not pace.is_replenished
inner join {{ ref('int_joined_order_lines') }} as lines
    on tags.user_id = lines.user_id and tags.first_evidence_date <= lines.order_date
inner join {{ ref('current_items') }} as items on lines.item_id = items.item_id and tags.tag_value = items.category_id
where tags.tag = 'wants_category' and lines.is_counted
