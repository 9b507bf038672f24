-- Whose a click is changes not one click: each stands with one user or nobody, and none twice, though a device be shared.
with counts as (
    select
        'days' as kind,
        (select sum(event_count) from {{ ref('user_days') }}) as landed_count,
        (select sum(event_count) from {{ ref('int_visitor_days') }}) as held_count
    union all
    select
        'items' as kind,
        (select sum(event_count) from {{ ref('user_items') }}) as landed_count,
        (select sum(event_count) from {{ ref('int_known_items') }}) as held_count
    union all
    select
        'sessions' as kind,
        (select count(*) from {{ ref('int_known_sessions') }}) as landed_count,
        (select count(distinct session_id) from {{ ref('int_known_sessions') }}) as held_count
)

select * from counts
where landed_count <> held_count
