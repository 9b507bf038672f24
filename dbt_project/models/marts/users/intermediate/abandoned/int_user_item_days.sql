-- One row per known user, item and shop day of the last months.

with as_of as (
    select * from {{ ref('as_of') }}
),

dated as (
    select
        known_items.user_id,
        known_items.item_id,
        cast({{ shop_time('known_items.source', 'known_items.last_event_at') }} as date) as activity_date,
        known_items.view_count,
        known_items.favorite_count,
        known_items.unfavorite_count,
        known_items.cart_count,
        known_items.remove_from_cart_count,
        known_items.consult_count,
        known_items.purchase_count,
        known_items.first_event_at,
        known_items.last_event_at,
        known_items.load_date
    from {{ ref('int_known_items') }} as known_items
    cross join as_of
    -- Events are no later than the day after their load day.
    where known_items.user_id is not null and known_items.load_date >= as_of.as_of_date - interval {{ wish_history_days() }} day - interval 1 day
)

select
    dated.user_id,
    dated.item_id,
    dated.activity_date,
    cast(sum(dated.view_count) as bigint) as view_count,
    cast(sum(dated.favorite_count) as bigint) as favorite_count,
    cast(sum(dated.cart_count) as bigint) as cart_count,
    cast(sum(dated.unfavorite_count) as bigint) as unfavorite_count,
    cast(sum(dated.remove_from_cart_count) as bigint) as remove_from_cart_count,
    cast(sum(dated.consult_count) as bigint) as consult_count,
    cast(sum(dated.purchase_count) as bigint) as purchase_count,
    min(dated.first_event_at) as first_event_at,
    max(dated.last_event_at) as last_event_at,
    max(dated.load_date) as load_date
from dated
cross join as_of
where dated.activity_date >= as_of.as_of_date - interval {{ wish_history_days() }} day
group by dated.user_id, dated.item_id, dated.activity_date
