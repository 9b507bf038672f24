-- One row per candidate: whether it may be sent tomorrow, how and when, and if not the first rule that refuses it.

with rules as (
    select * from {{ ref('int_contact_rules') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

low_ratings as (
    select
        coalesce(accounts.user_id, reviews.user_id) as user_id,
        max(cast(reviews.written_at_local as date)) as rated_date
    from {{ ref('current_reviews') }} as reviews
    left join {{ ref('int_user_accounts') }} as accounts on reviews.user_id = accounts.account_id
    cross join rules
    cross join as_of
    where
        reviews.rating <= rules.low_rating
        and {{ days_between('cast(reviews.written_at_local as date)', 'as_of.as_of_date') }} < rules.low_rating_days
    group by coalesce(accounts.user_id, reviews.user_id)
),

consults as (
    select
        known_days.user_id,
        max(known_days.event_date) as consulted_date
    from {{ ref('int_known_days') }} as known_days
    cross join rules
    cross join as_of
    where
        known_days.consult_count > 0
        and {{ days_between('known_days.event_date', 'as_of.as_of_date') }} < rules.unanswered_consult_days
    group by known_days.user_id
),

-- Words of messages that the seed knows, as a trigger's own or the shop's for it; others, such as that of a parcel, speak of no cause.
trigger_words as (
    select
        words.trigger,
        min(triggers.again_after_days) as again_after_days
    from (select distinct messages.trigger from {{ ref('user_messages') }} as messages) as words
    inner join {{ ref('triggers') }} as triggers on words.trigger = triggers.trigger or {{ listed('words.trigger', 'triggers.same_as') }}
    group by words.trigger
),

-- What was held back stays so for as long: it is compared with what was sent.
decisions as (
    select
        messages.user_id,
        messages.trigger,
        messages.item_id,
        items.category_id,
        trigger_words.again_after_days,
        {{ shop_time('messages.source', 'messages.decided_at') }} as decided_at_local
    from {{ ref('user_messages') }} as messages
    left join {{ ref('current_items') }} as items on messages.item_id = items.item_id
    left join trigger_words on messages.trigger = trigger_words.trigger
),

same_things as (
    select
        candidates.user_id,
        candidates.trigger,
        candidates.item_id,
        candidates.category_id,
        max(cast(decisions.decided_at_local as date)) as decided_date
    from {{ ref('int_trigger_candidates') }} as candidates
    inner join decisions
        on
            candidates.user_id = decisions.user_id
            and {{ days_between('cast(decisions.decided_at_local as date)', 'candidates.as_of_date') }} + 1 < candidates.again_after_days
            and (
                (
                    (candidates.trigger = decisions.trigger or {{ listed('decisions.trigger', 'candidates.same_as') }})
                    -- A message that does not say what it was about may have been about this.
                    and (candidates.item_id is null or decisions.item_id is null or candidates.item_id = decisions.item_id)
                    and (
                        candidates.item_id is not null or candidates.category_id is null
                        or decisions.category_id is null or candidates.category_id = decisions.category_id
                    )
                )
                -- Whatever the cause, about an item to a person it is the same message again: in the smaller of both triggers' days.
                or (
                    candidates.item_id = decisions.item_id
                    and {{ days_between('cast(decisions.decided_at_local as date)', 'candidates.as_of_date') }} + 1 < decisions.again_after_days
                )
            )
    group by candidates.user_id, candidates.trigger, candidates.item_id, candidates.category_id
),

judged as (
    select
        candidates.user_id,
        candidates.trigger,
        candidates.item_id,
        candidates.category_id,
        candidates.as_of_date,
        {{ date_after('candidates.as_of_date', 1) }} as plan_date,
        candidates.since_at,
        candidates.expires_date,
        candidates.urgency,
        candidates.evidence_kind,
        candidates.evidence,
        candidates.evidence_count,
        candidates.reason,
        candidates.is_service,
        candidates.sells_item,
        candidates.names_price,
        candidates.priority as trigger_priority,
        candidates.again_after_days,
        candidates.held_back_share,
        candidates.prior_effect_orders,
        candidates.same_as,
        candidates.allows_offer,
        playbook.offers,
        playbook.contacts_a_month,
        channels.channel,
        channels.consent_evidence,
        case when not moments.is_quiet then moments.send_at end as send_at,
        case when not moments.is_quiet then moments.send_at_local end as send_at_local,
        {%- set reason_ends = date_after('candidates.expires_date', 1) %}
        {%- set message_ends = date_after('candidates.as_of_date', 'cast(rules.valid_days as int) + 1') %}
        {{ utc_from_local('cast(least(' ~ reason_ends ~ ', ' ~ message_ends ~ ') as timestamp)', time_zone('shop')) }} as message_ends_at,
        case when candidates.names_price then next_prices.valid_from end as price_ends_at,
        -- Each rule in words where it refuses.
        case
            when not {{ is_named('candidates.user_id') }}
                then 'The id is an e-mail address, a phone number or the key of a guest, which stays in the house'
        end as unnamed,
        case
            when not coalesce(channels.is_given, false)
                then 'No consent: ' || coalesce(channels.refusals, 'nothing was said about ' || replace(candidates.channels, ';', ', '))
        end as no_consent,
        case when channels.is_unsubscribed then 'Unsubscribed on ' || {{ moment_in_words('channels.unsubscribed_at') }} end as unsubscribed,
        case when moments.is_quiet then 'Quiet hours leave no time on the day' end as quiet_hours,
        'Bought since: ' || purchases.evidence as bought_since,
        'Complained by a low rating on ' || cast(low_ratings.rated_date as string) as low_rating,
        'Asked the shop on ' || cast(consults.consulted_date as string) || ', and may have no answer yet' as unanswered_consult,
        'The same was decided on ' || cast(same_things.decided_date as string) as same_thing_lately,
        case
            when candidates.sells_item and candidates.item_id is not null and not stock.is_steady
                then 'Too few on hand, or not for long enough: now ' || cast(stock.on_hand_count as string)
        end as out_of_stock,
        case
            when candidates.names_price and next_prices.valid_from <= moments.send_at
                then 'It costs ' || {{ price_text('next_prices.price') }} || ' from ' || {{ moment_in_words('next_prices.valid_from') }} || ' on'
        end as price_changed,
        case
            when returns.is_refund then 'The item of the user''s order of ' || cast(returns.return_date as string) || ' was refunded'
            else 'The user returned the item on ' || cast(returns.return_date as string)
        end as returned_before,
        'About a sensitive category: ' || sensitive.sensitive_category as sensitive_category,
        case
            when playbook.user_id is null then 'The playbook has no such message for users of this kind'
            when not candidates.allows_offer and not {{ listed("'none'", 'playbook.offers') }}
                then 'The playbook wants an offer that the trigger does not allow'
        end as playbook
    from {{ ref('int_trigger_candidates') }} as candidates
    left join {{ ref('int_candidate_channels') }} as channels on {{ same_candidate('candidates', 'channels') }}
    left join {{ ref('int_candidate_purchases') }} as purchases on {{ same_candidate('candidates', 'purchases') }}
    left join same_things on {{ same_candidate('candidates', 'same_things') }}
    left join {{ ref('int_send_moments') }} as moments on candidates.user_id = moments.user_id
    left join low_ratings on candidates.user_id = low_ratings.user_id
    left join consults on candidates.user_id = consults.user_id
    left join {{ ref('int_item_stock') }} as stock on candidates.item_id = stock.item_id
    left join {{ ref('int_returned_items') }} as returns on candidates.user_id = returns.user_id and candidates.item_id = returns.item_id
    left join {{ ref('current_items') }} as items on candidates.item_id = items.item_id
    left join {{ ref('int_next_prices') }} as next_prices on candidates.item_id = next_prices.item_id
    left join {{ ref('int_sensitive_categories') }} as sensitive on coalesce(items.category_id, candidates.category_id) = sensitive.category_id
    left join {{ ref('int_playbook') }} as playbook on candidates.user_id = playbook.user_id and candidates.trigger = playbook.trigger
    cross join rules
)

select
    {%- for column in [
        'user_id', 'trigger', 'item_id', 'category_id', 'as_of_date', 'plan_date', 'since_at', 'expires_date', 'urgency', 'evidence_kind', 'evidence',
        'evidence_count', 'reason', 'is_service', 'sells_item', 'names_price', 'trigger_priority', 'again_after_days', 'held_back_share', 'prior_effect_orders', 'same_as',
        'allows_offer', 'offers', 'contacts_a_month', 'channel'
    ] %}
    {{ column }},
    {%- endfor %}
    case when channel is not null then consent_evidence end as consent_evidence,
    send_at,
    send_at_local,
    least(message_ends_at, price_ends_at) as expires_at,
    case
        {%- for rule in refusal_rules() %}
        when {{ rule }} is not null then '{{ rule }}'
        {%- endfor %}
    end as refused_by,
    coalesce({{ refusal_rules() | join(', ') }}) as refusal
from judged
