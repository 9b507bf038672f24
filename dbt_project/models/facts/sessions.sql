-- One row per session: one visitor's events with no gap longer than the var, whatever midnight or load border lies between them.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_sessions() }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_visitor_stretches']}
) }}
{%- set types = ['view', 'search', 'favorite', 'cart', 'consult', 'checkout', 'purchase'] %}

with stretches as (
    select stretches.*
    from {{ ref('int_visitor_stretches') }} as stretches
    where stretches.event_date in ({{ changed() }})
    {%- if is_incremental() %}
    union all
    -- what the sessions set aside hold outside the changed dates
    select stretches.*
    from {{ ref('int_visitor_stretches') }} as stretches
    inner join staging.sessions_touched as touched
        on
            stretches.visitor_id = touched.visitor_id
            and stretches.first_event_at between touched.started_at and touched.ended_at
    where
        stretches.event_date between
        (select min(touched.session_date) from staging.sessions_touched as touched)
        and (select max(touched.last_event_date) from staging.sessions_touched as touched)
        and stretches.event_date not in ({{ changed() }})
    {%- endif %}
),

-- The latest event before, not that of the row before: sources in two zones may give one moment two dates.
spaced as (
    select
        *,
        max(last_event_at) over (
            partition by visitor_id
            order by first_event_at, event_date
            rows between unbounded preceding and 1 preceding
        ) as previous_event_at
    from stretches
),

numbered as (
    select
        *,
        sum(
            case
                when previous_event_at is null then 1
                when first_event_at > previous_event_at + interval {{ var('session_gap_seconds') }} second then 1
                else 0
            end
        ) over (
            partition by visitor_id
            order by first_event_at, event_date
            rows between unbounded preceding and current row
        ) as session_number
    from spaced
),

sessions as (
    select
        visitor_id || '@' || cast(min(first_event_at) as varchar) as session_id,
        visitor_id,
        max_by(user_id, (last_event_at, user_id)) as user_id,
        min(event_date) as session_date,
        max(event_date) as last_event_date,
        min(first_event_at) as started_at,
        max(last_event_at) as ended_at,
        min_by(start_hour, (first_event_at, event_date)) as start_hour,
        {{ summed_behavior_counts(types) }},
        count(*) as stretch_count,
        max(item_count) as item_count,
        min_by(channel, (first_event_at, channel)) as channel,
        min_by(device, (first_event_at, device)) as device,
        min_by(region, (first_event_at, region)) as region,
        min(first_load_date) as first_load_date,
        max(last_load_date) as last_load_date
    from numbered
    group by visitor_id, session_number
),

-- Distinct items do not add up: where a session has several stretches they are counted over its events.
item_counts as (
    select
        several.session_id,
        count(distinct events.item_id) as item_count
    from {{ ref('events') }} as events
    inner join sessions as several
        on
            events.visitor_id = several.visitor_id
            and events.event_at between several.started_at and several.ended_at
    where
        several.stretch_count > 1
        and events.event_date between
        (select min(sessions.session_date) from sessions)
        and (select max(sessions.last_event_date) from sessions)
    group by several.session_id
)

select
    sessions.session_id,
    sessions.visitor_id,
    sessions.user_id,
    sessions.session_date,
    sessions.last_event_date,
    sessions.started_at,
    sessions.ended_at,
    sessions.start_hour,
    sessions.event_count,
    {%- for type in types %}
    sessions.{{ type }}_count,
    {%- endfor %}
    coalesce(item_counts.item_count, sessions.item_count) as item_count,
    sessions.channel,
    sessions.device,
    sessions.region,
    sessions.first_load_date,
    sessions.last_load_date
from sessions
left join item_counts
    on sessions.session_id = item_counts.session_id
