-- One row per message sent in the 30 days that the longest cap counts, with the trigger as the plan names it: the seed triggers says how the shop
-- calls those of its own.

select
    sent.user_id,
    coalesce(triggers.trigger, sent.trigger) as trigger,
    {{ lower_case('sent.channel') }} as channel,
    sent.sent_date
from {{ ref('int_sent_messages') }} as sent
left join {{ ref('triggers') }} as triggers on {{ listed('sent.trigger', 'triggers.same_as') }} and sent.trigger <> triggers.trigger
cross join {{ ref('as_of') }} as as_of
where {{ days_between('sent.sent_date', 'as_of.as_of_date') }} < 30
