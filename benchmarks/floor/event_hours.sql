-- An hour is two stretches.
create table facts.event_hours as
select
    event_date,
    cast(stretch_number // 2 % 24 as smallint) as event_hour,
    channel,
    cast(sum(columns('_count$')) as bigint),
    count(distinct visitor_id) as visitor_count
from places
group by all;
