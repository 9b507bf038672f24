-- One row per date and kind of choice (hour, weekday, channel): how much more often two occasions of one user, on different days, are alike than
-- two of different users of one group; and two of these than two of any users. By that shares are drawn to the group's, and these to the shop's.

with counts as (
    select
        *,
        cast(occasion_count as double) as occasions
    from {{ ref('int_send_time_counts') }}
),

users as (
    select
        as_of_date,
        trait,
        user_group,
        user_id,
        sum(occasions) as occasions,
        sum(occasions * occasions) as alike_pairs,
        sum(same_day_count) as same_day_pairs
    from counts
    group by as_of_date, trait, user_group, user_id
),

-- Each occasion is compared with the user's others of other days, so a user counts by occasions and not by pairs of them.
own as (
    select
        as_of_date,
        trait,
        {{ stable_sum('occasions * (alike_pairs - occasions) / (occasions * occasions - same_day_pairs)') }} / sum(occasions) as alike_share
    from users
    where occasions * occasions > same_day_pairs
    group by as_of_date, trait
),

of_one_user as (
    select
        as_of_date,
        trait,
        user_group,
        sum(occasions * occasions) as pairs,
        sum(alike_pairs) as alike_pairs
    from users
    group by as_of_date, trait, user_group
),

group_values as (
    select
        as_of_date,
        trait,
        user_group,
        trait_value,
        sum(occasions) as occasions
    from counts
    group by as_of_date, trait, user_group, trait_value
),

of_one_group as (
    select
        as_of_date,
        trait,
        user_group,
        sum(occasions) * sum(occasions) as pairs,
        sum(occasions * occasions) as alike_pairs
    from group_values
    group by as_of_date, trait, user_group
),

shop_values as (
    select
        as_of_date,
        trait,
        trait_value,
        sum(occasions) as occasions
    from group_values
    group by as_of_date, trait, trait_value
),

of_the_shop as (
    select
        as_of_date,
        trait,
        sum(occasions) * sum(occasions) as pairs,
        sum(occasions * occasions) as alike_pairs
    from shop_values
    group by as_of_date, trait
),

different_users as (
    select
        of_one_group.as_of_date,
        of_one_group.trait,
        sum(of_one_group.alike_pairs - of_one_user.alike_pairs) / nullif(sum(of_one_group.pairs - of_one_user.pairs), 0) as group_share,
        max(of_the_shop.alike_pairs) - sum(of_one_user.alike_pairs) as shop_alike_pairs,
        max(of_the_shop.pairs) - sum(of_one_user.pairs) as shop_pairs
    from of_one_group
    inner join of_one_user
        on
            of_one_group.as_of_date = of_one_user.as_of_date
            and of_one_group.trait = of_one_user.trait
            and of_one_group.user_group = of_one_user.user_group
    inner join of_the_shop on of_one_group.as_of_date = of_the_shop.as_of_date and of_one_group.trait = of_the_shop.trait
    group by of_one_group.as_of_date, of_one_group.trait
),

shares as (
    select
        different_users.as_of_date,
        different_users.trait,
        own.alike_share as own_share,
        coalesce(different_users.group_share, different_users.shop_alike_pairs / nullif(different_users.shop_pairs, 0)) as group_share,
        different_users.shop_alike_pairs / nullif(different_users.shop_pairs, 0) as shop_share
    from different_users
    left join own on different_users.as_of_date = own.as_of_date and different_users.trait = own.trait
)

-- At most 0.99: who was never seen elsewhere may come elsewhere.
select
    as_of_date,
    trait,
    {{ rounded('coalesce(least(greatest((own_share - group_share) / nullif(1 - group_share, 0), 0), 0.99), 0)') }} as user_likeness,
    {{ rounded('coalesce(least(greatest((group_share - shop_share) / nullif(1 - shop_share, 0), 0), 0.99), 0)') }} as group_likeness
from shares
