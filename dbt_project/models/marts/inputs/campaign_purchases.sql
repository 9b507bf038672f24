-- One row per user, item and its category: when it was last bought, by an order paid already or not, or by an event. The plan is checked
-- by it, so it reads no model of the plan.

with purchases as (
    select
        coalesce(order_users.user_id, lines.user_id) as user_id,
        lines.item_id,
        lines.ordered_at
    from {{ ref('int_order_line_amounts') }} as lines
    left join {{ ref('int_order_users') }} as order_users on lines.order_id = order_users.order_id
    where lines.is_sold and lines.counts_as in ('counted', 'pending')

    union all

    select
        user_id,
        item_id,
        last_event_at as ordered_at
    from {{ ref('int_user_item_days') }}
    where purchase_count > 0
)

select
    purchases.user_id,
    purchases.item_id,
    items.category_id,
    max(purchases.ordered_at) as ordered_at
from purchases
left join {{ ref('current_items') }} as items on purchases.item_id = items.item_id
where purchases.user_id is not null and purchases.item_id is not null
group by purchases.user_id, purchases.item_id, items.category_id
