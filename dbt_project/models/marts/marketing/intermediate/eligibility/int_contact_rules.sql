-- One row: the settings of contact_rules that eligibility reads, times as minutes since midnight.
{{ config(materialized='view') }}
{%- set numbers = [
    'low_rating', 'low_rating_days', 'unanswered_consult_days', 'least_on_hand_count', 'steady_stock_days', 'valid_days'
] %}
{%- set times = ['quiet_from', 'quiet_to', 'usual_send_time'] %}

select
    {%- for setting in numbers %}
    cast(max(case when setting = '{{ setting }}' then value end) as double) as {{ setting }},
    {%- endfor %}
    {%- for setting in times %}
    {{ minutes_of("max(case when setting = '" ~ setting ~ "' then value end)") }} as {{ setting }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ ref('contact_rules') }}
