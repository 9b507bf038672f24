-- One row per visitor known to be a user: the newest identity link, else the user last seen with that visitor.

with links as (
    select
        anonymous_id as visitor_id,
        max_by(user_id, (coalesce(linked_at, timestamp '1970-01-01 00:00:00'), user_id)) filter (where user_id is not null) as user_id
    from {{ ref('current_identities') }}
    group by anonymous_id
),

seen as (
    select
        visitor_id,
        max_by(user_id, (event_date, user_id)) filter (where user_id is not null) as user_id
    from {{ ref('user_days') }}
    where user_id is not null
    group by visitor_id
)

select
    coalesce(links.visitor_id, seen.visitor_id) as visitor_id,
    coalesce(accounts.user_id, links.user_id, seen.user_id) as user_id
from seen
full outer join links
    on seen.visitor_id = links.visitor_id
left join {{ ref('int_user_accounts') }} as accounts on coalesce(links.user_id, seen.user_id) = accounts.account_id
