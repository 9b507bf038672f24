-- Nobody abandoned what an order, or a purchase event under the user's own name, holds of those days.
select
    abandoned.user_id,
    abandoned.item_id,
    abandoned.wished_date
from {{ ref('abandoned_items') }} as abandoned
inner join {{ ref('order_lines') }} as lines on abandoned.item_id = lines.item_id
left join {{ ref('int_order_users') }} as order_users on lines.order_id = order_users.order_id
where
    lines.is_counted
    and coalesce(order_users.user_id, lines.user_id) = abandoned.user_id
    and lines.order_date between abandoned.wished_date and abandoned.deadline_date

union all

select
    abandoned.user_id,
    abandoned.item_id,
    abandoned.wished_date
from {{ ref('abandoned_items') }} as abandoned
inner join {{ ref('user_items') }} as user_items
    on abandoned.user_id = user_items.user_id and abandoned.item_id = user_items.item_id
where
    user_items.purchase_count > 0
    and cast({{ shop_time('user_items.source', 'user_items.last_event_at') }} as date) between abandoned.wished_date and abandoned.deadline_date
