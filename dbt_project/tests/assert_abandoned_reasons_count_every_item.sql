-- Summed over the reasons, unknown included, are the rows of abandoned_items.
with counted as (
    select
        wish_kind,
        sum(item_count) as item_count,
        max(left_count) as left_count
    from {{ ref('abandoned_reasons') }}
    group by wish_kind
),

listed as (
    select
        wish_kind,
        count(*) as item_count
    from {{ ref('abandoned_items') }}
    group by wish_kind
)

select *
from listed
full outer join counted on listed.wish_kind = counted.wish_kind
where
    coalesce(listed.item_count, 0) <> coalesce(counted.item_count, -1)
    or coalesce(listed.item_count, 0) <> coalesce(counted.left_count, -1)
