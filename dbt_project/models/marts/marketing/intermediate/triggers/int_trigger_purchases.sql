-- One row per item that a user bought and order line or event by which: by orders of any account, paid already or not, and by events of the last
-- months. All that triggers and verdicts know of purchases.

with purchases as (
    select
        coalesce(order_users.user_id, lines.user_id) as user_id,
        lines.item_id,
        lines.order_date as bought_date,
        lines.ordered_at as bought_at,
        lines.order_id
    from {{ ref('int_order_line_amounts') }} as lines
    left join {{ ref('int_order_users') }} as order_users on lines.order_id = order_users.order_id
    where lines.is_sold and lines.counts_as in ('counted', 'pending')

    union all

    select
        user_id,
        item_id,
        activity_date as bought_date,
        last_event_at as bought_at,
        cast(null as string) as order_id
    from {{ ref('int_user_item_days') }}
    where purchase_count > 0
)

select
    purchases.user_id,
    purchases.item_id,
    items.category_id,
    purchases.bought_date,
    purchases.bought_at,
    purchases.order_id
from purchases
left join {{ ref('current_items') }} as items on purchases.item_id = items.item_id
where purchases.user_id is not null
