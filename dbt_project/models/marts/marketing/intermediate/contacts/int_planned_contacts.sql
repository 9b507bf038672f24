-- What plans that were delivered decided, as contacts: a receiver learns of nobody who is held back, so it can report none.
select distinct
    coalesce(accounts.user_id, decisions.user_id) as user_id,
    decisions.user_id as account_id,
    decisions.trigger,
    decisions.plan_date as contact_date,
    decisions.channel,
    decisions.decision = 'hold_back' as is_control,
    {{ utc_from_local('cast(decisions.plan_date as timestamp)', time_zone('shop')) }} as decided_at
from {{ source('lake', 'plan_decisions') }} as decisions
cross join {{ ref('as_of') }} as as_of
left join {{ ref('int_user_accounts') }} as accounts on decisions.user_id = accounts.account_id
where decisions.plan_date <= as_of.as_of_date
