-- One row per contact: a person, a trigger and a day, sent or held back, and what happened in the window after it.
{%- set counted = ['visit_day_count', 'order_count', 'unsubscribe_count', 'low_rating_count', 'consult_count'] %}

with contacts as (
    select * from {{ ref('int_contacts') }}
),

outcomes as (
    select * from {{ ref('int_contact_outcomes') }}
),

traits as (
    select * from {{ ref('int_contact_traits') }}
),

campaign_contacts as (
    select
        contacts.user_id,
        contacts.as_of_date,
        contacts.trigger,
        contacts.contact_date,
        contacts.decided_at,
        contacts.is_sent,
        contacts.is_left_out,
        contacts.window_days,
        contacts.last_date as window_last_date,
        contacts.is_window_ended,
        contacts.sent_message_count,
        contacts.held_back_message_count,
        contacts.cost_amount,
        {%- for suffix in ['', '_before'] %}
        {%- for count in counted %}
        coalesce(outcomes.{{ count }}{{ suffix }}, 0) as {{ count }}{{ suffix }},
        {%- endfor %}
        coalesce(outcomes.net_amount{{ suffix }}, 0) as net_amount{{ suffix }},
        {%- endfor %}
        case when coalesce(outcomes.unknown_margin_count, 0) = 0 then coalesce(outcomes.margin_amount, 0) end as margin_amount,
        coalesce(outcomes.margin_amount_before, 0) as margin_amount_before,
        {%- for trait in campaign_traits() %}
        traits.{{ trait }}{{ ',' if not loop.last }}
        {%- endfor %}
    from contacts
    inner join traits
        on contacts.user_id = traits.user_id and contacts.trigger = traits.trigger and contacts.contact_date = traits.contact_date
    left join outcomes
        on contacts.user_id = outcomes.user_id and contacts.trigger = outcomes.trigger and contacts.contact_date = outcomes.contact_date
)

select * from campaign_contacts
