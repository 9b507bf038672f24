-- What a message says costs less does cost less: by the price in force at the user's last event of the day that the evidence names, and today's.
-- And it fell to today's price, from the one before.
with told as (
    select
        user_id,
        item_id,
        since_at,
        least_price_drop,
        cast(substring(evidence, 1, 10) as date) as look_date
    from {{ ref('int_trigger_candidates') }}
    where trigger = 'price_drop'
),

looks as (
    select
        told.user_id,
        told.item_id,
        max(told.since_at) as since_at,
        max(told.least_price_drop) as least_price_drop,
        max(known_items.last_event_at) as look_at
    from told
    left join {{ ref('int_known_items') }} as known_items
        on
            told.user_id = known_items.user_id
            and told.item_id = known_items.item_id
            and told.look_date = cast({{ shop_time('known_items.source', 'known_items.last_event_at') }} as date)
    group by told.user_id, told.item_id
),

priced as (
    select
        looks.user_id,
        looks.item_id,
        max(looks.since_at) as since_at,
        max(looks.look_at) as look_at,
        max(looks.least_price_drop) as least_price_drop,
        min_by(prices.price, (-{{ epoch_seconds('prices.valid_from') }}, prices.price))
            filter (where prices.valid_from <= looks.look_at) as seen_price,
        min_by(prices.price, (-{{ epoch_seconds('prices.valid_from') }}, prices.price))
            filter (where prices.valid_from < looks.since_at) as earlier_price,
        min_by(prices.price, (-{{ epoch_seconds('prices.valid_from') }}, prices.price))
            filter (where prices.valid_from < as_of.as_of_at) as price
    from looks
    inner join {{ ref('current_prices') }} as prices on looks.item_id = prices.item_id
    cross join {{ ref('as_of') }} as as_of
    group by looks.user_id, looks.item_id
)

select
    told.user_id,
    told.item_id
from told
left join priced on told.user_id = priced.user_id and told.item_id = priced.item_id
where
    not coalesce(priced.price <= priced.seen_price * (1 - priced.least_price_drop) + 0.0001, false)
    or not coalesce(priced.price < priced.earlier_price, false)
    or not coalesce(priced.look_at < priced.since_at, false)
