-- One row per visitor and span of time in which its clicks are one user's: whoever signs in at or next after a click, and after the last
-- sign-in whoever signed in last. The span begins after the last sign-in of the user before, and ends with the user's own last one.
{%- set always = {'after_at': "timestamp '0001-01-01 00:00:00'", 'until_at': "timestamp '9999-12-31 00:00:00'"} %}

with moments as (
    {%- for moment in ['first_event_at', 'last_event_at'] %}
    select
        visitor_id,
        user_id,
        {{ moment }} as signed_in_at,
        event_date as signed_in_date
    from {{ ref('int_shared_stretches') }}
    where user_id is not null

    union all
    {% endfor %}
    select
        anonymous_id as visitor_id,
        user_id,
        coalesce(linked_at, timestamp '1970-01-01 00:00:00') as signed_in_at,
        coalesce(cast(linked_at_local as date), date '1970-01-01') as signed_in_date
    from {{ ref('current_identities') }}
),

-- Of two users at one moment the first by text. What more users share than one household has is nobody's but while they are signed in.
sign_ins as (
    select
        moments.visitor_id,
        moments.signed_in_at,
        min(coalesce(accounts.user_id, moments.user_id)) as user_id,
        min(moments.signed_in_date) as signed_in_date
    from moments
    left join {{ ref('int_user_accounts') }} as accounts on moments.user_id = accounts.account_id
    where
        moments.visitor_id in (
            select shared.visitor_id from {{ ref('int_visitor_sign_ins') }} as shared
            where shared.user_count between 2 and {{ var('key_users') }}
        )
    group by moments.visitor_id, moments.signed_in_at
),

compared as (
    select
        *,
        lag(user_id) over (partition by visitor_id order by signed_in_at) as previous_user_id
    from sign_ins
),

numbered as (
    select
        *,
        sum(case when user_id = previous_user_id then 0 else 1 end) over (
            partition by visitor_id
            order by signed_in_at
            rows between unbounded preceding and current row
        ) as turn_number
    from compared
),

turns as (
    select
        visitor_id,
        user_id,
        turn_number,
        min(signed_in_date) as first_signed_in_date,
        max(signed_in_at) as last_signed_in_at
    from numbered
    group by visitor_id, user_id, turn_number
),

between_turns as (
    select
        *,
        lag(last_signed_in_at) over (partition by visitor_id order by turn_number) as previous_signed_in_at,
        lead(last_signed_in_at) over (partition by visitor_id order by turn_number) as next_signed_in_at
    from turns
)

select
    visitor_id,
    user_id,
    coalesce(previous_signed_in_at, {{ always.after_at }}) as after_at,
    case when next_signed_in_at is null then {{ always.until_at }} else last_signed_in_at end as until_at,
    first_signed_in_date
from between_turns

union all

select
    visitor_id,
    user_id,
    {{ always.after_at }} as after_at,
    {{ always.until_at }} as until_at,
    first_signed_in_date
from {{ ref('int_visitor_sign_ins') }}
where user_count = 1
