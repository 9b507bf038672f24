create table facts.user_items as
select
    visitor_id,
    item_id,
    count(*) as event_count,
    count(*) filter (where event_type = 'view') as view_count,
    count(*) filter (where event_type = 'favorite') as favorite_count,
    count(*) filter (where event_type = 'unfavorite') as unfavorite_count,
    count(*) filter (where event_type = 'cart') as cart_count,
    count(*) filter (where event_type = 'remove_from_cart') as remove_from_cart_count,
    count(*) filter (where event_type = 'consult') as consult_count,
    count(*) filter (where event_type = 'purchase') as purchase_count,
    min(event_at) as first_event_at,
    max(event_at) as last_event_at,
    min(load_date) as first_load_date,
    max(load_date) as last_load_date
from facts.events
where item_id is not null
group by all;

-- With the user signed in, for the few visitors with several.
create temp view item_events as
select visitor_id, user_id, item_id, load_date, 1 as event_count, event_at as first_event_at
from facts.events
where item_id is not null;
