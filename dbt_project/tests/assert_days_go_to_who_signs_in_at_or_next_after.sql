-- Of each unsigned day, or stretch of one, of a device with few users, the user is whoever signs in at or next after it, else whoever did last: found
-- here by a search through all sign-ins, not by spans.
with sign_ins as (
    select
        moments.visitor_id,
        moments.signed_in_at,
        min(coalesce(accounts.user_id, moments.user_id)) as user_id
    from (
        select visitor_id, user_id, last_event_at as signed_in_at from {{ ref('int_shared_stretches') }}
        where user_id is not null
        union all
        select visitor_id, user_id, first_event_at as signed_in_at from {{ ref('int_shared_stretches') }}
        where user_id is not null
        union all
        select anonymous_id as visitor_id, user_id, coalesce(linked_at, timestamp '1970-01-01 00:00:00') as signed_in_at
        from {{ ref('current_identities') }}
    ) as moments
    left join {{ ref('int_user_accounts') }} as accounts on moments.user_id = accounts.account_id
    group by moments.visitor_id, moments.signed_in_at
),

unsigned as (
    select distinct
        visitor_id,
        first_event_at
    from {{ ref('int_shared_stretches') }}
    where
        user_id is null
        and visitor_id in (
            select shared.visitor_id from {{ ref('int_visitor_sign_ins') }} as shared
            where shared.user_count <= {{ var('key_users') }}
        )
),

expected as (
    select
        unsigned.visitor_id,
        unsigned.first_event_at,
        coalesce(
            min_by(sign_ins.user_id, sign_ins.signed_in_at) filter (where sign_ins.signed_in_at >= unsigned.first_event_at),
            max_by(sign_ins.user_id, sign_ins.signed_in_at) filter (where sign_ins.signed_in_at < unsigned.first_event_at)
        ) as user_id
    from unsigned
    inner join sign_ins on unsigned.visitor_id = sign_ins.visitor_id
    group by unsigned.visitor_id, unsigned.first_event_at
)

select
    expected.visitor_id,
    expected.first_event_at,
    expected.user_id,
    spans.user_id as span_user_id
from expected
left join {{ ref('int_visitor_users') }} as spans
    on
        expected.visitor_id = spans.visitor_id
        and expected.first_event_at > spans.after_at
        and expected.first_event_at <= spans.until_at
where expected.user_id is distinct from spans.user_id
