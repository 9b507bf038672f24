-- The day that each chance of a user names is found again, and what was wanted has not been bought since.
with users as (
    select
        users.*,
        opportunities.item_id,
        opportunities.category_id
    from {{ ref('opportunity_users') }} as users
    inner join {{ ref('opportunities') }} as opportunities
        on users.kind = opportunities.kind and users.subject_id = opportunities.subject_id
),

lines as (
    select
        lines.user_id,
        lines.item_id,
        lines.order_date,
        items.category_id
    from {{ ref('int_joined_order_lines') }} as lines
    left join {{ ref('current_items') }} as items on lines.item_id = items.item_id
    where lines.is_counted
),

marks as (
    select
        users.kind,
        users.subject_id,
        users.user_id,
        -- The purchase that the evidence names, of the left side of a rule or of the item itself.
        count(*) filter (
            where lines.order_date = users.evidence_date
            and (
                users.kind = 'missing_category'
                or (users.kind = 'due_replenishment' and lines.item_id = users.item_id)
                or (users.kind = 'unpromoted_rule' and users.subject_id = lines.item_id || ' => ' || users.item_id)
            )
        ) as named_count,
        count(*) filter (
            where (users.kind = 'cooling_high_value' and lines.order_date > users.evidence_date)
            or (users.kind = 'missing_category' and lines.category_id = users.category_id)
            or (users.kind = 'unpromoted_rule' and lines.item_id = users.item_id)
            or (
                users.kind in ('restock', 'price_reasonable_cart', 'due_replenishment')
                and lines.item_id = users.item_id
                and lines.order_date >= users.evidence_date
                and not (users.kind = 'due_replenishment' and lines.order_date = users.evidence_date)
            )
        ) as since_count
    from users
    left join lines on users.user_id = lines.user_id
    group by users.kind, users.subject_id, users.user_id
)

select
    kind,
    subject_id,
    user_id
from marks
where
    since_count > 0
    or (named_count = 0 and kind in ('missing_category', 'due_replenishment', 'unpromoted_rule'))

union all

select
    users.kind,
    users.subject_id,
    users.user_id
from users
left join {{ ref('int_user_item_days') }} as days
    on users.user_id = days.user_id and users.item_id = days.item_id and users.evidence_date = days.activity_date
left join {{ ref('item_facts') }} as items on users.item_id = items.item_id
where
    (users.kind = 'restock' and (days.user_id is null or days.cart_count + days.favorite_count = 0 or coalesce(items.on_hand_count > 0, true)))
    or (users.kind = 'price_reasonable_cart' and (days.user_id is null or days.cart_count = 0 or coalesce(items.on_hand_count <= 0, false)))
