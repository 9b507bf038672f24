-- Candidates that no rule refuses, though they must not be sent, and such as are refused for a consent that is there, by another way than the
-- verdicts: word by word and purchase by purchase, without the models of eligibility.
{{ config(meta={'dagster': {'ref': {'name': 'campaign_candidates'}}}) }}
{%- set consent %}case channels.channel when 'email' then users.consent_email when 'sms' then users.consent_sms else users.consent_push end{% endset %}

with candidates as (
    select * from {{ ref('campaign_candidates') }}
),

persons as (
    select
        user_id as account_id,
        user_id
    from (select distinct user_id from candidates) as users

    union all

    select
        account_id,
        user_id
    from {{ ref('int_user_accounts') }}
),

-- The other way round: a word holds where no later one stands against it. Of words that nobody knows only a no counts, for all.
words as (
    select
        persons.user_id,
        case
            when known.channel is not null or {{ channel_word('consents.channel') }} = 'ads' then {{ channel_word('consents.channel') }} else 'all'
        end as channel,
        consents.is_given,
        consents.valid_from
    from {{ ref('current_consents') }} as consents
    left join {{ ref('message_channels') }} as known on {{ channel_word('consents.channel') }} = known.channel
    inner join persons on consents.user_id = persons.account_id
    where known.channel is not null or not consents.is_given
),

sent as (
    select
        candidates.user_id,
        candidates.trigger,
        candidates.item_id,
        candidates.category_id,
        candidates.refused_by,
        candidates.send_at,
        channels.channel,
        candidates.channel = channels.channel as is_chosen
    from candidates
    inner join {{ ref('triggers') }} as triggers on candidates.trigger = triggers.trigger
    inner join {{ ref('message_channels') }} as channels on ';' || triggers.channels || ';' like '%;' || channels.channel || ';%'
    where candidates.send_at is not null
),

-- What was said until the moment of sending, of the channel or of all. Apart, since not every engine looks two queries out.
heard as (
    select
        sent.user_id,
        sent.channel as sent_channel,
        sent.send_at,
        words.channel,
        words.is_given,
        words.valid_from
    from (select distinct user_id, channel, send_at from sent) as sent
    inner join words
        on sent.user_id = words.user_id and words.channel in (sent.channel, 'all') and sent.send_at >= words.valid_from
),

spoken as (
    select
        sent.*,
        exists(
            select 1 from heard
            where heard.user_id = sent.user_id and heard.sent_channel = sent.channel and heard.send_at = sent.send_at
        ) as has_word,
        exists(
            select 1 from heard
            where
                heard.user_id = sent.user_id and heard.sent_channel = sent.channel and heard.send_at = sent.send_at
                and heard.channel = sent.channel and heard.is_given
                and not exists (
                    select 1 from heard as later
                    where
                        later.user_id = heard.user_id and later.sent_channel = heard.sent_channel and later.send_at = heard.send_at
                        and (later.valid_from > heard.valid_from or (later.valid_from = heard.valid_from and not later.is_given))
                )
        ) as is_given
    from sent
),

recorded as (
    select
        persons.user_id,
        channels.channel,
        count(*) filter (where not {{ consent }}) as no_count,
        count(*) filter (where {{ consent }}) as yes_count
    from {{ ref('current_users') }} as users
    inner join persons on users.user_id = persons.account_id
    inner join {{ ref('message_channels') }} as channels on channels.channel in ('email', 'sms', 'push')
    group by persons.user_id, channels.channel
),

consented as (
    select
        spoken.*,
        case when spoken.has_word then spoken.is_given else coalesce(recorded.yes_count > 0 and recorded.no_count = 0, false) end as is_allowed
    from spoken
    left join recorded on spoken.user_id = recorded.user_id and spoken.channel = recorded.channel
),

eligible as (
    select
        candidates.*,
        triggers.sells_item
    from candidates
    inner join {{ ref('triggers') }} as triggers on candidates.trigger = triggers.trigger
    where candidates.refused_by is null
),

-- By an event the day alone is known.
purchases as (
    select
        coalesce(order_users.user_id, lines.user_id) as user_id,
        lines.item_id,
        'bought since by an order' as fault,
        lines.ordered_at as bought_at
    from {{ ref('int_order_line_amounts') }} as lines
    left join {{ ref('int_order_users') }} as order_users on lines.order_id = order_users.order_id
    where lines.is_sold and lines.counts_as in ('counted', 'pending')

    union all

    select
        user_id,
        item_id,
        'bought since by an event' as fault,
        {{ start_of_day('cast(' ~ shop_time('source', 'first_event_at') ~ ' as date)') }} as bought_at
    from {{ ref('int_known_items') }}
    where purchase_count > 0
)

select
    'no consent' as fault,
    user_id,
    trigger,
    item_id
from consented
where refused_by is null and is_chosen and not is_allowed

union all

select
    'refused though a channel is allowed' as fault,
    user_id,
    trigger,
    item_id
from consented
where refused_by = 'no_consent' and is_allowed

union all

select
    purchases.fault,
    eligible.user_id,
    eligible.trigger,
    eligible.item_id
from eligible
inner join purchases on eligible.user_id = purchases.user_id and eligible.since_at < purchases.bought_at
left join {{ ref('current_items') }} as items on purchases.item_id = items.item_id
where
    eligible.sells_item
    and case
        when eligible.item_id is not null then eligible.item_id = purchases.item_id
        when eligible.category_id is not null then eligible.category_id = items.category_id
        else true
    end

union all

select
    'too few on hand' as fault,
    eligible.user_id,
    eligible.trigger,
    eligible.item_id
from eligible
inner join {{ ref('item_facts') }} as items on eligible.item_id = items.item_id
cross join {{ ref('contact_rules') }} as rules
where eligible.sells_item and rules.setting = 'least_on_hand_count' and items.on_hand_count < cast(rules.value as double)

union all

select
    'in quiet hours' as fault,
    eligible.user_id,
    eligible.trigger,
    eligible.item_id
from eligible
inner join {{ ref('contact_rules') }} as begins on begins.setting = 'quiet_from'
inner join {{ ref('contact_rules') }} as ends on ends.setting = 'quiet_to'
where
    case
        when begins.value > ends.value
            then
                substr(cast(eligible.send_at_local as string), 12, 5) >= begins.value
                or substr(cast(eligible.send_at_local as string), 12, 5) < ends.value
        else substr(cast(eligible.send_at_local as string), 12, 5) between begins.value and ends.value
            and substr(cast(eligible.send_at_local as string), 12, 5) <> ends.value
    end

union all

select
    'sent on another day' as fault,
    user_id,
    trigger,
    item_id
from eligible
where cast(send_at_local as date) <> plan_date or expires_date < plan_date
