-- All events of visitors known to be a user stand with some user, and none twice.
with known as (
    select coalesce(sum(event_count), 0) as event_count
    from {{ ref('int_known_days') }}
),

held as (
    select coalesce(sum(event_count), 0) as event_count
    from {{ ref('user_facts') }}
)

select *
from known
cross join held
where known.event_count <> held.event_count
