-- One row per session: one visitor's events with no gap longer than the var, whatever midnight or load border lies between them.
{{ config(
    incremental_strategy='append',
    pre_hook="{{ set_aside_touched_sessions() }}",
    post_hook="{{ remember_inputs() }}",
    meta={'inputs': ['int_visitor_stretches']}
) }}
{%- set types = ['view', 'search', 'favorite', 'cart', 'consult', 'checkout', 'purchase'] %}

with stretches as (
    {{ of_touched_visitor_days(ref('int_visitor_stretches')) }}
    {%- if is_incremental() %}
    union all
    -- what the sessions set aside hold on other days
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
        ) as previous_event_at,
        lead(first_event_at) over (partition by visitor_id order by first_event_at, event_date) as next_event_at
    from stretches
),

bounded as (
    select
        *,
        case
            when previous_event_at is null then true
            else first_event_at > previous_event_at + interval {{ var('session_gap_seconds') }} second
        end as is_first,
        case
            when next_event_at is null then true
            else
                next_event_at
                > greatest(last_event_at, coalesce(previous_event_at, last_event_at)) + interval {{ var('session_gap_seconds') }} second
        end as is_last
    from spaced
),

-- Most sessions are one stretch and are ready; only the others are put together.
numbered as (
    select
        *,
        sum(case when is_first then 1 else 0 end) over (
            partition by visitor_id
            order by first_event_at, event_date
            rows between unbounded preceding and current row
        ) as session_number
    from bounded
    where not (is_first and is_last)
),

-- Distinct items do not add up, so they are counted over the events.
item_counts as (
    select
        numbered.visitor_id,
        numbered.session_number,
        count(distinct events.item_id) as item_count
    from {{ ref('events') }} as events
    inner join numbered
        on
            events.visitor_id = numbered.visitor_id
            and events.event_date = numbered.event_date
            and {{ stretch_number('events.event_at') }} = numbered.stretch_number
    group by numbered.visitor_id, numbered.session_number
),

joined as (
    select
        visitor_id,
        session_number,
        max_by(user_id, (last_event_at, user_id)) as user_id,
        min(event_date) as session_date,
        max(event_date) as last_event_date,
        min(first_event_at) as started_at,
        max(last_event_at) as ended_at,
        min_by(start_hour, (first_event_at, event_date)) as start_hour,
        {{ summed_behavior_counts(types) }},
        min_by(channel, (first_event_at, channel)) as channel,
        min_by(device, (first_event_at, device)) as device,
        min_by(region, (first_event_at, region)) as region,
        min(first_load_date) as first_load_date,
        max(last_load_date) as last_load_date
    from numbered
    group by visitor_id, session_number
),

sessions as (
    select
        visitor_id,
        user_id,
        event_date as session_date,
        event_date as last_event_date,
        first_event_at as started_at,
        last_event_at as ended_at,
        start_hour,
        event_count,
        {%- for type in types %}
        {{ type }}_count,
        {%- endfor %}
        item_count,
        channel,
        device,
        region,
        first_load_date,
        last_load_date
    from bounded
    where is_first and is_last
    union all
    select
        joined.visitor_id,
        joined.user_id,
        joined.session_date,
        joined.last_event_date,
        joined.started_at,
        joined.ended_at,
        joined.start_hour,
        joined.event_count,
        {%- for type in types %}
        joined.{{ type }}_count,
        {%- endfor %}
        item_counts.item_count,
        joined.channel,
        joined.device,
        joined.region,
        joined.first_load_date,
        joined.last_load_date
    from joined
    inner join item_counts
        on joined.visitor_id = item_counts.visitor_id and joined.session_number = item_counts.session_number
)

select
    visitor_id || '@' || cast(started_at as varchar) as session_id,
    *
from sessions
