create table facts.event_hours as
select
    event_date,
    event_hour,
    channel,
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
    count(distinct visitor_id) as visitor_count
from facts.events
group by all;
