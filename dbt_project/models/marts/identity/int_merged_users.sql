-- One row per user whom the shop merged into another, with the user at the end of the chain; none where the merges form a circle.

with recursive merges as (
    select
        user_id,
        merged_into_user_id
    from {{ ref('current_users') }}
    where merged_into_user_id <> user_id
),

-- Chains grow backwards from their ends, so that a circle is never entered.
chains as (
    select
        merges.user_id,
        merges.merged_into_user_id as last_user_id
    from merges
    left join merges as next_merges on merges.merged_into_user_id = next_merges.user_id
    where next_merges.user_id is null

    union all

    select
        merges.user_id,
        chains.last_user_id
    from chains
    inner join merges on chains.user_id = merges.merged_into_user_id
)

select
    merges.user_id,
    merges.merged_into_user_id,
    chains.last_user_id
from merges
left join chains on merges.user_id = chains.user_id
