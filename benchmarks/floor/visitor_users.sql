-- Whose a visitor's clicks are: of one user all; of several those of whoever signs in at or next after a click, else of whoever did last.
create temp table seen_users as
select visitor_id, person(user_id) as user_id from places where user_id is not null
union
select anonymous_id, person(user_id) from current.current_identities;

create temp table shared_visitors as
select visitor_id from seen_users group by visitor_id having count(*) > 1;

create temp table shared_stretches as
select
    visitor_id,
    user_id,
    event_date,
    stretch_number,
    cast(sum(columns('_count$')) as bigint),
    min(first_event_at) as first_event_at,
    max(last_event_at) as last_event_at
from places
semi join shared_visitors using (visitor_id)
group by visitor_id, user_id, event_date, stretch_number;

create temp table visitor_users as
select
    visitor_id,
    user_id as linked_user_id,
    coalesce(lag(signed_in_at) over moments, '-infinity') as after_at,
    if(lead(signed_in_at) over moments is null, 'infinity', signed_in_at) as until_at
from (
    select visitor_id, signed_in_at, min(person(user_id)) as user_id
    from (
        select visitor_id, user_id, unnest([first_event_at, last_event_at]) as signed_in_at
        from shared_stretches
        where user_id is not null
        union all
        select anonymous_id, user_id, coalesce(linked_at, timestamp '1970-01-01 00:00:00')
        from current.current_identities
    )
    semi join shared_visitors using (visitor_id)
    group by all
)
window moments as (partition by visitor_id order by signed_in_at)
union all
select visitor_id, user_id, timestamp '-infinity', timestamp 'infinity'
from seen_users
anti join shared_visitors using (visitor_id);
