{#
    Pre-hook of sessions: sets aside, then takes out, the sessions that the changed event dates may join, split or empty.

    A visitor's events of a changed date, and the sessions that reach into one, each widened by the gap, are the stretches in which
    anything can have changed. A session outside all of them is further than the gap from every changed event, so it stays as it is.
#}
{% macro set_aside_touched_sessions() %}
{% if is_incremental() %}
create or replace table staging.sessions_touched as
with changed as (
    {{ changed() }}
),

stretches as (
    select visitor_id, event_date, min(first_event_at) as first_at, max(last_event_at) as last_at
    from {{ ref('int_visitor_stretches') }}
    where event_date in (select partition_date from changed)
    group by visitor_id, event_date
    union all
    select distinct sessions.visitor_id, sessions.session_date, sessions.started_at, sessions.ended_at
    from {{ this }} as sessions
    inner join changed
        on changed.partition_date between sessions.session_date and sessions.last_event_date
)

select distinct sessions.session_id, sessions.visitor_id, sessions.started_at, sessions.ended_at, sessions.session_date, sessions.last_event_date
from {{ this }} as sessions
inner join stretches
    on
        sessions.visitor_id = stretches.visitor_id
        and sessions.started_at <= stretches.last_at + interval {{ var('session_gap_seconds') }} second
        and sessions.ended_at >= stretches.first_at - interval {{ var('session_gap_seconds') }} second;

delete from {{ this }} where session_id in (select session_id from staging.sessions_touched)
{% endif %}
{% endmacro %}
