-- One row per message to a user, sent or held back as control, under any of the user's accounts.
select
    coalesce(accounts.user_id, messages.user_id) as user_id,
    as_of.as_of_date,
    messages.source,
    messages.message_id,
    messages.trigger,
    messages.channel,
    messages.item_id,
    messages.offer_code,
    messages.is_control,
    messages.decided_at,
    messages.sent_at,
    messages.opened_at,
    messages.is_machine_open,
    messages.clicked_at,
    messages.unsubscribed_at
from {{ ref('current_messages') }} as messages
cross join {{ ref('as_of') }} as as_of
left join {{ ref('int_user_accounts') }} as accounts on messages.user_id = accounts.account_id
