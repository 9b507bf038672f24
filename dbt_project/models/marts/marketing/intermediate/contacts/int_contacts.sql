-- One row per contact: a user, a trigger and the shop day on which it was decided to send or to hold back, under any of the user's accounts.
{%- set kinds = {'channel': 'channel', 'offer': 'offer_code'} %}

-- One message is one however often and under whichever ids it is reported.
with reported as (
    select
        coalesce(accounts.user_id, messages.user_id) as user_id,
        messages.user_id as account_id,
        messages.trigger,
        cast({{ local_from_utc('messages.decided_at', time_zone('shop')) }} as date) as contact_date,
        messages.channel,
        messages.offer_code,
        messages.is_control,
        min(messages.decided_at) as decided_at,
        bool_or(messages.sent_at is not null) as is_delivered,
        bool_or(messages.opened_at is not null and not coalesce(messages.is_machine_open, false)) as is_opened,
        bool_or(messages.opened_at is not null and coalesce(messages.is_machine_open, false)) as is_opened_by_machine,
        false as is_planned
    from {{ ref('current_messages') }} as messages
    left join {{ ref('int_user_accounts') }} as accounts on messages.user_id = accounts.account_id
    group by 1, 2, 3, 4, 5, 6, 7
),

-- Of what a plan decided, its sender reports what was sent; the rest is known from the plan alone. Both count from the plan's decision on.
messages as (
    select * from reported
    union all
    select
        user_id,
        account_id,
        trigger,
        contact_date,
        channel,
        cast(null as string) as offer_code,
        is_control,
        decided_at,
        false as is_delivered,
        false as is_opened,
        false as is_opened_by_machine,
        true as is_planned
    from {{ ref('int_planned_contacts') }}
),

costs as (
    select * from {{ ref('message_costs') }}
),

other_costs as (
    select
        max(cost_amount) filter (where cost_kind = 'channel') as channel_cost,
        max(cost_amount) filter (where cost_kind = 'offer') as offer_cost
    from costs
    where name = 'any'
),

priced as (
    select
        messages.*,
        coalesce(channel_costs.cost_amount, other_costs.channel_cost)
        + case when messages.offer_code is null then 0 else coalesce(offer_costs.cost_amount, other_costs.offer_cost) end as cost_amount
    from messages
    cross join other_costs
    {%- for kind, column in kinds.items() %}
    left join costs as {{ kind }}_costs
        on {{ kind }}_costs.cost_kind = '{{ kind }}' and messages.{{ column }} = {{ kind }}_costs.name
    {%- endfor %}
),

-- Of a trigger that plans decide on and of which the shop holds nobody back, what the shop sends by itself has no like among those held back.
by_plans as (
    select
        trigger,
        bool_or(is_planned) and not bool_or(is_control and not is_planned) as is_compared_by_plans
    from messages
    group by 1
),

contacts as (
    select
        priced.user_id,
        priced.trigger,
        priced.contact_date,
        min(decided_at) as decided_at,
        greatest(
            count(*) filter (where not is_control and not is_planned), count(*) filter (where not is_control and is_planned)
        ) as sent_message_count,
        greatest(count(*) filter (where is_control and not is_planned), count(*) filter (where is_control and is_planned)) as held_back_message_count,
        cast(sum(case when is_control or is_planned then 0 else cost_amount end) as decimal(18, 4)) as cost_amount,
        -- By the decision, carried out or not: who could not be reached has their like among those held back.
        not bool_or(is_control) as is_sent,
        (bool_or(is_control) and bool_or(not is_control or is_delivered))
        or (bool_or(by_plans.is_compared_by_plans) and not bool_or(is_planned)) as is_left_out,
        bool_or(is_opened) as is_opened,
        bool_or(is_opened_by_machine) as is_opened_by_machine
    from priced
    inner join by_plans on priced.trigger = by_plans.trigger
    group by 1, 2, 3
),

windows as (
    select * from {{ ref('campaign_windows') }}
),

dated as (
    select
        contacts.*,
        coalesce(own_windows.window_days, other_windows.window_days) as window_days
    from contacts
    left join windows as own_windows on contacts.trigger = own_windows.trigger
    left join windows as other_windows on other_windows.trigger = 'any'
),

ended as (
    select
        *,
        {{ date_after('contact_date', 'window_days') }} as last_date
    from dated
)

-- What was before the first contact of a person, of any trigger, no message has changed.
select
    ended.*,
    min(ended.contact_date) over (partition by ended.user_id) as first_contact_date,
    min(ended.decided_at) over (partition by ended.user_id) as first_decided_at,
    as_of.as_of_date,
    ended.last_date <= as_of.as_of_date as is_window_ended
from ended
cross join {{ ref('as_of') }} as as_of
