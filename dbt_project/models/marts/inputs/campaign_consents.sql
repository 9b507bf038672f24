-- One row per user with a candidate and channel to which the user agrees when it would be sent: of the user's words about it the last counts.
-- The plan is checked by it, so it reads no model of the plan.

with accounts as (
    select
        account_id,
        user_id
    from {{ ref('int_user_accounts') }}
),

words as (
    select
        user_id as account_id,
        {{ channel_word('channel') }} as word,
        valid_from as said_at,
        is_given
    from {{ ref('current_consents') }}

    union all

    select
        user_id as account_id,
        coalesce({{ channel_word('channel') }}, 'all') as word,
        unsubscribed_at as said_at,
        false as is_given
    from {{ ref('current_messages') }}
    where unsubscribed_at is not null

    {%- for channel in ['email', 'sms', 'push'] %}

    union all

    select
        user_id as account_id,
        '{{ channel }}' as word,
        timestamp '0001-01-01 00:00:00' as said_at,
        consent_{{ channel }} as is_given
    from {{ ref('current_users') }}
    where consent_{{ channel }} is not null
    {%- endfor %}
),

last_words as (
    select
        moments.user_id,
        channels.channel,
        -- Of two words of one moment the refusal counts.
        row_number() over (partition by moments.user_id, channels.channel order by words.said_at desc, words.is_given asc) as place,
        words.is_given
    from words
    left join {{ ref('message_channels') }} as known on words.word = known.channel
    left join accounts on words.account_id = accounts.account_id
    inner join {{ ref('message_channels') }} as channels on {{ is_word_about('words.word', 'words.is_given', 'channels.channel') }}
    inner join {{ ref('int_send_moments') }} as moments on coalesce(accounts.user_id, words.account_id) = moments.user_id
    where words.said_at <= moments.send_at
)

select
    user_id,
    channel
from last_words
where place = 1 and is_given
