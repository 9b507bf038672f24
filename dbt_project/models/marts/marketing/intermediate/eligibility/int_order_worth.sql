-- One row per group of users, and one (any) for all of them: what an order brings. Where more than one order of twenty lacks a cost, its net amount
-- stands for the margin, as it does for the effects of messages.

with orders as (
    select
        coalesce(user_groups.user_group, 'unknown') as user_group,
        orders.net_amount,
        orders.margin_amount
    from {{ ref('int_joined_orders') }} as orders
    left join {{ ref('user_groups') }} as user_groups on orders.user_id = user_groups.user_id
    where orders.is_counted and orders.net_amount is not null
),

sums as (
    select
        user_group,
        net_amount,
        margin_amount
    from orders

    union all

    select
        'any' as user_group,
        net_amount,
        margin_amount
    from orders
),

means as (
    select
        user_group,
        count(*) as order_count,
        count(margin_amount) >= 0.95 * count(*) as is_margin,
        sum(net_amount) as net_amount,
        sum(margin_amount) as margin_amount,
        count(margin_amount) as margin_count
    from sums
    group by user_group
)

select
    user_group,
    order_count,
    is_margin,
    cast({{ rounded('cast(net_amount as double) / order_count', 4) }} as decimal(18, 4)) as net_an_order,
    cast({{ rounded(
        'case when is_margin then cast(margin_amount as double) / margin_count else cast(net_amount as double) / order_count end', 4
    ) }} as decimal(18, 4)) as margin_an_order
from means
