-- One row per user and kind of choice: how well the hour, weekday and channel chosen as of the evaluated day met the user's later visits, beside
-- the usual ones of the shop and the user's own most frequent ones.

with dates as (
    select * from {{ ref('value_dates') }}
),

choices as (
    select send_times.*
    from {{ ref('int_user_send_times') }} as send_times
    inner join dates on send_times.as_of_date = dates.evaluation_date
),

visits as (
    select occasions.*
    from {{ ref('int_send_occasions') }} as occasions
    cross join dates
    where
        occasions.is_visit
        and occasions.occasion_date > dates.evaluation_date
        and occasions.occasion_date <= dates.as_of_date
),

met as (
    select
        visits.user_id,
        visits.trait,
        visits.trait_value = choices.trait_value as is_chosen,
        visits.trait_value = choices.own_value as is_own,
        shares.shop_rank = 1 as is_usual,
        shares.shop_share,
        shares.group_share + choices.weight
        * (coalesce(counts.occasion_count, 0) / cast(choices.occasion_count as double) - shares.group_share) as user_share
    from visits
    inner join choices on visits.user_id = choices.user_id and visits.trait = choices.trait
    inner join {{ ref('int_send_time_shares') }} as shares
        on
            choices.as_of_date = shares.as_of_date
            and choices.user_group = shares.user_group
            and visits.trait = shares.trait
            and visits.trait_value = shares.trait_value
    left join {{ ref('int_send_time_counts') }} as counts
        on
            choices.as_of_date = counts.as_of_date
            and visits.user_id = counts.user_id
            and visits.trait = counts.trait
            and visits.trait_value = counts.trait_value
)

select
    user_id,
    trait,
    count(*) as visit_count,
    count(*) filter (where is_chosen) as chosen_count,
    count(*) filter (where is_own) as own_count,
    count(*) filter (where is_usual) as usual_count,
    {{ rounded('-' ~ stable_sum('ln(user_share)')) }} as log_loss,
    {{ rounded('-' ~ stable_sum('ln(shop_share)')) }} as usual_log_loss
from met
group by user_id, trait
