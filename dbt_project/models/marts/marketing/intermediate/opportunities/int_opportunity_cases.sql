-- One row per user with a chance today, and the counts of past cases by chance and role: all kinds together.
{{ config(materialized='view') }}

{%- for kind in opportunity_kinds() %}

select
    kind,
    subject_id,
    item_id,
    category_id,
    user_group,
    role,
    user_id,
    case_count,
    bought_count,
    evidence,
    evidence_date
from {{ ref('opportunity_' ~ kind) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
