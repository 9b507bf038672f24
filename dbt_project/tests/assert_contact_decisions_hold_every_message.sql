-- Each message, sent or held back, is in one decision of its user and trigger: of who was held back, or sent, or both.

with messages as (
    select
        user_id,
        trigger,
        bool_or(is_control) as has_held_back,
        bool_or(not is_control) as has_sent
    from {{ ref('user_messages') }}
    group by user_id, trigger
),

decisions as (
    select
        user_id,
        trigger,
        bool_or(not is_sent) as has_held_back,
        bool_or(is_sent or is_mixed) as has_sent
    from {{ ref('int_contact_decisions') }}
    group by user_id, trigger
)

select
    messages.user_id as message_user_id,
    messages.trigger as message_trigger,
    decisions.*
from messages
full outer join decisions on messages.user_id = decisions.user_id and messages.trigger = decisions.trigger
where
    messages.user_id is null
    or decisions.user_id is null
    or messages.has_held_back <> decisions.has_held_back
    or messages.has_sent and not decisions.has_sent
