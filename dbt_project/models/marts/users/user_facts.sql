-- One row per user with an event or an order: everything counted about the user up to as-of.
with as_of as (
    select * from {{ ref('as_of') }}
),

user_behavior as (
    select * from {{ ref('int_user_behavior') }}
),

user_sessions as (
    select
        user_id,
        sum(session_count) as session_count
    from {{ ref('int_user_sessions') }}
    group by user_id
),

user_orders as (
    select * from {{ ref('int_user_orders') }}
),

user_habits as (
    select * from {{ ref('int_user_habits') }}
),

user_tastes as (
    select * from {{ ref('int_user_tastes') }}
),

active_days as (
    select * from {{ ref('int_user_active_days') }}
),

profiles as (
    select * from {{ ref('int_joined_users') }}
),

referrals as (
    select
        referrer_user_id as user_id,
        count(*) as referred_user_count
    from profiles
    where referrer_user_id is not null
    group by referrer_user_id
),

reviews as (
    select
        coalesce(accounts.user_id, reviews.user_id) as user_id,
        count(*) as review_count,
        {{ rounded(average('reviews.rating')) }} as average_rating
    from {{ ref('current_reviews') }} as reviews
    left join {{ ref('int_user_accounts') }} as accounts on reviews.user_id = accounts.account_id
    where reviews.user_id is not null
    group by coalesce(accounts.user_id, reviews.user_id)
),

known_users as (
    select user_id from user_behavior
    union
    select user_id from user_orders
),

-- What a user did not do is counted as 0; what is unknown stays null.
user_facts as (
    select
        known_users.user_id,
        as_of.as_of_date,
        profiles.user_id is not null as is_registered,
        profiles.registered_at,
        profiles.referrer_user_id,
        coalesce(referrals.referred_user_count, 0) as referred_user_count,
        least(user_behavior.first_event_at, user_orders.first_seen_at) as first_seen_at,
        greatest(user_behavior.last_event_at, user_orders.last_seen_at) as last_seen_at,
        least(user_behavior.first_event_date, user_orders.first_seen_date) as first_seen_date,
        greatest(user_behavior.last_event_date, user_orders.last_seen_date) as last_seen_date,
        active_days.active_day_count,
        coalesce(user_behavior.visitor_count, 0) as visitor_count,
        cast(coalesce(user_sessions.session_count, 0) as bigint) as session_count,
        coalesce(user_behavior.event_count, 0) as event_count,
        coalesce(user_behavior.view_count, 0) as view_count,
        coalesce(user_behavior.search_count, 0) as search_count,
        coalesce(user_behavior.favorite_count, 0) as favorite_count,
        coalesce(user_behavior.unfavorite_count, 0) as unfavorite_count,
        coalesce(user_behavior.cart_count, 0) as cart_count,
        coalesce(user_behavior.remove_from_cart_count, 0) as remove_from_cart_count,
        coalesce(user_behavior.consult_count, 0) as consult_count,
        coalesce(user_behavior.follow_count, 0) as follow_count,
        coalesce(user_behavior.checkout_count, 0) as checkout_count,
        coalesce(user_behavior.purchase_count, 0) as purchase_count,
        coalesce(reviews.review_count, 0) as review_count,
        reviews.average_rating,
        coalesce(user_orders.order_count, 0) as order_count,
        coalesce(user_orders.unit_count, 0) as unit_count,
        coalesce(user_orders.return_unit_count, 0) as return_unit_count,
        coalesce(user_orders.bought_item_count, 0) as bought_item_count,
        {{ amount_or_zero('user_orders.user_id', 'user_orders.gross_amount') }} as gross_amount,
        {{ amount_or_zero('user_orders.user_id', 'user_orders.discount_amount') }} as discount_amount,
        {{ amount_or_zero('user_orders.user_id', 'user_orders.return_amount') }} as return_amount,
        {{ amount_or_zero('user_orders.user_id', 'user_orders.net_amount') }} as net_amount,
        {{ amount_or_zero('user_orders.user_id', 'user_orders.margin_amount') }} as margin_amount,
        {{ amount_per('user_orders.gross_amount', 'nullif(user_orders.order_count, 0)') }}
            as average_order_amount,
        user_orders.first_order_at,
        user_orders.last_order_at,
        user_orders.first_order_date,
        user_orders.last_order_date,
        coalesce(user_orders.discounted_order_count, 0) as discounted_order_count,
        user_orders.discount_share,
        user_orders.discount_depth,
        user_orders.price_percentile,
        user_tastes.favorite_category_id,
        user_tastes.favorite_brand,
        user_habits.favorite_channel,
        user_habits.favorite_region,
        user_habits.usual_hour
    from known_users
    cross join as_of
    left join user_behavior on known_users.user_id = user_behavior.user_id
    left join user_sessions on known_users.user_id = user_sessions.user_id
    left join user_orders on known_users.user_id = user_orders.user_id
    left join user_habits on known_users.user_id = user_habits.user_id
    left join user_tastes on known_users.user_id = user_tastes.user_id
    left join active_days on known_users.user_id = active_days.user_id
    left join profiles on known_users.user_id = profiles.user_id
    left join referrals on known_users.user_id = referrals.user_id
    left join reviews on known_users.user_id = reviews.user_id
),

dated as (
    select
        *,
        {{ days_since('last_seen_date', 'as_of_date') }} as days_since_seen,
        {{ days_since('last_order_date', 'as_of_date') }} as days_since_order,
        {{ days_since('first_seen_date', 'as_of_date') }} as tenure_days
    from user_facts
)

select * from dated
