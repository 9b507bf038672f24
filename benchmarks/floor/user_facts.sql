create temp view visitor_days as
from facts.user_days anti join shared_visitors using (visitor_id)
union all by name
from shared_stretches;

create temp view known_days as
select days.*, coalesce(person(days.user_id), visitor_users.linked_user_id) as known_user_id
from visitor_days as days
left join visitor_users
    on
        days.visitor_id = visitor_users.visitor_id
        and days.first_event_at > visitor_users.after_at
        and days.first_event_at <= visitor_users.until_at
where known_user_id is not null;

create table users.user_facts as
with behavior as (
    select
        known_user_id as user_id,
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
        count(distinct visitor_id) as visitor_count,
        min(first_event_at) as first_event_at,
        max(last_event_at) as last_event_at,
        min(event_date) as first_event_date,
        max(event_date) as last_event_date
    from known_days
    group by known_user_id
),

active_days as (
    select user_id, count(*) as active_day_count
    from (
        select known_user_id as user_id, event_date from known_days
        union
        select user_id, order_date from known_orders where user_id is not null
    )
    group by user_id
),

sessions as (
    select known_user_id as user_id, sum(session_count) as session_count
    from user_sessions
    group by known_user_id
),

ordered as (
    select
        user_id,
        count(*) filter (where is_counted) as order_count,
        cast(sum(unit_count) as bigint) as unit_count,
        cast(sum(return_unit_count) as bigint) as return_unit_count,
        cast(sum(columns(['gross_amount', 'discount_amount', 'return_amount', 'net_amount'])) as decimal(18, 4)),
        cast(if(count(margin_amount) = count(*), sum(margin_amount), null) as decimal(18, 4)) as margin_amount,
        count(*) filter (where is_counted and is_discounted) as discounted_order_count,
        round(cast(discounted_order_count as double) / nullif(count(is_discounted) filter (where is_counted), 0), 6) as discount_share,
        round(
            cast(sum(discount_amount) filter (where is_counted and is_discounted) as double)
            / nullif(cast(sum(gross_amount) filter (where is_counted and is_discounted) as double), 0),
            6
        ) as discount_depth,
        min(ordered_at) filter (where is_counted) as first_order_at,
        max(ordered_at) filter (where is_counted) as last_order_at,
        min(order_date) filter (where is_counted) as first_order_date,
        max(order_date) filter (where is_counted) as last_order_date,
        min(ordered_at) as first_seen_at,
        max(ordered_at) as last_seen_at,
        min(order_date) as first_seen_date,
        max(order_date) as last_seen_date
    from known_orders
    where user_id is not null
    group by user_id
),

bought as (
    select
        user_id,
        count(distinct item_id) as bought_item_count,
        round(median(price_percentile), 6) as price_percentile
    from bought_lines
    group by user_id
),

referrals as (
    select referrer_user_id as user_id, count(*) as referred_user_count
    from known_users
    where referrer_user_id is not null
    group by referrer_user_id
),

reviews as (
    select person(reviews.user_id) as user_id, count(*) as review_count, round(avg(rating), 6) as average_rating
    from current.current_reviews as reviews
    where reviews.user_id is not null
    group by 1
)

select
    user_id,
    as_of_date,
    profiles.user_id is not null as is_registered,
    profiles.registered_at,
    profiles.referrer_user_id,
    coalesce(referred_user_count, 0) as referred_user_count,
    least(first_event_at, first_seen_at) as first_seen_at,
    greatest(last_event_at, last_seen_at) as last_seen_at,
    least(first_event_date, first_seen_date) as first_seen_date,
    greatest(last_event_date, last_seen_date) as last_seen_date,
    active_day_count,
    coalesce(visitor_count, 0) as visitor_count,
    cast(coalesce(session_count, 0) as bigint) as session_count,
    coalesce(event_count, 0) as event_count,
    coalesce(view_count, 0) as view_count,
    coalesce(search_count, 0) as search_count,
    coalesce(favorite_count, 0) as favorite_count,
    coalesce(unfavorite_count, 0) as unfavorite_count,
    coalesce(cart_count, 0) as cart_count,
    coalesce(remove_from_cart_count, 0) as remove_from_cart_count,
    coalesce(consult_count, 0) as consult_count,
    coalesce(follow_count, 0) as follow_count,
    coalesce(checkout_count, 0) as checkout_count,
    coalesce(purchase_count, 0) as purchase_count,
    coalesce(review_count, 0) as review_count,
    average_rating,
    coalesce(order_count, 0) as order_count,
    coalesce(unit_count, 0) as unit_count,
    coalesce(return_unit_count, 0) as return_unit_count,
    coalesce(bought_item_count, 0) as bought_item_count,
    cast(if(ordered.order_count is null, 0, gross_amount) as decimal(18, 4)) as gross_amount,
    cast(if(ordered.order_count is null, 0, discount_amount) as decimal(18, 4)) as discount_amount,
    cast(if(ordered.order_count is null, 0, return_amount) as decimal(18, 4)) as return_amount,
    cast(if(ordered.order_count is null, 0, net_amount) as decimal(18, 4)) as net_amount,
    cast(if(ordered.order_count is null, 0, margin_amount) as decimal(18, 4)) as margin_amount,
    cast(ordered.gross_amount / nullif(ordered.order_count, 0) as decimal(18, 4)) as average_order_amount,
    first_order_at,
    last_order_at,
    first_order_date,
    last_order_date,
    coalesce(discounted_order_count, 0) as discounted_order_count,
    discount_share,
    discount_depth,
    price_percentile,
    favorite_category_id,
    favorite_brand,
    favorite_channel,
    favorite_region,
    usual_hour,
    greatest(as_of_date - greatest(last_event_date, last_seen_date), 0) as days_since_seen,
    if(last_order_date is not null, greatest(as_of_date - last_order_date, 0), null) as days_since_order,
    greatest(as_of_date - least(first_event_date, first_seen_date), 0) as tenure_days
from behavior
full outer join ordered using (user_id)
cross join staging.as_of
left join sessions using (user_id)
left join active_days using (user_id)
left join bought using (user_id)
left join user_preferences using (user_id)
left join referrals using (user_id)
left join reviews using (user_id)
left join known_users as profiles using (user_id);
