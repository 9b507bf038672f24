-- One row per message that reached a user, under any of the user's accounts. What is reported twice under two ids, of one account, trigger,
-- channel and moment, is one message.

with sent as (
    select distinct
        user_id as account_id,
        trigger,
        channel,
        sent_at,
        cast(sent_at_local as date) as sent_date
    from {{ ref('current_messages') }}
    where sent_at is not null
)

select
    coalesce(accounts.user_id, sent.account_id) as user_id,
    sent.account_id,
    sent.trigger,
    sent.channel,
    sent.sent_at,
    sent.sent_date
from sent
left join {{ ref('int_user_accounts') }} as accounts on sent.account_id = accounts.account_id
