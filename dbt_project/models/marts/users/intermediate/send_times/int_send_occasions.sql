-- One row per user, shop day and hour, weekday or channel in which the user visited or ordered. An order within a visit, two visits of an hour
-- and the hour that the clock repeats in autumn are one occasion.

with happenings as (
    select
        user_id,
        session_date as occasion_date,
        start_hour as occasion_hour,
        channel,
        true as is_visit
    from {{ ref('int_known_sessions') }}

    union all

    select
        user_id,
        order_date as occasion_date,
        order_hour as occasion_hour,
        channel,
        false as is_visit
    from {{ ref('int_joined_orders') }}
    where is_counted and user_id is not null
),

traits as (
    {%- for trait, value in send_time_traits().items() %}
    select
        user_id,
        occasion_date,
        '{{ trait }}' as trait,
        {{ value }} as trait_value,
        is_visit
    from happenings
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

occasions as (
    select
        user_id,
        occasion_date,
        trait,
        trait_value,
        bool_or(is_visit) as is_visit
    from traits
    where occasion_date is not null and trait_value is not null
    group by user_id, occasion_date, trait, trait_value
)

select
    *,
    count(*) over (partition by user_id, occasion_date, trait) as day_occasion_count
from occasions
