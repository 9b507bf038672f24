-- One row per date, user and kind of choice: the likeliest hour, weekday and channel, after the user's own shares were drawn to the group's.

with counts as (
    select * from {{ ref('int_send_time_counts') }}
),

shares as (
    select * from {{ ref('int_send_time_shares') }}
),

users as (
    select
        as_of_date,
        user_id,
        user_group,
        trait,
        cast(sum(occasion_count) as bigint) as occasion_count
    from counts
    group by as_of_date, user_id, user_group, trait
),

-- Nothing else can be likeliest: what the user did, and what most of the group do.
candidates as (
    select
        as_of_date,
        user_id,
        trait,
        trait_value
    from counts

    union

    select
        users.as_of_date,
        users.user_id,
        users.trait,
        shares.trait_value
    from users
    inner join shares
        on users.as_of_date = shares.as_of_date and users.user_group = shares.user_group and users.trait = shares.trait
    where shares.group_rank = 1
),

weighed as (
    select
        users.as_of_date,
        users.user_id,
        users.user_group,
        users.trait,
        candidates.trait_value,
        users.occasion_count,
        coalesce(counts.occasion_count, 0) as value_occasion_count,
        shares.group_share,
        {{ rounded(own_weight('cast(users.occasion_count as double)', 'likeness.user_likeness')) }} as weight
    from candidates
    inner join users
        on candidates.as_of_date = users.as_of_date and candidates.user_id = users.user_id and candidates.trait = users.trait
    inner join shares
        on
            users.as_of_date = shares.as_of_date
            and users.user_group = shares.user_group
            and candidates.trait = shares.trait
            and candidates.trait_value = shares.trait_value
    inner join {{ ref('int_send_time_likeness') }} as likeness
        on users.as_of_date = likeness.as_of_date and users.trait = likeness.trait
    left join counts
        on
            candidates.as_of_date = counts.as_of_date
            and candidates.user_id = counts.user_id
            and candidates.trait = counts.trait
            and candidates.trait_value = counts.trait_value
),

ranked as (
    select
        *,
        {{ rounded('group_share + weight * (cast(value_occasion_count as double) / occasion_count - group_share)') }} as trait_share,
        row_number() over (
            partition by as_of_date, user_id, trait
            order by value_occasion_count desc, group_share desc, trait_value asc
        ) as own_rank
    from weighed
),

placed as (
    select
        *,
        max(case when own_rank = 1 then trait_value end) over (partition by as_of_date, user_id, trait) as own_value,
        row_number() over (
            partition by as_of_date, user_id, trait
            order by trait_share desc, value_occasion_count desc, trait_value asc
        ) as place
    from ranked
)

select
    as_of_date,
    user_id,
    user_group,
    trait,
    trait_value,
    trait_share,
    weight,
    occasion_count,
    value_occasion_count,
    own_value
from placed
where place = 1
