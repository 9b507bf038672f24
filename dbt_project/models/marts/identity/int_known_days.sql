-- One row per visitor and shop day of a known user: who signed in that day is better known than who usually does on this device.
{{ config(materialized='view') }}

select
    user_days.visitor_id,
    coalesce(accounts.user_id, user_days.user_id, visitor_users.user_id) as user_id,
    user_days.event_date,
    user_days.event_count,
    {%- for type in event_types() %}
    user_days.{{ type }}_count,
    {%- endfor %}
    user_days.first_event_at,
    user_days.last_event_at
from {{ ref('user_days') }} as user_days
left join {{ ref('int_visitor_users') }} as visitor_users on user_days.visitor_id = visitor_users.visitor_id
left join {{ ref('int_user_accounts') }} as accounts on user_days.user_id = accounts.account_id
where coalesce(user_days.user_id, visitor_users.user_id) is not null
