-- One row per date, user and hour, weekday or channel: on how many occasions of the last days the user came then, or there.

select
    dates.as_of_date,
    occasions.user_id,
    coalesce(scores.user_group, 'prospect') as user_group,
    occasions.trait,
    occasions.trait_value,
    count(*) as occasion_count,
    cast(sum(occasions.day_occasion_count) as bigint) as same_day_count
from {{ ref('int_send_occasions') }} as occasions
inner join {{ ref('int_send_time_dates') }} as dates
    on
        occasions.occasion_date <= dates.last_date
        and {{ days_between('occasions.occasion_date', 'dates.as_of_date') }} < {{ var('send_time_days') }}
left join {{ ref('int_user_scores') }} as scores
    on occasions.user_id = scores.user_id and dates.group_date = scores.as_of_date
group by dates.as_of_date, occasions.user_id, scores.user_group, occasions.trait, occasions.trait_value
