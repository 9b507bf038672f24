-- All events of visitors known to be a user stand with some user, and none twice.
with known as (
    select coalesce(sum(user_days.event_count), 0) as event_count
    from {{ ref('user_days') }} as user_days
    left join {{ ref('int_visitor_users') }} as visitor_users
        on user_days.visitor_id = visitor_users.visitor_id
    where user_days.user_id is not null or visitor_users.user_id is not null
),

held as (
    select coalesce(sum(event_count), 0) as event_count
    from {{ ref('user_facts') }}
)

select *
from known
cross join held
where known.event_count <> held.event_count
