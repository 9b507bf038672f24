-- One row per candidate: the channel by which it would go out, or why there is none.

with consents as (
    select
        candidates.user_id,
        candidates.trigger,
        candidates.item_id,
        candidates.category_id,
        channels.channel,
        coalesce(consents.is_given, false) as is_given,
        coalesce(consents.is_unsubscribed, false) as is_unsubscribed,
        consents.unsubscribed_at,
        consents.evidence,
        row_number() over (
            partition by candidates.user_id, candidates.trigger, candidates.item_id, candidates.category_id
            order by
                case when coalesce(consents.is_given and not consents.is_unsubscribed, false) then 0 else 1 end,
                case when coalesce(consents.is_given, false) then 0 else 1 end,
                case when channels.met_in = moments.send_channel then 0 else 1 end,
                instr(';' || candidates.channels || ';', ';' || channels.channel || ';')
        ) as place
    from {{ ref('int_trigger_candidates') }} as candidates
    inner join {{ ref('message_channels') }} as channels on {{ listed('channels.channel', 'candidates.channels') }}
    left join {{ ref('int_send_moments') }} as moments on candidates.user_id = moments.user_id
    left join {{ ref('int_channel_consents') }} as consents
        on candidates.user_id = consents.user_id and channels.channel = consents.channel
)

select
    user_id,
    trigger,
    item_id,
    category_id,
    case when is_given and not is_unsubscribed then channel end as channel,
    evidence as consent_evidence,
    is_given,
    is_unsubscribed,
    unsubscribed_at
from consents
where place = 1
