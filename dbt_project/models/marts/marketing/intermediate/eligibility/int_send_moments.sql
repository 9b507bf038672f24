-- One row per user with a candidate: when to write tomorrow, at the user's hour of the day, moved out of the quiet hours.

with users as (
    select distinct
        user_id,
        as_of_date
    from {{ ref('int_trigger_candidates') }}
),

-- Who was not seen lately is written to when most of the others come.
hours as (
    select
        send_hour,
        row_number() over (order by count(*) desc, send_hour asc) as place
    from {{ ref('user_send_times') }}
    where send_hour is not null
    group by send_hour
),

wanted as (
    select
        users.user_id,
        {{ date_after('users.as_of_date', 1) }} as plan_date,
        send_times.send_channel,
        coalesce(60 * coalesce(send_times.send_hour, hours.send_hour), rules.usual_send_time) as wanted_minute,
        rules.quiet_from,
        rules.quiet_to
    from users
    left join {{ ref('user_send_times') }} as send_times on users.user_id = send_times.user_id
    left join hours on hours.place = 1
    cross join {{ ref('int_contact_rules') }} as rules
),

-- An hour before the evening's quiet begins, or when the night's or noon's is over.
moved as (
    select
        rules.user_id,
        rules.plan_date,
        rules.send_channel,
        cast(case
            when not {{ is_quiet('rules.wanted_minute') }} then rules.wanted_minute
            when rules.quiet_from > rules.quiet_to and rules.wanted_minute >= rules.quiet_from then greatest(rules.quiet_from - 60, rules.quiet_to)
            else rules.quiet_to
        end as integer) as send_minute
    from wanted as rules
),

local_times as (
    select
        *,
        cast(plan_date as timestamp) + send_minute * interval '1' minute as wanted_at_local
    from moved
),

utc_times as (
    select
        *,
        {{ utc_from_local('wanted_at_local', time_zone('shop')) }} as wanted_at
    from local_times
),

-- Of the hour that is repeated in autumn the second one counts: what the user said during the first is known then.
sent as (
    select
        *,
        case
            when {{ local_from_utc("(wanted_at + interval '1' hour)", time_zone('shop')) }} = wanted_at_local then wanted_at + interval '1' hour
            else wanted_at
        end as send_at
    from utc_times
),

-- The hour that spring leaves out is no time of the clock, and may be quiet when it is over.
clocked as (
    select
        *,
        {{ local_from_utc('send_at', time_zone('shop')) }} as send_at_local
    from sent
)

select
    rules.user_id,
    rules.plan_date,
    rules.send_channel,
    rules.send_at,
    rules.send_at_local,
    {{ is_quiet('cast(extract(hour from rules.send_at_local) * 60 + extract(minute from rules.send_at_local) as integer)') }} as is_quiet
from (
    select
        clocked.*,
        contact_rules.quiet_from,
        contact_rules.quiet_to
    from clocked
    cross join {{ ref('int_contact_rules') }} as contact_rules
) as rules
