-- One row per visitor and user who signed in on it or was linked to it: since when, and how many users the visitor has.

with sign_ins as (
    select
        visitor_id,
        user_id,
        first_event_at as signed_in_at,
        event_date as signed_in_date
    from {{ ref('int_visitor_stretches') }}
    where user_id is not null

    union all

    select
        anonymous_id as visitor_id,
        user_id,
        linked_at as signed_in_at,
        cast(linked_at_local as date) as signed_in_date
    from {{ ref('current_identities') }}
),

of_users as (
    select
        sign_ins.visitor_id,
        coalesce(accounts.user_id, sign_ins.user_id) as user_id,
        -- Events without an anonymous id have the user's own for a visitor: no device.
        bool_or(sign_ins.visitor_id <> sign_ins.user_id) as is_device,
        min(sign_ins.signed_in_at) as first_signed_in_at,
        -- A link without a time was always known.
        min(coalesce(sign_ins.signed_in_date, date '1970-01-01')) as first_signed_in_date
    from sign_ins
    left join {{ ref('int_user_accounts') }} as accounts on sign_ins.user_id = accounts.account_id
    group by 1, 2
)

select
    visitor_id,
    user_id,
    is_device,
    first_signed_in_at,
    first_signed_in_date,
    count(*) over (partition by visitor_id) as user_count
from of_users
