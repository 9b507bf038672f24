-- One row per item of which a price is known that holds from a later moment on and is another one than now: the first such price.

select
    prices.item_id,
    min_by(prices.price, (prices.valid_from, prices.price)) filter (where prices.price is not null) as price,
    min(prices.valid_from) as valid_from
from {{ ref('current_prices') }} as prices
inner join {{ ref('item_facts') }} as items on prices.item_id = items.item_id
cross join {{ ref('as_of') }} as as_of
where
    prices.valid_from >= as_of.as_of_at
    and cast(prices.price as decimal(18, 4)) <> items.current_price
group by prices.item_id
