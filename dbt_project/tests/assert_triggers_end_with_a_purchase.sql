-- Nobody is reminded of what they bought since, by an order of any account or a purchase event.
select
    candidates.user_id,
    candidates.trigger,
    candidates.item_id
from {{ ref('int_trigger_candidates') }} as candidates
inner join {{ ref('int_user_item_purchases') }} as purchases
    on candidates.user_id = purchases.user_id and candidates.item_id = purchases.item_id
where
    candidates.trigger in ('cart_left', 'favorite_waiting', 'consulted_not_bought', 'back_in_stock', 'price_drop')
    and purchases.bought_date > cast({{ local_from_utc('candidates.since_at', time_zone('shop')) }} as date)
