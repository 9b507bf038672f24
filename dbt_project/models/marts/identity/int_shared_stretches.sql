-- One row per visitor on which several users signed in, account signed in or none, and half hour of the clock: a day of theirs is not one user's.

select
    visitor_id,
    user_id,
    event_date,
    stretch_number,
    {{ summed_behavior_counts() }},
    min(first_event_at) as first_event_at,
    max(last_event_at) as last_event_at
from {{ ref('int_visitor_stretches') }}
where
    visitor_id in (
        select sign_ins.visitor_id from {{ ref('int_visitor_sign_ins') }} as sign_ins
        where sign_ins.user_count > 1
    )
group by visitor_id, user_id, event_date, stretch_number
