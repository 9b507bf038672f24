-- One row per date, group and hour, weekday or channel: which share of the occasions of the shop, and of the group, fall on it. The group's is
-- drawn to the shop's; what never happened by the date gets the chance of one occasion, since it may.

with counts as (
    select * from {{ ref('int_send_time_counts') }}
),

trait_values as (
    select distinct
        trait,
        trait_value
    from {{ ref('int_send_occasions') }}
),

group_totals as (
    select
        as_of_date,
        user_group,
        trait,
        cast(sum(occasion_count) as double) as occasions
    from counts
    group by as_of_date, user_group, trait
),

group_values as (
    select
        group_totals.as_of_date,
        group_totals.user_group,
        group_totals.trait,
        trait_values.trait_value,
        group_totals.occasions,
        cast(coalesce(sum(counts.occasion_count), 0) as double) as value_occasions
    from group_totals
    inner join trait_values on group_totals.trait = trait_values.trait
    left join counts
        on
            group_totals.as_of_date = counts.as_of_date
            and group_totals.user_group = counts.user_group
            and trait_values.trait = counts.trait
            and trait_values.trait_value = counts.trait_value
    group by group_totals.as_of_date, group_totals.user_group, group_totals.trait, trait_values.trait_value, group_totals.occasions
),

shop_shares as (
    select
        *,
        (1 + sum(value_occasions) over (partition by as_of_date, trait, trait_value))
        / (
            sum(occasions) over (partition by as_of_date, trait, trait_value)
            + count(*) over (partition by as_of_date, trait, user_group)
        ) as shop_share
    from group_values
),

shrunk as (
    select
        shop_shares.as_of_date,
        shop_shares.user_group,
        shop_shares.trait,
        shop_shares.trait_value,
        {{ rounded('shop_shares.shop_share', 15) }} as shop_share,
        {{ rounded(
            'shop_shares.shop_share + ' ~ own_weight('shop_shares.occasions', 'likeness.group_likeness')
            ~ ' * (shop_shares.value_occasions / shop_shares.occasions - shop_shares.shop_share)', 15
        ) }} as group_share
    from shop_shares
    inner join {{ ref('int_send_time_likeness') }} as likeness
        on shop_shares.as_of_date = likeness.as_of_date and shop_shares.trait = likeness.trait
)

select
    *,
    row_number() over (partition by as_of_date, user_group, trait order by shop_share desc, trait_value asc) as shop_rank,
    row_number() over (partition by as_of_date, user_group, trait order by group_share desc, trait_value asc) as group_rank
from shrunk
