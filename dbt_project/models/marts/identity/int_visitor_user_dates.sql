-- One row per recent as-of date and visitor known to be a user by then, as int_visitor_users knows it at last.

with attribute_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where months_back <= 2
),

links as (
    select
        attribute_dates.as_of_date,
        identities.anonymous_id as visitor_id,
        max_by(
            identities.user_id,
            (coalesce(identities.linked_at, timestamp '1970-01-01 00:00:00'), identities.user_id)
        ) filter (where identities.user_id is not null) as user_id
    from {{ ref('current_identities') }} as identities
    inner join attribute_dates
        on coalesce(cast(identities.linked_at_local as date) <= attribute_dates.last_date, true)
    group by 1, 2
),

seen as (
    select
        attribute_dates.as_of_date,
        user_days.visitor_id,
        max_by(user_days.user_id, (user_days.event_date, user_days.user_id)) filter (where user_days.user_id is not null) as user_id
    from {{ ref('user_days') }} as user_days
    inner join attribute_dates on user_days.event_date <= attribute_dates.last_date
    where user_days.user_id is not null
    group by 1, 2
)

select
    coalesce(links.as_of_date, seen.as_of_date) as as_of_date,
    coalesce(links.visitor_id, seen.visitor_id) as visitor_id,
    coalesce(accounts.user_id, links.user_id, seen.user_id) as user_id
from seen
full outer join links
    on seen.as_of_date = links.as_of_date and seen.visitor_id = links.visitor_id
left join {{ ref('int_user_accounts') }} as accounts on coalesce(links.user_id, seen.user_id) = accounts.account_id
