-- Stretches no further apart than the gap are one session. Most are one stretch and stand as they are.
create temp table session_stretches as
select
    *,
    sum(cast(is_first as int)) over (
        partition by visitor_id order by first_event_at rows between unbounded preceding and current row
    ) as session_number
from (
    select
        *,
        coalesce(first_event_at > lag(last_event_at) over visits + interval 1800 second, true) as is_first,
        coalesce(lead(first_event_at) over visits > last_event_at + interval 1800 second, true) as is_last
    from stretches
    window visits as (partition by visitor_id order by first_event_at)
);

create table facts.sessions as
select visitor_id || '@' || cast(started_at as varchar) as session_id, *
from (
    select
        visitor_id,
        user_id,
        event_date as session_date,
        event_date as last_event_date,
        first_event_at as started_at,
        last_event_at as ended_at,
        cast(stretch_number // 2 % 24 as smallint) as start_hour,
        event_count,
        view_count,
        search_count,
        favorite_count,
        cart_count,
        consult_count,
        checkout_count,
        purchase_count,
        coalesce(item_count, 0) as item_count,
        channel,
        device,
        region,
        first_load_date,
        last_load_date
    from session_stretches
    where is_first and is_last
    union all by name
    select * exclude (session_number) replace (coalesce(item_count, 0) as item_count)
    from (
        select
            visitor_id,
            session_number,
            max_by(user_id, (last_event_at, user_id)) as user_id,
            min(event_date) as session_date,
            max(event_date) as last_event_date,
            min(first_event_at) as started_at,
            max(last_event_at) as ended_at,
            cast(min(stretch_number) // 2 % 24 as smallint) as start_hour,
            cast(sum(columns('^(event|view|search|favorite|cart|consult|checkout|purchase)_count$')) as bigint),
            min_by(channel, (first_event_at, channel)) as channel,
            min_by(device, (first_event_at, device)) as device,
            min_by(region, (first_event_at, region)) as region,
            min(first_load_date) as first_load_date,
            max(last_load_date) as last_load_date
        from session_stretches
        where not (is_first and is_last)
        group by all
    )
    left join (
        select visitor_id, session_number, count(distinct item_id) as item_count
        from session_stretches
        inner join seen_items using (visitor_id, event_date, stretch_number)
        where not (is_first and is_last)
        group by all
    ) using (visitor_id, session_number)
);

drop table session_stretches;
drop table stretches;
drop table seen_items;
