-- Marked an item some time ago, and neither unmarked it nor bought it, or another one of its category, since. Of what is in the cart the cart speaks.

with cases as (
    select
        interest.user_id,
        interest.item_id,
        interest.category_id,
        interest.favorite_at as since_at,
        {{ date_after('interest.favorite_date', 'rule.until_days') }} as expires_date,
        {{ freshness('interest.favorite_date') }} as urgency,
        'event' as evidence_kind,
        interest.favorite_keys as evidence,
        interest.favorite_day_count as evidence_count,
        'Marked ' || interest.item_name || ' on ' || cast(interest.favorite_date as string)
        || {{ not_bought('interest.item_bought_date') }} as reason
    from {{ ref('int_trigger_interest') }} as interest
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('favorite_waiting') }} as rule
    where
        {{ is_due('interest.favorite_date') }}
        and interest.cart_date is null
        and coalesce(interest.removed_date < interest.favorite_date, true)
        and coalesce(interest.like_bought_date < interest.favorite_date, true)
)

{{ most_urgent('cases') }}
