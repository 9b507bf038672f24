-- The orders, units and amounts of each user, counted again from the lines.
with counted as (
    select
        user_id,
        count(distinct case when is_counted then order_id end) as order_count,
        sum(case when is_counted then quantity else 0 end) as unit_count,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(return_amount) as return_amount,
        sum(net_amount) as net_amount
    from {{ ref('int_joined_order_lines') }}
    where user_id is not null
    group by user_id
)

select
    user_facts.user_id,
    counted.user_id as counted_user_id
from {{ ref('user_facts') }} as user_facts
full outer join counted on user_facts.user_id = counted.user_id
where
    user_facts.user_id is null
    or user_facts.order_count <> coalesce(counted.order_count, 0)
    or user_facts.unit_count <> coalesce(counted.unit_count, 0)
    or coalesce(user_facts.gross_amount, 0) <> coalesce(counted.gross_amount, 0)
    or coalesce(user_facts.discount_amount, 0) <> coalesce(counted.discount_amount, 0)
    or coalesce(user_facts.return_amount, 0) <> coalesce(counted.return_amount, 0)
    or coalesce(user_facts.net_amount, 0) <> coalesce(counted.net_amount, 0)
