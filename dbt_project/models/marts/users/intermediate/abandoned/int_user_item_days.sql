-- One row per known user, item and shop day of the last months. What one load day brought of a visitor and item counts on its last day.

with as_of as (
    select * from {{ ref('as_of') }}
),

dated as (
    select
        coalesce(accounts.user_id, user_items.user_id, visitor_users.user_id) as user_id,
        user_items.item_id,
        cast({{ shop_time('user_items.source', 'user_items.last_event_at') }} as date) as activity_date,
        user_items.view_count,
        user_items.favorite_count,
        user_items.unfavorite_count,
        user_items.cart_count,
        user_items.remove_from_cart_count,
        user_items.purchase_count,
        user_items.last_event_at,
        user_items.load_date
    from {{ ref('user_items') }} as user_items
    cross join as_of
    left join {{ ref('int_visitor_users') }} as visitor_users on user_items.visitor_id = visitor_users.visitor_id
    left join {{ ref('int_user_accounts') }} as accounts on user_items.user_id = accounts.account_id
    -- Nothing lands before it happened: older load days hold no newer day.
    where user_items.load_date >= as_of.as_of_date - interval {{ wish_history_days() }} day
)

select
    dated.user_id,
    dated.item_id,
    dated.activity_date,
    cast(sum(dated.view_count) as bigint) as view_count,
    cast(sum(dated.favorite_count) as bigint) as favorite_count,
    cast(sum(dated.cart_count) as bigint) as cart_count,
    cast(sum(dated.unfavorite_count + dated.remove_from_cart_count) as bigint) as removal_count,
    cast(sum(dated.purchase_count) as bigint) as purchase_count,
    max(dated.last_event_at) as last_event_at,
    max(dated.load_date) as load_date
from dated
cross join as_of
where
    dated.user_id is not null
    and dated.activity_date >= as_of.as_of_date - interval {{ wish_history_days() }} day
group by dated.user_id, dated.item_id, dated.activity_date
