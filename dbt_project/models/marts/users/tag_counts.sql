-- One row per tag, value and user group with users of both. Of tags of profiles only where enough users share them.
with groups as (
    select
        user_group,
        count(*) as group_user_count
    from {{ ref('user_groups') }}
    group by user_group
),

counted as (
    select
        tags.as_of_date,
        tags.tag,
        tags.family,
        tags.tag_value,
        tags.is_personal,
        user_groups.user_group,
        count(*) as user_count,
        {{ whole_sum('user_facts.net_amount') }} as net_amount
    from {{ ref('int_user_tags') }} as tags
    inner join {{ ref('as_of') }} as as_of on tags.as_of_date = as_of.as_of_date
    inner join {{ ref('user_groups') }} as user_groups on tags.user_id = user_groups.user_id
    inner join {{ ref('user_facts') }} as user_facts on tags.user_id = user_facts.user_id
    group by tags.as_of_date, tags.tag, tags.family, tags.tag_value, tags.is_personal, user_groups.user_group
    having count(*) >= {{ var('personal_tag_users') }} or not tags.is_personal
),

-- Summed over what is shown, so that what is not shown cannot be told from the sum. A group without a row has nobody with the tag, or of a tag of
-- profiles too few to be shown: then its users are left out as well.
shares as (
    select
        counted.*,
        groups.group_user_count,
        {{ share('counted.user_count', 'groups.group_user_count') }} as group_share,
        sum(counted.user_count) over (partition by counted.tag, counted.tag_value) as tag_user_count,
        case
            when counted.is_personal then sum(groups.group_user_count) over (partition by counted.tag, counted.tag_value)
            else (select sum(all_groups.group_user_count) from groups as all_groups)
        end as all_user_count
    from counted
    inner join groups on counted.user_group = groups.user_group
)

select
    as_of_date,
    tag,
    family,
    tag_value,
    user_group,
    user_count,
    net_amount,
    group_user_count,
    group_share,
    {{ share('tag_user_count', 'all_user_count') }} as overall_share,
    {{ share('user_count * all_user_count', 'group_user_count * tag_user_count') }} as over_representation
from shares
