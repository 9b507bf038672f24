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
        start_hour,
        event_count,
        view_count,
        search_count,
        favorite_count,
        cart_count,
        consult_count,
        checkout_count,
        purchase_count,
        item_count,
        channel,
        device,
        region,
        first_load_date,
        last_load_date
    from session_stretches
    where is_first and is_last
    union all by name
    select * exclude (session_number)
    from (
        select
            visitor_id,
            session_number,
            max_by(user_id, (last_event_at, user_id)) as user_id,
            min(event_date) as session_date,
            max(event_date) as last_event_date,
            min(first_event_at) as started_at,
            max(last_event_at) as ended_at,
            min_by(start_hour, first_event_at) as start_hour,
            cast(sum(event_count) as bigint) as event_count,
            cast(sum(view_count) as bigint) as view_count,
            cast(sum(search_count) as bigint) as search_count,
            cast(sum(favorite_count) as bigint) as favorite_count,
            cast(sum(cart_count) as bigint) as cart_count,
            cast(sum(consult_count) as bigint) as consult_count,
            cast(sum(checkout_count) as bigint) as checkout_count,
            cast(sum(purchase_count) as bigint) as purchase_count,
            min_by(channel, (first_event_at, channel)) as channel,
            min_by(device, (first_event_at, device)) as device,
            min_by(region, (first_event_at, region)) as region,
            min(first_load_date) as first_load_date,
            max(last_load_date) as last_load_date
        from session_stretches
        where not (is_first and is_last)
        group by all
    )
    inner join (
        select
            parts.visitor_id,
            parts.session_number,
            count(distinct events.item_id) as item_count
        from facts.events
        inner join session_stretches as parts
            on
                not (parts.is_first and parts.is_last)
                and events.visitor_id = parts.visitor_id
                and cast(floor(epoch(events.event_at) / 1800) as bigint) = parts.stretch_number
        group by all
    ) using (visitor_id, session_number)
);
