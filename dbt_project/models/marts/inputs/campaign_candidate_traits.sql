-- One row per user with a candidate and trait: its value as of tomorrow, by which effects of messages may differ.

with users as (
    select distinct
        user_id,
        plan_date as contact_date
    from {{ ref('int_candidate_verdicts') }}
),

traits as (
    {{ person_traits('users') | indent }}
)

{%- for trait in campaign_traits() %}

select
    user_id,
    '{{ trait }}' as trait,
    {{ trait }} as trait_value
from traits
{%- if not loop.last %}

union all
{%- endif %}
{%- endfor %}
