-- What one visitor did within half an hour of the clock: the one pass over events behind four tables.
create temp table stretches as
select
    visitor_id,
    event_date,
    cast(floor(epoch(event_at) / 1800) as bigint) as stretch_number,
    max_by(user_id, (event_at, user_id)) as user_id,
    min_by(channel, (event_at, channel)) as channel,
    min_by(device, (event_at, device)) as device,
    min_by(region, (event_at, region)) as region,
    count(*) as event_count,
    count(*) filter (where event_type = 'view') as view_count,
    count(*) filter (where event_type = 'search') as search_count,
    count(*) filter (where event_type = 'favorite') as favorite_count,
    count(*) filter (where event_type = 'unfavorite') as unfavorite_count,
    count(*) filter (where event_type = 'cart') as cart_count,
    count(*) filter (where event_type = 'remove_from_cart') as remove_from_cart_count,
    count(*) filter (where event_type = 'consult') as consult_count,
    count(*) filter (where event_type = 'follow') as follow_count,
    count(*) filter (where event_type = 'checkout') as checkout_count,
    count(*) filter (where event_type = 'purchase') as purchase_count,
    count(distinct item_id) as item_count,
    min(event_hour) as start_hour,
    min(event_at) as first_event_at,
    max(event_at) as last_event_at,
    min(event_at) filter (where event_type = 'view') as first_view_at,
    max(event_at) filter (where event_type in ('favorite', 'cart')) as last_intent_at,
    max(event_at) filter (where event_type = 'checkout') as last_checkout_at,
    max(event_at) filter (where event_type = 'purchase') as last_purchase_at,
    min(load_date) as first_load_date,
    max(load_date) as last_load_date
from facts.events
group by all;
