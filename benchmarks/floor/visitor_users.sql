-- The user to whom a visitor belongs: by the newest identity link, else the user last seen with it.
create temp table visitor_users as
select
    visitor_id,
    coalesce(links.user_id, seen.user_id) as user_id
from (
    select visitor_id, max_by(user_id, (event_date, user_id)) as user_id
    from facts.user_days
    where user_id is not null
    group by visitor_id
) as seen
full outer join (
    select
        anonymous_id as visitor_id,
        max_by(user_id, (coalesce(linked_at, timestamp '1970-01-01 00:00:00'), user_id)) as user_id
    from current.current_identities
    group by anonymous_id
) as links using (visitor_id);
