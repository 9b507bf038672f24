-- One row per user, trigger and shop day on which it was decided to send the user a message or to hold it back, under any of the user's accounts.

with messages as (
    select
        messages.*,
        coalesce(accounts.user_id, messages.user_id) as person_id,
        cast(messages.decided_at_local as date) as decided_date,
        coalesce(messages.is_machine_open, false) as is_opened_by_machine
    from {{ ref('current_messages') }} as messages
    left join {{ ref('int_user_accounts') }} as accounts on messages.user_id = accounts.account_id
)

select
    person_id as user_id,
    trigger,
    decided_date,
    min(decided_at) as decided_at,
    -- By the decision, whether or not it was carried out: who could not be reached has their like among those held back.
    not bool_or(is_control) as is_sent,
    bool_or(is_control) and bool_or(not is_control or sent_at is not null) as is_mixed,
    bool_or(opened_at is not null and not is_opened_by_machine) as is_opened,
    bool_or(opened_at is not null and is_opened_by_machine) as is_opened_by_machine
from messages
group by person_id, trigger, decided_date
