-- One row per contact whose days are over: the messages that reached the user in the days before it, and what the user did in the days after it.
{%- set days = var('contact_outcome_days') %}

with contacts as (
    select contacts.*
    from {{ ref('int_contacts') }} as contacts
    cross join {{ ref('as_of') }} as as_of
    where {{ days_between('contacts.contact_date', 'as_of.as_of_date') }} >= {{ days }}
),

earlier as (
    select
        contacts.user_id,
        contacts.trigger,
        contacts.contact_date,
        {%- for window in contact_windows() %}
        count(*) filter (where {{ days_between('earlier.sent_date', 'contacts.contact_date') }} <= {{ window }})
            as contact_count_{{ window }}_days{{ ',' if not loop.last }}
        {%- endfor %}
    from contacts
    inner join {{ ref('int_sent_messages') }} as earlier
        on contacts.user_id = earlier.user_id and contacts.contact_date > earlier.sent_date
    group by contacts.user_id, contacts.trigger, contacts.contact_date
),

orders as (
    select
        contacts.user_id,
        contacts.trigger,
        contacts.contact_date,
        count(*) filter (where orders.ordered_at >= contacts.decided_at) as order_count,
        count(*) filter (where orders.ordered_at < contacts.first_decided_at) as earlier_order_count
    from contacts
    inner join {{ ref('int_joined_orders') }} as orders
        on
            contacts.user_id = orders.user_id
            and contacts.first_decided_at - interval 90 day <= orders.ordered_at
            and contacts.decided_at + interval {{ days }} day > orders.ordered_at
    where orders.is_counted
    group by contacts.user_id, contacts.trigger, contacts.contact_date
),

-- Through any message: who is held back may leave by the next one.
unsubscribed as (
    select distinct
        contacts.user_id,
        contacts.trigger,
        contacts.contact_date
    from contacts
    inner join {{ ref('user_messages') }} as messages
        on
            contacts.user_id = messages.user_id
            and contacts.decided_at <= messages.unsubscribed_at
            and contacts.decided_at + interval {{ days }} day > messages.unsubscribed_at
)

select
    contacts.user_id,
    contacts.trigger,
    contacts.contact_date,
    contacts.is_sent,
    contacts.is_left_out,
    {%- for window in contact_windows() %}
    coalesce(earlier.contact_count_{{ window }}_days, 0) as contact_count_{{ window }}_days,
    {%- endfor %}
    coalesce(orders.earlier_order_count, 0) as earlier_orders,
    coalesce(orders.order_count, 0) as orders,
    case when unsubscribed.user_id is null then 0 else 1 end as unsubscribed,
    case when contacts.is_opened then 1 else 0 end as opened,
    case when contacts.is_opened_by_machine then 1 else 0 end as opened_by_machine
from contacts
{%- for joined in ['earlier', 'orders', 'unsubscribed'] %}
left join {{ joined }}
    on
        contacts.user_id = {{ joined }}.user_id
        and contacts.trigger = {{ joined }}.trigger
        and contacts.contact_date = {{ joined }}.contact_date
{%- endfor %}
