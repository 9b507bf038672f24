-- One row per visitor and shop day, as facts.user_days has it; of a visitor with several users one per
-- account signed in or none, and half hour.
{{ config(materialized='view') }}
{%- set columns -%}
event_date, event_count, {% for type in event_types() %}{{ type }}_count, {% endfor %}first_event_at, last_event_at
{%- endset %}

select
    visitor_id,
    user_id,
    {{ columns }}
from {{ ref('user_days') }}
where visitor_id not in (select shared.visitor_id from {{ ref('int_shared_stretches') }} as shared)

union all

select
    visitor_id,
    user_id,
    {{ columns }}
from {{ ref('int_shared_stretches') }}
