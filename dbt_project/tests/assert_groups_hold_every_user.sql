-- The four groups together are the users with an order, and the prospects are all others.
with grouped as (
    select
        count(*) filter (where user_group <> 'prospect') as buyer_count,
        count(*) filter (where user_group = 'prospect') as prospect_count
    from {{ ref('user_groups') }}
),

counted as (
    select
        count(*) filter (where order_count > 0) as buyer_count,
        count(*) filter (where order_count = 0) as prospect_count
    from {{ ref('user_facts') }}
),

segmented as (
    select count(*) as buyer_count
    from {{ ref('user_rfm') }}
)

select *
from grouped
cross join counted
cross join segmented
where
    grouped.buyer_count <> counted.buyer_count
    or grouped.prospect_count <> counted.prospect_count
    or segmented.buyer_count <> counted.buyer_count
