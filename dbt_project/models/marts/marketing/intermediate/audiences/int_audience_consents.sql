-- One row per user and channel by which tools take lists in (email, ads): whether the user agrees, by the last word of any account as of today.

with as_of as (
    select * from {{ ref('as_of') }}
),

lists as (
    select 'email' as channel
    union all
    select 'ads' as channel
),

consents as (
    select
        *,
        {{ channel_word('channel') }} as word
    from {{ ref('current_consents') }}
),

words as (
    select
        coalesce(accounts.user_id, consents.user_id) as user_id,
        lists.channel,
        consents.is_given,
        consents.valid_from,
        -- Of two words of one moment the refusal counts.
        row_number() over (
            partition by coalesce(accounts.user_id, consents.user_id), lists.channel
            order by consents.valid_from desc, consents.is_given asc
        ) as place
    from consents
    left join {{ ref('message_channels') }} as known on consents.word = known.channel
    left join {{ ref('int_user_accounts') }} as accounts on consents.user_id = accounts.account_id
    inner join lists on {{ is_word_about('consents.word', 'consents.is_given', 'lists.channel') }}
    cross join as_of
    where consents.valid_from < as_of.as_of_at
),

-- The record of a user says no moment, so of several accounts one refusal counts.
records as (
    {%- for channel in ['email', 'ads'] %}
    select
        coalesce(accounts.user_id, users.user_id) as user_id,
        '{{ channel }}' as channel,
        bool_and(users.consent_{{ channel }}) as is_given
    from {{ ref('current_users') }} as users
    left join {{ ref('int_user_accounts') }} as accounts on users.user_id = accounts.account_id
    where users.consent_{{ channel }} is not null
    group by 1
    {{- '\n\n    union all\n' if not loop.last }}
    {%- endfor %}
),

newest_words as (
    select *
    from words
    where place = 1
),

said as (
    select
        coalesce(words.user_id, records.user_id) as user_id,
        coalesce(words.channel, records.channel) as channel,
        coalesce(words.is_given, records.is_given) as is_given,
        words.valid_from
    from newest_words as words
    full outer join records on words.user_id = records.user_id and words.channel = records.channel
),

-- Whoever unsubscribes by a message of a channel that is not given, or not known, leaves e-mails, too.
unsubscribed as (
    select
        coalesce(accounts.user_id, messages.user_id) as user_id,
        'email' as channel,
        max(messages.unsubscribed_at) as unsubscribed_at
    from {{ ref('current_messages') }} as messages
    left join {{ ref('message_channels') }} as known on {{ channel_word('messages.channel') }} = known.channel
    left join {{ ref('int_user_accounts') }} as accounts on messages.user_id = accounts.account_id
    cross join as_of
    where messages.unsubscribed_at < as_of.as_of_at and coalesce(known.channel, 'email') = 'email'
    group by 1
)

select
    said.user_id,
    said.channel,
    -- Who agreed again later agrees.
    said.is_given and (unsubscribed.unsubscribed_at is null or coalesce(unsubscribed.unsubscribed_at < said.valid_from, false)) as is_given
from said
left join unsubscribed on said.user_id = unsubscribed.user_id and said.channel = unsubscribed.channel
