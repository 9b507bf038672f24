-- One row per user whom the shop merged into another, with the user at the end of the chain; none where the merges form a circle.

with recursive merge_steps as (
    select
        user_id,
        merged_into_user_id
    from {{ ref('current_users') }}
    where merged_into_user_id <> user_id
),

-- Chains grow backwards from their ends, so that a circle is never entered.
chains as (
    select
        merge_steps.user_id,
        merge_steps.merged_into_user_id as last_user_id
    from merge_steps
    left join merge_steps as next_merges on merge_steps.merged_into_user_id = next_merges.user_id
    where next_merges.user_id is null

    union all

    select
        merge_steps.user_id,
        chains.last_user_id
    from chains
    inner join merge_steps on chains.user_id = merge_steps.merged_into_user_id
)

select
    merge_steps.user_id,
    merge_steps.merged_into_user_id,
    chains.last_user_id
from merge_steps
left join chains on merge_steps.user_id = chains.user_id
