-- What one visitor did within half an hour of the clock: the one pass over events behind five tables. Where it was done is
-- part of the key, which is quicker than to look for the first place; the few that changed place are put together after.
create temp table places as
select
    visitor_id,
    event_date,
    cast(floor(epoch(event_at) / 1800) as bigint) as stretch_number,
    user_id,
    channel,
    device,
    region,
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

-- Distinct items do not add up; from these rows they are counted for stretches, days and sessions.
create temp table seen_items as
select distinct
    visitor_id,
    event_date,
    cast(floor(epoch(event_at) / 1800) as bigint) as stretch_number,
    item_id
from facts.events
where item_id is not null;

create temp table stretches as
with moved as (
    select visitor_id, event_date, stretch_number
    from places
    group by all
    having count(*) > 1
)

select *
from (
    from places
    anti join moved using (visitor_id, event_date, stretch_number)
    union all by name
    select
        visitor_id,
        event_date,
        stretch_number,
        max_by(user_id, (last_event_at, user_id)) as user_id,
        min_by(channel, (first_event_at, channel)) as channel,
        min_by(device, (first_event_at, device)) as device,
        min_by(region, (first_event_at, region)) as region,
        cast(sum(columns('_count$')) as bigint),
        min(columns('^first_')),
        max(columns('^last_'))
    from places
    semi join moved using (visitor_id, event_date, stretch_number)
    group by all
)
left join (
    select visitor_id, event_date, stretch_number, count(*) as item_count
    from seen_items
    group by all
) using (visitor_id, event_date, stretch_number);
