-- Each message, sent or held back, reported or planned, is in one contact of its user and trigger: of who was held back, or sent, or both.

with decided as (
    select
        user_id,
        trigger,
        is_control
    from {{ ref('user_messages') }}
    union all
    select
        user_id,
        trigger,
        is_control
    from {{ ref('int_planned_contacts') }}
),

messages as (
    select
        user_id,
        trigger,
        bool_or(is_control) as has_held_back,
        bool_or(not is_control) as has_sent
    from decided
    group by user_id, trigger
),

contacts as (
    select
        user_id,
        trigger,
        bool_or(held_back_message_count > 0) as has_held_back,
        bool_or(sent_message_count > 0) as has_sent
    from {{ ref('int_contacts') }}
    group by user_id, trigger
)

select
    messages.user_id as message_user_id,
    messages.trigger as message_trigger,
    contacts.*
from messages
full outer join contacts on messages.user_id = contacts.user_id and messages.trigger = contacts.trigger
where
    messages.user_id is null
    or contacts.user_id is null
    or messages.has_held_back <> contacts.has_held_back
    or messages.has_sent <> contacts.has_sent
