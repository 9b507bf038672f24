-- Sessions that the affected visitor days may join, split or empty.
--
-- A visitor's events of an affected day, and the sessions that reach into it, each widened by the gap, are the spans in which anything can have
-- changed. A session outside all of them is further than the gap from every changed event, so it stays as it is.
-- depends_on: {{ ref('affected_visitor_days') }}
-- depends_on: {{ ref('affected_stretches') }}
{%- set gap %}interval {{ var('session_gap_seconds') }} second{% endset %}
{%- if is_built('sessions') %}

with spans as (
    select
        visitor_id,
        min(first_event_at) as first_at,
        max(last_event_at) as last_at
    from {{ ref('affected_stretches') }}
    group by visitor_id, event_date
    union all
    select
        sessions.visitor_id,
        sessions.started_at,
        sessions.ended_at
    from {{ held('sessions') }} as sessions
    inner join {{ ref('affected_visitor_days') }} as days
        on
            sessions.visitor_id = days.visitor_id
            and days.event_date between sessions.session_date and sessions.last_event_date
)

select distinct
    sessions.session_id,
    sessions.visitor_id,
    sessions.started_at,
    sessions.ended_at,
    sessions.session_date,
    sessions.last_event_date
from {{ held('sessions') }} as sessions
inner join spans
    on
        sessions.visitor_id = spans.visitor_id
        and sessions.started_at <= spans.last_at + {{ gap }}
        and sessions.ended_at >= spans.first_at - {{ gap }}
{%- else %}

{{ nothing({
    'session_id': 'string', 'visitor_id': 'string', 'started_at': 'timestamp', 'ended_at': 'timestamp',
    'session_date': 'date', 'last_event_date': 'date'
}) }}
{%- endif %}
