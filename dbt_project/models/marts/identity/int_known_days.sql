-- One row per visitor and shop day of a known user, of a visitor with several users one per half hour: who signed in, else who does at or
-- next after the first click.
{{ config(materialized='view') }}

select
    days.visitor_id,
    coalesce(accounts.user_id, days.user_id, visitor_users.user_id) as user_id,
    days.event_date,
    days.event_count,
    {%- for type in event_types() %}
    days.{{ type }}_count,
    {%- endfor %}
    days.first_event_at,
    days.last_event_at
from {{ ref('int_visitor_days') }} as days
left join {{ ref('int_visitor_users') }} as visitor_users
    on
        days.visitor_id = visitor_users.visitor_id
        and days.first_event_at > visitor_users.after_at
        and days.first_event_at <= visitor_users.until_at
left join {{ ref('int_user_accounts') }} as accounts on days.user_id = accounts.account_id
where coalesce(days.user_id, visitor_users.user_id) is not null
