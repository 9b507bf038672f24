-- One row per item, category and group of which a purchase can be valued: its mean margin, else its mean net amount.

with sums as (
    select
        'item' as subject_kind,
        item_id as subject_id,
        order_count as purchase_count,
        net_amount,
        margin_amount
    from {{ ref('item_facts') }}

    union all

    -- Orders that hold several of its items count for each: the value is that of one item.
    select
        'category' as subject_kind,
        category_id as subject_id,
        cast(sum(order_count) as bigint) as purchase_count,
        {{ whole_sum('net_amount') }} as net_amount,
        {{ whole_sum('margin_amount') }} as margin_amount
    from {{ ref('item_facts') }}
    where category_id is not null and order_count > 0
    group by category_id

    union all

    -- Whoever belonged to the group at a month-end.
    select
        'group' as subject_kind,
        members.user_group as subject_id,
        count(*) as purchase_count,
        {{ whole_sum('orders.net_amount') }} as net_amount,
        {{ whole_sum('orders.margin_amount') }} as margin_amount
    from (select distinct user_id, user_group from {{ ref('user_group_months') }}) as members
    inner join {{ ref('int_joined_orders') }} as orders on members.user_id = orders.user_id
    where orders.is_counted
    group by members.user_group
)

select
    subject_kind,
    subject_id,
    case when margin_amount is not null then 'margin' else 'net' end as value_kind,
    cast({{ rounded('cast(coalesce(margin_amount, net_amount) as double) / purchase_count', 4) }} as decimal(18, 4)) as value_amount
from sums
where purchase_count > 0 and coalesce(margin_amount, net_amount) is not null
