-- One row per session: one visitor's events with no gap longer than the var, whatever midnight or load border lies between them.
{{ config(meta={
    'inputs': ['int_visitor_stretches'],
    'changed': 'changed_visitor_loads',
    'affected': 'affected_sessions',
    'key': ['session_id'],
    'stored_by': 'session_date'
}) }}
{{ also_reads(['changed_visitor_loads', 'affected_sessions', 'session_stretches']) }}
{%- set types = ['view', 'search', 'favorite', 'cart', 'consult', 'checkout', 'purchase'] %}
{%- set stretches = ref('session_stretches') if is_rework() else ref('int_visitor_stretches') %}

-- The spans of time alone are ordered: whole rows would be carried along.
with spans as (
    select
        visitor_id,
        first_event_at,
        last_event_at,
        count(*) as stretch_count
    from {{ stretches }}
    group by visitor_id, first_event_at, last_event_at
),

-- The latest event before, not that of the span before: one may lie within another.
spaced as (
    select
        *,
        max(last_event_at) over (
            partition by visitor_id
            order by first_event_at, last_event_at
            rows between unbounded preceding and 1 preceding
        ) as previous_event_at,
        lead(first_event_at) over (partition by visitor_id order by first_event_at, last_event_at) as next_event_at
    from spans
),

bounded as (
    select
        *,
        coalesce(first_event_at > previous_event_at + interval {{ var('session_gap_seconds') }} second, true) as is_first,
        coalesce(
            next_event_at
            > greatest(last_event_at, coalesce(previous_event_at, last_event_at)) + interval {{ var('session_gap_seconds') }} second,
            true
        ) as is_last
    from spaced
),

-- Most sessions are one stretch and are ready; only the others are put together.
several as (
    select
        visitor_id,
        first_event_at,
        last_event_at,
        max(case when is_first then first_event_at end) over (
            partition by visitor_id
            order by first_event_at, last_event_at
            rows between unbounded preceding and current row
        ) as started_at
    from bounded
    where not (is_first and is_last and stretch_count = 1)
),

sessions as (
    select
        stretches.visitor_id,
        stretches.user_id,
        stretches.event_date as session_date,
        stretches.event_date as last_event_date,
        stretches.first_event_at as started_at,
        stretches.last_event_at as ended_at,
        stretches.event_hour as start_hour,
        stretches.event_count,
        {%- for type in types %}
        stretches.{{ type }}_count,
        {%- endfor %}
        {{ list_length('stretches.item_ids') }} as item_count,
        stretches.channel,
        stretches.device,
        stretches.region,
        stretches.load_date as first_load_date,
        stretches.load_date as last_load_date
    from {{ stretches }} as stretches
    left join several
        on
            stretches.visitor_id = several.visitor_id
            and stretches.first_event_at = several.first_event_at
            and stretches.last_event_at = several.last_event_at
    where several.visitor_id is null
    union all
    select
        stretches.visitor_id,
        max_by(stretches.user_id, (stretches.last_event_at, stretches.user_id)) filter (where stretches.user_id is not null) as user_id,
        min(stretches.event_date) as session_date,
        max(stretches.event_date) as last_event_date,
        several.started_at,
        max(stretches.last_event_at) as ended_at,
        min_by(stretches.event_hour, (stretches.first_event_at, stretches.event_date)) filter (where stretches.event_hour is not null) as start_hour,
        {{ summed_behavior_counts(types) }},
        {{ distinct_count_of_lists('stretches.item_ids') }} as item_count,
        min_by(stretches.channel, (stretches.first_event_at, stretches.channel)) filter (where stretches.channel is not null) as channel,
        min_by(stretches.device, (stretches.first_event_at, stretches.device)) filter (where stretches.device is not null) as device,
        min_by(stretches.region, (stretches.first_event_at, stretches.region)) filter (where stretches.region is not null) as region,
        min(stretches.load_date) as first_load_date,
        max(stretches.load_date) as last_load_date
    from {{ stretches }} as stretches
    inner join several
        on
            stretches.visitor_id = several.visitor_id
            and stretches.first_event_at = several.first_event_at
            and stretches.last_event_at = several.last_event_at
    group by stretches.visitor_id, several.started_at
)

select
    visitor_id || '@' || cast(started_at as string) as session_id,
    *
from sessions
