-- What one user buys within one session on one day is one order; without a session it is the user's moment. The day is part of it, so that a
-- session delivered in two load days is not cut down to the second.
select
    *,
    user_id || '-' || coalesce(nullif(user_session, '') || '-' || substr(event_time, 1, 10), event_time) as order_id
from {{ source('lake_rees46', 'events') }}
where
    _fault is null
    and {{ lower_case(trimmed('event_type')) }} = 'purchase'
    and {{ utc_time('rees46', 'events', 'event_time') }} is not null
