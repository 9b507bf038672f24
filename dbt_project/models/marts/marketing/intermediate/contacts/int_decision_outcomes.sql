-- One row per decision whose days are over: the contacts that the user had in the days before it, and what the user did in the days after it.
{%- set days = var('contact_outcome_days') %}

with decisions as (
    select decisions.*
    from {{ ref('int_contact_decisions') }} as decisions
    cross join {{ ref('as_of') }} as as_of
    where {{ days_between('decisions.decided_date', 'as_of.as_of_date') }} >= {{ days }}
),

contacts as (
    select
        decisions.user_id,
        decisions.trigger,
        decisions.decided_date,
        {%- for window in contact_windows() %}
        count(*) filter (where {{ days_between('contacts.sent_date', 'decisions.decided_date') }} <= {{ window }})
            as contact_count_{{ window }}_days{{ ',' if not loop.last }}
        {%- endfor %}
    from decisions
    inner join {{ ref('int_sent_messages') }} as contacts
        on decisions.user_id = contacts.user_id and decisions.decided_date > contacts.sent_date
    group by decisions.user_id, decisions.trigger, decisions.decided_date
),

orders as (
    select
        decisions.user_id,
        decisions.trigger,
        decisions.decided_date,
        count(*) filter (where orders.ordered_at >= decisions.decided_at) as order_count,
        count(*) filter (where orders.ordered_at < decisions.decided_at) as earlier_order_count
    from decisions
    inner join {{ ref('int_joined_orders') }} as orders
        on
            decisions.user_id = orders.user_id
            and decisions.decided_at - interval 90 day <= orders.ordered_at
            and decisions.decided_at + interval {{ days }} day > orders.ordered_at
    where orders.is_counted
    group by decisions.user_id, decisions.trigger, decisions.decided_date
),

-- Through any message: who is held back may leave by the next one.
unsubscribed as (
    select distinct
        decisions.user_id,
        decisions.trigger,
        decisions.decided_date
    from decisions
    inner join {{ ref('user_messages') }} as messages
        on
            decisions.user_id = messages.user_id
            and decisions.decided_at <= messages.unsubscribed_at
            and decisions.decided_at + interval {{ days }} day > messages.unsubscribed_at
)

select
    decisions.user_id,
    decisions.trigger,
    decisions.decided_date,
    decisions.is_sent,
    decisions.is_mixed,
    {%- for window in contact_windows() %}
    coalesce(contacts.contact_count_{{ window }}_days, 0) as contact_count_{{ window }}_days,
    {%- endfor %}
    coalesce(orders.earlier_order_count, 0) as earlier_orders,
    coalesce(orders.order_count, 0) as orders,
    case when unsubscribed.user_id is null then 0 else 1 end as unsubscribed,
    case when decisions.is_opened then 1 else 0 end as opened,
    case when decisions.is_opened_by_machine then 1 else 0 end as opened_by_machine
from decisions
{%- for joined in ['contacts', 'orders', 'unsubscribed'] %}
left join {{ joined }}
    on
        decisions.user_id = {{ joined }}.user_id
        and decisions.trigger = {{ joined }}.trigger
        and decisions.decided_date = {{ joined }}.decided_date
{%- endfor %}
