-- One row per group of buyers and product that one of them bought. Guests belong to no group.

with product_lines as (
    select * from {{ ref('product_lines') }}
),

user_groups as (
    select * from {{ ref('user_groups') }}
)

select
    product_lines.item_id,
    user_groups.user_group,
    count(distinct product_lines.user_id) as buyer_count
from product_lines
inner join user_groups on product_lines.user_id = user_groups.user_id
where user_groups.user_group <> 'prospect'
group by product_lines.item_id, user_groups.user_group
