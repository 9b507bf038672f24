-- One row per user with a candidate and channel of which the user has said something: what holds at the moment of sending, by the last word of any
-- of the user's accounts.

with moments as (
    select
        user_id,
        send_at
    from {{ ref('int_send_moments') }}
),

consents as (
    select
        *,
        {{ channel_word('channel') }} as word
    from {{ ref('current_consents') }}
),

words as (
    select
        moments.user_id,
        channels.channel,
        consents.word,
        consents.user_id as account_id,
        consents.is_given,
        consents.valid_from,
        -- Of two words of one moment the refusal counts.
        row_number() over (
            partition by moments.user_id, channels.channel
            order by consents.valid_from desc, consents.is_given asc, consents.user_id asc, consents.word asc
        ) as place
    from consents
    left join {{ ref('message_channels') }} as known on consents.word = known.channel
    left join {{ ref('int_user_accounts') }} as accounts on consents.user_id = accounts.account_id
    inner join moments on coalesce(accounts.user_id, consents.user_id) = moments.user_id
    inner join {{ ref('message_channels') }} as channels on {{ is_word_about('consents.word', 'consents.is_given', 'channels.channel') }}
    where consents.valid_from <= moments.send_at
),

-- The record of a user says no moment, so of several accounts one refusal counts.
records as (
    {%- for channel in ['email', 'sms', 'push'] %}
    select
        moments.user_id,
        '{{ channel }}' as channel,
        min(users.user_id) as account_id,
        bool_and(users.consent_{{ channel }}) as is_given
    from {{ ref('current_users') }} as users
    left join {{ ref('int_user_accounts') }} as accounts on users.user_id = accounts.account_id
    inner join moments on coalesce(accounts.user_id, users.user_id) = moments.user_id
    where users.consent_{{ channel }} is not null
    group by moments.user_id
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

messages as (
    select
        *,
        coalesce({{ channel_word('channel') }}, 'all') as word
    from {{ ref('current_messages') }}
    where unsubscribed_at is not null
),

-- Whoever unsubscribes by a message of a channel that is not given, or not known, leaves all.
unsubscribed as (
    select
        moments.user_id,
        channels.channel,
        max(messages.unsubscribed_at) as unsubscribed_at
    from messages
    left join {{ ref('message_channels') }} as known on messages.word = known.channel
    left join {{ ref('int_user_accounts') }} as accounts on messages.user_id = accounts.account_id
    inner join moments on coalesce(accounts.user_id, messages.user_id) = moments.user_id
    inner join {{ ref('message_channels') }} as channels on {{ is_word_about('messages.word', 'false', 'channels.channel') }}
    where messages.unsubscribed_at <= moments.send_at
    group by moments.user_id, channels.channel
),

said as (
    select * from words
    where place = 1
),

last_words as (
    select
        coalesce(words.user_id, records.user_id) as user_id,
        coalesce(words.channel, records.channel) as channel,
        coalesce(words.account_id, records.account_id) as account_id,
        coalesce(words.is_given, records.is_given) as is_given,
        coalesce(words.word, records.channel) as word,
        words.valid_from
    from said as words
    full outer join records on words.user_id = records.user_id and words.channel = records.channel
)

select
    last_words.user_id,
    last_words.channel,
    last_words.is_given,
    -- Who agreed again later may be written to again.
    last_words.is_given and coalesce(unsubscribed.unsubscribed_at >= coalesce(last_words.valid_from, timestamp '0001-01-01 00:00:00'), false)
        as is_unsubscribed,
    unsubscribed.unsubscribed_at,
    last_words.account_id || case when last_words.is_given then ' agreed to ' else ' refused ' end || last_words.word
    || coalesce(' on ' || {{ moment_in_words('last_words.valid_from') }} || ' (consents)', ' in the user''s record') as evidence
from last_words
left join unsubscribed on last_words.user_id = unsubscribed.user_id and last_words.channel = unsubscribed.channel
