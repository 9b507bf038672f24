-- Put an item into the cart, and neither took it out nor bought it, or another one of its category, since.

with cases as (
    select
        interest.user_id,
        interest.item_id,
        interest.category_id,
        interest.cart_at as since_at,
        {{ date_after('interest.cart_date', 'rule.until_days') }} as expires_date,
        {{ freshness('interest.cart_date') }} as urgency,
        'event' as evidence_kind,
        interest.cart_keys as evidence,
        interest.cart_day_count as evidence_count,
        'Put ' || interest.item_name || ' into the cart on ' || cast(interest.cart_date as string)
        || {{ not_bought('interest.item_bought_date') }} as reason
    from {{ ref('int_trigger_interest') }} as interest
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('cart_left') }} as rule
    where
        {{ is_due('interest.cart_date') }}
        and coalesce(interest.removed_date < interest.cart_date, true)
        and coalesce(interest.like_bought_date < interest.cart_date, true)
)

{{ most_urgent('cases') }}
