-- Asked the shop about an item, and bought neither it nor another one of its category since.

with cases as (
    select
        interest.user_id,
        interest.item_id,
        interest.category_id,
        interest.consult_at as since_at,
        {{ date_after('interest.consult_date', 'rule.until_days') }} as expires_date,
        {{ freshness('interest.consult_date') }} as urgency,
        'event' as evidence_kind,
        interest.consult_keys as evidence,
        interest.consult_day_count as evidence_count,
        'Asked about ' || interest.item_name || ' on ' || cast(interest.consult_date as string)
        || {{ not_bought('interest.item_bought_date') }} as reason
    from {{ ref('int_trigger_interest') }} as interest
    cross join {{ ref('as_of') }} as as_of
    cross join {{ trigger_rule('consulted_not_bought') }} as rule
    where
        {{ is_due('interest.consult_date') }}
        and coalesce(interest.like_bought_date < interest.consult_date, true)
)

{{ most_urgent('cases') }}
