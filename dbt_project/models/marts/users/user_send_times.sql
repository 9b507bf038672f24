-- One row per user who came in the last days: when to send, and in which channel to meet the user.

with choices as (
    select send_times.*
    from {{ ref('int_user_send_times') }} as send_times
    inner join {{ ref('int_send_time_dates') }} as dates on send_times.as_of_date = dates.as_of_date
    where dates.is_today
),

users as (
    select
        user_id,
        as_of_date,
        user_group
        {%- for trait in send_time_traits() %},
        max(case when trait = '{{ trait }}' then trait_value end) as {{ trait }},
        max(case when trait = '{{ trait }}' then trait_share end) as {{ trait }}_share,
        max(case when trait = '{{ trait }}' then weight end) as {{ trait }}_own_weight,
        max(case when trait = '{{ trait }}' then occasion_count end) as {{ trait }}_occasion_count,
        max(case when trait = '{{ trait }}' then value_occasion_count end) as {{ trait }}_match_count
        {%- endfor %}
    from choices
    group by user_id, as_of_date, user_group
)

select
    user_id,
    as_of_date,
    user_group,
    cast(hour as bigint) as send_hour,
    hour_share,
    hour_own_weight,
    hour_occasion_count,
    hour_match_count,
    weekday as send_weekday,
    weekday_share,
    weekday_own_weight,
    weekday_occasion_count,
    weekday_match_count,
    channel as send_channel,
    channel_share,
    channel_own_weight,
    channel_occasion_count,
    channel_match_count
from users
