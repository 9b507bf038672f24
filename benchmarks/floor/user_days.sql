-- Most days are one stretch and stand as they are; of the others the distinct items are counted again.
create temp table busy_days as
select visitor_id, event_date
from stretches
group by all
having count(*) > 1;

create table facts.user_days as
select * exclude (stretch_number, device) replace (coalesce(item_count, 0) as item_count)
from stretches
anti join busy_days using (visitor_id, event_date)
union all by name
select * replace (coalesce(item_count, 0) as item_count)
from (
    select
        visitor_id,
        event_date,
        max_by(user_id, (last_event_at, user_id)) as user_id,
        min_by(channel, (first_event_at, channel)) as channel,
        min_by(region, (first_event_at, region)) as region,
        cast(sum(columns('(event|view|search|favorite|cart|consult|follow|checkout|purchase)_count$')) as bigint),
        min(columns('^first_')),
        max(columns('^last_'))
    from stretches
    semi join busy_days using (visitor_id, event_date)
    group by all
)
left join (
    select visitor_id, event_date, count(distinct item_id) as item_count
    from seen_items
    semi join busy_days using (visitor_id, event_date)
    group by all
) using (visitor_id, event_date);
