-- One row per user and trigger that the playbook allows: with which offers, and how often a month. Of several rows that fit the most
-- specific one counts.
{{ config(materialized='view') }}

with users as (
    select
        user_groups.user_id,
        -- Who cools from high value is written to as of it: service, and no coupon that they did not need.
        case when cooling.user_id is not null then 'high_value' else user_groups.user_group end as user_group,
        coalesce(causes.cause, 'none') as cause,
        {{ lifecycle('user_groups.frequency_count', 'user_groups.recency_days') }} as lifecycle
    from {{ ref('user_groups') }} as user_groups
    left join {{ ref('low_contribution_causes') }} as causes on user_groups.user_id = causes.user_id
    left join {{ ref('trigger_cooling_high_value') }} as cooling on user_groups.user_id = cooling.user_id
),

-- Few kinds of users are resolved instead of every one.
kinds as (
    select distinct
        user_group,
        cause,
        lifecycle
    from users
),

ranked as (
    select
        kinds.user_group,
        kinds.cause,
        kinds.lifecycle,
        playbook.trigger,
        playbook.offers,
        playbook.contacts_a_month,
        playbook.explains,
        row_number() over (
            partition by kinds.user_group, kinds.cause, kinds.lifecycle, playbook.trigger
            -- A group says more than a cause, and a cause more than a place in the lifecycle.
            order by
                case when playbook.user_group = 'any' then 0 else 4 end
                + case when playbook.cause = 'any' then 0 else 2 end
                + case when playbook.lifecycle = 'any' then 0 else 1 end desc
        ) as place
    from kinds
    inner join {{ ref('playbook') }} as playbook
        on
            playbook.user_group in ('any', kinds.user_group)
            and playbook.cause in ('any', kinds.cause)
            and playbook.lifecycle in ('any', kinds.lifecycle)
)

select
    users.user_id,
    ranked.trigger,
    users.user_group,
    users.cause,
    users.lifecycle,
    ranked.offers,
    ranked.contacts_a_month,
    ranked.explains
from users
inner join ranked
    on
        users.user_group = ranked.user_group
        and users.cause = ranked.cause
        and users.lifecycle = ranked.lifecycle
where ranked.place = 1 and ranked.contacts_a_month > 0
