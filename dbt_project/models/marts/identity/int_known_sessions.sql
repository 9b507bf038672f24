-- One row per session of a known user: who signed in during it, else who does next after its start.
{{ config(materialized='view') }}

select
    sessions.session_id,
    sessions.visitor_id,
    coalesce(accounts.user_id, sessions.user_id, visitor_users.user_id) as user_id,
    sessions.session_date,
    sessions.start_hour,
    sessions.channel,
    sessions.region
from {{ ref('sessions') }} as sessions
left join {{ ref('int_visitor_users') }} as visitor_users
    on
        sessions.visitor_id = visitor_users.visitor_id
        and sessions.started_at > visitor_users.after_at
        and sessions.started_at <= visitor_users.until_at
left join {{ ref('int_user_accounts') }} as accounts on sessions.user_id = accounts.account_id
where coalesce(sessions.user_id, visitor_users.user_id) is not null
