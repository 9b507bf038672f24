-- Most days are one stretch and stand as they are; of the others the distinct items are counted again.
create temp table busy_days as
select visitor_id, event_date
from stretches
group by all
having count(*) > 1;

create table facts.user_days as
select * exclude (stretch_number, device, start_hour)
from stretches
anti join busy_days using (visitor_id, event_date)
union all by name
select *
from (
    select
        visitor_id,
        event_date,
        max_by(user_id, (last_event_at, user_id)) as user_id,
        min_by(channel, (first_event_at, channel)) as channel,
        min_by(region, (first_event_at, region)) as region,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(view_count) as bigint) as view_count,
        cast(sum(search_count) as bigint) as search_count,
        cast(sum(favorite_count) as bigint) as favorite_count,
        cast(sum(unfavorite_count) as bigint) as unfavorite_count,
        cast(sum(cart_count) as bigint) as cart_count,
        cast(sum(remove_from_cart_count) as bigint) as remove_from_cart_count,
        cast(sum(consult_count) as bigint) as consult_count,
        cast(sum(follow_count) as bigint) as follow_count,
        cast(sum(checkout_count) as bigint) as checkout_count,
        cast(sum(purchase_count) as bigint) as purchase_count,
        min(first_event_at) as first_event_at,
        max(last_event_at) as last_event_at,
        min(first_view_at) as first_view_at,
        max(last_intent_at) as last_intent_at,
        max(last_checkout_at) as last_checkout_at,
        max(last_purchase_at) as last_purchase_at,
        min(first_load_date) as first_load_date,
        max(last_load_date) as last_load_date
    from stretches
    semi join busy_days using (visitor_id, event_date)
    group by all
)
inner join (
    select visitor_id, event_date, count(distinct item_id) as item_count
    from facts.events
    semi join busy_days using (visitor_id, event_date)
    group by all
) using (visitor_id, event_date);
