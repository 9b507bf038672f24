-- One row per group of buyers. Prospects bought nothing.

select
    user_group,
    count(*) as user_count
from {{ ref('user_groups') }}
where user_group <> 'prospect'
group by user_group
