-- One row per user with an event: what the user did, on all devices known to be the user's.

with known_days as (
    select * from {{ ref('int_known_days') }}
),

user_behavior as (
    select
        user_id,
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
    group by user_id
)

select * from user_behavior
