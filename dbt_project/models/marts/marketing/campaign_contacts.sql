-- One row per contact: a person, a trigger and a day, sent or held back, and what happened in the window after it.
{%- set outcome_columns = campaign_outcomes().values() %}

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
        {%- for column in outcome_columns %}
        outcomes.{{ column }}{{ suffix }},
        {%- endfor %}
        {%- endfor %}
        {%- for trait in campaign_traits() %}
        traits.{{ trait }}{{ ',' if not loop.last }}
        {%- endfor %}
    from contacts
    inner join traits on contacts.user_id = traits.user_id
    inner join outcomes
        on contacts.user_id = outcomes.user_id and contacts.trigger = outcomes.trigger and contacts.contact_date = outcomes.contact_date
)

select * from campaign_contacts
