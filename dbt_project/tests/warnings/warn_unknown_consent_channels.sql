-- Words for a channel, of consents and of messages by which somebody unsubscribed, that name none of ours.
{{ config(severity='warn') }}

with words as (
    select {{ channel_word('channel') }} as channel from {{ ref('current_consents') }}

    union all

    select {{ channel_word('channel') }} as channel from {{ ref('current_messages') }}
    where unsubscribed_at is not null and channel is not null
)

select
    words.channel,
    count(*) as row_count
from words
left join {{ ref('message_channels') }} as known on words.channel = known.channel
where known.channel is null and words.channel <> 'ads'
group by words.channel
