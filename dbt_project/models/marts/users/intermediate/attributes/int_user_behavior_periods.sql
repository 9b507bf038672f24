-- One row per user and 30-day period in which the user did or ordered something: the days, and what was done.
{%- set types = ['view', 'search', 'favorite', 'cart', 'consult'] %}

with as_of as (
    select * from {{ ref('as_of') }}
),

days as (
    select
        user_id,
        event_date as activity_date
        {%- for type in types %},
        {{ type }}_count
        {%- endfor %}
    from {{ ref('int_known_days') }}

    union all

    select
        user_id,
        order_date as activity_date
        {%- for type in types %},
        0 as {{ type }}_count
        {%- endfor %}
    from {{ ref('int_joined_orders') }}
),

behavior_periods as (
    select
        days.user_id,
        {{ period_number('days.activity_date', 'as_of.as_of_date') }} as period_number,
        min(days.activity_date) as first_seen_date,
        max(days.activity_date) as last_seen_date,
        bit_count(bit_or({{ period_day_bit('days.activity_date', 'as_of.as_of_date') }})) as active_day_count
        {%- for type in types %},
        cast(sum(days.{{ type }}_count) as bigint) as {{ type }}_count
        {%- endfor %}
    from days
    cross join as_of
    where days.user_id is not null
    group by 1, 2
)

select * from behavior_periods
