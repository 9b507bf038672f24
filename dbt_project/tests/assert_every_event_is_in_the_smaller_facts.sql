-- Sessions, user days, event days and event hours each hold every event once, also those whose rows were dropped; user items those
-- with an item.
with sealed_stretches as (
    {{ sealed_rows('int_visitor_stretches') }}
),

sealed_items as (
    {{ sealed_rows('user_items') }}
),

counts as (
    select
        (select count(*) from {{ ref('events') }})
        + (select coalesce(sum(event_count), 0) from sealed_stretches) as events,
        (select count(item_id) from {{ ref('events') }})
        + (select coalesce(sum(event_count), 0) from sealed_items) as item_events,
        (select coalesce(sum(event_count), 0) from {{ ref('sessions') }}) as sessions,
        (select coalesce(sum(event_count), 0) from {{ ref('user_days') }}) as user_days,
        (select coalesce(sum(event_count), 0) from {{ ref('event_days') }}) as event_days,
        (select coalesce(sum(event_count), 0) from {{ ref('event_hours') }}) as event_hours,
        (select coalesce(sum(event_count), 0) from {{ ref('int_event_dates') }}) as event_dates,
        (select coalesce(sum(event_count), 0) from {{ ref('user_items') }}) as user_items
)

select *
from counts
where
    events <> sessions
    or events <> user_days
    or events <> event_days
    or events <> event_hours
    or events <> event_dates
    or item_events <> user_items
