-- Did more with an item than glance at it, and its price fell last and is less now than when the user last saw it, by the least share of the seed.
-- A low is announced once: not again to users who had a message about this price, or a lower one, before.

with starts as (
    select
        item_id,
        valid_from,
        min(price) as price
    from {{ ref('current_prices') }}
    group by item_id, valid_from
),

-- Many shops report the same price again and again.
changes as (
    select
        starts.item_id,
        starts.valid_from,
        starts.price,
        coalesce(starts.price <> lag(starts.price) over (partition by starts.item_id order by starts.valid_from), true) as is_change
    from starts
    cross join {{ ref('as_of') }} as as_of
    where starts.valid_from < as_of.as_of_at
),

spells as (
    select
        item_id,
        price,
        valid_from,
        lag(price) over (partition by item_id order by valid_from) as earlier_price,
        lead(valid_from) over (partition by item_id order by valid_from) as valid_until
    from changes
    where is_change
),

prices_now as (
    select
        spells.item_id,
        spells.price,
        spells.valid_from,
        cast({{ local_from_utc('spells.valid_from', time_zone('shop')) }} as date) as from_date
    from spells
    -- A rise ends a low, and is no drop for who saw more still.
    where spells.valid_until is null and spells.price < spells.earlier_price
),

announced as (
    select
        messages.user_id,
        messages.item_id,
        min(spells.price) as price
    from {{ ref('user_messages') }} as messages
    cross join {{ trigger_rule('price_drop') }} as rule
    inner join spells
        on
            messages.item_id = spells.item_id
            and messages.sent_at >= spells.valid_from
            and coalesce(messages.sent_at < spells.valid_until, true)
    where messages.trigger in (rule.trigger, rule.same_as)
    group by messages.user_id, messages.item_id
),

seen as (
    select
        interest.user_id,
        interest.item_id,
        interest.category_id,
        interest.item_name,
        interest.last_look_date,
        spells.price as seen_price,
        prices_now.price,
        prices_now.valid_from,
        prices_now.from_date,
        {{ share('spells.price - prices_now.price', 'spells.price') }} as drop_share
    from {{ ref('int_trigger_interest') }} as interest
    inner join spells
        on
            interest.item_id = spells.item_id
            and interest.last_look_at >= spells.valid_from
            and coalesce(interest.last_look_at < spells.valid_until, true)
    inner join prices_now on interest.item_id = prices_now.item_id
    where
        interest.strength >= 3
        -- Whoever looks at it again long after buying it wants it again.
        and coalesce({{ days_between('interest.item_bought_date', 'interest.last_look_date') }} > {{ wish_history_days() }}, true)
        and coalesce(interest.like_bought_date < interest.last_look_date, true)
        and coalesce(interest.removed_date < interest.last_look_date, true)
        and prices_now.price < spells.price
),

cases as (
    select
        seen.user_id,
        seen.item_id,
        seen.category_id,
        seen.valid_from as since_at,
        {{ date_after('seen.from_date', 'rule.until_days') }} as expires_date,
        seen.drop_share as urgency,
        'event' as evidence_kind,
        {{ event_key('seen.last_look_date', 'seen.item_id') }} as evidence,
        1 as evidence_count,
        'Saw ' || seen.item_name || ' at ' || {{ price_text('seen.seen_price') }} || ' on ' || cast(seen.last_look_date as string)
        || '; it costs ' || {{ price_text('seen.price') }} || ' since ' || cast(seen.from_date as string) || ', '
        || {{ percentile_text('seen.drop_share') }} || ' % less.' as reason
    from seen
    left join announced on seen.user_id = announced.user_id and seen.item_id = announced.item_id and seen.price >= announced.price
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('price_drop') }} as rule
    where
        {{ is_due('seen.from_date') }}
        and seen.drop_share >= rule.least_price_drop
        and announced.user_id is null
)

{{ most_urgent('cases') }}
