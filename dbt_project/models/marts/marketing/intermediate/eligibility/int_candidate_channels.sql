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
        case
            when not coalesce(consents.is_given, false) then coalesce(consents.evidence, 'nothing was said about ' || channels.channel)
        end as refusal,
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
    max(case when place = 1 and is_given and not is_unsubscribed then channel end) as channel,
    max(case when place = 1 then evidence end) as consent_evidence,
    {{ ordered_text('refusal', '; ', 'place') }} as refusals,
    bool_or(place = 1 and is_given) as is_given,
    bool_or(place = 1 and is_unsubscribed) as is_unsubscribed,
    max(case when place = 1 then unsubscribed_at end) as unsubscribed_at
from consents
group by user_id, trigger, item_id, category_id
