-- One row per known user, item and shop day of the last months on which the user bought it: by an order under any account, or by an event.

with purchases as (
    select
        order_lines.user_id,
        order_lines.item_id,
        order_lines.order_date as bought_date,
        order_lines.order_id
    from {{ ref('int_joined_order_lines') }} as order_lines
    cross join {{ ref('as_of') }} as as_of
    where
        order_lines.is_counted
        and order_lines.user_id is not null
        and order_lines.order_date >= as_of.as_of_date - interval {{ wish_history_days() }} day

    union all

    select
        user_id,
        item_id,
        activity_date as bought_date,
        cast(null as string) as order_id
    from {{ ref('int_user_item_days') }}
    where purchase_count > 0
)

select
    user_id,
    item_id,
    bought_date,
    min(order_id) as order_id
from purchases
group by user_id, item_id, bought_date
