{#
    Pre-hook of sessions: names the sessions that the touched visitor days may join, split or empty, takes them out, and sets aside the
    stretches that they and the touched days are made of.

    A visitor's events of a touched day, and the sessions that reach into it, each widened by the gap, are the spans in which anything can
    have changed. A session outside all of them is further than the gap from every changed event, so it stays as it is.
#}
{% macro set_aside_touched_sessions() %}
{% if is_incremental() %}
{{ name_touched_visitor_days(['session_date', 'last_event_date']) }};

create or replace table {{ touched_stretches() }} as
select stretches.*
from {{ ref('int_visitor_stretches') }} as stretches
inner join {{ touched_visitor_days('sessions') }} as touched
    on stretches.visitor_id = touched.visitor_id and stretches.event_date = touched.event_date;

create or replace table staging.sessions_touched as
with spans as (
    select visitor_id, min(first_event_at) as first_at, max(last_event_at) as last_at
    from {{ touched_stretches() }}
    group by visitor_id, event_date
    union all
    select sessions.visitor_id, sessions.started_at, sessions.ended_at
    from {{ this }} as sessions
    inner join {{ touched_visitor_days('sessions') }} as touched
        on
            sessions.visitor_id = touched.visitor_id
            and touched.event_date between sessions.session_date and sessions.last_event_date
)

select distinct
    {{ row_place('sessions') }} as row_place,
    sessions.visitor_id,
    sessions.started_at,
    sessions.ended_at,
    sessions.session_date,
    sessions.last_event_date
from {{ this }} as sessions
inner join spans
    on
        sessions.visitor_id = spans.visitor_id
        and sessions.started_at <= spans.last_at + interval {{ var('session_gap_seconds') }} second
        and sessions.ended_at >= spans.first_at - interval {{ var('session_gap_seconds') }} second;

delete from {{ this }} where {{ row_place() }} in (select row_place from staging.sessions_touched);

-- What the sessions taken out hold on other days.
insert into {{ touched_stretches() }}
select stretches.*
from {{ ref('int_visitor_stretches') }} as stretches
inner join staging.sessions_touched as touched
    on
        stretches.visitor_id = touched.visitor_id
        and stretches.first_event_at between touched.started_at and touched.ended_at
left join {{ touched_visitor_days('sessions') }} as days
    on stretches.visitor_id = days.visitor_id and stretches.event_date = days.event_date
where
    days.visitor_id is null
    and stretches.event_date between
    (select min(sessions_touched.session_date) from staging.sessions_touched)
    and (select max(sessions_touched.last_event_date) from staging.sessions_touched)
{% endif %}
{% endmacro %}
