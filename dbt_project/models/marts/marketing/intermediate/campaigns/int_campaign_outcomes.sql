-- One row per contact that counts and outcome, with the six numbers that are summed.
{{ config(materialized='view') }}

with contacts as (
    select * from {{ ref('campaign_contacts') }}
    where is_window_ended and not is_left_out
),

outcomes as (
    {%- for outcome, column in campaign_outcomes().items() %}
    select
        user_id,
        trigger,
        contact_date,
        is_sent,
        {%- for trait in campaign_traits() %}
        {{ trait }},
        {%- endfor %}
        '{{ outcome }}' as outcome,
        cast({{ column }} as decimal(18, 4)) as outcome_value,
        cast({{ column }}_before as decimal(18, 4)) as before_value
    from contacts
    where {{ column }} is not null
    {{- '\n\n    union all\n' if not loop.last }}
    {%- endfor %}
)

select
    user_id,
    trigger,
    contact_date,
    {%- for trait in campaign_traits() %}
    {{ trait }},
    {%- endfor %}
    outcome,
    {%- for arm, condition in {'sent': 'is_sent', 'held_back': 'not is_sent'}.items() %}
    cast(case when {{ condition }} then 1 else 0 end as decimal(18, 4)) as {{ arm }}_count,
    cast(case when {{ condition }} then outcome_value else 0 end as decimal(18, 4)) as {{ arm }}_sum,
    cast(case when {{ condition }} then before_value else 0 end as decimal(18, 4)) as {{ arm }}_before_sum,
    {%- endfor %}
    cast(case when outcome_value <> 0 then 1 else 0 end as bigint) as happened_count
from outcomes
