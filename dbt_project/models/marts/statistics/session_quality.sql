-- One row per load day that brought events: how many came late, and how many sessions later loads changed.
with event_dates as (
    select * from {{ ref('int_event_dates') }}
),

sessions as (
    select * from {{ ref('sessions') }}
),

loaded_events as (
    select
        load_date,
        sum(event_count) as event_count,
        sum(case when load_date > event_date + interval 1 day then event_count else 0 end) as late_event_count
    from event_dates
    group by load_date
),

opened_sessions as (
    select
        first_load_date as load_date,
        count(*) as session_count,
        count(*) filter (where last_load_date > first_load_date) as changed_session_count
    from sessions
    group by first_load_date
),

session_quality as (
    select
        loaded_events.load_date,
        cast(loaded_events.event_count as bigint) as event_count,
        cast(loaded_events.late_event_count as bigint) as late_event_count,
        {{ share('loaded_events.late_event_count', 'loaded_events.event_count') }} as late_event_share,
        coalesce(opened_sessions.session_count, 0) as session_count,
        coalesce(opened_sessions.changed_session_count, 0) as changed_session_count,
        {{ share('opened_sessions.changed_session_count', 'opened_sessions.session_count') }}
            as changed_session_share
    from loaded_events
    left join opened_sessions on loaded_events.load_date = opened_sessions.load_date
)

select * from session_quality
