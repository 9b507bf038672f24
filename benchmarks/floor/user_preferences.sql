-- What a user chose most often; ties go to the second weight, then to the first in order.
create temp table user_sessions as
select
    coalesce(person(sessions.user_id), visitor_users.linked_user_id) as known_user_id,
    channel,
    region,
    start_hour,
    count(*) as session_count
from facts.sessions
left join visitor_users
    on
        sessions.visitor_id = visitor_users.visitor_id
        and sessions.started_at > visitor_users.after_at
        and sessions.started_at <= visitor_users.until_at
where known_user_id is not null
group by all;

create temp view seen as
select visitor_id, null as user_id, item_id, event_count, first_event_at
from facts.user_items
anti join shared_visitors using (visitor_id)
union all
select visitor_id, user_id, item_id, sum(event_count), min(first_event_at)
from item_events
semi join shared_visitors using (visitor_id)
group by visitor_id, user_id, item_id, load_date, cast(first_event_at as date);

create temp table user_preferences as
with habits as (
    select
        user_id,
        case when grouping(channel) = 0 then 1 when grouping(region) = 0 then 2 else 3 end as trait,
        coalesce(channel, region, lpad(cast(hour as varchar), 2, '0')) as choice,
        sum(session_count) as session_count,
        sum(order_count) as order_count
    from (
        select known_user_id as user_id, channel, region, start_hour as hour, session_count, 0 as order_count
        from user_sessions
        union all
        select user_id, channel, region, order_hour, 0, 1
        from known_orders
        where is_counted and user_id is not null
    )
    group by grouping sets ((user_id, channel), (user_id, region), (user_id, hour))
),

tastes as (
    select
        user_id,
        case when grouping(category_id) = 0 then 1 else 2 end as trait,
        coalesce(category_id, brand) as choice,
        sum(line_count) as line_count,
        sum(event_count) as event_count
    from (
        select user_id, category_id, brand, 1 as line_count, 0 as event_count
        from bought_lines
        union all
        select coalesce(person(seen.user_id), visitor_users.linked_user_id), items.category_id, items.brand, 0, seen.event_count
        from seen
        inner join visitor_users
            on
                seen.visitor_id = visitor_users.visitor_id
                and seen.first_event_at > visitor_users.after_at
                and seen.first_event_at <= visitor_users.until_at
        inner join current.current_items as items using (item_id)
    )
    group by grouping sets ((user_id, category_id), (user_id, brand))
)

select *
from (
    select
        user_id,
        min_by(choice, (-order_count, -session_count, choice)) filter (where trait = 1) as favorite_channel,
        min_by(choice, (-order_count, -session_count, choice)) filter (where trait = 2) as favorite_region,
        cast(min_by(choice, (-session_count, -order_count, choice)) filter (where trait = 3) as bigint) as usual_hour
    from habits
    where choice is not null
    group by user_id
)
full outer join (
    select
        user_id,
        min_by(choice, (-line_count, -event_count, choice)) filter (where trait = 1) as favorite_category_id,
        min_by(choice, (-line_count, -event_count, choice)) filter (where trait = 2) as favorite_brand
    from tastes
    where choice is not null
    group by user_id
) using (user_id);
