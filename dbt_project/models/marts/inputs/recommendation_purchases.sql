-- One row per user, product and day on which the user bought it or gave it back. What came back counts on the day on which it did, since nobody knew
-- before.

with order_lines as (
    select * from {{ ref('int_joined_order_lines') }}
    where user_id is not null and (is_counted or is_return)
),

items as (
    select * from {{ ref('current_items') }}
)

select
    order_lines.user_id,
    order_lines.item_id,
    case when order_lines.is_return then coalesce(order_lines.return_date, order_lines.order_date) else order_lines.order_date end as activity_date,
    cast(sum(case when order_lines.is_counted then order_lines.quantity else 0 end) as bigint) as unit_count,
    cast(sum(case when order_lines.is_counted then order_lines.gross_amount end) as decimal(18, 4)) as gross_amount,
    cast(sum(case when order_lines.is_return then -order_lines.quantity else 0 end) as bigint) as return_unit_count
from order_lines
left join items on order_lines.item_id = items.item_id
where coalesce(items.is_product, true)
group by 1, 2, 3
