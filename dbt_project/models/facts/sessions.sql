-- One row per session: one visitor's events with no gap longer than the var, whatever midnight or load border lies between them.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_sessions() }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_event_dates']}
) }}
-- depends_on: {{ ref('int_event_dates') }}

with events as (
    select events.*
    from {{ ref('events') }} as events
    {%- if is_incremental() %}
    where
        events.event_date in ({{ changed() }})
    union all
    -- what the sessions set aside hold outside the changed dates
    select events.*
    from {{ ref('events') }} as events
    inner join staging.sessions_touched as touched
        on
            events.visitor_id = touched.visitor_id
            and events.event_at between touched.started_at and touched.ended_at
    where
        events.event_date between
        (select min(touched.session_date) from staging.sessions_touched as touched)
        and (select max(touched.last_event_date) from staging.sessions_touched as touched)
        and events.event_date not in ({{ changed() }})
    {%- endif %}
),

spaced as (
    select
        *,
        lag(event_at) over (partition by visitor_id order by event_at) as previous_event_at
    from events
),

numbered as (
    select
        *,
        sum(
            case
                when previous_event_at is null then 1
                when event_at > previous_event_at + interval {{ var('session_gap_seconds') }} second then 1
                else 0
            end
        ) over (partition by visitor_id order by event_at) as session_number
    from spaced
)

select
    visitor_id || '@' || cast(min(event_at) as varchar) as session_id,
    visitor_id,
    max_by(user_id, (event_at, user_id)) as user_id,
    min(event_date) as session_date,
    max(event_date) as last_event_date,
    min(event_at) as started_at,
    max(event_at) as ended_at,
    min_by(event_hour, event_at) as start_hour,
    {{ behavior_counts(['view', 'search', 'favorite', 'cart', 'consult', 'checkout', 'purchase']) }},
    count(distinct item_id) as item_count,
    min_by(channel, (event_at, channel)) as channel,
    min_by(device, (event_at, device)) as device,
    min_by(region, (event_at, region)) as region,
    min(load_date) as first_load_date,
    max(load_date) as last_load_date
from numbered
group by visitor_id, session_number
