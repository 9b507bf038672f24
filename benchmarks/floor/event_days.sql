create table facts.event_days as
select
    event_date,
    channel,
    region,
    cast(sum(columns('_count$')) as bigint),
    count(distinct visitor_id) as visitor_count
from places
group by all;
